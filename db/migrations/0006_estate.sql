-- Changes with every statement that writes assets of an engagement, so that a remembered order or count is known to be
-- outdated. Sixteen slots: writers of one engagement seldom wait for each other's.
create table estate_versions (
  client_account_id uuid not null, engagement_id uuid not null,
  slot int not null check (slot between 0 and 15),
  version bigint not null default 1,
  primary key (client_account_id, engagement_id, slot),
  foreign key (client_account_id, engagement_id) references engagements (client_account_id, id)
);
alter table estate_versions enable row level security;
alter table estate_versions force row level security;
create policy estate_versions_tenant on estate_versions
  using (client_account_id = current_client() and engagement_id = current_engagement())
  with check (client_account_id = current_client() and engagement_id = current_engagement());
grant select, insert, update on estate_versions to landfall_app;

create function mark_estate_changed() returns trigger language plpgsql as $$
begin
  if current_client() is not null and current_engagement() is not null then
    insert into estate_versions as v (client_account_id, engagement_id, slot)
      values (current_client(), current_engagement(), pg_backend_pid() % 16)
      on conflict (client_account_id, engagement_id, slot) do update set version = v.version + 1;
  end if;
  return null;
end $$;
create trigger assets_changed after insert or update or delete on assets
  for each statement execute function mark_estate_changed();
