-- Generated from the migrated database by scripts/generate.mjs; do not edit.

CREATE OR REPLACE FUNCTION public.append_audit(engagement uuid, actor uuid, kind text, act text, resource text, resource_uuid uuid, outcome text, info jsonb, request uuid, address inet, agent text)
 RETURNS bigint
 LANGUAGE plpgsql
AS $function$
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
  entry.user_agent := agent;
  entry.request_id := request;
  entry.prev_hash := head.hash;
  entry.created_at := clock_timestamp();
  entry.chain_version := 2;
  entry.hash := audit_hash(entry);
  insert into audit_log select entry.*;
  update audit_heads set seq = entry.seq, hash = entry.hash where client_account_id = current_client();
  return entry.seq;
end $function$;

CREATE OR REPLACE FUNCTION public.append_platform_audit(actor uuid, kind text, act text, resource text, resource_uuid uuid, outcome text, info jsonb, request uuid, address inet)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
end $function$;
grant execute on function append_platform_audit(uuid,text,text,text,uuid,text,jsonb,uuid,inet) to landfall_app;

CREATE OR REPLACE FUNCTION public.application_variant(name text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$ select lower(btrim(name)) $function$;

CREATE OR REPLACE FUNCTION public.audit_chain_heads()
 RETURNS TABLE(client_account_id uuid, seq bigint, hash bytea)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select h.client_account_id, h.seq, h.hash from audit_heads h
  union all
  select null, h.seq, h.hash from platform_audit_head h
  order by 1 nulls first
$function$;
grant execute on function audit_chain_heads() to landfall_app;

CREATE OR REPLACE FUNCTION public.audit_hash(entry audit_log)
 RETURNS bytea
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select sha256(entry.prev_hash || convert_to((jsonb_build_object(
    'seq', entry.seq, 'engagement', entry.engagement_id, 'actor', entry.actor_user_id, 'kind', entry.actor_kind,
    'action', entry.action, 'resource', entry.resource_type, 'id', entry.resource_id, 'result', entry.result,
    'details', entry.details, 'request', entry.request_id,
    'at', to_char(entry.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
    || case when entry.chain_version = 1 then '{}' else jsonb_build_object(
      'chain', entry.chain_version, 'client', entry.client_account_id, 'ip', entry.ip, 'agent', entry.user_agent)
    end)::text, 'UTF8'))
$function$;

CREATE OR REPLACE FUNCTION public.check_asset_users()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  missing uuid;
begin
  select named.id into missing from unnest(array[new.last_user_edit_by, new.deleted_by]) as named (id)
    where named.id is not null and not exists (select from users u where u.id = named.id);
  if missing is not null then
    raise foreign_key_violation using message = format('Asset %s names user %s, who does not exist', new.id, missing);
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.check_flow_pair()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
end $function$;

CREATE OR REPLACE FUNCTION public.current_actor()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select nullif(current_setting('app.user_id', true), '')::uuid
$function$;

CREATE OR REPLACE FUNCTION public.current_client()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select nullif(current_setting('app.client_account_id', true), '')::uuid
$function$;

CREATE OR REPLACE FUNCTION public.current_engagement()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select nullif(current_setting('app.engagement_id', true), '')::uuid
$function$;

CREATE OR REPLACE FUNCTION public.deletions_to_finish()
 RETURNS TABLE(client_account_id uuid, engagement_id uuid, id uuid, overdue boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select d.client_account_id, d.engagement_id, d.id, d.updated_at < clock_timestamp() - interval '5 seconds'
  from flow_deletions d where d.status in ('pending', 'running')
$function$;
grant execute on function deletions_to_finish() to landfall_app;

CREATE OR REPLACE FUNCTION public.due_webhook_deliveries(most integer)
 RETURNS TABLE(client_account_id uuid, engagement_id uuid, delivery_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select d.client_account_id, d.engagement_id, d.id from webhook_deliveries d
  where d.status = 'pending' and d.due_at <= clock_timestamp() order by d.due_at limit most
$function$;
grant execute on function due_webhook_deliveries(integer) to landfall_app;

CREATE OR REPLACE FUNCTION public.engagements_to_examine()
 RETURNS TABLE(client_account_id uuid, engagement_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select e.client_account_id, e.id from engagements e order by e.client_account_id, e.id
$function$;
grant execute on function engagements_to_examine() to landfall_app;

CREATE OR REPLACE FUNCTION public.find_audit_break()
 RETURNS TABLE(checked bigint, head_seq bigint, head_hash bytea, broken_seq bigint, reason text)
 LANGUAGE sql
 STABLE
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION public.find_platform_audit_break()
 RETURNS TABLE(checked bigint, head_seq bigint, head_hash bytea, broken_seq bigint, reason text)
 LANGUAGE sql
 STABLE
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION public.flow_is_deleted(flow uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  select exists (select from discovery_flows f where f.client_account_id = current_client()
    and f.engagement_id = current_engagement() and f.flow_id = flow and f.deleted_at is not null)
$function$;

CREATE OR REPLACE FUNCTION public.flows_elsewhere(ids uuid[])
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select distinct r.flow_id from (
    select client_account_id, engagement_id, flow_id from master_flows where flow_id = any (ids)
    union all select client_account_id, engagement_id, flow_id from discovery_flows where flow_id = any (ids)
    union all select client_account_id, engagement_id, flow_id from data_imports where flow_id = any (ids)
    union all select client_account_id, engagement_id, flow_id from phase_runs where flow_id = any (ids)
  ) r
  where (r.client_account_id, r.engagement_id) is distinct from (current_client(), current_engagement())
$function$;
grant execute on function flows_elsewhere(uuid[]) to landfall_app;

CREATE OR REPLACE FUNCTION public.forget_deliveries()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  delete from webhook_deliveries where client_account_id = new.client_account_id
    and engagement_id = new.engagement_id and flow_id = new.flow_id;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.import_is_deleted(import uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  select exists (select from discovery_flows f where f.client_account_id = current_client()
    and f.engagement_id = current_engagement() and f.data_import_id = import and f.deleted_at is not null)
$function$;

CREATE OR REPLACE FUNCTION public.import_is_running(import uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  select exists (select from discovery_flows f where f.client_account_id = current_client()
    and f.engagement_id = current_engagement() and f.data_import_id = import and f.deleted_at is null
    and f.status = 'running')
$function$;

CREATE OR REPLACE FUNCTION public.in_platform_scope()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select coalesce(current_setting('app.platform_scope', true), '') = 'on'
$function$;

CREATE OR REPLACE FUNCTION public.mark_estate_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
end $function$;

CREATE OR REPLACE FUNCTION public.master_status_of(child discovery_flows)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$
  select case
    when (child).deleted_at is not null then 'deleted'
    when (child).status = 'running' and (child).started_at is null then 'initialized'
    else (child).status end
$function$;

CREATE OR REPLACE FUNCTION public.names_deleted_flow(kept text)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  select exists (select from discovery_flows f where f.client_account_id = current_client()
    and f.engagement_id = current_engagement() and f.deleted_at is not null
    and (strpos(kept, f.flow_id::text) > 0 or strpos(kept, f.data_import_id::text) > 0))
$function$;

CREATE OR REPLACE FUNCTION public.new_id()
 RETURNS uuid
 LANGUAGE sql
 PARALLEL SAFE
AS $function$
  select (overlay(lpad(to_hex(floor(extract(epoch from clock_timestamp()) * 4096000)::bigint), 15, '0') placing '7' from 13 for 0)
    || right(gen_random_uuid()::text, 17))::uuid
$function$;

CREATE OR REPLACE FUNCTION public.operation_statistics()
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
$function$;
grant execute on function operation_statistics() to landfall_app;

CREATE OR REPLACE FUNCTION public.platform_audit_hash(entry platform_audit_log)
 RETURNS bytea
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select sha256(entry.prev_hash || convert_to(jsonb_build_object(
    'seq', entry.seq, 'actor', entry.actor_user_id, 'kind', entry.actor_kind, 'action', entry.action,
    'resource', entry.resource_type, 'id', entry.resource_id, 'result', entry.result, 'details', entry.details,
    'ip', entry.ip, 'request', entry.request_id,
    'at', to_char(entry.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))::text, 'UTF8'))
$function$;

CREATE OR REPLACE FUNCTION public.runs_to_reconcile()
 RETURNS TABLE(client_account_id uuid, engagement_id uuid, flow_id uuid, run_id uuid, phase text, epoch integer, attempt integer, status text, run_at timestamp with time zone, lease_until timestamp with time zone, heartbeat_at timestamp with time zone, progressed_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select r.client_account_id, r.engagement_id, r.flow_id, r.id, r.phase, r.epoch, r.attempt, r.status, r.run_at,
    r.lease_until, r.heartbeat_at, r.updated_at
  from phase_runs r
  where r.status in ('queued', 'executing')
$function$;
grant execute on function runs_to_reconcile() to landfall_app;

CREATE OR REPLACE FUNCTION public.silent_runs()
 RETURNS TABLE(client_account_id uuid, engagement_id uuid, flow_id uuid, run_id uuid, phase text, silent_since timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select client_account_id, engagement_id, flow_id, id, phase,
    case when status = 'executing' then coalesce(heartbeat_at, run_at) else run_at end
  from phase_runs
  where status = 'executing' and coalesce(heartbeat_at, run_at) < clock_timestamp() - interval '2 minutes'
    or status = 'queued' and run_at < clock_timestamp() - interval '2 minutes'
$function$;
grant execute on function silent_runs() to landfall_app;

CREATE OR REPLACE FUNCTION public.storage_keys_in_use(keys text[])
 RETURNS SETOF text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select storage_key from import_files where storage_key = any (keys)
$function$;
grant execute on function storage_keys_in_use(text[]) to landfall_app;

CREATE OR REPLACE FUNCTION public.validate_constraints(except_names text[])
 RETURNS TABLE(table_name text, rule_name text, problem text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  c record;
begin
  for c in select conrelid::regclass::text as tab, conname::text as con from pg_constraint
    where connamespace = 'public'::regnamespace and not convalidated and not conname = any (except_names)
  loop
    begin
      execute format('alter table %s validate constraint %I', c.tab, c.con);
    exception when others then
      table_name := c.tab; rule_name := c.con; problem := sqlerrm;
      return next;
    end;
  end loop;
end $function$;
grant execute on function validate_constraints(text[]) to landfall_app;

create table api_tokens (
  client_account_id uuid not null,
  id uuid default new_id() not null,
  user_id uuid not null,
  name text not null,
  token_hash text not null,
  expires_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  constraint api_tokens_client_account_id_fkey FOREIGN KEY (client_account_id) REFERENCES client_accounts(id),
  constraint api_tokens_client_account_id_token_hash_key UNIQUE (client_account_id, token_hash),
  constraint api_tokens_name_check CHECK ((name <> ''::text)),
  constraint api_tokens_pkey PRIMARY KEY (client_account_id, id),
  constraint api_tokens_token_hash_check CHECK ((token_hash ~ '^[0-9a-f]{64}$'::text)),
  constraint api_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
);
alter table api_tokens enable row level security;
alter table api_tokens force row level security;
create policy api_tokens_tenant on api_tokens for all to public using ((client_account_id = ( SELECT current_client() AS current_client))) with check ((client_account_id = ( SELECT current_client() AS current_client)));
grant insert, select, update on api_tokens to landfall_app;

create table application_variant_evidence (
  client_account_id uuid not null,
  engagement_id uuid not null,
  variant_normalized text not null,
  data_import_id uuid not null,
  epoch integer not null,
  spelling text not null,
  constraint application_variant_evidence_client_account_id_engagement__fkey FOREIGN KEY (client_account_id, engagement_id, variant_normalized) REFERENCES canonical_application_variants(client_account_id, engagement_id, variant_normalized) ON DELETE CASCADE,
  constraint application_variant_evidence_client_account_id_engagement_fkey1 FOREIGN KEY (client_account_id, engagement_id, data_import_id) REFERENCES data_imports(client_account_id, engagement_id, id),
  constraint application_variant_evidence_pkey PRIMARY KEY (client_account_id, engagement_id, variant_normalized, data_import_id)
);
CREATE INDEX application_variant_evidence_import_idx ON public.application_variant_evidence USING btree (client_account_id, engagement_id, data_import_id);
alter table application_variant_evidence enable row level security;
alter table application_variant_evidence force row level security;
create policy application_variant_evidence_deletion on application_variant_evidence as restrictive for delete to public using ((data_import_id IN ( SELECT f.data_import_id
   FROM discovery_flows f
  WHERE ((f.client_account_id = ( SELECT current_client() AS current_client)) AND (f.engagement_id = ( SELECT current_engagement() AS current_engagement)) AND ((f.deleted_at IS NOT NULL) OR (f.status = 'running'::text))))));
create policy application_variant_evidence_tenant on application_variant_evidence for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant delete, insert, select, update on application_variant_evidence to landfall_app;

create table asset_application_decisions (
  client_account_id uuid not null,
  engagement_id uuid not null,
  asset_id uuid not null,
  canonical_application_id uuid not null,
  decision text not null,
  decided_by uuid not null,
  decided_at timestamp with time zone default now() not null,
  constraint asset_application_decisions_check CHECK ((decision = ANY (ARRAY['linked'::text, 'unlinked'::text]))),
  constraint asset_application_decisions_client_account_id_engagement__fkey1 FOREIGN KEY (client_account_id, engagement_id, canonical_application_id) REFERENCES canonical_applications(client_account_id, engagement_id, id) ON DELETE CASCADE,
  constraint asset_application_decisions_client_account_id_engagement_i_fkey FOREIGN KEY (client_account_id, engagement_id, asset_id) REFERENCES assets(client_account_id, engagement_id, id) ON DELETE CASCADE,
  constraint asset_application_decisions_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES users(id),
  constraint asset_application_decisions_pkey PRIMARY KEY (client_account_id, engagement_id, asset_id, canonical_application_id)
);
CREATE INDEX asset_application_decisions_application_idx ON public.asset_application_decisions USING btree (client_account_id, engagement_id, canonical_application_id);
CREATE TRIGGER application_decisions_changed AFTER INSERT OR DELETE OR UPDATE ON public.asset_application_decisions FOR EACH STATEMENT EXECUTE FUNCTION mark_estate_changed();
alter table asset_application_decisions enable row level security;
alter table asset_application_decisions force row level security;
create policy asset_application_decisions_tenant on asset_application_decisions for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant insert, select, update on asset_application_decisions to landfall_app;

create table asset_changes (
  client_account_id uuid not null,
  engagement_id uuid not null,
  asset_id uuid not null,
  id uuid default new_id() not null,
  change text not null,
  fields text[] not null,
  asset_version integer not null,
  actor_user_id uuid,
  actor_kind text not null,
  created_at timestamp with time zone default now() not null,
  constraint asset_changes_actor_user_id_fkey FOREIGN KEY (actor_user_id) REFERENCES users(id),
  constraint asset_changes_change_check CHECK ((change = 'values_rolled_back'::text)),
  constraint asset_changes_client_account_id_engagement_id_asset_id_fkey FOREIGN KEY (client_account_id, engagement_id, asset_id) REFERENCES assets(client_account_id, engagement_id, id) ON DELETE CASCADE,
  constraint asset_changes_pkey PRIMARY KEY (client_account_id, engagement_id, asset_id, id)
);
alter table asset_changes enable row level security;
alter table asset_changes force row level security;
create policy asset_changes_tenant on asset_changes for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant insert, select on asset_changes to landfall_app;

create table asset_conflicts (
  client_account_id uuid not null,
  engagement_id uuid not null,
  id uuid default new_id() not null,
  flow_id uuid not null,
  data_import_id uuid not null,
  row_number bigint not null,
  conflict_type text not null,
  match_keys jsonb not null,
  candidate_asset_ids uuid[] not null,
  incoming jsonb not null,
  existing_snapshot jsonb not null,
  status text default 'pending'::text not null,
  resolution text,
  field_choices jsonb,
  resolved_by uuid,
  resolved_at timestamp with time zone,
  result_asset_id uuid,
  version integer default 1 not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint asset_conflicts_client_account_id_engagement_id_data_impor_fkey FOREIGN KEY (client_account_id, engagement_id, data_import_id) REFERENCES data_imports(client_account_id, engagement_id, id),
  constraint asset_conflicts_client_account_id_engagement_id_data_import_key UNIQUE (client_account_id, engagement_id, data_import_id, row_number),
  constraint asset_conflicts_client_account_id_engagement_id_flow_id_fkey FOREIGN KEY (client_account_id, engagement_id, flow_id) REFERENCES master_flows(client_account_id, engagement_id, flow_id),
  constraint asset_conflicts_pkey PRIMARY KEY (client_account_id, engagement_id, id),
  constraint asset_conflicts_resolution_check CHECK ((resolution = ANY (ARRAY['keep_existing'::text, 'replace_with_new'::text, 'merge'::text, 'create_both_with_dependency'::text]))),
  constraint asset_conflicts_resolved_by_fkey FOREIGN KEY (resolved_by) REFERENCES users(id),
  constraint asset_conflicts_resolved_check CHECK (((resolved_by IS NOT NULL) = (status = 'resolved'::text))),
  constraint asset_conflicts_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'resolved'::text, 'withdrawn'::text]))),
  constraint asset_conflicts_type_check CHECK ((conflict_type = ANY (ARRAY['ambiguous_match'::text, 'weak_match'::text, 'identity_contradiction'::text, 'protected_value'::text])))
);
CREATE INDEX asset_conflicts_pending_idx ON public.asset_conflicts USING btree (client_account_id, engagement_id, flow_id) WHERE (status = 'pending'::text);
alter table asset_conflicts enable row level security;
alter table asset_conflicts force row level security;
create policy asset_conflicts_deletion on asset_conflicts as restrictive for delete to public using (import_is_deleted(data_import_id));
create policy asset_conflicts_tenant on asset_conflicts for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant delete, insert, select, update on asset_conflicts to landfall_app;

create table asset_dependencies (
  client_account_id uuid not null,
  engagement_id uuid not null,
  id uuid default new_id() not null,
  source_asset_id uuid not null,
  target_asset_id uuid not null,
  dependency_type text not null,
  port integer,
  protocol text,
  status text not null,
  created_by_user uuid,
  created_by_import_id uuid,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  criticality text,
  is_noise boolean default false not null,
  confidence double precision,
  connection_count bigint,
  bytes bigint,
  first_seen timestamp with time zone,
  last_seen timestamp with time zone,
  decided_by uuid,
  decided_at timestamp with time zone,
  version integer default 1 not null,
  constraint asset_dependencies_bytes_check CHECK ((bytes >= 0)),
  constraint asset_dependencies_client_account_id_engagement_id_created_fkey FOREIGN KEY (client_account_id, engagement_id, created_by_import_id) REFERENCES data_imports(client_account_id, engagement_id, id),
  constraint asset_dependencies_client_account_id_engagement_id_source__fkey FOREIGN KEY (client_account_id, engagement_id, source_asset_id) REFERENCES assets(client_account_id, engagement_id, id),
  constraint asset_dependencies_client_account_id_engagement_id_target__fkey FOREIGN KEY (client_account_id, engagement_id, target_asset_id) REFERENCES assets(client_account_id, engagement_id, id),
  constraint asset_dependencies_confidence_check CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision))),
  constraint asset_dependencies_connection_count_check CHECK ((connection_count >= 0)),
  constraint asset_dependencies_created_by_user_fkey FOREIGN KEY (created_by_user) REFERENCES users(id),
  constraint asset_dependencies_criticality_check CHECK ((criticality = ANY (ARRAY['critical'::text, 'high'::text, 'medium'::text, 'low'::text]))),
  constraint asset_dependencies_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES users(id),
  constraint asset_dependencies_pkey PRIMARY KEY (client_account_id, engagement_id, id),
  constraint asset_dependencies_port_check CHECK (((port >= 0) AND (port <= 65535))),
  constraint asset_dependencies_self_check CHECK ((source_asset_id <> target_asset_id)),
  constraint asset_dependencies_status_check CHECK ((status = ANY (ARRAY['suggested'::text, 'confirmed'::text, 'rejected'::text]))),
  constraint asset_dependencies_type_check CHECK ((dependency_type = ANY (ARRAY['runs_on'::text, 'connects_to'::text, 'uses_database'::text, 'uses_storage'::text, 'hosted_by'::text, 'member_of'::text, 'calls_api'::text, 'replicates_to'::text, 'depends_on'::text])))
);
CREATE UNIQUE INDEX asset_dependencies_key ON public.asset_dependencies USING btree (client_account_id, engagement_id, source_asset_id, target_asset_id, dependency_type, port, protocol) NULLS NOT DISTINCT;
CREATE INDEX asset_dependencies_target_idx ON public.asset_dependencies USING btree (client_account_id, engagement_id, target_asset_id);
CREATE TRIGGER dependencies_changed AFTER INSERT OR DELETE OR UPDATE ON public.asset_dependencies FOR EACH STATEMENT EXECUTE FUNCTION mark_estate_changed();
alter table asset_dependencies enable row level security;
alter table asset_dependencies force row level security;
create policy asset_dependencies_deletion on asset_dependencies as restrictive for delete to public using ((import_is_deleted(created_by_import_id) OR import_is_running(created_by_import_id) OR ((created_by_user IS NOT NULL) AND (created_by_import_id IS NULL) AND (NOT (EXISTS ( SELECT
   FROM dependency_evidence e
  WHERE ((e.client_account_id = asset_dependencies.client_account_id) AND (e.engagement_id = asset_dependencies.engagement_id) AND (e.dependency_id = asset_dependencies.id))))))));
create policy asset_dependencies_tenant on asset_dependencies for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant delete, insert, select, update on asset_dependencies to landfall_app;

create table asset_findings (
  client_account_id uuid not null,
  engagement_id uuid not null,
  id uuid default new_id() not null,
  asset_id uuid not null,
  check_code text not null,
  status text not null,
  severity text not null,
  value jsonb default '{}'::jsonb not null,
  evidence jsonb default '{}'::jsonb not null,
  evidence_hash text not null,
  data_import_id uuid,
  epoch integer,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint asset_findings_client_account_id_engagement_id_asset_id_che_key UNIQUE (client_account_id, engagement_id, asset_id, check_code, evidence_hash),
  constraint asset_findings_client_account_id_engagement_id_asset_id_fkey FOREIGN KEY (client_account_id, engagement_id, asset_id) REFERENCES assets(client_account_id, engagement_id, id) ON DELETE CASCADE,
  constraint asset_findings_client_account_id_engagement_id_data_import_fkey FOREIGN KEY (client_account_id, engagement_id, data_import_id) REFERENCES data_imports(client_account_id, engagement_id, id),
  constraint asset_findings_pkey PRIMARY KEY (client_account_id, engagement_id, id),
  constraint asset_findings_severity_check CHECK ((severity = ANY (ARRAY['info'::text, 'warning'::text, 'critical'::text])))
);
CREATE INDEX asset_findings_check_idx ON public.asset_findings USING btree (client_account_id, engagement_id, check_code, status);
CREATE INDEX asset_findings_import_idx ON public.asset_findings USING btree (client_account_id, engagement_id, data_import_id);
alter table asset_findings enable row level security;
alter table asset_findings force row level security;
create policy asset_findings_deletion on asset_findings as restrictive for delete to public using ((import_is_deleted(data_import_id) OR import_is_running(data_import_id)));
create policy asset_findings_tenant on asset_findings for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant delete, insert, select, update on asset_findings to landfall_app;

create table assets (
  client_account_id uuid not null,
  engagement_id uuid not null,
  id uuid default new_id() not null,
  deleted_at timestamp with time zone,
  asset_type text not null,
  environment text,
  business_criticality text,
  name_normalized text not null,
  name text not null,
  hostname text,
  fqdn text,
  ip_address text[],
  application_name text[],
  operating_system text,
  created_by_import_id uuid,
  lead_import_id uuid,
  type_source text not null,
  type_rule text,
  type_confidence double precision,
  asset_subtype text,
  external_id text,
  serial_number text,
  asset_tag text,
  uuid text,
  mac_address text[],
  description text,
  tags text[],
  notes text,
  os_version text,
  os_family text,
  cpu_cores integer,
  cpu_sockets integer,
  cpu_model text,
  memory_gb double precision,
  storage_gb double precision,
  storage_used_gb double precision,
  disk_count integer,
  manufacturer text,
  model text,
  hypervisor text,
  cluster text,
  virtual_host text,
  subnet text,
  vlan text,
  domain text,
  port integer,
  protocol text,
  database_type text,
  database_version text,
  database_name text,
  database_size_gb double precision,
  cloud_provider text,
  region text,
  availability_zone text,
  account_id text,
  instance_type text,
  cpu_utilization_percent double precision,
  cpu_utilization_peak_percent double precision,
  memory_utilization_percent double precision,
  memory_utilization_peak_percent double precision,
  disk_iops double precision,
  disk_throughput_mbps double precision,
  network_throughput_mbps double precision,
  last_seen timestamp with time zone,
  status text,
  power_state text,
  location text,
  datacenter text,
  rack text,
  rack_position text,
  purchase_date date,
  install_date date,
  warranty_end date,
  end_of_life_date date,
  source_created_at timestamp with time zone,
  source_updated_at timestamp with time zone,
  application_id text,
  application_version text,
  application_type text,
  technology_stack text[],
  users_count bigint,
  rto_hours double precision,
  rpo_hours double precision,
  business_owner text,
  technical_owner text,
  department text,
  business_unit text,
  cost_center text,
  support_group text,
  vendor text,
  license text,
  annual_cost numeric(18,4),
  monthly_cost numeric(18,4),
  compliance_requirements text[],
  data_classification text,
  pii_flag boolean,
  data_store text,
  data_owner text,
  retention_period text,
  encryption_status text,
  migration_strategy text,
  migration_wave text,
  migration_priority integer,
  availability_requirements text,
  architecture_pattern text,
  data_volume_characteristics text,
  user_load_patterns text,
  business_logic_complexity text,
  configuration_complexity text,
  security_compliance_requirements text[],
  change_tolerance text,
  compliance_constraints text[],
  code_quality_metrics text,
  security_vulnerabilities text,
  documentation_quality text,
  custom_attributes jsonb default '{}'::jsonb not null,
  key_hostname text,
  key_fqdn text,
  key_uuid text,
  key_serial text,
  key_external_id text,
  discovery_method text not null,
  lead_row bigint,
  provenance jsonb,
  last_user_edit_at timestamp with time zone,
  last_user_edit_by uuid,
  deleted_by uuid,
  version integer default 1 not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint assets_application_type_check CHECK ((application_type = ANY (ARRAY['cots'::text, 'custom'::text, 'custom_cots'::text, 'saas'::text, 'other'::text]))),
  constraint assets_asset_type_check CHECK ((asset_type = ANY (ARRAY['server'::text, 'virtual_machine'::text, 'database'::text, 'application'::text, 'component'::text, 'network'::text, 'load_balancer'::text, 'storage'::text, 'security_group'::text, 'container'::text, 'data_store'::text, 'other'::text]))),
  constraint assets_business_criticality_check CHECK ((business_criticality = ANY (ARRAY['critical'::text, 'high'::text, 'medium'::text, 'low'::text]))),
  constraint assets_business_logic_complexity_check CHECK ((business_logic_complexity = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text]))),
  constraint assets_change_tolerance_check CHECK ((change_tolerance = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text]))),
  constraint assets_cloud_provider_check CHECK ((cloud_provider = ANY (ARRAY['aws'::text, 'azure'::text, 'gcp'::text, 'oracle'::text, 'ibm'::text, 'alibaba'::text, 'other'::text]))),
  constraint assets_configuration_complexity_check CHECK ((configuration_complexity = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text]))),
  constraint assets_data_classification_check CHECK ((data_classification = ANY (ARRAY['public'::text, 'internal'::text, 'confidential'::text, 'restricted'::text]))),
  constraint assets_discovery_method_check CHECK ((discovery_method = ANY (ARRAY['import'::text, 'manual'::text, 'api'::text, 'origin_unknown'::text]))),
  constraint assets_documentation_quality_check CHECK ((documentation_quality = ANY (ARRAY['none'::text, 'poor'::text, 'fair'::text, 'good'::text]))),
  constraint assets_encryption_status_check CHECK ((encryption_status = ANY (ARRAY['none'::text, 'at_rest'::text, 'in_transit'::text, 'both'::text]))),
  constraint assets_environment_check CHECK ((environment = ANY (ARRAY['production'::text, 'staging'::text, 'qa'::text, 'test'::text, 'development'::text, 'disaster_recovery'::text, 'sandbox'::text]))),
  constraint assets_finite_check CHECK (((((((((((((((COALESCE(memory_gb, (0)::double precision) + COALESCE(storage_gb, (0)::double precision)) + COALESCE(storage_used_gb, (0)::double precision)) + COALESCE(database_size_gb, (0)::double precision)) + COALESCE(cpu_utilization_percent, (0)::double precision)) + COALESCE(cpu_utilization_peak_percent, (0)::double precision)) + COALESCE(memory_utilization_percent, (0)::double precision)) + COALESCE(memory_utilization_peak_percent, (0)::double precision)) + COALESCE(disk_iops, (0)::double precision)) + COALESCE(disk_throughput_mbps, (0)::double precision)) + COALESCE(network_throughput_mbps, (0)::double precision)) + COALESCE(rto_hours, (0)::double precision)) + COALESCE(rpo_hours, (0)::double precision)) >= '-1e+300'::double precision) AND (((((((((((((COALESCE(memory_gb, (0)::double precision) + COALESCE(storage_gb, (0)::double precision)) + COALESCE(storage_used_gb, (0)::double precision)) + COALESCE(database_size_gb, (0)::double precision)) + COALESCE(cpu_utilization_percent, (0)::double precision)) + COALESCE(cpu_utilization_peak_percent, (0)::double precision)) + COALESCE(memory_utilization_percent, (0)::double precision)) + COALESCE(memory_utilization_peak_percent, (0)::double precision)) + COALESCE(disk_iops, (0)::double precision)) + COALESCE(disk_throughput_mbps, (0)::double precision)) + COALESCE(network_throughput_mbps, (0)::double precision)) + COALESCE(rto_hours, (0)::double precision)) + COALESCE(rpo_hours, (0)::double precision)) <= '1e+300'::double precision))),
  constraint assets_migration_priority_check CHECK (((migration_priority >= 1) AND (migration_priority <= 5))),
  constraint assets_migration_strategy_check CHECK ((migration_strategy = ANY (ARRAY['rehost'::text, 'replatform'::text, 'refactor'::text, 'rearchitect'::text, 'replace'::text, 'retire'::text, 'retain'::text]))),
  constraint assets_name_check CHECK ((name <> ''::text)),
  constraint assets_os_family_check CHECK ((os_family = ANY (ARRAY['windows'::text, 'linux'::text, 'unix'::text, 'macos'::text, 'network_os'::text, 'hypervisor'::text, 'other'::text]))),
  constraint assets_pkey PRIMARY KEY (client_account_id, engagement_id, id),
  constraint assets_power_state_check CHECK ((power_state = ANY (ARRAY['on'::text, 'off'::text, 'suspended'::text]))),
  constraint assets_status_check CHECK ((status = ANY (ARRAY['planned'::text, 'active'::text, 'inactive'::text, 'maintenance'::text, 'in_stock'::text, 'retired'::text, 'missing'::text]))),
  constraint assets_type_source_check CHECK ((type_source = ANY (ARRAY['declared'::text, 'rule'::text, 'user'::text])))
);
CREATE INDEX assets_applications_idx ON public.assets USING btree (client_account_id, engagement_id, id) WHERE ((asset_type = 'application'::text) AND (COALESCE(cardinality(application_name), 0) = 0) AND (deleted_at IS NULL));
CREATE UNIQUE INDEX assets_external_id_key ON public.assets USING btree (key_external_id, client_account_id, engagement_id) WHERE ((key_external_id IS NOT NULL) AND (deleted_at IS NULL));
CREATE UNIQUE INDEX assets_fqdn_key ON public.assets USING btree (key_fqdn, client_account_id, engagement_id) WHERE ((key_fqdn IS NOT NULL) AND (deleted_at IS NULL));
CREATE INDEX assets_name_idx ON public.assets USING btree (client_account_id, engagement_id, name_normalized, id) WHERE (deleted_at IS NULL);
CREATE UNIQUE INDEX assets_serial_key ON public.assets USING btree (key_serial, client_account_id, engagement_id) WHERE ((key_serial IS NOT NULL) AND (deleted_at IS NULL));
CREATE UNIQUE INDEX assets_uuid_key ON public.assets USING btree (key_uuid, client_account_id, engagement_id) WHERE ((key_uuid IS NOT NULL) AND (deleted_at IS NULL));
CREATE TRIGGER assets_changed AFTER INSERT OR DELETE OR UPDATE ON public.assets FOR EACH STATEMENT EXECUTE FUNCTION mark_estate_changed();
CREATE CONSTRAINT TRIGGER assets_users_exist AFTER INSERT OR UPDATE OF last_user_edit_by, deleted_by ON public.assets NOT DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW WHEN (((new.last_user_edit_by IS NOT NULL) OR (new.deleted_by IS NOT NULL))) EXECUTE FUNCTION check_asset_users();
alter table assets enable row level security;
alter table assets force row level security;
create policy assets_deletion on assets as restrictive for delete to public using ((created_by_import_id IN ( SELECT f.data_import_id
   FROM discovery_flows f
  WHERE ((f.client_account_id = ( SELECT current_client() AS current_client)) AND (f.engagement_id = ( SELECT current_engagement() AS current_engagement)) AND (f.deleted_at IS NOT NULL)))));
