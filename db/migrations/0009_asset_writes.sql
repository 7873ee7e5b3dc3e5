-- Nothing looks assets up by host name alone: matching reads all keys of the engagement at once.
drop index assets_hostname_idx;

-- A foreign key costs an import more per asset than the asset itself. Who wrote one is checked for the few assets
-- that name a person; the engagement once a statement, by the row that the trigger below writes.
alter table assets
  drop constraint assets_client_account_id_engagement_id_fkey,
  drop constraint assets_last_user_edit_by_fkey,
  drop constraint assets_deleted_by_fkey;

create function check_asset_users() returns trigger language plpgsql as $$
declare
  missing uuid;
begin
  select named.id into missing from unnest(array[new.last_user_edit_by, new.deleted_by]) as named (id)
    where named.id is not null and not exists (select from users u where u.id = named.id);
  if missing is not null then
    raise foreign_key_violation using message = format('Asset %s names user %s, who does not exist', new.id, missing);
  end if;
  return null;
end $$;
create constraint trigger assets_users_exist
  after insert or update of last_user_edit_by, deleted_by on assets
  for each row when (new.last_user_edit_by is not null or new.deleted_by is not null)
  execute function check_asset_users();

-- Writers of one engagement never wait for each other here: each takes a slot that nobody holds, or makes one. An
-- import writes with several transactions that commit in turn; one that waited for another's slot would wait for ever.
create sequence estate_slots;
grant usage on sequence estate_slots to landfall_app;
alter table estate_versions drop constraint estate_versions_slot_check;
alter table estate_versions alter column slot type bigint;

create or replace function mark_estate_changed() returns trigger language plpgsql as $$
begin
  if current_client() is null or current_engagement() is null then
    return null;
  end if;
  update estate_versions v set version = v.version + 1
    where v.client_account_id = current_client() and v.engagement_id = current_engagement()
      and v.slot = (select free.slot from estate_versions free
        where free.client_account_id = current_client() and free.engagement_id = current_engagement()
        order by free.slot limit 1 for update skip locked);
  if not found then
    insert into estate_versions (client_account_id, engagement_id, slot)
      values (current_client(), current_engagement(), nextval('estate_slots'));
  end if;
  return null;
end $$;
