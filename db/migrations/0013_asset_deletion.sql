-- Whether an asset may go is found out once a statement, and no longer once a row: a deletion removes a million assets.
drop policy assets_deletion on assets;
create policy assets_deletion on assets as restrictive for delete using (created_by_import_id in (
  select f.data_import_id from discovery_flows f where f.client_account_id = current_client()
    and f.engagement_id = current_engagement() and f.deleted_at is not null));