create policy assets_tenant on assets for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant delete, insert, maintain, select, update on assets to landfall_app;

create table audit_heads (
  client_account_id uuid not null,
  seq bigint default 0 not null,
  hash bytea default '\x'::bytea not null,
  constraint audit_heads_client_account_id_fkey FOREIGN KEY (client_account_id) REFERENCES client_accounts(id),
  constraint audit_heads_pkey PRIMARY KEY (client_account_id)
);
alter table audit_heads enable row level security;
alter table audit_heads force row level security;
create policy audit_heads_copier on audit_heads for select to landfall_owner using (true);
create policy audit_heads_tenant on audit_heads for all to public using ((client_account_id = ( SELECT current_client() AS current_client))) with check ((client_account_id = ( SELECT current_client() AS current_client)));
grant insert, select, update on audit_heads to landfall_app;

create table audit_log (
  client_account_id uuid not null,
  seq bigint not null,
  engagement_id uuid,
  actor_user_id uuid,
  actor_kind text not null,
  action text not null,
  resource_type text not null,
  resource_id uuid,
  result text not null,
  details jsonb default '{}'::jsonb not null,
  ip inet,
  user_agent text,
  request_id uuid,
  prev_hash bytea not null,
  hash bytea not null,
  created_at timestamp with time zone default now() not null,
  chain_version integer default 2 not null,
  constraint audit_log_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['user'::text, 'api_token'::text, 'worker'::text, 'doctor'::text, 'installer'::text]))),
  constraint audit_log_actor_user_id_fkey FOREIGN KEY (actor_user_id) REFERENCES users(id),
  constraint audit_log_chain_version_check CHECK ((chain_version = ANY (ARRAY[1, 2]))),
  constraint audit_log_client_account_id_engagement_id_fkey FOREIGN KEY (client_account_id, engagement_id) REFERENCES engagements(client_account_id, id),
  constraint audit_log_client_account_id_fkey FOREIGN KEY (client_account_id) REFERENCES client_accounts(id),
  constraint audit_log_details_check CHECK ((octet_length((details)::text) <= 16384)),
  constraint audit_log_pkey PRIMARY KEY (client_account_id, seq),
  constraint audit_log_result_check CHECK ((result = ANY (ARRAY['success'::text, 'denied'::text, 'error'::text])))
);
alter table audit_log enable row level security;
alter table audit_log force row level security;
create policy audit_log_tenant on audit_log for all to public using ((client_account_id = ( SELECT current_client() AS current_client))) with check ((client_account_id = ( SELECT current_client() AS current_client)));
grant insert, select on audit_log to landfall_app;

