create table import_files (
  client_account_id uuid not null, engagement_id uuid not null,
  id uuid not null default new_id(), data_import_id uuid not null,
  kind text not null constraint import_files_kind_check check (kind in ('original', 'correction')),
  revision int not null check (revision >= 0),
  file_name text not null,
  storage_key text not null unique, sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'), size_bytes bigint not null,
  format text not null, encoding text not null, delimiter text, sheet text, json_root text,
  header_row int,
  -- Everything needed to decode a stored chunk alone: quote, line ends, byte offset of the first record, column positions.
  dialect jsonb not null,
  -- Title lines above the header and skipped lines by kind, with line numbers.
  notes jsonb not null default '{}',
  row_count bigint,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (client_account_id, engagement_id, id),
  unique (client_account_id, engagement_id, data_import_id, revision),
  foreign key (client_account_id, engagement_id, data_import_id)
    references data_imports (client_account_id, engagement_id, id) deferrable initially deferred
);

create table import_columns (
  client_account_id uuid not null, engagement_id uuid not null,
  id uuid not null default new_id(), data_import_id uuid not null,
  position int not null check (position >= 1),
  key text not null, header text not null, header_normalized text not null,
  profile jsonb not null,
  detected_type text, detected_unit text, sensitive_kind text,
  created_at timestamptz not null default now(),
  primary key (client_account_id, engagement_id, id),
  unique (client_account_id, engagement_id, data_import_id, position),
  unique (client_account_id, engagement_id, data_import_id, key),
  foreign key (client_account_id, engagement_id, data_import_id)
    references data_imports (client_account_id, engagement_id, id)
);

-- Raw records: about 256 KB of whole records of original text a row, deflated by the application.
create table import_chunks (
  client_account_id uuid not null, engagement_id uuid not null,
  data_import_id uuid not null, revision int not null default 0,
  first_row bigint not null check (first_row >= 1), row_count int not null check (row_count >= 1),
  first_line bigint not null,
  byte_length int not null,
  body bytea not null,
  -- Rows of this chunk that need more than their bytes to be read: damaged or skipped records, with line and reason.
  exceptions jsonb,
  primary key (client_account_id, engagement_id, data_import_id, revision, first_row),
  foreign key (client_account_id, engagement_id, data_import_id)
    references data_imports (client_account_id, engagement_id, id)
);
alter table import_chunks alter column body set storage external;

-- Cleansed values, columnar, dictionary-coded and deflated; written by data_cleansing, read by asset_inventory.
create table import_cleansed_blocks (
  client_account_id uuid not null, engagement_id uuid not null,
  data_import_id uuid not null,
  first_row bigint not null, row_count int not null,
  epoch int not null,
  body bytea not null, notes jsonb not null default '{}',
  primary key (client_account_id, engagement_id, data_import_id, first_row),
  foreign key (client_account_id, engagement_id, data_import_id)
    references data_imports (client_account_id, engagement_id, id)
);
alter table import_cleansed_blocks alter column body set storage external;

-- One outcome for each source row, packed: one byte a row for action, outcome and reason; 4 bytes lead row; 16 bytes asset id.
create table import_row_blocks (
  client_account_id uuid not null, engagement_id uuid not null,
  data_import_id uuid not null,
  first_row bigint not null, row_count int not null,
  epoch int not null,
  actions bytea not null, reasons bytea not null, lead_rows bytea not null, asset_ids bytea not null,
  outcomes bytea,
  counts jsonb not null default '{}',
  primary key (client_account_id, engagement_id, data_import_id, first_row),
  foreign key (client_account_id, engagement_id, data_import_id)
    references data_imports (client_account_id, engagement_id, id)
);
alter table import_row_blocks alter column actions set storage external;
alter table import_row_blocks alter column asset_ids set storage external;

create table import_field_mappings (
  client_account_id uuid not null, engagement_id uuid not null,
  id uuid not null default new_id(),
  data_import_id uuid not null, flow_id uuid not null, column_id uuid not null,
  source_field text not null, target_field text check (target_field <> ''),
  status text not null constraint import_field_mappings_status_check
    check (status in ('unmapped', 'suggested', 'approved', 'rejected', 'ignored', 'custom_attribute')),
  confidence float8 check (confidence between 0 and 1),
  match_type text constraint import_field_mappings_match_type_check
    check (match_type in ('learned', 'exact', 'synonym', 'value', 'combined', 'llm', 'manual')),
  evidence jsonb not null default '[]', alternatives jsonb not null default '[]',
  transformation jsonb not null default '{}',
  suggested_by text,
  decided_by uuid references users (id), decided_at timestamptz, decision_note text check (length(decision_note) <= 500),
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (client_account_id, engagement_id, id),
  unique (client_account_id, engagement_id, data_import_id, column_id),
  foreign key (client_account_id, engagement_id, data_import_id, flow_id)
    references data_imports (client_account_id, engagement_id, id, flow_id),
  foreign key (client_account_id, engagement_id, column_id) references import_columns (client_account_id, engagement_id, id),
  constraint import_field_mappings_decided_check
    check ((decided_by is not null) = (status in ('approved', 'rejected', 'ignored', 'custom_attribute'))),
  constraint import_field_mappings_target_check check (status not in ('suggested', 'approved') or target_field is not null)
);

