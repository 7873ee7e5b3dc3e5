-- Edges between assets with what was observed of them, the rows they rest on, and what checks find.

alter table asset_dependencies
  add column criticality text constraint asset_dependencies_criticality_check
    check (criticality in ('critical', 'high', 'medium', 'low')),
  -- Traffic of management, backup and update.
  add column is_noise boolean not null default false,
  -- Null for edges that a person made.
  add column confidence float8 check (confidence between 0 and 1),
  add column connection_count bigint check (connection_count >= 0),
  add column bytes bigint check (bytes >= 0),
  add column first_seen timestamptz, add column last_seen timestamptz,
  add column decided_by uuid references users (id), add column decided_at timestamptz,
  add column version int not null default 1;

-- What one import states about an edge, merged over its rows.
create table dependency_evidence (
  client_account_id uuid not null, engagement_id uuid not null,
  dependency_id uuid not null, data_import_id uuid not null,
  epoch int not null,
  -- What the import did to the edge when it was written.
  effect text not null constraint dependency_evidence_effect_check check (effect in ('created', 'updated', 'unchanged')),
  lead_row bigint not null check (lead_row >= 1),
  row_ranges int8multirange not null, row_count bigint not null check (row_count >= 1),
  confidence float8 check (confidence between 0 and 1), is_noise boolean not null default false,
  connection_count bigint, bytes bigint, first_seen timestamptz, last_seen timestamptz,
  source_process text, target_process text,
  attributes jsonb not null default '{}',
  created_at timestamptz not null default now(),
  primary key (client_account_id, engagement_id, dependency_id, data_import_id),
  foreign key (client_account_id, engagement_id, dependency_id)
    references asset_dependencies (client_account_id, engagement_id, id) on delete cascade,
  foreign key (client_account_id, engagement_id, data_import_id)
    references data_imports (client_account_id, engagement_id, id)
);
create index dependency_evidence_import_idx on dependency_evidence (client_account_id, engagement_id, data_import_id);

-- Machines, applications and addresses that rows of an import name as an end of connections, and which assets they are.
create table import_ends (
  client_account_id uuid not null, engagement_id uuid not null,
  data_import_id uuid not null, end_number int not null check (end_number >= 0),
  epoch int not null,
  name text, addresses text[] not null default '{}',
  match text not null constraint import_ends_match_check
    check (match in ('strong', 'unique', 'subject', 'created', 'unknown', 'ambiguous')),
  asset_id uuid, candidates jsonb not null default '[]',
  row_number bigint not null check (row_number >= 1),
  primary key (client_account_id, engagement_id, data_import_id, end_number),
  foreign key (client_account_id, engagement_id, data_import_id)
    references data_imports (client_account_id, engagement_id, id)
);

-- Verdicts of named checks on single assets; the newest import that states one owns it.
create table asset_findings (
  client_account_id uuid not null, engagement_id uuid not null,
  id uuid not null default new_id(),
  asset_id uuid not null,
  check_code text not null, status text not null,
  severity text not null constraint asset_findings_severity_check check (severity in ('info', 'warning', 'critical')),
  value jsonb not null default '{}', evidence jsonb not null default '{}', evidence_hash text not null,
  data_import_id uuid, epoch int,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (client_account_id, engagement_id, id),
  unique (client_account_id, engagement_id, asset_id, check_code, evidence_hash),
  foreign key (client_account_id, engagement_id, asset_id)
    references assets (client_account_id, engagement_id, id) on delete cascade,
  foreign key (client_account_id, engagement_id, data_import_id)
    references data_imports (client_account_id, engagement_id, id)
);
create index asset_findings_import_idx on asset_findings (client_account_id, engagement_id, data_import_id);
create index asset_findings_check_idx on asset_findings (client_account_id, engagement_id, check_code, status);

-- What there is to say of single rejected rows besides their reason, by row number.
alter table import_row_blocks add column reason_details jsonb not null default '{}';

-- True while a flow works on its import: what an earlier course of it wrote may then be taken back.
create function import_is_running(import uuid) returns boolean language sql stable as $$
  select exists (select from discovery_flows f where f.client_account_id = current_client()
    and f.engagement_id = current_engagement() and f.data_import_id = import and f.deleted_at is null
    and f.status = 'running')
$$;

do $$ declare t text; begin
  foreach t in array array['dependency_evidence', 'import_ends', 'asset_findings'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy %I on %I using (client_account_id = current_client() and engagement_id = current_engagement()) with check (client_account_id = current_client() and engagement_id = current_engagement())', t || '_tenant', t);
    execute format('grant select, insert, update, delete on %I to landfall_app', t);
    execute format('create policy %I on %I as restrictive for delete using (import_is_deleted(data_import_id) or import_is_running(data_import_id))', t || '_deletion', t);
  end loop;
end $$;

drop policy asset_dependencies_deletion on asset_dependencies;
create policy asset_dependencies_deletion on asset_dependencies as restrictive for delete
  using (import_is_deleted(created_by_import_id) or import_is_running(created_by_import_id));