create table canonical_application_variants (
  client_account_id uuid not null,
  engagement_id uuid not null,
  canonical_application_id uuid not null,
  variant text not null,
  variant_normalized text not null,
  origin text not null,
  decided_by uuid,
  created_at timestamp with time zone default now() not null,
  constraint canonical_application_variant_client_account_id_engagement_fkey FOREIGN KEY (client_account_id, engagement_id, canonical_application_id) REFERENCES canonical_applications(client_account_id, engagement_id, id) ON DELETE CASCADE,
  constraint canonical_application_variants_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES users(id),
  constraint canonical_application_variants_origin_check CHECK ((origin = ANY (ARRAY['import'::text, 'user'::text]))),
  constraint canonical_application_variants_pkey PRIMARY KEY (client_account_id, engagement_id, variant_normalized),
  constraint canonical_application_variants_variant_normalized_check CHECK ((variant_normalized <> ''::text))
);
CREATE INDEX canonical_application_variants_application_idx ON public.canonical_application_variants USING btree (client_account_id, engagement_id, canonical_application_id);
CREATE TRIGGER variants_changed AFTER INSERT OR DELETE OR UPDATE ON public.canonical_application_variants FOR EACH STATEMENT EXECUTE FUNCTION mark_estate_changed();
alter table canonical_application_variants enable row level security;
alter table canonical_application_variants force row level security;
create policy canonical_application_variants_deletion on canonical_application_variants as restrictive for delete to public using (((decided_by IS NULL) AND (variant_normalized IN ( SELECT e.variant_normalized
   FROM application_variant_evidence e
  WHERE ((e.client_account_id = ( SELECT current_client() AS current_client)) AND (e.engagement_id = ( SELECT current_engagement() AS current_engagement)) AND (e.data_import_id IN ( SELECT f.data_import_id
           FROM discovery_flows f
          WHERE ((f.client_account_id = ( SELECT current_client() AS current_client)) AND (f.engagement_id = ( SELECT current_engagement() AS current_engagement)) AND ((f.deleted_at IS NOT NULL) OR (f.status = 'running'::text))))))))));
