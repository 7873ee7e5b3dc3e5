-- Deleting a flow: a tombstone at once, then a job that removes everything the flow brought.

-- One row a deleted flow: what was to be removed, what has been, and how far the job is.
create table flow_deletions (
  client_account_id uuid not null, engagement_id uuid not null,
  flow_id uuid not null,
  -- Names the job, so that the queue carries no id of the flow.
  id uuid not null default new_id(),
  data_import_id uuid not null,
  method text not null constraint flow_deletions_method_check check (method in ('manual', 'api', 'batch')),
  batch_id uuid,
  status text not null constraint flow_deletions_status_check check (status in ('pending', 'running', 'done', 'failed')),
  step int not null default 1 check (step between 1 and 12),
  round int not null default 1 check (round >= 1),
  plan jsonb not null, plan_hash text not null,
  removed jsonb not null default '{}', kept jsonb not null default '{}',
  error text,
  requested_by uuid references users (id), reason text,
  created_at timestamptz not null default now(),
  started_at timestamptz, finished_at timestamptz,
  updated_at timestamptz not null default now(),
  primary key (client_account_id, engagement_id, flow_id),
  unique (client_account_id, engagement_id, id),
  foreign key (client_account_id, engagement_id, flow_id)
    references master_flows (client_account_id, engagement_id, flow_id),
  constraint flow_deletions_finished_check check ((finished_at is not null) = (status = 'done'))
);
create index flow_deletions_open_idx on flow_deletions (status) where status in ('pending', 'running');

-- Journal of an asset. It names values, not imports: a deleted import must not be found here.
create table asset_changes (
  client_account_id uuid not null, engagement_id uuid not null,
  asset_id uuid not null,
  id uuid not null default new_id(),
  change text not null constraint asset_changes_change_check check (change in ('values_rolled_back')),
  fields text[] not null,
  asset_version int not null,
  actor_user_id uuid references users (id),
  actor_kind text not null,
  created_at timestamptz not null default now(),
  primary key (client_account_id, engagement_id, asset_id, id),
  foreign key (client_account_id, engagement_id, asset_id)
    references assets (client_account_id, engagement_id, id) on delete cascade
);

