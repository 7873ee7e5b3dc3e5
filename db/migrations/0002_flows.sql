create table flow_type_versions (
  flow_type text not null, version int not null,
  definition jsonb not null, checksum text not null,
  created_at timestamptz not null default now(),
  primary key (flow_type, version)
);

create table master_flows (
  client_account_id uuid not null, engagement_id uuid not null,
  flow_id uuid not null default new_id(),
  flow_type text not null, flow_type_version int not null,
  import_category text not null constraint master_flows_import_category_check
    check (import_category in ('cmdb_export', 'app_discovery', 'infrastructure', 'sensitive_data')),
  flow_name text not null check (flow_name <> ''),
  status text not null constraint master_flows_status_check
    check (status in ('initialized', 'running', 'waiting_for_approval', 'paused', 'completed', 'failed', 'cancelled', 'deleted')),
  configuration jsonb not null default '{}',
  created_by uuid not null references users (id),
  completed_at timestamptz,
  version bigint not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now() check (updated_at >= created_at),
  primary key (client_account_id, engagement_id, flow_id),
  unique (client_account_id, engagement_id, flow_id, flow_type, import_category),
  foreign key (client_account_id, engagement_id) references engagements (client_account_id, id),
  foreign key (flow_type, flow_type_version) references flow_type_versions (flow_type, version),
  constraint master_flows_completed_check check ((completed_at is not null) = (status = 'completed') or status = 'deleted')
);

create table data_imports (
  client_account_id uuid not null, engagement_id uuid not null,
  id uuid not null default new_id(),
  flow_id uuid not null,
  import_category text not null constraint data_imports_import_category_check
    check (import_category in ('cmdb_export', 'app_discovery', 'infrastructure', 'sensitive_data')),
  import_name text not null check (import_name <> ''),
  source_system text check (source_system <> ''),
  processing_config jsonb not null default '{}',
  imported_by uuid not null references users (id),
  created_at timestamptz not null default now(),
  primary key (client_account_id, engagement_id, id),
  unique (client_account_id, engagement_id, flow_id),
  unique (client_account_id, engagement_id, id, flow_id),
  foreign key (client_account_id, engagement_id, flow_id)
    references master_flows (client_account_id, engagement_id, flow_id) deferrable initially deferred
);

create table discovery_flows (
  client_account_id uuid not null, engagement_id uuid not null,
  flow_id uuid not null,
  data_import_id uuid not null,
  flow_type text not null, import_category text not null,
  status text not null constraint discovery_flows_status_check
    check (status in ('running', 'waiting_for_approval', 'paused', 'completed', 'failed', 'cancelled')),
  current_phase text not null,
  epoch int not null default 1 check (epoch >= 1),
  waiting_reason text constraint discovery_flows_waiting_reason_check
    check (waiting_reason in ('validation_decision', 'mapping_approval', 'asset_preview', 'asset_conflict')),
  failure_code text, failure_detail text, failure_retryable boolean,
  started_at timestamptz,
  last_activity_at timestamptz not null default now(),
  deleted_at timestamptz, deleted_by uuid references users (id), delete_reason text,
  version bigint not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now() check (updated_at >= created_at),
  primary key (client_account_id, engagement_id, flow_id),
  unique (client_account_id, engagement_id, data_import_id),
  foreign key (client_account_id, engagement_id, flow_id, flow_type, import_category)
    references master_flows (client_account_id, engagement_id, flow_id, flow_type, import_category)
    deferrable initially deferred,
  foreign key (client_account_id, engagement_id, data_import_id, flow_id)
    references data_imports (client_account_id, engagement_id, id, flow_id) deferrable initially deferred,
  constraint discovery_flows_waiting_check check ((waiting_reason is not null) = (status = 'waiting_for_approval')),
  constraint discovery_flows_failure_check check (
    (failure_code is not null and failure_retryable is not null) = (status = 'failed'))
);
alter table master_flows add foreign key (client_account_id, engagement_id, flow_id)
  references discovery_flows (client_account_id, engagement_id, flow_id) deferrable initially deferred;

-- At most one incomplete flow per slot.
create unique index discovery_flows_slot_key
  on discovery_flows (client_account_id, engagement_id, flow_type, import_category)
  where status in ('running', 'waiting_for_approval', 'paused', 'failed') and deleted_at is null;

create table flow_events (
  client_account_id uuid not null, engagement_id uuid not null,
  flow_id uuid not null, seq bigint not null check (seq >= 1),
  type text not null constraint flow_events_type_check check (type in (
    'flow_created', 'phase_started', 'rows_stored', 'phase_succeeded', 'decision_needed', 'phase_failed',
    'retry_scheduled', 'mapping_decided', 'issue_decided', 'gate_approved', 'gate_rejected', 'paused', 'resumed',
    'retried', 'restarted', 'cancelled', 'correction_added', 'healed', 'deleted', 'completed')),
  actor_user_id uuid references users (id),
  actor_kind text not null constraint flow_events_actor_kind_check
    check (actor_kind in ('user', 'api_token', 'worker', 'doctor', 'installer')),
  phase text, epoch int, run_id uuid,
  from_status text, to_status text,
  payload jsonb not null default '{}',
  created_at timestamptz not null default now(),
  primary key (client_account_id, engagement_id, flow_id, seq),
  foreign key (client_account_id, engagement_id, flow_id)
    references master_flows (client_account_id, engagement_id, flow_id) deferrable initially deferred
);