create policy canonical_application_variants_tenant on canonical_application_variants for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant delete, insert, select, update on canonical_application_variants to landfall_app;

create table canonical_applications (
  client_account_id uuid not null,
  engagement_id uuid not null,
  id uuid default new_id() not null,
  name text not null,
  is_named_by_person boolean default false not null,
  name_normalized text not null,
  application_type text,
  business_owner text,
  criticality text,
  confirmed_by uuid,
  confirmed_at timestamp with time zone,
  decided_by uuid,
  merged_into_id uuid,
  version integer default 1 not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint canonical_applications_client_account_id_engagement_id_fkey FOREIGN KEY (client_account_id, engagement_id) REFERENCES engagements(client_account_id, id),
  constraint canonical_applications_client_account_id_engagement_id_mer_fkey FOREIGN KEY (client_account_id, engagement_id, merged_into_id) REFERENCES canonical_applications(client_account_id, engagement_id, id),
  constraint canonical_applications_client_account_id_engagement_id_name_key UNIQUE (client_account_id, engagement_id, name_normalized),
  constraint canonical_applications_confirmed_by_fkey FOREIGN KEY (confirmed_by) REFERENCES users(id),
  constraint canonical_applications_criticality_check CHECK ((criticality = ANY (ARRAY['critical'::text, 'high'::text, 'medium'::text, 'low'::text]))),
  constraint canonical_applications_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES users(id),
  constraint canonical_applications_name_check CHECK ((btrim(name) <> ''::text)),
  constraint canonical_applications_name_normalized_check CHECK ((name_normalized <> ''::text)),
  constraint canonical_applications_pkey PRIMARY KEY (client_account_id, engagement_id, id),
  constraint canonical_applications_type_check CHECK ((application_type = ANY (ARRAY['cots'::text, 'custom'::text, 'custom_cots'::text, 'saas'::text, 'other'::text])))
);
CREATE INDEX canonical_applications_merged_idx ON public.canonical_applications USING btree (client_account_id, engagement_id, merged_into_id) WHERE (merged_into_id IS NOT NULL);
CREATE INDEX canonical_applications_name_idx ON public.canonical_applications USING btree (client_account_id, engagement_id, lower(name), id) WHERE (merged_into_id IS NULL);
alter table canonical_applications enable row level security;
alter table canonical_applications force row level security;
create policy canonical_applications_deletion on canonical_applications as restrictive for delete to public using (((decided_by IS NULL) AND (id IN ( SELECT v.canonical_application_id
   FROM canonical_application_variants v
  WHERE ((v.client_account_id = ( SELECT current_client() AS current_client)) AND (v.engagement_id = ( SELECT current_engagement() AS current_engagement)) AND (v.variant_normalized IN ( SELECT e.variant_normalized
           FROM application_variant_evidence e
          WHERE ((e.client_account_id = ( SELECT current_client() AS current_client)) AND (e.engagement_id = ( SELECT current_engagement() AS current_engagement)) AND (e.data_import_id IN ( SELECT f.data_import_id
                   FROM discovery_flows f
                  WHERE ((f.client_account_id = ( SELECT current_client() AS current_client)) AND (f.engagement_id = ( SELECT current_engagement() AS current_engagement)) AND ((f.deleted_at IS NOT NULL) OR (f.status = 'running'::text)))))))))))));
create policy canonical_applications_tenant on canonical_applications for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant delete, insert, select, update on canonical_applications to landfall_app;

create table cleansing_applications (
  client_account_id uuid not null,
  engagement_id uuid not null,
  id uuid default new_id() not null,
  recommendation_id uuid not null,
  actor_user_id uuid not null,
  row_count bigint not null,
  changes bytea not null,
  created_at timestamp with time zone default now() not null,
  undone_at timestamp with time zone,
  undone_by uuid,
  constraint cleansing_applications_actor_user_id_fkey FOREIGN KEY (actor_user_id) REFERENCES users(id),
  constraint cleansing_applications_client_account_id_engagement_id_rec_fkey FOREIGN KEY (client_account_id, engagement_id, recommendation_id) REFERENCES cleansing_recommendations(client_account_id, engagement_id, id),
  constraint cleansing_applications_pkey PRIMARY KEY (client_account_id, engagement_id, id),
  constraint cleansing_applications_undone_by_fkey FOREIGN KEY (undone_by) REFERENCES users(id)
);
CREATE INDEX cleansing_applications_recommendation_idx ON public.cleansing_applications USING btree (client_account_id, engagement_id, recommendation_id, id);
alter table cleansing_applications enable row level security;
alter table cleansing_applications force row level security;
create policy cleansing_applications_deletion on cleansing_applications as restrictive for delete to public using ((EXISTS ( SELECT
   FROM cleansing_recommendations r
  WHERE ((r.client_account_id = ( SELECT current_client() AS current_client)) AND (r.engagement_id = ( SELECT current_engagement() AS current_engagement)) AND (r.id = cleansing_applications.recommendation_id) AND import_is_deleted(r.data_import_id)))));
create policy cleansing_applications_tenant on cleansing_applications for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant delete, insert, select, update on cleansing_applications to landfall_app;

create table cleansing_recommendations (
  client_account_id uuid not null,
  engagement_id uuid not null,
  id uuid default new_id() not null,
  data_import_id uuid not null,
  key text not null,
  category text not null,
  rule_code text not null,
  title text not null,
  fields text[] not null,
  affected_rows bigint not null,
  status text default 'proposed'::text not null,
  amendment jsonb not null,
  preview jsonb not null,
  changes bytea not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint cleansing_recommendations_category_check CHECK ((category = ANY (ARRAY['standardization'::text, 'validation'::text, 'enrichment'::text, 'deduplication'::text]))),
  constraint cleansing_recommendations_client_account_id_engagement_id__fkey FOREIGN KEY (client_account_id, engagement_id, data_import_id) REFERENCES data_imports(client_account_id, engagement_id, id),
  constraint cleansing_recommendations_client_account_id_engagement_id_d_key UNIQUE (client_account_id, engagement_id, data_import_id, key),
  constraint cleansing_recommendations_pkey PRIMARY KEY (client_account_id, engagement_id, id),
  constraint cleansing_recommendations_status_check CHECK ((status = ANY (ARRAY['proposed'::text, 'applied'::text, 'undone'::text, 'dismissed'::text])))
);
alter table cleansing_recommendations enable row level security;
alter table cleansing_recommendations force row level security;
create policy cleansing_recommendations_deletion on cleansing_recommendations as restrictive for delete to public using (import_is_deleted(data_import_id));
create policy cleansing_recommendations_tenant on cleansing_recommendations for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant delete, insert, select, update on cleansing_recommendations to landfall_app;

create table client_accounts (
  id uuid default new_id() not null,
  name text not null,
  slug text not null,
  industry text,
  company_size text,
  headquarters_location text,
  description text,
  primary_contact_name text,
  primary_contact_email text,
  time_zone text default 'UTC'::text not null,
  is_active boolean default true not null,
  storage_quota_bytes bigint,
  deleted_at timestamp with time zone,
  deleted_by uuid,
  version integer default 1 not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint client_accounts_check CHECK ((updated_at >= created_at)),
  constraint client_accounts_name_check CHECK ((name <> ''::text)),
  constraint client_accounts_pkey PRIMARY KEY (id),
  constraint client_accounts_slug_check CHECK ((slug ~ '^[a-z0-9-]{2,60}$'::text)),
  constraint client_accounts_slug_key UNIQUE (slug),
  constraint client_accounts_storage_quota_bytes_check CHECK ((storage_quota_bytes >= 0))
);
grant insert, select, update on client_accounts to landfall_app;

create table custom_target_fields (
  client_account_id uuid not null,
  key text not null,
  label text not null,
  data_type text not null,
  unit text,
  created_by uuid not null,
  created_at timestamp with time zone default now() not null,
  constraint custom_target_fields_client_account_id_fkey FOREIGN KEY (client_account_id) REFERENCES client_accounts(id),
  constraint custom_target_fields_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id),
  constraint custom_target_fields_key_check CHECK ((key ~ '^custom\.[a-z0-9_]{1,80}$'::text)),
  constraint custom_target_fields_pkey PRIMARY KEY (client_account_id, key)
);
alter table custom_target_fields enable row level security;
alter table custom_target_fields force row level security;
create policy custom_target_fields_tenant on custom_target_fields for all to public using ((client_account_id = ( SELECT current_client() AS current_client))) with check ((client_account_id = ( SELECT current_client() AS current_client)));
grant delete, insert, select, update on custom_target_fields to landfall_app;

create table data_imports (
  client_account_id uuid not null,
  engagement_id uuid not null,
  id uuid default new_id() not null,
  flow_id uuid not null,
  import_category text not null,
  import_name text not null,
  source_system text,
  processing_config jsonb default '{}'::jsonb not null,
  imported_by uuid not null,
  created_at timestamp with time zone default now() not null,
  constraint data_imports_client_account_id_engagement_id_flow_id_fkey FOREIGN KEY (client_account_id, engagement_id, flow_id) REFERENCES master_flows(client_account_id, engagement_id, flow_id) DEFERRABLE INITIALLY DEFERRED,
  constraint data_imports_client_account_id_engagement_id_flow_id_key UNIQUE (client_account_id, engagement_id, flow_id),
  constraint data_imports_client_account_id_engagement_id_id_flow_id_key UNIQUE (client_account_id, engagement_id, id, flow_id),
  constraint data_imports_import_category_check CHECK ((import_category = ANY (ARRAY['cmdb_export'::text, 'app_discovery'::text, 'infrastructure'::text, 'sensitive_data'::text]))),
  constraint data_imports_import_name_check CHECK ((import_name <> ''::text)),
  constraint data_imports_imported_by_fkey FOREIGN KEY (imported_by) REFERENCES users(id),
  constraint data_imports_pkey PRIMARY KEY (client_account_id, engagement_id, id),
  constraint data_imports_source_system_check CHECK ((source_system <> ''::text))
);
CREATE INDEX data_imports_flow_idx ON public.data_imports USING btree (flow_id);
alter table data_imports enable row level security;
alter table data_imports force row level security;
create policy data_imports_doctor on data_imports for select to landfall_owner using (true);
create policy data_imports_tenant on data_imports for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant insert, select, update on data_imports to landfall_app;

create table dependency_evidence (
  client_account_id uuid not null,
  engagement_id uuid not null,
  dependency_id uuid not null,
  data_import_id uuid not null,
  epoch integer not null,
  effect text not null,
  lead_row bigint not null,
  row_ranges int8multirange not null,
  row_count bigint not null,
  confidence double precision,
  is_noise boolean default false not null,
  connection_count bigint,
  bytes bigint,
  first_seen timestamp with time zone,
  last_seen timestamp with time zone,
  source_process text,
  target_process text,
  attributes jsonb default '{}'::jsonb not null,
  created_at timestamp with time zone default now() not null,
  constraint dependency_evidence_client_account_id_engagement_id_data_i_fkey FOREIGN KEY (client_account_id, engagement_id, data_import_id) REFERENCES data_imports(client_account_id, engagement_id, id),
  constraint dependency_evidence_client_account_id_engagement_id_depend_fkey FOREIGN KEY (client_account_id, engagement_id, dependency_id) REFERENCES asset_dependencies(client_account_id, engagement_id, id) ON DELETE CASCADE,
  constraint dependency_evidence_confidence_check CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision))),
  constraint dependency_evidence_effect_check CHECK ((effect = ANY (ARRAY['created'::text, 'updated'::text, 'unchanged'::text]))),
  constraint dependency_evidence_lead_row_check CHECK ((lead_row >= 1)),
  constraint dependency_evidence_pkey PRIMARY KEY (client_account_id, engagement_id, dependency_id, data_import_id),
  constraint dependency_evidence_row_count_check CHECK ((row_count >= 1))
);
CREATE INDEX dependency_evidence_import_idx ON public.dependency_evidence USING btree (client_account_id, engagement_id, data_import_id);
alter table dependency_evidence enable row level security;
alter table dependency_evidence force row level security;
create policy dependency_evidence_deletion on dependency_evidence as restrictive for delete to public using ((import_is_deleted(data_import_id) OR import_is_running(data_import_id)));
create policy dependency_evidence_tenant on dependency_evidence for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant delete, insert, select, update on dependency_evidence to landfall_app;

