-- Names are unfolded before they are looked up: all names are then compared with all variants as two sets, and not the
-- variants with the names of one asset after the other.
create or replace view asset_application_names with (security_invoker = true) as
  select a.client_account_id, a.engagement_id, a.id as asset_id, a.asset_type,
    unnest(case when cardinality(a.application_name) > 0 then a.application_name
      when a.asset_type = 'application' then array[a.name] end) as name
  from assets a where a.deleted_at is null;
