create table assets (
  client_account_id uuid not null, engagement_id uuid not null,
  id uuid not null default new_id(),
  -- Scans of the whole estate read these; a column is reached by walking over all the ones before it.
  deleted_at timestamptz,
  asset_type text not null constraint assets_asset_type_check check (asset_type in ('server', 'virtual_machine', 'database',
    'application', 'component', 'network', 'load_balancer', 'storage', 'security_group', 'container', 'data_store', 'other')),
  environment text constraint assets_environment_check check (environment in
    ('production', 'staging', 'qa', 'test', 'development', 'disaster_recovery', 'sandbox')),
  business_criticality text constraint assets_business_criticality_check
    check (business_criticality in ('critical', 'high', 'medium', 'low')),
  name_normalized text not null, name text not null check (name <> ''), hostname text, fqdn text,
  ip_address text[], application_name text[], operating_system text,
  created_by_import_id uuid, lead_import_id uuid,
  type_source text not null constraint assets_type_source_check check (type_source in ('declared', 'rule', 'user')),
  type_rule text, type_confidence float8,
  asset_subtype text, external_id text, serial_number text, asset_tag text, uuid text,
  mac_address text[], description text, tags text[], notes text,
  os_version text,
  os_family text constraint assets_os_family_check
    check (os_family in ('windows', 'linux', 'unix', 'macos', 'network_os', 'hypervisor', 'other')),
  cpu_cores int, cpu_sockets int, cpu_model text, memory_gb float8, storage_gb float8, storage_used_gb float8,
  disk_count int, manufacturer text, model text, hypervisor text, cluster text, virtual_host text, subnet text, vlan text,
  domain text, port int, protocol text, database_type text, database_version text, database_name text,
  database_size_gb float8,
  cloud_provider text constraint assets_cloud_provider_check
    check (cloud_provider in ('aws', 'azure', 'gcp', 'oracle', 'ibm', 'alibaba', 'other')),
  region text, availability_zone text, account_id text, instance_type text,
  cpu_utilization_percent float8, cpu_utilization_peak_percent float8, memory_utilization_percent float8,
  memory_utilization_peak_percent float8, disk_iops float8, disk_throughput_mbps float8, network_throughput_mbps float8,
  last_seen timestamptz,
  status text constraint assets_status_check
    check (status in ('planned', 'active', 'inactive', 'maintenance', 'in_stock', 'retired', 'missing')),
  power_state text constraint assets_power_state_check check (power_state in ('on', 'off', 'suspended')),
  location text, datacenter text, rack text, rack_position text,
  purchase_date date, install_date date, warranty_end date, end_of_life_date date,
  source_created_at timestamptz, source_updated_at timestamptz,
  application_id text, application_version text,
  application_type text constraint assets_application_type_check
    check (application_type in ('cots', 'custom', 'custom_cots', 'saas', 'other')),
  technology_stack text[], users_count bigint, rto_hours float8, rpo_hours float8,
  business_owner text, technical_owner text, department text, business_unit text, cost_center text, support_group text,
  vendor text, license text, annual_cost numeric(18,4), monthly_cost numeric(18,4),
  compliance_requirements text[],
  data_classification text constraint assets_data_classification_check
    check (data_classification in ('public', 'internal', 'confidential', 'restricted')),
  pii_flag boolean, data_store text, data_owner text, retention_period text,
  encryption_status text constraint assets_encryption_status_check
    check (encryption_status in ('none', 'at_rest', 'in_transit', 'both')),
  migration_strategy text constraint assets_migration_strategy_check
    check (migration_strategy in ('rehost', 'replatform', 'refactor', 'rearchitect', 'replace', 'retire', 'retain')),
  migration_wave text, migration_priority int check (migration_priority between 1 and 5),
  availability_requirements text, architecture_pattern text, data_volume_characteristics text, user_load_patterns text,
  business_logic_complexity text constraint assets_business_logic_complexity_check
    check (business_logic_complexity in ('low', 'medium', 'high')),
  configuration_complexity text constraint assets_configuration_complexity_check
    check (configuration_complexity in ('low', 'medium', 'high')),
  security_compliance_requirements text[],
  change_tolerance text constraint assets_change_tolerance_check check (change_tolerance in ('low', 'medium', 'high')),
  compliance_constraints text[], code_quality_metrics text, security_vulnerabilities text,
  documentation_quality text constraint assets_documentation_quality_check
    check (documentation_quality in ('none', 'poor', 'fair', 'good')),
  custom_attributes jsonb not null default '{}',
  -- Normalised identity keys; null when the asset has none or shares it with a contradicting asset.
  key_hostname text, key_fqdn text, key_uuid text, key_serial text, key_external_id text,
  -- Provenance: the row that every value came from, unless `provenance` names other rows for single fields.
  discovery_method text not null constraint assets_discovery_method_check
    check (discovery_method in ('import', 'manual', 'api')),
  lead_row bigint,
  provenance jsonb,
  last_user_edit_at timestamptz, last_user_edit_by uuid references users (id),
  deleted_by uuid references users (id),
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (client_account_id, engagement_id, id),
  foreign key (client_account_id, engagement_id) references engagements (client_account_id, id),
  -- No foreign key to data_imports: import rows are never removed, and a check per asset costs more than the insert.
  constraint assets_finite_check check (
    coalesce(memory_gb, 0) + coalesce(storage_gb, 0) + coalesce(storage_used_gb, 0) + coalesce(database_size_gb, 0)
    + coalesce(cpu_utilization_percent, 0) + coalesce(cpu_utilization_peak_percent, 0)
    + coalesce(memory_utilization_percent, 0) + coalesce(memory_utilization_peak_percent, 0)
    + coalesce(disk_iops, 0) + coalesce(disk_throughput_mbps, 0) + coalesce(network_throughput_mbps, 0)
    + coalesce(rto_hours, 0) + coalesce(rpo_hours, 0) between '-1e300'::float8 and '1e300'::float8)
);
create unique index assets_uuid_key on assets (client_account_id, engagement_id, key_uuid)
  where key_uuid is not null and deleted_at is null;