create table discovery_flows (
  client_account_id uuid not null,
  engagement_id uuid not null,
  flow_id uuid not null,
  data_import_id uuid not null,
  flow_type text not null,
  import_category text not null,
  status text not null,
  current_phase text not null,
  epoch integer default 1 not null,
  waiting_reason text,
  failure_code text,
  failure_detail text,
  failure_retryable boolean,
  started_at timestamp with time zone,
  last_activity_at timestamp with time zone default now() not null,
  deleted_at timestamp with time zone,
  deleted_by uuid,
  delete_reason text,
  version bigint not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint discovery_flows_check CHECK ((updated_at >= created_at)),
  constraint discovery_flows_client_account_id_engagement_id_data_impor_fkey FOREIGN KEY (client_account_id, engagement_id, data_import_id, flow_id) REFERENCES data_imports(client_account_id, engagement_id, id, flow_id) DEFERRABLE INITIALLY DEFERRED,
  constraint discovery_flows_client_account_id_engagement_id_data_import_key UNIQUE (client_account_id, engagement_id, data_import_id),
  constraint discovery_flows_client_account_id_engagement_id_flow_id_fl_fkey FOREIGN KEY (client_account_id, engagement_id, flow_id, flow_type, import_category) REFERENCES master_flows(client_account_id, engagement_id, flow_id, flow_type, import_category) DEFERRABLE INITIALLY DEFERRED,
  constraint discovery_flows_deleted_by_fkey FOREIGN KEY (deleted_by) REFERENCES users(id),
  constraint discovery_flows_epoch_check CHECK ((epoch >= 1)),
  constraint discovery_flows_failure_check CHECK ((((failure_code IS NOT NULL) AND (failure_retryable IS NOT NULL)) = (status = 'failed'::text))),
  constraint discovery_flows_pkey PRIMARY KEY (client_account_id, engagement_id, flow_id),
  constraint discovery_flows_status_check CHECK ((status = ANY (ARRAY['running'::text, 'waiting_for_approval'::text, 'paused'::text, 'completed'::text, 'failed'::text, 'cancelled'::text]))),
  constraint discovery_flows_waiting_check CHECK (((waiting_reason IS NOT NULL) = (status = 'waiting_for_approval'::text))),
  constraint discovery_flows_waiting_reason_check CHECK ((waiting_reason = ANY (ARRAY['validation_decision'::text, 'mapping_approval'::text, 'asset_preview'::text, 'asset_conflict'::text])))
);
CREATE INDEX discovery_flows_flow_idx ON public.discovery_flows USING btree (flow_id);
CREATE UNIQUE INDEX discovery_flows_slot_key ON public.discovery_flows USING btree (client_account_id, engagement_id, flow_type, import_category) WHERE ((status = ANY (ARRAY['running'::text, 'waiting_for_approval'::text, 'paused'::text, 'failed'::text])) AND (deleted_at IS NULL));
CREATE TRIGGER discovery_flows_deliveries AFTER UPDATE OF deleted_at ON public.discovery_flows FOR EACH ROW WHEN (((old.deleted_at IS NULL) AND (new.deleted_at IS NOT NULL))) EXECUTE FUNCTION forget_deliveries();
CREATE CONSTRAINT TRIGGER discovery_flows_pair AFTER INSERT OR UPDATE ON public.discovery_flows DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_flow_pair();
alter table discovery_flows enable row level security;
alter table discovery_flows force row level security;
create policy discovery_flows_counter on discovery_flows for select to landfall_owner using (true);
create policy discovery_flows_doctor on discovery_flows for select to landfall_owner using (true);
create policy discovery_flows_tenant on discovery_flows for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant insert, select, update on discovery_flows to landfall_app;

create table doctor_findings (
  client_account_id uuid not null,
  engagement_id uuid not null,
  flow_id uuid not null,
  code text not null,
  detail text not null,
  cure text not null,
  candidates jsonb default '[]'::jsonb not null,
  found_at timestamp with time zone default now() not null,
  constraint doctor_findings_client_account_id_engagement_id_fkey FOREIGN KEY (client_account_id, engagement_id) REFERENCES engagements(client_account_id, id),
  constraint doctor_findings_code_check CHECK ((code ~ '^D(0[1-9]|1[0-9]|2[0-2])$'::text)),
  constraint doctor_findings_cure_check CHECK ((cure <> ''::text)),
  constraint doctor_findings_detail_check CHECK ((detail <> ''::text)),
  constraint doctor_findings_pkey PRIMARY KEY (client_account_id, engagement_id, flow_id, code)
);
alter table doctor_findings enable row level security;
alter table doctor_findings force row level security;
create policy doctor_findings_tenant on doctor_findings for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant delete, insert, select, update on doctor_findings to landfall_app;

create table engagements (
  id uuid default new_id() not null,
  client_account_id uuid not null,
  name text not null,
  slug text not null,
  status text default 'active'::text not null,
  target_clouds text[] default '{}'::text[] not null,
  included_environments text[] default '{}'::text[] not null,
  start_date date,
  target_completion_date date,
  currency text default 'USD'::text not null,
  default_locale text default 'en'::text not null,
  settings jsonb default '{}'::jsonb not null,
  is_active boolean default true not null,
  version integer default 1 not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint engagements_check CHECK ((updated_at >= created_at)),
  constraint engagements_client_account_id_fkey FOREIGN KEY (client_account_id) REFERENCES client_accounts(id),
  constraint engagements_client_account_id_slug_key UNIQUE (client_account_id, slug),
  constraint engagements_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint engagements_name_check CHECK ((name <> ''::text)),
  constraint engagements_pkey PRIMARY KEY (client_account_id, id),
  constraint engagements_slug_check CHECK ((slug ~ '^[a-z0-9-]{2,60}$'::text)),
  constraint engagements_status_check CHECK ((status = ANY (ARRAY['planning'::text, 'active'::text, 'on_hold'::text, 'completed'::text])))
);
alter table engagements enable row level security;
alter table engagements force row level security;
create policy engagements_doctor on engagements for select to landfall_owner using (( SELECT in_platform_scope() AS in_platform_scope));
create policy engagements_tenant on engagements for all to public using ((client_account_id = ( SELECT current_client() AS current_client))) with check ((client_account_id = ( SELECT current_client() AS current_client)));
grant insert, select, update on engagements to landfall_app;

create table estate_versions (
  client_account_id uuid not null,
  engagement_id uuid not null,
  slot bigint not null,
  version bigint default 1 not null,
  constraint estate_versions_client_account_id_engagement_id_fkey FOREIGN KEY (client_account_id, engagement_id) REFERENCES engagements(client_account_id, id),
  constraint estate_versions_pkey PRIMARY KEY (client_account_id, engagement_id, slot)
);
alter table estate_versions enable row level security;
alter table estate_versions force row level security;
create policy estate_versions_tenant on estate_versions for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant insert, select, update on estate_versions to landfall_app;

create table flow_deletions (
  client_account_id uuid not null,
  engagement_id uuid not null,
  flow_id uuid not null,
  id uuid default new_id() not null,
  data_import_id uuid not null,
  method text not null,
  batch_id uuid,
  status text not null,
  step integer default 1 not null,
  round integer default 1 not null,
  plan jsonb not null,
  plan_hash text not null,
  removed jsonb default '{}'::jsonb not null,
  kept jsonb default '{}'::jsonb not null,
  error text,
  requested_by uuid,
  reason text,
  created_at timestamp with time zone default now() not null,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  updated_at timestamp with time zone default now() not null,
  constraint flow_deletions_client_account_id_engagement_id_flow_id_fkey FOREIGN KEY (client_account_id, engagement_id, flow_id) REFERENCES master_flows(client_account_id, engagement_id, flow_id),
  constraint flow_deletions_client_account_id_engagement_id_id_key UNIQUE (client_account_id, engagement_id, id),
  constraint flow_deletions_finished_check CHECK (((finished_at IS NOT NULL) = (status = 'done'::text))),
  constraint flow_deletions_method_check CHECK ((method = ANY (ARRAY['manual'::text, 'api'::text, 'batch'::text]))),
  constraint flow_deletions_pkey PRIMARY KEY (client_account_id, engagement_id, flow_id),
  constraint flow_deletions_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES users(id),
  constraint flow_deletions_round_check CHECK ((round >= 1)),
  constraint flow_deletions_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'running'::text, 'done'::text, 'failed'::text]))),
  constraint flow_deletions_step_check CHECK (((step >= 1) AND (step <= 12)))
);
CREATE INDEX flow_deletions_open_idx ON public.flow_deletions USING btree (status) WHERE (status = ANY (ARRAY['pending'::text, 'running'::text]));
alter table flow_deletions enable row level security;
alter table flow_deletions force row level security;
create policy flow_deletions_sweeper on flow_deletions for select to landfall_owner using (true);
create policy flow_deletions_tenant on flow_deletions for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant insert, select, update on flow_deletions to landfall_app;

create table flow_events (
  client_account_id uuid not null,
  engagement_id uuid not null,
  flow_id uuid not null,
  seq bigint not null,
  type text not null,
  actor_user_id uuid,
  actor_kind text not null,
  phase text,
  epoch integer,
  run_id uuid,
  from_status text,
  to_status text,
  payload jsonb default '{}'::jsonb not null,
  created_at timestamp with time zone default now() not null,
  request_id uuid,
  constraint flow_events_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['user'::text, 'api_token'::text, 'worker'::text, 'doctor'::text, 'installer'::text]))),
  constraint flow_events_actor_user_id_fkey FOREIGN KEY (actor_user_id) REFERENCES users(id),
  constraint flow_events_client_account_id_engagement_id_flow_id_fkey FOREIGN KEY (client_account_id, engagement_id, flow_id) REFERENCES master_flows(client_account_id, engagement_id, flow_id) DEFERRABLE INITIALLY DEFERRED,
  constraint flow_events_pkey PRIMARY KEY (client_account_id, engagement_id, flow_id, seq),
  constraint flow_events_seq_check CHECK ((seq >= 1)),
  constraint flow_events_type_check CHECK ((type = ANY (ARRAY['flow_created'::text, 'phase_started'::text, 'rows_stored'::text, 'phase_succeeded'::text, 'decision_needed'::text, 'phase_failed'::text, 'retry_scheduled'::text, 'mapping_decided'::text, 'issue_decided'::text, 'preview_changed'::text, 'gate_approved'::text, 'gate_rejected'::text, 'paused'::text, 'resumed'::text, 'retried'::text, 'restarted'::text, 'cancelled'::text, 'correction_added'::text, 'healed'::text, 'deleted'::text, 'completed'::text])))
);
alter table flow_events enable row level security;
alter table flow_events force row level security;
create policy flow_events_counter on flow_events for select to landfall_owner using (true);
create policy flow_events_deletion on flow_events as restrictive for update to public using (flow_is_deleted(flow_id));
create policy flow_events_tenant on flow_events for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant insert, select on flow_events to landfall_app;

create table flow_gates (
  client_account_id uuid not null,
  engagement_id uuid not null,
  id uuid default new_id() not null,
  flow_id uuid not null,
  phase text not null,
  kind text not null,
  status text not null,
  revision integer default 1 not null,
  subject jsonb default '{}'::jsonb not null,
  subject_hash text not null,
  opened_at timestamp with time zone default now() not null,
  closed_at timestamp with time zone,
  version integer default 1 not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint flow_gates_client_account_id_engagement_id_flow_id_fkey FOREIGN KEY (client_account_id, engagement_id, flow_id) REFERENCES master_flows(client_account_id, engagement_id, flow_id) DEFERRABLE INITIALLY DEFERRED,
  constraint flow_gates_closed_check CHECK (((closed_at IS NULL) = (status = 'open'::text))),
  constraint flow_gates_kind_check CHECK ((kind = ANY (ARRAY['validation_decision'::text, 'mapping_approval'::text, 'asset_preview'::text, 'asset_conflict'::text]))),
  constraint flow_gates_pkey PRIMARY KEY (client_account_id, engagement_id, id),
  constraint flow_gates_revision_check CHECK ((revision >= 1)),
  constraint flow_gates_status_check CHECK ((status = ANY (ARRAY['open'::text, 'approved'::text, 'superseded'::text, 'closed'::text])))
);
CREATE UNIQUE INDEX flow_gates_open_key ON public.flow_gates USING btree (client_account_id, engagement_id, flow_id) WHERE (status = 'open'::text);
alter table flow_gates enable row level security;
alter table flow_gates force row level security;
create policy flow_gates_counter on flow_gates for select to landfall_owner using (true);
create policy flow_gates_deletion on flow_gates as restrictive for delete to public using (flow_is_deleted(flow_id));
create policy flow_gates_tenant on flow_gates for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant delete, insert, select, update on flow_gates to landfall_app;

create table flow_type_versions (
  flow_type text not null,
  version integer not null,
  definition jsonb not null,
  checksum text not null,
  created_at timestamp with time zone default now() not null,
  constraint flow_type_versions_pkey PRIMARY KEY (flow_type, version)
);
grant insert, select on flow_type_versions to landfall_app;