do $$ declare t text; begin
  foreach t in array array['flow_deletions', 'asset_changes'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy %I on %I using (client_account_id = current_client() and engagement_id = current_engagement()) with check (client_account_id = current_client() and engagement_id = current_engagement())', t || '_tenant', t);
  end loop;
end $$;
grant select, insert, update on flow_deletions to landfall_app;
grant select, insert on asset_changes to landfall_app;

-- Jobs that are still to finish, of any tenant: ids only, for the process that looks after them.
create policy flow_deletions_sweeper on flow_deletions for select to landfall_owner using (true);
create function deletions_to_finish() returns table (client_account_id uuid, engagement_id uuid, id uuid, overdue boolean)
  language sql stable security definer set search_path = public, pg_temp as $$
  select d.client_account_id, d.engagement_id, d.id, d.updated_at < clock_timestamp() - interval '5 seconds'
  from flow_deletions d where d.status in ('pending', 'running')
$$;
revoke execute on function deletions_to_finish() from public;
grant execute on function deletions_to_finish() to landfall_app;

create index asset_dependencies_target_idx on asset_dependencies (client_account_id, engagement_id, target_asset_id);

create function flow_is_deleted(flow uuid) returns boolean language sql stable as $$
  select exists (select from discovery_flows f where f.client_account_id = current_client()
    and f.engagement_id = current_engagement() and f.flow_id = flow and f.deleted_at is not null)
$$;
create function import_is_deleted(import uuid) returns boolean language sql stable as $$
  select exists (select from discovery_flows f where f.client_account_id = current_client()
    and f.engagement_id = current_engagement() and f.data_import_id = import and f.deleted_at is not null)
$$;

-- The application may delete, but only what belongs to a flow that has its tombstone: a wrong statement elsewhere
-- deletes nothing.
do $$ declare t text; owned text; begin
  for t, owned in values
    ('assets', 'import_is_deleted(created_by_import_id)'),
    ('asset_dependencies', 'import_is_deleted(created_by_import_id)'),
    ('asset_conflicts', 'import_is_deleted(data_import_id)'),
    ('quality_issues', 'import_is_deleted(data_import_id)'),
    ('quality_decisions', 'exists (select from quality_issues i where i.client_account_id = current_client()
      and i.engagement_id = current_engagement() and i.id = issue_id and import_is_deleted(i.data_import_id))'),
    ('import_row_blocks', 'import_is_deleted(data_import_id)'),
    ('import_cleansed_blocks', 'import_is_deleted(data_import_id)'),
    ('import_field_mappings', 'import_is_deleted(data_import_id)'),
    ('import_columns', 'import_is_deleted(data_import_id)'),
    ('import_chunks', 'import_is_deleted(data_import_id)'),
    ('import_files', 'import_is_deleted(data_import_id)'),
    ('import_processing_steps', 'flow_is_deleted(flow_id)'),
    ('phase_runs', 'flow_is_deleted(flow_id)'),
    ('flow_gates', 'flow_is_deleted(flow_id)'),
    ('gate_decisions', 'exists (select from flow_gates g where g.client_account_id = current_client()
      and g.engagement_id = current_engagement() and g.id = gate_id and flow_is_deleted(g.flow_id))')
  loop
    execute format('grant delete on %I to landfall_app', t);
    execute format('create policy %I on %I as restrictive for delete using (%s)', t || '_deletion', t, owned);
  end loop;
end $$;

-- The journal of a deleted flow keeps its events and loses their samples.
grant update (payload) on flow_events to landfall_app;
create policy flow_events_deletion on flow_events as restrictive for update using (flow_is_deleted(flow_id));

-- A deleted flow has no runs any more.
create or replace function check_flow_pair() returns trigger language plpgsql as $$
declare
  m master_flows; c discovery_flows; open_gates int; last_seq bigint; missing text;
begin
  select * into m from master_flows where client_account_id = new.client_account_id
    and engagement_id = new.engagement_id and flow_id = new.flow_id;
  select * into c from discovery_flows where client_account_id = new.client_account_id
    and engagement_id = new.engagement_id and flow_id = new.flow_id;
  if m.flow_id is null or c.flow_id is null then
    raise exception 'flow %: master and child must both exist', new.flow_id using errcode = 'LF001';
  end if;
  if m.status <> master_status_of(c) then
    raise exception 'flow %: master status % differs from %', new.flow_id, m.status, master_status_of(c) using errcode = 'LF001';
  end if;
  select max(seq) into last_seq from flow_events where client_account_id = new.client_account_id
    and engagement_id = new.engagement_id and flow_id = new.flow_id;
  if m.version is distinct from last_seq or c.version is distinct from last_seq then
    raise exception 'flow %: version % / % is not its last event %', new.flow_id, m.version, c.version, last_seq using errcode = 'LF001';
  end if;
  select count(*) into open_gates from flow_gates where client_account_id = new.client_account_id
    and engagement_id = new.engagement_id and flow_id = new.flow_id and status = 'open';
  if (c.status = 'waiting_for_approval' and open_gates <> 1)
    or ((c.status in ('running', 'failed', 'completed', 'cancelled') or c.deleted_at is not null) and open_gates <> 0) then
    raise exception 'flow %: status % with % open gates', new.flow_id, c.status, open_gates using errcode = 'LF001';
  end if;
  if c.status = 'running' and c.deleted_at is null and not exists (
    select from phase_runs r where r.client_account_id = c.client_account_id and r.engagement_id = c.engagement_id
      and r.flow_id = c.flow_id and r.phase = c.current_phase and r.epoch = c.epoch and r.status in ('queued', 'executing')) then
    raise exception 'flow %: running without a run of % in epoch %', new.flow_id, c.current_phase, c.epoch using errcode = 'LF001';
  end if;
  if c.status = 'completed' and c.deleted_at is null then
    select p ->> 'name' into missing
      from flow_type_versions v, jsonb_array_elements(v.definition -> 'phases') p
      where v.flow_type = m.flow_type and v.version = m.flow_type_version and not exists (
        select from phase_runs r where r.client_account_id = c.client_account_id and r.engagement_id = c.engagement_id
          and r.flow_id = c.flow_id and r.phase = p ->> 'name' and r.status = 'succeeded')
      limit 1;
    if missing is not null then
      raise exception 'flow %: completed without a succeeded run of %', new.flow_id, missing using errcode = 'LF001';
    end if;
  end if;
  return null;
end $$;