create table phase_runs (
  client_account_id uuid not null, engagement_id uuid not null,
  id uuid not null default new_id(),
  flow_id uuid not null, phase text not null, epoch int not null, attempt int not null check (attempt >= 1),
  -- Set for a run that continues a phase after its gate (asset_inventory after the preview, after conflicts).
  after_gate text,
  status text not null constraint phase_runs_status_check
    check (status in ('queued', 'executing', 'needs_decision', 'succeeded', 'failed', 'superseded')),
  step bigint not null default 0,
  rows_total bigint, rows_done bigint not null default 0,
  checkpoint jsonb,
  lease_owner text, lease_until timestamptz, heartbeat_at timestamptz,
  run_at timestamptz not null default now(),
  result jsonb, error_code text, error_detail text,
  reconstructed boolean not null default false,
  started_at timestamptz, finished_at timestamptz check (finished_at >= started_at),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (client_account_id, engagement_id, id),
  unique (client_account_id, engagement_id, flow_id, phase, epoch, attempt),
  foreign key (client_account_id, engagement_id, flow_id)
    references master_flows (client_account_id, engagement_id, flow_id) deferrable initially deferred
);

create table flow_gates (
  client_account_id uuid not null, engagement_id uuid not null,
  id uuid not null default new_id(), flow_id uuid not null,
  phase text not null,
  kind text not null constraint flow_gates_kind_check
    check (kind in ('validation_decision', 'mapping_approval', 'asset_preview', 'asset_conflict')),
  status text not null constraint flow_gates_status_check check (status in ('open', 'approved', 'superseded', 'closed')),
  revision int not null default 1 check (revision >= 1),
  subject jsonb not null default '{}', subject_hash text not null,
  opened_at timestamptz not null default now(), closed_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (client_account_id, engagement_id, id),
  foreign key (client_account_id, engagement_id, flow_id)
    references master_flows (client_account_id, engagement_id, flow_id) deferrable initially deferred,
  constraint flow_gates_closed_check check ((closed_at is null) = (status = 'open'))
);
create unique index flow_gates_open_key on flow_gates (client_account_id, engagement_id, flow_id) where status = 'open';

create table gate_decisions (
  client_account_id uuid not null, engagement_id uuid not null,
  id uuid not null default new_id(), gate_id uuid not null,
  decision text not null constraint gate_decisions_decision_check check (decision in ('approve', 'reject')),
  revision int not null, subject_hash text not null, shown jsonb not null default '{}',
  -- A decision is a person's; there is no system actor here.
  actor_user_id uuid not null references users (id),
  note text,
  created_at timestamptz not null default now(),
  primary key (client_account_id, engagement_id, id),
  foreign key (client_account_id, engagement_id, gate_id) references flow_gates (client_account_id, engagement_id, id),
  constraint gate_decisions_reject_note_check check (decision <> 'reject' or length(note) between 5 and 500)
);
create unique index gate_decisions_approve_key on gate_decisions (client_account_id, engagement_id, gate_id)
  where decision = 'approve';

-- Master status as a function of the child row; the only definition in SQL.
create function master_status_of(child discovery_flows) returns text language sql immutable as $$
  select case
    when (child).deleted_at is not null then 'deleted'
    when (child).status = 'running' and (child).started_at is null then 'initialized'
    else (child).status end
$$;

-- Refuses at commit a pair that disagrees with itself, its journal, its gate or its runs.
create function check_flow_pair() returns trigger language plpgsql as $$
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
  if c.status = 'completed' then
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
create constraint trigger master_flows_pair after insert or update on master_flows
  deferrable initially deferred for each row execute function check_flow_pair();
create constraint trigger discovery_flows_pair after insert or update on discovery_flows
  deferrable initially deferred for each row execute function check_flow_pair();

do $$ declare t text; begin
  foreach t in array array['master_flows', 'data_imports', 'discovery_flows', 'flow_events', 'phase_runs', 'flow_gates', 'gate_decisions'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy %I on %I using (client_account_id = current_client() and engagement_id = current_engagement()) with check (client_account_id = current_client() and engagement_id = current_engagement())', t || '_tenant', t);
  end loop;
end $$;

grant select, insert on flow_type_versions, flow_events, gate_decisions to landfall_app;
grant select, insert, update on master_flows, data_imports, discovery_flows, phase_runs, flow_gates to landfall_app;

-- What the worker's sweeper and reconciler may see across tenants: ids and liveness only, no content.
create function runs_to_reconcile() returns table (
  client_account_id uuid, engagement_id uuid, flow_id uuid, run_id uuid, phase text, epoch int, attempt int,
  status text, run_at timestamptz, lease_until timestamptz, heartbeat_at timestamptz
) language sql stable security definer set search_path = public, pg_temp as $$
  select r.client_account_id, r.engagement_id, r.flow_id, r.id, r.phase, r.epoch, r.attempt, r.status, r.run_at,
    r.lease_until, r.heartbeat_at
  from phase_runs r
  where r.status in ('queued', 'executing')
$$;
-- The owner is bound by row-level security too; this policy is what lets the function above see ids of all tenants.
create policy phase_runs_reconciler on phase_runs for select to landfall_owner using (true);
revoke all on function runs_to_reconcile() from public;
grant execute on function runs_to_reconcile() to landfall_app;