create table gate_decisions (
  client_account_id uuid not null,
  engagement_id uuid not null,
  id uuid default new_id() not null,
  gate_id uuid not null,
  decision text not null,
  revision integer not null,
  subject_hash text not null,
  shown jsonb default '{}'::jsonb not null,
  actor_user_id uuid not null,
  note text,
  created_at timestamp with time zone default now() not null,
  constraint gate_decisions_actor_user_id_fkey FOREIGN KEY (actor_user_id) REFERENCES users(id),
  constraint gate_decisions_client_account_id_engagement_id_gate_id_fkey FOREIGN KEY (client_account_id, engagement_id, gate_id) REFERENCES flow_gates(client_account_id, engagement_id, id),
  constraint gate_decisions_decision_check CHECK ((decision = ANY (ARRAY['approve'::text, 'reject'::text]))),
  constraint gate_decisions_pkey PRIMARY KEY (client_account_id, engagement_id, id),
  constraint gate_decisions_reject_note_check CHECK (((decision <> 'reject'::text) OR ((length(note) >= 5) AND (length(note) <= 500))))
);
CREATE UNIQUE INDEX gate_decisions_approve_key ON public.gate_decisions USING btree (client_account_id, engagement_id, gate_id) WHERE (decision = 'approve'::text);
alter table gate_decisions enable row level security;
alter table gate_decisions force row level security;
create policy gate_decisions_deletion on gate_decisions as restrictive for delete to public using ((EXISTS ( SELECT
   FROM flow_gates g
  WHERE ((g.client_account_id = ( SELECT current_client() AS current_client)) AND (g.engagement_id = ( SELECT current_engagement() AS current_engagement)) AND (g.id = gate_decisions.gate_id) AND flow_is_deleted(g.flow_id)))));
create policy gate_decisions_tenant on gate_decisions for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant delete, insert, select on gate_decisions to landfall_app;

create table idempotency_keys (
  client_account_id uuid not null,
  user_id uuid not null,
  route text not null,
  key text not null,
  body_hash text not null,
  status_code integer,
  response text,
  created_at timestamp with time zone default now() not null,
  constraint idempotency_keys_client_account_id_fkey FOREIGN KEY (client_account_id) REFERENCES client_accounts(id),
  constraint idempotency_keys_key_check CHECK (((length(key) >= 1) AND (length(key) <= 200))),
  constraint idempotency_keys_pkey PRIMARY KEY (client_account_id, user_id, route, key),
  constraint idempotency_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
);
alter table idempotency_keys enable row level security;
alter table idempotency_keys force row level security;
create policy idempotency_keys_deletion on idempotency_keys as restrictive for delete to public using (names_deleted_flow(concat_ws(' '::text, route, response)));
create policy idempotency_keys_tenant on idempotency_keys for all to public using ((client_account_id = ( SELECT current_client() AS current_client))) with check ((client_account_id = ( SELECT current_client() AS current_client)));
grant delete, insert, select, update on idempotency_keys to landfall_app;

create table import_chunks (
  client_account_id uuid not null,
  engagement_id uuid not null,
  data_import_id uuid not null,
  revision integer default 0 not null,
  first_row bigint not null,
  row_count integer not null,
  first_line bigint not null,
  byte_length integer not null,
  body bytea storage external not null,
  exceptions jsonb,
  constraint import_chunks_client_account_id_engagement_id_data_import__fkey FOREIGN KEY (client_account_id, engagement_id, data_import_id) REFERENCES data_imports(client_account_id, engagement_id, id),
  constraint import_chunks_first_row_check CHECK ((first_row >= 1)),
  constraint import_chunks_pkey PRIMARY KEY (client_account_id, engagement_id, data_import_id, revision, first_row),
  constraint import_chunks_row_count_check CHECK ((row_count >= 1))
);
alter table import_chunks enable row level security;
alter table import_chunks force row level security;
create policy import_chunks_deletion on import_chunks as restrictive for delete to public using (import_is_deleted(data_import_id));
create policy import_chunks_tenant on import_chunks for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant delete, insert, select, update on import_chunks to landfall_app;

create table import_cleansed_blocks (
  client_account_id uuid not null,
  engagement_id uuid not null,
  data_import_id uuid not null,
  first_row bigint not null,
  row_count integer not null,
  epoch integer not null,
  body bytea storage external not null,
  notes jsonb default '{}'::jsonb not null,
  constraint import_cleansed_blocks_client_account_id_engagement_id_dat_fkey FOREIGN KEY (client_account_id, engagement_id, data_import_id) REFERENCES data_imports(client_account_id, engagement_id, id),
  constraint import_cleansed_blocks_pkey PRIMARY KEY (client_account_id, engagement_id, data_import_id, first_row)
);
alter table import_cleansed_blocks enable row level security;
alter table import_cleansed_blocks force row level security;
create policy import_cleansed_blocks_deletion on import_cleansed_blocks as restrictive for delete to public using (import_is_deleted(data_import_id));
create policy import_cleansed_blocks_tenant on import_cleansed_blocks for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant delete, insert, select, update on import_cleansed_blocks to landfall_app;

create table import_columns (
  client_account_id uuid not null,
  engagement_id uuid not null,
  id uuid default new_id() not null,
  data_import_id uuid not null,
  "position" integer not null,
  key text not null,
  header text not null,
  header_normalized text not null,
  profile jsonb not null,
  detected_type text,
  detected_unit text,
  sensitive_kind text,
  created_at timestamp with time zone default now() not null,
  constraint import_columns_client_account_id_engagement_id_data_import__key UNIQUE (client_account_id, engagement_id, data_import_id, "position"),
  constraint import_columns_client_account_id_engagement_id_data_import_fkey FOREIGN KEY (client_account_id, engagement_id, data_import_id) REFERENCES data_imports(client_account_id, engagement_id, id),
  constraint import_columns_client_account_id_engagement_id_data_import_key1 UNIQUE (client_account_id, engagement_id, data_import_id, key),
  constraint import_columns_pkey PRIMARY KEY (client_account_id, engagement_id, id),
  constraint import_columns_position_check CHECK (("position" >= 1))
);
alter table import_columns enable row level security;
alter table import_columns force row level security;
create policy import_columns_deletion on import_columns as restrictive for delete to public using (import_is_deleted(data_import_id));
create policy import_columns_tenant on import_columns for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant delete, insert, select, update on import_columns to landfall_app;

create table import_ends (
  client_account_id uuid not null,
  engagement_id uuid not null,
  data_import_id uuid not null,
  end_number integer not null,
  epoch integer not null,
  name text,
  addresses text[] default '{}'::text[] not null,
  match text not null,
  asset_id uuid,
  candidates jsonb default '[]'::jsonb not null,
  row_number bigint not null,
  planned_asset jsonb,
  constraint import_ends_client_account_id_engagement_id_data_import_id_fkey FOREIGN KEY (client_account_id, engagement_id, data_import_id) REFERENCES data_imports(client_account_id, engagement_id, id),
  constraint import_ends_end_number_check CHECK ((end_number >= 0)),
  constraint import_ends_match_check CHECK ((match = ANY (ARRAY['strong'::text, 'unique'::text, 'subject'::text, 'created'::text, 'unknown'::text, 'ambiguous'::text]))),
  constraint import_ends_pkey PRIMARY KEY (client_account_id, engagement_id, data_import_id, end_number),
  constraint import_ends_row_number_check CHECK ((row_number >= 1))
);
alter table import_ends enable row level security;
alter table import_ends force row level security;
create policy import_ends_deletion on import_ends as restrictive for delete to public using ((import_is_deleted(data_import_id) OR import_is_running(data_import_id)));
create policy import_ends_tenant on import_ends for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant delete, insert, select, update on import_ends to landfall_app;

create table import_field_mappings (
  client_account_id uuid not null,
  engagement_id uuid not null,
  id uuid default new_id() not null,
  data_import_id uuid not null,
  flow_id uuid not null,
  column_id uuid not null,
  source_field text not null,
  target_field text,
  status text not null,
  confidence double precision,
  match_type text,
  evidence jsonb default '[]'::jsonb not null,
  alternatives jsonb default '[]'::jsonb not null,
  transformation jsonb default '{}'::jsonb not null,
  suggested_by text,
  decided_by uuid,
  decided_at timestamp with time zone,
  decision_note text,
  version integer default 1 not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint import_field_mappings_client_account_id_engagement_id_colu_fkey FOREIGN KEY (client_account_id, engagement_id, column_id) REFERENCES import_columns(client_account_id, engagement_id, id),
  constraint import_field_mappings_client_account_id_engagement_id_data__key UNIQUE (client_account_id, engagement_id, data_import_id, column_id),
  constraint import_field_mappings_client_account_id_engagement_id_data_fkey FOREIGN KEY (client_account_id, engagement_id, data_import_id, flow_id) REFERENCES data_imports(client_account_id, engagement_id, id, flow_id),
  constraint import_field_mappings_confidence_check CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision))),
  constraint import_field_mappings_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES users(id),
  constraint import_field_mappings_decided_check CHECK (((decided_by IS NOT NULL) = (status = ANY (ARRAY['approved'::text, 'rejected'::text, 'ignored'::text, 'custom_attribute'::text])))),
  constraint import_field_mappings_decision_note_check CHECK ((length(decision_note) <= 500)),
  constraint import_field_mappings_match_type_check CHECK ((match_type = ANY (ARRAY['learned'::text, 'exact'::text, 'synonym'::text, 'value'::text, 'combined'::text, 'llm'::text, 'manual'::text]))),
  constraint import_field_mappings_pkey PRIMARY KEY (client_account_id, engagement_id, id),
  constraint import_field_mappings_status_check CHECK ((status = ANY (ARRAY['unmapped'::text, 'suggested'::text, 'approved'::text, 'rejected'::text, 'ignored'::text, 'custom_attribute'::text]))),
  constraint import_field_mappings_target_check CHECK (((status <> ALL (ARRAY['suggested'::text, 'approved'::text])) OR (target_field IS NOT NULL))),
  constraint import_field_mappings_target_field_check CHECK ((target_field <> ''::text))
);
CREATE INDEX import_field_mappings_flow_idx ON public.import_field_mappings USING btree (client_account_id, engagement_id, flow_id);
alter table import_field_mappings enable row level security;
alter table import_field_mappings force row level security;
create policy import_field_mappings_deletion on import_field_mappings as restrictive for delete to public using (import_is_deleted(data_import_id));
create policy import_field_mappings_tenant on import_field_mappings for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant delete, insert, select, update on import_field_mappings to landfall_app;

create table import_files (
  client_account_id uuid not null,
  engagement_id uuid not null,
  id uuid default new_id() not null,
  data_import_id uuid not null,
  kind text not null,
  revision integer not null,
  file_name text not null,
  storage_key text not null,
  sha256 text not null,
  size_bytes bigint not null,
  format text not null,
  encoding text not null,
  delimiter text,
  sheet text,
  json_root text,
  header_row integer,
  dialect jsonb not null,
  notes jsonb default '{}'::jsonb not null,
  row_count bigint,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  added_by uuid,
  choices jsonb default '[]'::jsonb not null,
  constraint import_files_added_by_check CHECK (((kind = 'original'::text) OR (added_by IS NOT NULL))),
  constraint import_files_added_by_fkey FOREIGN KEY (added_by) REFERENCES users(id),
  constraint import_files_client_account_id_engagement_id_data_import_i_fkey FOREIGN KEY (client_account_id, engagement_id, data_import_id) REFERENCES data_imports(client_account_id, engagement_id, id) DEFERRABLE INITIALLY DEFERRED,
  constraint import_files_client_account_id_engagement_id_data_import_id_key UNIQUE (client_account_id, engagement_id, data_import_id, revision),
  constraint import_files_kind_check CHECK ((kind = ANY (ARRAY['original'::text, 'correction'::text]))),
  constraint import_files_pkey PRIMARY KEY (client_account_id, engagement_id, id),
  constraint import_files_revision_check CHECK ((revision >= 0)),
  constraint import_files_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint import_files_storage_key_key UNIQUE (storage_key)
);
alter table import_files enable row level security;
alter table import_files force row level security;
create policy import_files_cleaner on import_files for select to landfall_owner using (true);
create policy import_files_deletion on import_files as restrictive for delete to public using (import_is_deleted(data_import_id));
create policy import_files_tenant on import_files for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant delete, insert, select, update on import_files to landfall_app;

