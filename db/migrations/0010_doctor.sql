-- The doctor: what it is not certain of, and the few looks over tenants it needs.

-- A finding without a certain cure. While it is here the flow takes no command; it goes when it no longer holds.
create table doctor_findings (
  client_account_id uuid not null, engagement_id uuid not null,
  flow_id uuid not null,
  code text not null constraint doctor_findings_code_check check (code ~ '^D(0[1-9]|1[0-9]|2[0-2])$'),
  detail text not null check (detail <> ''), cure text not null check (cure <> ''),
  candidates jsonb not null default '[]',
  found_at timestamptz not null default now(),
  -- No key to master_flows: the master may be what is missing.
  primary key (client_account_id, engagement_id, flow_id, code),
  foreign key (client_account_id, engagement_id) references engagements (client_account_id, id)
);
alter table doctor_findings enable row level security;
alter table doctor_findings force row level security;
create policy doctor_findings_tenant on doctor_findings
  using (client_account_id = current_client() and engagement_id = current_engagement())
  with check (client_account_id = current_client() and engagement_id = current_engagement());
grant select, insert, update, delete on doctor_findings to landfall_app;

-- Every engagement there is, so that each can be visited in a scope of its own; only inside the platform scope.
create policy engagements_doctor on engagements for select to landfall_owner using (in_platform_scope());
create function engagements_to_examine() returns table (client_account_id uuid, engagement_id uuid)
  language sql stable security definer set search_path = public, pg_temp as $$
  select e.client_account_id, e.id from engagements e order by e.client_account_id, e.id
$$;

-- Which of these flows of the current tenant have rows under another one. Ids only.
create policy master_flows_doctor on master_flows for select to landfall_owner using (true);
create policy discovery_flows_doctor on discovery_flows for select to landfall_owner using (true);
create policy data_imports_doctor on data_imports for select to landfall_owner using (true);
create function flows_elsewhere(ids uuid[]) returns setof uuid
  language sql stable security definer set search_path = public, pg_temp as $$
  select distinct r.flow_id from (
    select client_account_id, engagement_id, flow_id from master_flows where flow_id = any (ids)
    union all select client_account_id, engagement_id, flow_id from discovery_flows where flow_id = any (ids)
    union all select client_account_id, engagement_id, flow_id from data_imports where flow_id = any (ids)
    union all select client_account_id, engagement_id, flow_id from phase_runs where flow_id = any (ids)
  ) r
  where (r.client_account_id, r.engagement_id) is distinct from (current_client(), current_engagement())
$$;
create index master_flows_flow_idx on master_flows (flow_id);
create index discovery_flows_flow_idx on discovery_flows (flow_id);
create index data_imports_flow_idx on data_imports (flow_id);
create index phase_runs_flow_idx on phase_runs (flow_id);
create index import_field_mappings_flow_idx on import_field_mappings (client_account_id, engagement_id, flow_id);

-- Puts rules in force again that a restore left unchecked, except those named, and tells of those it could not.
create function validate_constraints(except_names text[]) returns table (table_name text, rule_name text, problem text)
  language plpgsql security definer set search_path = public, pg_temp as $$
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
end $$;
revoke all on function engagements_to_examine(), flows_elsewhere(uuid[]), validate_constraints(text[]) from public;
grant execute on function engagements_to_examine(), flows_elsewhere(uuid[]), validate_constraints(text[]) to landfall_app;

-- An asset whose rows of origin are lost says so.
alter table assets drop constraint assets_discovery_method_check;
alter table assets add constraint assets_discovery_method_check
  check (discovery_method in ('import', 'manual', 'api', 'origin_unknown'));