create table learned_mappings (
  client_account_id uuid not null,
  id uuid not null default new_id(),
  engagement_id uuid not null,
  header_normalized text not null, import_category text not null, source_system text,
  target_field text,
  polarity text not null constraint learned_mappings_polarity_check check (polarity in ('positive', 'negative')),
  evidence_count int not null default 1 check (evidence_count >= 0),
  last_evidence_at timestamptz not null default now(),
  last_decided_by uuid not null references users (id),
  created_at timestamptz not null default now(),
  primary key (client_account_id, id),
  foreign key (client_account_id, engagement_id) references engagements (client_account_id, id)
);
create unique index learned_mappings_key on learned_mappings
  (client_account_id, header_normalized, import_category, source_system, target_field, polarity) nulls not distinct;

create table custom_target_fields (
  client_account_id uuid not null,
  key text not null check (key ~ '^custom\.[a-z0-9_]{1,80}$'),
  label text not null, data_type text not null, unit text,
  created_by uuid not null references users (id),
  created_at timestamptz not null default now(),
  primary key (client_account_id, key),
  foreign key (client_account_id) references client_accounts (id)
);

create table quality_issues (
  client_account_id uuid not null, engagement_id uuid not null,
  id uuid not null default new_id(), data_import_id uuid not null,
  issue_key text not null, rule_code text not null,
  severity text not null constraint quality_issues_severity_check check (severity in ('info', 'warning', 'critical')),
  column_id uuid, target_field text,
  row_count bigint not null, row_ranges int8multirange not null default '{}',
  sample jsonb not null default '[]', detail jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (client_account_id, engagement_id, id),
  unique (client_account_id, engagement_id, data_import_id, issue_key),
  foreign key (client_account_id, engagement_id, data_import_id)
    references data_imports (client_account_id, engagement_id, id),
  foreign key (client_account_id, engagement_id, column_id) references import_columns (client_account_id, engagement_id, id)
);

create table quality_decisions (
  client_account_id uuid not null, engagement_id uuid not null,
  id uuid not null default new_id(), issue_id uuid not null,
  action text not null constraint quality_decisions_action_check check (action in
    ('split', 'truncate', 'first_value', 'keep', 'skip', 'set_value', 'map_values', 'ignore')),
  parameters jsonb not null default '{}',
  decided_by uuid not null references users (id), note text,
  created_at timestamptz not null default now(),
  primary key (client_account_id, engagement_id, id),
  foreign key (client_account_id, engagement_id, issue_id) references quality_issues (client_account_id, engagement_id, id)
);
create index quality_decisions_issue_idx on quality_decisions (client_account_id, engagement_id, issue_id, id);

create table import_processing_steps (
  client_account_id uuid not null, engagement_id uuid not null,
  id uuid not null default new_id(), flow_id uuid not null, phase_run_id uuid not null,
  step_name text not null, step_order int not null,
  status text not null constraint import_processing_steps_status_check
    check (status in ('pending', 'running', 'completed', 'failed', 'not_available')),
  records_processed bigint, duration_ms bigint,
  output jsonb not null default '{}', error_code text, error_detail text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (client_account_id, engagement_id, id),
  unique (client_account_id, engagement_id, phase_run_id, step_name),
  foreign key (client_account_id, engagement_id, flow_id)
    references master_flows (client_account_id, engagement_id, flow_id),
  foreign key (client_account_id, engagement_id, phase_run_id) references phase_runs (client_account_id, engagement_id, id)
);

do $$ declare t text; begin
  foreach t in array array['import_files', 'import_columns', 'import_chunks', 'import_cleansed_blocks', 'import_row_blocks',
    'import_field_mappings', 'quality_issues', 'quality_decisions', 'import_processing_steps'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy %I on %I using (client_account_id = current_client() and engagement_id = current_engagement()) with check (client_account_id = current_client() and engagement_id = current_engagement())', t || '_tenant', t);
    execute format('grant select, insert, update on %I to landfall_app', t);
  end loop;
  foreach t in array array['learned_mappings', 'custom_target_fields'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy %I on %I using (client_account_id = current_client()) with check (client_account_id = current_client())', t || '_tenant', t);
    execute format('grant select, insert, update on %I to landfall_app', t);
  end loop;
end $$;
grant delete on learned_mappings, custom_target_fields to landfall_app;

-- The cleaner's view over tenants: which stored files are still wanted. Keys only.
create policy import_files_cleaner on import_files for select to landfall_owner using (true);
create function storage_keys_in_use(keys text[]) returns setof text
  language sql stable security definer set search_path = public, pg_temp as $$
  select storage_key from import_files where storage_key = any (keys)
$$;
revoke all on function storage_keys_in_use(text[]) from public;
grant execute on function storage_keys_in_use(text[]) to landfall_app;