create table import_processing_steps (
  client_account_id uuid not null,
  engagement_id uuid not null,
  id uuid default new_id() not null,
  flow_id uuid not null,
  phase_run_id uuid not null,
  step_name text not null,
  step_order integer not null,
  status text not null,
  records_processed bigint,
  duration_ms bigint,
  output jsonb default '{}'::jsonb not null,
  error_code text,
  error_detail text,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint import_processing_steps_client_account_id_engagement_id_fl_fkey FOREIGN KEY (client_account_id, engagement_id, flow_id) REFERENCES master_flows(client_account_id, engagement_id, flow_id),
  constraint import_processing_steps_client_account_id_engagement_id_ph_fkey FOREIGN KEY (client_account_id, engagement_id, phase_run_id) REFERENCES phase_runs(client_account_id, engagement_id, id),
  constraint import_processing_steps_client_account_id_engagement_id_pha_key UNIQUE (client_account_id, engagement_id, phase_run_id, step_name),
  constraint import_processing_steps_pkey PRIMARY KEY (client_account_id, engagement_id, id),
  constraint import_processing_steps_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'running'::text, 'completed'::text, 'failed'::text, 'not_available'::text])))
);
alter table import_processing_steps enable row level security;
alter table import_processing_steps force row level security;
create policy import_processing_steps_deletion on import_processing_steps as restrictive for delete to public using (flow_is_deleted(flow_id));
create policy import_processing_steps_tenant on import_processing_steps for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant delete, insert, select, update on import_processing_steps to landfall_app;

create table import_row_blocks (
  client_account_id uuid not null,
  engagement_id uuid not null,
  data_import_id uuid not null,
  first_row bigint not null,
  row_count integer not null,
  epoch integer not null,
  actions bytea storage external not null,
  reasons bytea not null,
  lead_rows bytea not null,
  asset_ids bytea storage external not null,
  outcomes bytea,
  counts jsonb default '{}'::jsonb not null,
  reason_details jsonb default '{}'::jsonb not null,
  reviews jsonb default '{}'::jsonb not null,
  questions jsonb default '{}'::jsonb not null,
  connections jsonb,
  constraint import_row_blocks_client_account_id_engagement_id_data_imp_fkey FOREIGN KEY (client_account_id, engagement_id, data_import_id) REFERENCES data_imports(client_account_id, engagement_id, id),
  constraint import_row_blocks_pkey PRIMARY KEY (client_account_id, engagement_id, data_import_id, first_row)
);
alter table import_row_blocks enable row level security;
alter table import_row_blocks force row level security;
create policy import_row_blocks_deletion on import_row_blocks as restrictive for delete to public using (import_is_deleted(data_import_id));
create policy import_row_blocks_tenant on import_row_blocks for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant delete, insert, select, update on import_row_blocks to landfall_app;

create table learned_mappings (
  client_account_id uuid not null,
  id uuid default new_id() not null,
  engagement_id uuid not null,
  header_normalized text not null,
  import_category text not null,
  source_system text,
  target_field text,
  polarity text not null,
  evidence_count integer default 1 not null,
  last_evidence_at timestamp with time zone default now() not null,
  last_decided_by uuid not null,
  created_at timestamp with time zone default now() not null,
  constraint learned_mappings_client_account_id_engagement_id_fkey FOREIGN KEY (client_account_id, engagement_id) REFERENCES engagements(client_account_id, id),
  constraint learned_mappings_evidence_count_check CHECK ((evidence_count >= 0)),
  constraint learned_mappings_last_decided_by_fkey FOREIGN KEY (last_decided_by) REFERENCES users(id),
  constraint learned_mappings_pkey PRIMARY KEY (client_account_id, id),
  constraint learned_mappings_polarity_check CHECK ((polarity = ANY (ARRAY['positive'::text, 'negative'::text])))
);
CREATE UNIQUE INDEX learned_mappings_key ON public.learned_mappings USING btree (client_account_id, header_normalized, import_category, source_system, target_field, polarity) NULLS NOT DISTINCT;
alter table learned_mappings enable row level security;
alter table learned_mappings force row level security;
create policy learned_mappings_tenant on learned_mappings for all to public using ((client_account_id = ( SELECT current_client() AS current_client))) with check ((client_account_id = ( SELECT current_client() AS current_client)));
grant delete, insert, select, update on learned_mappings to landfall_app;

create table master_flows (
  client_account_id uuid not null,
  engagement_id uuid not null,
  flow_id uuid default new_id() not null,
  flow_type text not null,
  flow_type_version integer not null,
  import_category text not null,
  flow_name text not null,
  status text not null,
  configuration jsonb default '{}'::jsonb not null,
  created_by uuid not null,
  completed_at timestamp with time zone,
  version bigint not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint master_flows_check CHECK ((updated_at >= created_at)),
  constraint master_flows_client_account_id_engagement_id_fkey FOREIGN KEY (client_account_id, engagement_id) REFERENCES engagements(client_account_id, id),
  constraint master_flows_client_account_id_engagement_id_flow_id_fkey FOREIGN KEY (client_account_id, engagement_id, flow_id) REFERENCES discovery_flows(client_account_id, engagement_id, flow_id) DEFERRABLE INITIALLY DEFERRED,
  constraint master_flows_client_account_id_engagement_id_flow_id_flow_t_key UNIQUE (client_account_id, engagement_id, flow_id, flow_type, import_category),
  constraint master_flows_completed_check CHECK ((((completed_at IS NOT NULL) = (status = 'completed'::text)) OR (status = 'deleted'::text))),
  constraint master_flows_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id),
  constraint master_flows_flow_name_check CHECK ((flow_name <> ''::text)),
  constraint master_flows_flow_type_flow_type_version_fkey FOREIGN KEY (flow_type, flow_type_version) REFERENCES flow_type_versions(flow_type, version),
  constraint master_flows_import_category_check CHECK ((import_category = ANY (ARRAY['cmdb_export'::text, 'app_discovery'::text, 'infrastructure'::text, 'sensitive_data'::text]))),
  constraint master_flows_pkey PRIMARY KEY (client_account_id, engagement_id, flow_id),
  constraint master_flows_status_check CHECK ((status = ANY (ARRAY['initialized'::text, 'running'::text, 'waiting_for_approval'::text, 'paused'::text, 'completed'::text, 'failed'::text, 'cancelled'::text, 'deleted'::text])))
);
CREATE INDEX master_flows_flow_idx ON public.master_flows USING btree (flow_id);
CREATE CONSTRAINT TRIGGER master_flows_pair AFTER INSERT OR UPDATE ON public.master_flows DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_flow_pair();
alter table master_flows enable row level security;
alter table master_flows force row level security;
create policy master_flows_doctor on master_flows for select to landfall_owner using (true);
create policy master_flows_tenant on master_flows for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant insert, select, update on master_flows to landfall_app;

create table memberships (
  id uuid default new_id() not null,
  user_id uuid not null,
  role text not null,
  client_account_id uuid,
  engagement_id uuid,
  can_access_sensitive_data boolean default false not null,
  granted_by uuid not null,
  granted_at timestamp with time zone default now() not null,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  constraint memberships_client_account_id_engagement_id_fkey FOREIGN KEY (client_account_id, engagement_id) REFERENCES engagements(client_account_id, id),
  constraint memberships_client_account_id_fkey FOREIGN KEY (client_account_id) REFERENCES client_accounts(id),
  constraint memberships_client_admin_check CHECK (((role <> 'client_admin'::text) OR (engagement_id IS NULL))),
  constraint memberships_granted_by_fkey FOREIGN KEY (granted_by) REFERENCES users(id),
  constraint memberships_pkey PRIMARY KEY (id),
  constraint memberships_role_check CHECK ((role = ANY (ARRAY['platform_admin'::text, 'client_admin'::text, 'engagement_manager'::text, 'analyst'::text, 'viewer'::text]))),
  constraint memberships_scope_check CHECK ((((role = 'platform_admin'::text) AND (client_account_id IS NULL) AND (engagement_id IS NULL)) OR ((role <> 'platform_admin'::text) AND (client_account_id IS NOT NULL)))),
  constraint memberships_self_grant_check CHECK (((granted_by <> user_id) OR (role = 'platform_admin'::text))),
  constraint memberships_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
);
CREATE UNIQUE INDEX memberships_live_key ON public.memberships USING btree (client_account_id, engagement_id, user_id, role) NULLS NOT DISTINCT WHERE (revoked_at IS NULL);
CREATE INDEX memberships_user_idx ON public.memberships USING btree (user_id) WHERE (revoked_at IS NULL);
alter table memberships enable row level security;
alter table memberships force row level security;
create policy memberships_tenant on memberships for all to public using (((user_id = ( SELECT current_actor() AS current_actor)) OR (client_account_id = ( SELECT current_client() AS current_client)) OR ( SELECT in_platform_scope() AS in_platform_scope))) with check (((client_account_id = ( SELECT current_client() AS current_client)) OR ( SELECT in_platform_scope() AS in_platform_scope)));
grant insert, select, update on memberships to landfall_app;

create table phase_runs (
  client_account_id uuid not null,
  engagement_id uuid not null,
  id uuid default new_id() not null,
  flow_id uuid not null,
  phase text not null,
  epoch integer not null,
  attempt integer not null,
  after_gate text,
  status text not null,
  step bigint default 0 not null,
  rows_total bigint,
  rows_done bigint default 0 not null,
  checkpoint jsonb,
  lease_owner text,
  lease_until timestamp with time zone,
  heartbeat_at timestamp with time zone,
  run_at timestamp with time zone default now() not null,
  result jsonb,
  error_code text,
  error_detail text,
  reconstructed boolean default false not null,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  lost_workers integer default 0 not null,
  constraint phase_runs_attempt_check CHECK ((attempt >= 1)),
  constraint phase_runs_check CHECK ((finished_at >= started_at)),
  constraint phase_runs_client_account_id_engagement_id_flow_id_fkey FOREIGN KEY (client_account_id, engagement_id, flow_id) REFERENCES master_flows(client_account_id, engagement_id, flow_id) DEFERRABLE INITIALLY DEFERRED,
  constraint phase_runs_client_account_id_engagement_id_flow_id_phase_ep_key UNIQUE (client_account_id, engagement_id, flow_id, phase, epoch, attempt),
  constraint phase_runs_lost_workers_check CHECK ((lost_workers >= 0)),
  constraint phase_runs_pkey PRIMARY KEY (client_account_id, engagement_id, id),
  constraint phase_runs_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'executing'::text, 'needs_decision'::text, 'succeeded'::text, 'failed'::text, 'superseded'::text])))
);
CREATE INDEX phase_runs_flow_idx ON public.phase_runs USING btree (flow_id);
alter table phase_runs enable row level security;
alter table phase_runs force row level security;
create policy phase_runs_deletion on phase_runs as restrictive for delete to public using (flow_is_deleted(flow_id));
create policy phase_runs_reconciler on phase_runs for select to landfall_owner using (true);
create policy phase_runs_tenant on phase_runs for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant delete, insert, select, update on phase_runs to landfall_app;

create table platform_audit_head (
  only_row boolean default true not null,
  seq bigint default 0 not null,
  hash bytea default '\x'::bytea not null,
  constraint platform_audit_head_only_row_check CHECK (only_row),
  constraint platform_audit_head_pkey PRIMARY KEY (only_row)
);
alter table platform_audit_head enable row level security;
alter table platform_audit_head force row level security;
create policy platform_audit_head_reader on platform_audit_head for select to public using (( SELECT in_platform_scope() AS in_platform_scope));
create policy platform_audit_head_writer on platform_audit_head for all to landfall_owner using (true) with check (true);
grant select on platform_audit_head to landfall_app;

create table platform_audit_log (
  seq bigint not null,
  actor_user_id uuid,
  actor_kind text not null,
  action text not null,
  resource_type text not null,
  resource_id uuid,
  result text not null,
  details jsonb default '{}'::jsonb not null,
  ip inet,
  request_id uuid,
  prev_hash bytea not null,
  hash bytea not null,
  created_at timestamp with time zone not null,
  constraint platform_audit_log_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['user'::text, 'api_token'::text, 'worker'::text, 'doctor'::text, 'installer'::text]))),
  constraint platform_audit_log_actor_user_id_fkey FOREIGN KEY (actor_user_id) REFERENCES users(id),
  constraint platform_audit_log_details_check CHECK ((octet_length((details)::text) <= 16384)),
  constraint platform_audit_log_pkey PRIMARY KEY (seq),
  constraint platform_audit_log_result_check CHECK ((result = ANY (ARRAY['success'::text, 'denied'::text, 'error'::text])))
);
alter table platform_audit_log enable row level security;
alter table platform_audit_log force row level security;
create policy platform_audit_log_reader on platform_audit_log for select to public using (( SELECT in_platform_scope() AS in_platform_scope));
create policy platform_audit_log_writer on platform_audit_log for all to landfall_owner using (true) with check (true);
grant select on platform_audit_log to landfall_app;

