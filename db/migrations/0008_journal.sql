-- The audit chain covers every field of a row from its second form on; rows of the first form keep theirs.
alter table audit_log add column chain_version int not null default 1
  constraint audit_log_chain_version_check check (chain_version in (1, 2));
alter table audit_log alter column chain_version set default 2;

-- What the hash of a row must be, from the row alone.
create function audit_hash(entry audit_log) returns bytea language sql stable set search_path = public, pg_temp as $$
  select sha256(entry.prev_hash || convert_to((jsonb_build_object(
    'seq', entry.seq, 'engagement', entry.engagement_id, 'actor', entry.actor_user_id, 'kind', entry.actor_kind,
    'action', entry.action, 'resource', entry.resource_type, 'id', entry.resource_id, 'result', entry.result,
    'details', entry.details, 'request', entry.request_id,
    'at', to_char(entry.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
    || case when entry.chain_version = 1 then '{}' else jsonb_build_object(
      'chain', entry.chain_version, 'client', entry.client_account_id, 'ip', entry.ip, 'agent', entry.user_agent)
    end)::text, 'UTF8'))
$$;

drop function append_audit(uuid, uuid, text, text, text, uuid, text, jsonb, uuid);
-- Appends one audit row to the chain of the current client; the head row serialises writers, so seq has no gap.
create function append_audit(
  engagement uuid, actor uuid, kind text, act text, resource text, resource_uuid uuid, outcome text, info jsonb,
  request uuid, address inet
) returns bigint language plpgsql as $$
declare
  head audit_heads;
  entry audit_log;
begin
  insert into audit_heads (client_account_id) values (current_client()) on conflict do nothing;
  select * into head from audit_heads where client_account_id = current_client() for update;
  entry.client_account_id := current_client();
  entry.seq := head.seq + 1;
  entry.engagement_id := engagement;
  entry.actor_user_id := actor;
  entry.actor_kind := kind;
  entry.action := act;
  entry.resource_type := resource;
  entry.resource_id := resource_uuid;
  entry.result := outcome;
  entry.details := info;
  entry.ip := address;
  entry.request_id := request;
  entry.prev_hash := head.hash;
  entry.created_at := clock_timestamp();
  entry.chain_version := 2;
  entry.hash := audit_hash(entry);
  insert into audit_log select entry.*;
  update audit_heads set seq = entry.seq, hash = entry.hash where client_account_id = current_client();
  return entry.seq;
end $$;

-- Walks the chain of the current client: rows checked, and the first place where it breaks with the reason.
create function find_audit_break() returns table (checked bigint, head_seq bigint, head_hash bytea, broken_seq bigint, reason text)
  language sql stable as $$
  with chain as (
    select a.seq, a.hash, a.prev_hash <> lag(a.hash, 1, '\x'::bytea) over w as unlinked,
      row_number() over w as place, a.hash <> audit_hash(a) as changed
    from audit_log a where a.client_account_id = current_client()
    window w as (order by a.seq)),
  breaks as (
    select place as broken_at, case when seq <> place then 'row_missing' when changed then 'row_changed' else 'row_unlinked' end as reason
    from chain where seq <> place or changed or unlinked),
  last as (select coalesce(max(seq), 0) as seq, (array_agg(hash order by seq desc))[1] as hash from chain),
  head as (select coalesce(max(h.seq), 0) as seq, (array_agg(h.hash))[1] as hash from audit_heads h
    where h.client_account_id = current_client()),
  ends as (
    select least(l.seq, h.seq) + 1 as broken_at, 'row_missing' as reason from last l, head h where h.seq <> l.seq
    union all
    select l.seq, 'head_changed' from last l, head h where h.seq = l.seq and h.hash is distinct from l.hash and l.seq > 0)
  select (select count(*) from chain), (select seq from head), (select hash from head), b.broken_at, b.reason
  from (select 1) one left join lateral (
    select broken_at, reason from (select * from breaks union all select * from ends) found order by broken_at limit 1) b on true
$$;

-- The trail of what belongs to no client account: platform-wide grants, sign-ins of people without a client.
create table platform_audit_log (
  seq bigint primary key,
  actor_user_id uuid references users (id),
  actor_kind text not null constraint platform_audit_log_actor_kind_check
    check (actor_kind in ('user', 'api_token', 'worker', 'doctor', 'installer')),
  action text not null, resource_type text not null, resource_id uuid,
  result text not null constraint platform_audit_log_result_check check (result in ('success', 'denied', 'error')),
  details jsonb not null default '{}' check (octet_length(details::text) <= 16384),
  ip inet, request_id uuid,
  prev_hash bytea not null, hash bytea not null,
  created_at timestamptz not null
);
create table platform_audit_head (
  only_row boolean primary key default true check (only_row),
  seq bigint not null default 0,
  hash bytea not null default '\x'
);
insert into platform_audit_head default values;
do $$ declare t text; begin
  foreach t in array array['platform_audit_log', 'platform_audit_head'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy %I on %I for select using (in_platform_scope())', t || '_reader', t);
    -- Rows are written by the function below alone, which runs as the owner.
    execute format('create policy %I on %I to landfall_owner using (true) with check (true)', t || '_writer', t);
  end loop;
end $$;
grant select on platform_audit_log, platform_audit_head to landfall_app;

create function platform_audit_hash(entry platform_audit_log) returns bytea
  language sql stable set search_path = public, pg_temp as $$
  select sha256(entry.prev_hash || convert_to(jsonb_build_object(
    'seq', entry.seq, 'actor', entry.actor_user_id, 'kind', entry.actor_kind, 'action', entry.action,
    'resource', entry.resource_type, 'id', entry.resource_id, 'result', entry.result, 'details', entry.details,
    'ip', entry.ip, 'request', entry.request_id,
    'at', to_char(entry.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))::text, 'UTF8'))
$$;

-- Appends one row to the platform's chain. An actor who is no user, as at a sign-in that failed, is left out.
create function append_platform_audit(
  actor uuid, kind text, act text, resource text, resource_uuid uuid, outcome text, info jsonb, request uuid, address inet
) returns bigint language plpgsql security definer set search_path = public, pg_temp as $$
declare
  head platform_audit_head;
  entry platform_audit_log;
begin
  select * into head from platform_audit_head for update;
  entry.seq := head.seq + 1;
  select id into entry.actor_user_id from users where id = actor;
  entry.actor_kind := kind;
  entry.action := act;
  entry.resource_type := resource;
  entry.resource_id := resource_uuid;
  entry.result := outcome;
  entry.details := info;
  entry.ip := address;
  entry.request_id := request;
  entry.prev_hash := head.hash;
  entry.created_at := clock_timestamp();
  entry.hash := platform_audit_hash(entry);
  insert into platform_audit_log select entry.*;
  update platform_audit_head set seq = entry.seq, hash = entry.hash;
  return entry.seq;
end $$;
revoke all on function append_platform_audit(uuid, text, text, text, uuid, text, jsonb, uuid, inet) from public;
grant execute on function append_platform_audit(uuid, text, text, text, uuid, text, jsonb, uuid, inet) to landfall_app;

create function find_platform_audit_break()
  returns table (checked bigint, head_seq bigint, head_hash bytea, broken_seq bigint, reason text)
  language sql stable as $$
  with chain as (
    select a.seq, a.hash, a.prev_hash <> lag(a.hash, 1, '\x'::bytea) over w as unlinked,
      row_number() over w as place, a.hash <> platform_audit_hash(a) as changed
    from platform_audit_log a window w as (order by a.seq)),
  breaks as (
    select place as broken_at, case when seq <> place then 'row_missing' when changed then 'row_changed' else 'row_unlinked' end as reason
    from chain where seq <> place or changed or unlinked),
  last as (select coalesce(max(seq), 0) as seq, (array_agg(hash order by seq desc))[1] as hash from chain),
  ends as (
    select least(l.seq, h.seq) + 1 as broken_at, 'row_missing' as reason from last l, platform_audit_head h where h.seq <> l.seq
    union all
    select l.seq, 'head_changed' from last l, platform_audit_head h
      where h.seq = l.seq and h.hash is distinct from l.hash and l.seq > 0)
  select (select count(*) from chain), (select seq from platform_audit_head), (select hash from platform_audit_head),
    b.broken_at, b.reason
  from (select 1) one left join lateral (
    select broken_at, reason from (select * from breaks union all select * from ends) found order by broken_at limit 1) b on true
$$;

-- Heads of all chains, for the daily copy outside the database: ids, numbers and hashes only.
create function audit_chain_heads() returns table (client_account_id uuid, seq bigint, hash bytea)
  language sql stable security definer set search_path = public, pg_temp as $$
  select h.client_account_id, h.seq, h.hash from audit_heads h
  union all
  select null, h.seq, h.hash from platform_audit_head h
  order by 1 nulls first
$$;
create policy audit_heads_copier on audit_heads for select to landfall_owner using (true);
revoke all on function audit_chain_heads() from public;
grant execute on function audit_chain_heads() to landfall_app;

-- Where an engagement wants to be told. The signing secret is derived from the installation's key and the id.
create table webhooks (
  client_account_id uuid not null, engagement_id uuid not null,
  id uuid not null default new_id(),
  url text not null check (url ~ '^https?://' and length(url) <= 2000),
  events text[] not null check (cardinality(events) >= 1
    and events <@ array['flow.waiting', 'flow.failed', 'flow.stalled']),
  created_by uuid not null references users (id),
  removed_at timestamptz, removed_by uuid references users (id),
  created_at timestamptz not null default now(),
  primary key (client_account_id, engagement_id, id),
  foreign key (client_account_id, engagement_id) references engagements (client_account_id, id)
);

-- Outbox: written in the transaction of what is told, sent afterwards until it has arrived.
create table webhook_deliveries (
  client_account_id uuid not null, engagement_id uuid not null,
  id uuid not null default new_id(),
  webhook_id uuid not null, flow_id uuid not null,
  event text not null,
  -- What happened once is told once to each webhook.
  event_key text not null,
  body jsonb not null,
  status text not null default 'pending' constraint webhook_deliveries_status_check
    check (status in ('pending', 'delivered', 'given_up', 'withdrawn')),
  attempts int not null default 0,
  due_at timestamptz not null default now(),
  last_attempt_at timestamptz, last_status int, last_error text,
  delivered_at timestamptz check ((delivered_at is not null) = (status = 'delivered')),
  created_at timestamptz not null default now(),
  primary key (client_account_id, engagement_id, id),
  unique (client_account_id, engagement_id, webhook_id, event_key),
  foreign key (client_account_id, engagement_id, webhook_id) references webhooks (client_account_id, engagement_id, id),
  foreign key (client_account_id, engagement_id, flow_id)
    references master_flows (client_account_id, engagement_id, flow_id)
);
create index webhook_deliveries_due_idx on webhook_deliveries (due_at) where status = 'pending';
create index webhook_deliveries_flow_idx on webhook_deliveries (client_account_id, engagement_id, flow_id);

do $$ declare t text; begin
  foreach t in array array['webhooks', 'webhook_deliveries'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy %I on %I using (client_account_id = current_client() and engagement_id = current_engagement()) with check (client_account_id = current_client() and engagement_id = current_engagement())', t || '_tenant', t);
  end loop;
end $$;
grant select, insert, update on webhooks, webhook_deliveries to landfall_app;
-- The application may delete messages, but only those about a flow that has its tombstone.
grant delete on webhook_deliveries to landfall_app;
create policy webhook_deliveries_deleted on webhook_deliveries as restrictive for delete using (flow_is_deleted(flow_id));
create function forget_deliveries() returns trigger language plpgsql as $$
begin
  delete from webhook_deliveries where client_account_id = new.client_account_id
    and engagement_id = new.engagement_id and flow_id = new.flow_id;
  return null;
end $$;
create trigger discovery_flows_deliveries after update of deleted_at on discovery_flows
  for each row when (old.deleted_at is null and new.deleted_at is not null) execute function forget_deliveries();

-- Which deliveries are due, of any tenant: ids only.
create function due_webhook_deliveries(most int)
  returns table (client_account_id uuid, engagement_id uuid, delivery_id uuid)
  language sql stable security definer set search_path = public, pg_temp as $$
  select d.client_account_id, d.engagement_id, d.id from webhook_deliveries d
  where d.status = 'pending' and d.due_at <= clock_timestamp() order by d.due_at limit most
$$;
create policy webhook_deliveries_sender on webhook_deliveries for select to landfall_owner using (true);
revoke all on function due_webhook_deliveries(int) from public;
grant execute on function due_webhook_deliveries(int) to landfall_app;

-- What the metrics show: counts and times over all tenants, nothing that names one.
create policy discovery_flows_counter on discovery_flows for select to landfall_owner using (true);
create policy flow_events_counter on flow_events for select to landfall_owner using (true);
create policy flow_gates_counter on flow_gates for select to landfall_owner using (true);
create function operation_statistics() returns jsonb
  language sql stable security definer set search_path = public, pg_temp as $$
  select jsonb_build_object(
    'flows', (select coalesce(jsonb_agg(f), '[]') from (
      select flow_type, status, count(*) as count from discovery_flows where deleted_at is null group by 1, 2) f),
    'failures', (select coalesce(jsonb_agg(f), '[]') from (
      select failure_code as code, count(*) as count from discovery_flows
      where status = 'failed' and deleted_at is null group by 1) f),
    'events', (select coalesce(jsonb_agg(e), '[]') from (
      select type, count(*) as count from flow_events group by 1) e),
    'waiting', (select coalesce(jsonb_agg(g), '[]') from (
      select kind as gate, count(*) as count,
        extract(epoch from clock_timestamp() - min(opened_at))::float8 as oldest_seconds
      from flow_gates where status = 'open' group by 1) g),
    'runs', (select coalesce(jsonb_agg(r), '[]') from (
      select phase, status, count(*) as count,
        coalesce(sum(extract(epoch from finished_at - started_at)), 0)::float8 as seconds,
        array[count(*) filter (where finished_at - started_at <= interval '1 second'),
          count(*) filter (where finished_at - started_at <= interval '5 seconds'),
          count(*) filter (where finished_at - started_at <= interval '15 seconds'),
          count(*) filter (where finished_at - started_at <= interval '1 minute'),
          count(*) filter (where finished_at - started_at <= interval '5 minutes'),
          count(*) filter (where finished_at - started_at <= interval '15 minutes'),
          count(*) filter (where finished_at - started_at <= interval '1 hour')] as within
      from phase_runs where started_at is not null and finished_at is not null and not reconstructed group by 1, 2) r),
    'queue', (select jsonb_build_object(
        'queued', count(*) filter (where status = 'queued'),
        'due', count(*) filter (where status = 'queued' and run_at <= clock_timestamp()),
        'oldest_due_seconds', coalesce(extract(epoch from clock_timestamp()
          - min(run_at) filter (where status = 'queued' and run_at <= clock_timestamp())), 0)::float8,
        'executing', count(*) filter (where status = 'executing'),
        'stalled', count(*) filter (where status = 'executing'
          and coalesce(heartbeat_at, run_at) < clock_timestamp() - interval '2 minutes'
          or status = 'queued' and run_at < clock_timestamp() - interval '2 minutes'),
        'lease_expired', count(*) filter (where status = 'executing' and lease_until < clock_timestamp()))
      from phase_runs where status in ('queued', 'executing')),
    'deletions', (select coalesce(jsonb_agg(d), '[]') from (
      select status, count(*) as count,
        coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0)::float8 as oldest_seconds,
        coalesce(min(step), 0) as least_step
      from flow_deletions group by 1) d),
    'webhooks', (select coalesce(jsonb_agg(w), '[]') from (
      select status, count(*) as count,
        coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0)::float8 as oldest_seconds
      from webhook_deliveries group by 1) w))
$$;
revoke all on function operation_statistics() from public;
grant execute on function operation_statistics() to landfall_app;

-- Runs that have been silent for two minutes, of any tenant: ids and times only.
create function silent_runs() returns table (
  client_account_id uuid, engagement_id uuid, flow_id uuid, run_id uuid, phase text, silent_since timestamptz
) language sql stable security definer set search_path = public, pg_temp as $$
  select client_account_id, engagement_id, flow_id, id, phase,
    case when status = 'executing' then coalesce(heartbeat_at, run_at) else run_at end
  from phase_runs
  where status = 'executing' and coalesce(heartbeat_at, run_at) < clock_timestamp() - interval '2 minutes'
    or status = 'queued' and run_at < clock_timestamp() - interval '2 minutes'
$$;
revoke all on function silent_runs() from public;
grant execute on function silent_runs() to landfall_app;

-- How many workers died on a run since its last finished batch; a phase that kills its worker is not taken over for ever.
alter table phase_runs add column lost_workers int not null default 0 check (lost_workers >= 0);

drop function runs_to_reconcile();
-- What the worker's sweeper and reconciler may see across tenants: ids and liveness only, no content.
create function runs_to_reconcile() returns table (
  client_account_id uuid, engagement_id uuid, flow_id uuid, run_id uuid, phase text, epoch int, attempt int,
  status text, run_at timestamptz, lease_until timestamptz, heartbeat_at timestamptz, progressed_at timestamptz
) language sql stable security definer set search_path = public, pg_temp as $$
  select r.client_account_id, r.engagement_id, r.flow_id, r.id, r.phase, r.epoch, r.attempt, r.status, r.run_at,
    r.lease_until, r.heartbeat_at, r.updated_at
  from phase_runs r
  where r.status in ('queued', 'executing')
$$;
revoke all on function runs_to_reconcile() from public;
grant execute on function runs_to_reconcile() to landfall_app;