create unique index assets_serial_key on assets (client_account_id, engagement_id, key_serial)
  where key_serial is not null and deleted_at is null;
create unique index assets_fqdn_key on assets (client_account_id, engagement_id, key_fqdn)
  where key_fqdn is not null and deleted_at is null;
-- key_external_id is namespace || chr(31) || id
create unique index assets_external_id_key on assets (client_account_id, engagement_id, key_external_id)
  where key_external_id is not null and deleted_at is null;
create index assets_name_idx on assets (client_account_id, engagement_id, name_normalized, id) where deleted_at is null;
create index assets_hostname_idx on assets (client_account_id, engagement_id, key_hostname)
  where key_hostname is not null and deleted_at is null;

create view asset_identifiers with (security_invoker = true) as
  select a.client_account_id, a.engagement_id, a.id as asset_id, i.kind, i.namespace, i.value_normalized,
    a.lead_import_id as import_id
  from assets a cross join lateral (
    select 'uuid' as kind, '' as namespace, a.key_uuid as value_normalized
    union all select 'serial_number', '', a.key_serial
    union all select 'fqdn', '', a.key_fqdn
    union all select 'hostname', '', a.key_hostname
    union all select 'name', '', a.name_normalized
    union all select 'external_id', split_part(a.key_external_id, chr(31), 1), split_part(a.key_external_id, chr(31), 2)
    union all select 'asset_tag', '', upper(a.asset_tag)
    union all select 'ip_address', '', unnest(a.ip_address)
    union all select 'mac_address', '', unnest(a.mac_address)
  ) i
  where i.value_normalized is not null and a.deleted_at is null;

create table asset_conflicts (
  client_account_id uuid not null, engagement_id uuid not null,
  id uuid not null default new_id(), flow_id uuid not null, data_import_id uuid not null,
  row_number bigint not null,
  conflict_type text not null constraint asset_conflicts_type_check
    check (conflict_type in ('ambiguous_match', 'weak_match', 'identity_contradiction', 'protected_value')),
  match_keys jsonb not null, candidate_asset_ids uuid[] not null,
  incoming jsonb not null, existing_snapshot jsonb not null,
  status text not null default 'pending' constraint asset_conflicts_status_check
    check (status in ('pending', 'resolved', 'withdrawn')),
  resolution text constraint asset_conflicts_resolution_check
    check (resolution in ('keep_existing', 'replace_with_new', 'merge', 'create_both_with_dependency')),
  field_choices jsonb,
  resolved_by uuid references users (id), resolved_at timestamptz, result_asset_id uuid,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (client_account_id, engagement_id, id),
  unique (client_account_id, engagement_id, data_import_id, row_number),
  foreign key (client_account_id, engagement_id, flow_id)
    references master_flows (client_account_id, engagement_id, flow_id),
  foreign key (client_account_id, engagement_id, data_import_id)
    references data_imports (client_account_id, engagement_id, id),
  constraint asset_conflicts_resolved_check check ((resolved_by is not null) = (status = 'resolved'))
);
create index asset_conflicts_pending_idx on asset_conflicts (client_account_id, engagement_id, flow_id) where status = 'pending';

create table asset_dependencies (
  client_account_id uuid not null, engagement_id uuid not null,
  id uuid not null default new_id(),
  source_asset_id uuid not null, target_asset_id uuid not null,
  dependency_type text not null constraint asset_dependencies_type_check check (dependency_type in ('runs_on', 'connects_to',
    'uses_database', 'uses_storage', 'hosted_by', 'member_of', 'calls_api', 'replicates_to', 'depends_on')),
  port int check (port between 0 and 65535), protocol text,
  status text not null constraint asset_dependencies_status_check check (status in ('suggested', 'confirmed', 'rejected')),
  created_by_user uuid references users (id), created_by_import_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (client_account_id, engagement_id, id),
  constraint asset_dependencies_self_check check (source_asset_id <> target_asset_id),
  foreign key (client_account_id, engagement_id, source_asset_id) references assets (client_account_id, engagement_id, id),
  foreign key (client_account_id, engagement_id, target_asset_id) references assets (client_account_id, engagement_id, id),
  foreign key (client_account_id, engagement_id, created_by_import_id)
    references data_imports (client_account_id, engagement_id, id)
);
create unique index asset_dependencies_key on asset_dependencies
  (client_account_id, engagement_id, source_asset_id, target_asset_id, dependency_type, port, protocol) nulls not distinct;

do $$ declare t text; begin
  foreach t in array array['assets', 'asset_conflicts', 'asset_dependencies'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy %I on %I using (client_account_id = current_client() and engagement_id = current_engagement()) with check (client_account_id = current_client() and engagement_id = current_engagement())', t || '_tenant', t);
    execute format('grant select, insert, update on %I to landfall_app', t);
  end loop;
end $$;
grant select on asset_identifiers to landfall_app;