create table quality_decisions (
  client_account_id uuid not null,
  engagement_id uuid not null,
  id uuid default new_id() not null,
  issue_id uuid not null,
  action text not null,
  parameters jsonb default '{}'::jsonb not null,
  decided_by uuid not null,
  note text,
  created_at timestamp with time zone default now() not null,
  constraint quality_decisions_action_check CHECK ((action = ANY (ARRAY['split'::text, 'truncate'::text, 'first_value'::text, 'keep'::text, 'skip'::text, 'set_value'::text, 'map_values'::text, 'ignore'::text]))),
  constraint quality_decisions_client_account_id_engagement_id_issue_id_fkey FOREIGN KEY (client_account_id, engagement_id, issue_id) REFERENCES quality_issues(client_account_id, engagement_id, id),
  constraint quality_decisions_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES users(id),
  constraint quality_decisions_pkey PRIMARY KEY (client_account_id, engagement_id, id)
);
CREATE INDEX quality_decisions_issue_idx ON public.quality_decisions USING btree (client_account_id, engagement_id, issue_id, id);
alter table quality_decisions enable row level security;
alter table quality_decisions force row level security;
create policy quality_decisions_deletion on quality_decisions as restrictive for delete to public using ((EXISTS ( SELECT
   FROM quality_issues i
  WHERE ((i.client_account_id = ( SELECT current_client() AS current_client)) AND (i.engagement_id = ( SELECT current_engagement() AS current_engagement)) AND (i.id = quality_decisions.issue_id) AND import_is_deleted(i.data_import_id)))));
create policy quality_decisions_tenant on quality_decisions for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant delete, insert, select, update on quality_decisions to landfall_app;

create table quality_issues (
  client_account_id uuid not null,
  engagement_id uuid not null,
  id uuid default new_id() not null,
  data_import_id uuid not null,
  issue_key text not null,
  rule_code text not null,
  severity text not null,
  column_id uuid,
  target_field text,
  row_count bigint not null,
  row_ranges int8multirange default '{}'::int8multirange not null,
  sample jsonb default '[]'::jsonb not null,
  detail jsonb default '{}'::jsonb not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint quality_issues_client_account_id_engagement_id_column_id_fkey FOREIGN KEY (client_account_id, engagement_id, column_id) REFERENCES import_columns(client_account_id, engagement_id, id),
  constraint quality_issues_client_account_id_engagement_id_data_import__key UNIQUE (client_account_id, engagement_id, data_import_id, issue_key),
  constraint quality_issues_client_account_id_engagement_id_data_import_fkey FOREIGN KEY (client_account_id, engagement_id, data_import_id) REFERENCES data_imports(client_account_id, engagement_id, id),
  constraint quality_issues_pkey PRIMARY KEY (client_account_id, engagement_id, id),
  constraint quality_issues_severity_check CHECK ((severity = ANY (ARRAY['info'::text, 'warning'::text, 'critical'::text])))
);
alter table quality_issues enable row level security;
alter table quality_issues force row level security;
create policy quality_issues_deletion on quality_issues as restrictive for delete to public using (import_is_deleted(data_import_id));
create policy quality_issues_tenant on quality_issues for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant delete, insert, select, update on quality_issues to landfall_app;

create table refresh_tokens (
  id uuid default new_id() not null,
  family_id uuid not null,
  user_id uuid not null,
  token_hash text not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  user_agent text,
  ip inet,
  created_at timestamp with time zone default now() not null,
  constraint refresh_tokens_pkey PRIMARY KEY (id),
  constraint refresh_tokens_token_hash_key UNIQUE (token_hash),
  constraint refresh_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
);
CREATE INDEX refresh_tokens_family_idx ON public.refresh_tokens USING btree (family_id);
grant insert, select, update on refresh_tokens to landfall_app;

create table schema_migrations (
  number integer not null,
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone default now() not null,
  constraint schema_migrations_pkey PRIMARY KEY (number)
);
grant select on schema_migrations to landfall_app;

create table sign_in_throttles (
  key text not null,
  failures integer not null,
  window_started_at timestamp with time zone default now() not null,
  locked_until timestamp with time zone,
  constraint sign_in_throttles_failures_check CHECK ((failures >= 0)),
  constraint sign_in_throttles_key_check CHECK ((key ~ '^(account|address):[0-9a-f]{64}$'::text)),
  constraint sign_in_throttles_pkey PRIMARY KEY (key)
);
grant insert, select, update on sign_in_throttles to landfall_app;

create table users (
  id uuid default new_id() not null,
  email text not null,
  display_name text not null,
  password_hash text not null,
  status text not null,
  must_change_password boolean default false not null,
  token_version integer default 1 not null,
  default_client_account_id uuid,
  default_engagement_id uuid,
  failed_login_count integer default 0 not null,
  last_login_at timestamp with time zone,
  locked_until timestamp with time zone,
  version integer default 1 not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint users_check CHECK ((updated_at >= created_at)),
  constraint users_display_name_check CHECK ((display_name <> ''::text)),
  constraint users_email_check CHECK (((email = lower(email)) AND (email <> ''::text))),
  constraint users_email_key UNIQUE (email),
  constraint users_password_hash_check CHECK ((password_hash <> ''::text)),
  constraint users_pkey PRIMARY KEY (id),
  constraint users_status_check CHECK ((status = ANY (ARRAY['pending_approval'::text, 'active'::text, 'suspended'::text, 'deactivated'::text, 'rejected'::text])))
);
grant insert, select, update on users to landfall_app;

create table webhook_deliveries (
  client_account_id uuid not null,
  engagement_id uuid not null,
  id uuid default new_id() not null,
  webhook_id uuid not null,
  flow_id uuid not null,
  event text not null,
  event_key text not null,
  body jsonb not null,
  status text default 'pending'::text not null,
  attempts integer default 0 not null,
  due_at timestamp with time zone default now() not null,
  last_attempt_at timestamp with time zone,
  last_status integer,
  last_error text,
  delivered_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  constraint webhook_deliveries_check CHECK (((delivered_at IS NOT NULL) = (status = 'delivered'::text))),
  constraint webhook_deliveries_client_account_id_engagement_id_flow_id_fkey FOREIGN KEY (client_account_id, engagement_id, flow_id) REFERENCES master_flows(client_account_id, engagement_id, flow_id),
  constraint webhook_deliveries_client_account_id_engagement_id_webhook__key UNIQUE (client_account_id, engagement_id, webhook_id, event_key),
  constraint webhook_deliveries_client_account_id_engagement_id_webhook_fkey FOREIGN KEY (client_account_id, engagement_id, webhook_id) REFERENCES webhooks(client_account_id, engagement_id, id),
  constraint webhook_deliveries_pkey PRIMARY KEY (client_account_id, engagement_id, id),
  constraint webhook_deliveries_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'delivered'::text, 'given_up'::text, 'withdrawn'::text])))
);
CREATE INDEX webhook_deliveries_due_idx ON public.webhook_deliveries USING btree (due_at) WHERE (status = 'pending'::text);
CREATE INDEX webhook_deliveries_flow_idx ON public.webhook_deliveries USING btree (client_account_id, engagement_id, flow_id);
alter table webhook_deliveries enable row level security;
alter table webhook_deliveries force row level security;
create policy webhook_deliveries_deleted on webhook_deliveries as restrictive for delete to public using (flow_is_deleted(flow_id));
create policy webhook_deliveries_sender on webhook_deliveries for select to landfall_owner using (true);
create policy webhook_deliveries_tenant on webhook_deliveries for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant delete, insert, select, update on webhook_deliveries to landfall_app;

create table webhooks (
  client_account_id uuid not null,
  engagement_id uuid not null,
  id uuid default new_id() not null,
  url text not null,
  events text[] not null,
  created_by uuid not null,
  removed_at timestamp with time zone,
  removed_by uuid,
  created_at timestamp with time zone default now() not null,
  constraint webhooks_client_account_id_engagement_id_fkey FOREIGN KEY (client_account_id, engagement_id) REFERENCES engagements(client_account_id, id),
  constraint webhooks_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id),
  constraint webhooks_events_check CHECK (((cardinality(events) >= 1) AND (events <@ ARRAY['flow.waiting'::text, 'flow.failed'::text, 'flow.stalled'::text]))),
  constraint webhooks_pkey PRIMARY KEY (client_account_id, engagement_id, id),
  constraint webhooks_removed_by_fkey FOREIGN KEY (removed_by) REFERENCES users(id),
  constraint webhooks_url_check CHECK (((url ~ '^https?://'::text) AND (length(url) <= 2000)))
);
alter table webhooks enable row level security;
alter table webhooks force row level security;
create policy webhooks_tenant on webhooks for all to public using (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement)))) with check (((client_account_id = ( SELECT current_client() AS current_client)) AND (engagement_id = ( SELECT current_engagement() AS current_engagement))));
grant insert, select, update on webhooks to landfall_app;

create view asset_application_names with (security_invoker=true) as
 SELECT client_account_id,
    engagement_id,
    id AS asset_id,
    asset_type,
    unnest(
        CASE
            WHEN cardinality(application_name) > 0 THEN application_name
            WHEN asset_type = 'application'::text THEN ARRAY[name]
            ELSE NULL::text[]
        END) AS name
   FROM assets a
  WHERE deleted_at IS NULL;
grant select on asset_application_names to landfall_app;

create view asset_applications with (security_invoker=true) as
 SELECT s.client_account_id,
    s.engagement_id,
    s.asset_id,
    s.canonical_application_id,
    s.relation,
    s.origin,
    s.confidence
   FROM ( SELECT n.client_account_id,
            n.engagement_id,
            n.asset_id,
            v.canonical_application_id,
                CASE
                    WHEN n.asset_type = 'application'::text THEN 'is'::text
                    WHEN n.asset_type = ANY (ARRAY['server'::text, 'virtual_machine'::text, 'container'::text, 'component'::text]) THEN 'runs'::text
                    ELSE 'supports'::text
                END AS relation,
            'application_name'::text AS origin,
            0.95::double precision AS confidence
           FROM asset_application_names n
             JOIN canonical_application_variants v ON v.client_account_id = n.client_account_id AND v.engagement_id = n.engagement_id AND v.variant_normalized = application_variant(n.name)
        UNION ALL
         SELECT d.client_account_id,
            d.engagement_id,
            d.target_asset_id,
            v.canonical_application_id,
            'runs'::text,
            'runs_on'::text,
            d.confidence
           FROM asset_dependencies d
             JOIN asset_application_names n ON n.client_account_id = d.client_account_id AND n.engagement_id = d.engagement_id AND n.asset_id = d.source_asset_id AND n.asset_type = 'application'::text
             JOIN canonical_application_variants v ON v.client_account_id = n.client_account_id AND v.engagement_id = n.engagement_id AND v.variant_normalized = application_variant(n.name)
             JOIN assets t ON t.client_account_id = d.client_account_id AND t.engagement_id = d.engagement_id AND t.id = d.target_asset_id AND t.deleted_at IS NULL
          WHERE d.dependency_type = 'runs_on'::text AND d.status <> 'rejected'::text) s
  WHERE NOT (EXISTS ( SELECT
           FROM asset_application_decisions x
          WHERE x.client_account_id = s.client_account_id AND x.engagement_id = s.engagement_id AND x.asset_id = s.asset_id AND x.canonical_application_id = s.canonical_application_id AND x.decision = 'unlinked'::text))
UNION ALL
 SELECT x.client_account_id,
    x.engagement_id,
    x.asset_id,
    x.canonical_application_id,
    'supports'::text AS relation,
    'user'::text AS origin,
    NULL::double precision AS confidence
   FROM asset_application_decisions x
     JOIN assets a ON a.client_account_id = x.client_account_id AND a.engagement_id = x.engagement_id AND a.id = x.asset_id AND a.deleted_at IS NULL
  WHERE x.decision = 'linked'::text;
grant select on asset_applications to landfall_app;

create view asset_identifiers with (security_invoker=true) as
 SELECT a.client_account_id,
    a.engagement_id,
    a.id AS asset_id,
    i.kind,
    i.namespace,
    i.value_normalized,
    a.lead_import_id AS import_id
   FROM assets a
     CROSS JOIN LATERAL ( SELECT 'uuid'::text AS kind,
            ''::text AS namespace,
            a.key_uuid AS value_normalized
        UNION ALL
         SELECT 'serial_number'::text,
            ''::text,
            a.key_serial
        UNION ALL
         SELECT 'fqdn'::text,
            ''::text,
            a.key_fqdn
        UNION ALL
         SELECT 'hostname'::text,
            ''::text,
            a.key_hostname
        UNION ALL
         SELECT 'name'::text,
            ''::text,
            a.name_normalized
        UNION ALL
         SELECT 'external_id'::text,
            split_part(a.key_external_id, chr(31), 1) AS split_part,
            split_part(a.key_external_id, chr(31), 2) AS split_part
        UNION ALL
         SELECT 'asset_tag'::text,
            ''::text,
            upper(a.asset_tag) AS upper
        UNION ALL
         SELECT 'ip_address'::text,
            ''::text,
            unnest(a.ip_address) AS unnest
        UNION ALL
         SELECT 'mac_address'::text,
            ''::text,
            unnest(a.mac_address) AS unnest) i
  WHERE i.value_normalized IS NOT NULL AND a.deleted_at IS NULL;
grant select on asset_identifiers to landfall_app;
