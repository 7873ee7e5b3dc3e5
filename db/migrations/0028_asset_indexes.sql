-- Keys of machines come in no order, so each entry of these indexes is looked for from the root: with the key first,
-- one comparison decides where two of the tenant's columns came before it, equal for every row of an import.
drop index assets_uuid_key;
drop index assets_serial_key;
drop index assets_fqdn_key;
drop index assets_external_id_key;
create unique index assets_uuid_key on assets (key_uuid, client_account_id, engagement_id)
  where key_uuid is not null and deleted_at is null;
create unique index assets_serial_key on assets (key_serial, client_account_id, engagement_id)
  where key_serial is not null and deleted_at is null;
create unique index assets_fqdn_key on assets (key_fqdn, client_account_id, engagement_id)
  where key_fqdn is not null and deleted_at is null;
create unique index assets_external_id_key on assets (key_external_id, client_account_id, engagement_id)
  where key_external_id is not null and deleted_at is null;

-- The few assets that are an application themselves, which every import asks for; all assets were looked through.
create index assets_applications_idx on assets (client_account_id, engagement_id, id)
  where asset_type = 'application' and coalesce(cardinality(application_name), 0) = 0 and deleted_at is null;
