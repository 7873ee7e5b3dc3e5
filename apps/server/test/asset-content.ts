/** The live assets of an engagement, $1: their number and a hash of their contents, ids and times apart. */
export const assetContentSql = `
  select count(*)::int as count, md5(string_agg(content, '|' order by content)) as content from (
    select (to_jsonb(a) - '{id,client_account_id,engagement_id,created_by_import_id,lead_import_id,provenance,
      created_at,updated_at,version}'::text[])::text as content
    from assets a where engagement_id = $1 and deleted_at is null) a`;
