// Generated from the migrated database by scripts/db-types.mjs; do not edit.
import type { ColumnType, Generated } from 'kysely';

/** A JSON value; written as text or as a plain object, read as parsed. */
export type Json = ColumnType<unknown, unknown, unknown>;
export type Timestamp = ColumnType<Date, Date | string, Date | string>;

export interface ApiTokensTable {
  client_account_id: string;
  id: Generated<string>;
  user_id: string;
  name: string;
  token_hash: string;
  expires_at: Timestamp;
  revoked_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface ApplicationVariantEvidenceTable {
  client_account_id: string;
  engagement_id: string;
  variant_normalized: string;
  data_import_id: string;
  epoch: number;
  spelling: string;
}

export interface AssetApplicationDecisionsTable {
  client_account_id: string;
  engagement_id: string;
  asset_id: string;
  canonical_application_id: string;
  decision: string;
  decided_by: string;
  decided_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface AssetApplicationNamesTable {
  client_account_id: string;
  engagement_id: string;
  asset_id: string;
  asset_type: string;
  name: string;
}

export interface AssetApplicationsTable {
  client_account_id: string;
  engagement_id: string;
  asset_id: string;
  canonical_application_id: string;
  relation: string;
  origin: string;
  confidence: number;
}

export interface AssetChangesTable {
  client_account_id: string;
  engagement_id: string;
  asset_id: string;
  id: Generated<string>;
  change: string;
  fields: string[];
  asset_version: number;
  actor_user_id: string | null;
  actor_kind: string;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface AssetConflictsTable {
  client_account_id: string;
  engagement_id: string;
  id: Generated<string>;
  flow_id: string;
  data_import_id: string;
  row_number: number;
  conflict_type: string;
  match_keys: Json;
  candidate_asset_ids: string[];
  incoming: Json;
  existing_snapshot: Json;
  status: Generated<string>;
  resolution: string | null;
  field_choices: ColumnType<unknown, unknown, unknown>;
  resolved_by: string | null;
  resolved_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  result_asset_id: string | null;
  version: Generated<number>;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
  updated_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface AssetDependenciesTable {
  client_account_id: string;
  engagement_id: string;
  id: Generated<string>;
  source_asset_id: string;
  target_asset_id: string;
  dependency_type: string;
  port: number | null;
  protocol: string | null;
  status: string;
  created_by_user: string | null;
  created_by_import_id: string | null;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
  updated_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
  criticality: string | null;
  is_noise: Generated<boolean>;
  confidence: number | null;
  connection_count: number | null;
  bytes: number | null;
  first_seen: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  last_seen: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  decided_by: string | null;
  decided_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  version: Generated<number>;
}

export interface AssetFindingsTable {
  client_account_id: string;
  engagement_id: string;
  id: Generated<string>;
  asset_id: string;
  check_code: string;
  status: string;
  severity: string;
  value: ColumnType<unknown, unknown, unknown>;
  evidence: ColumnType<unknown, unknown, unknown>;
  evidence_hash: string;
  data_import_id: string | null;
  epoch: number | null;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
  updated_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface AssetIdentifiersTable {
  client_account_id: string;
  engagement_id: string;
  asset_id: string;
  kind: string;
  namespace: string;
  value_normalized: string;
  import_id: string;
}

export interface AssetsTable {
  client_account_id: string;
  engagement_id: string;
  id: Generated<string>;
  deleted_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  asset_type: string;
  environment: string | null;
  business_criticality: string | null;
  name_normalized: string;
  name: string;
  hostname: string | null;
  fqdn: string | null;
  ip_address: string[] | null;
  application_name: string[] | null;
  operating_system: string | null;
  created_by_import_id: string | null;
  lead_import_id: string | null;
  type_source: string;
  type_rule: string | null;
  type_confidence: number | null;
  asset_subtype: string | null;
  external_id: string | null;
  serial_number: string | null;
  asset_tag: string | null;
  uuid: string | null;
  mac_address: string[] | null;
  description: string | null;
  tags: string[] | null;
  notes: string | null;
  os_version: string | null;
  os_family: string | null;
  cpu_cores: number | null;
  cpu_sockets: number | null;
  cpu_model: string | null;
  memory_gb: number | null;
  storage_gb: number | null;
  storage_used_gb: number | null;
  disk_count: number | null;
  manufacturer: string | null;
  model: string | null;
  hypervisor: string | null;
  cluster: string | null;
  virtual_host: string | null;
  subnet: string | null;
  vlan: string | null;
  domain: string | null;
  port: number | null;
  protocol: string | null;
  database_type: string | null;
  database_version: string | null;
  database_name: string | null;
  database_size_gb: number | null;
  cloud_provider: string | null;
  region: string | null;
  availability_zone: string | null;
  account_id: string | null;
  instance_type: string | null;
  cpu_utilization_percent: number | null;
  cpu_utilization_peak_percent: number | null;
  memory_utilization_percent: number | null;
  memory_utilization_peak_percent: number | null;
  disk_iops: number | null;
  disk_throughput_mbps: number | null;
  network_throughput_mbps: number | null;
  last_seen: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  status: string | null;
  power_state: string | null;
  location: string | null;
  datacenter: string | null;
  rack: string | null;
  rack_position: string | null;
  purchase_date: string | null;
  install_date: string | null;
  warranty_end: string | null;
  end_of_life_date: string | null;
  source_created_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  source_updated_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  application_id: string | null;
  application_version: string | null;
  application_type: string | null;
  technology_stack: string[] | null;
  users_count: number | null;
  rto_hours: number | null;
  rpo_hours: number | null;
  business_owner: string | null;
  technical_owner: string | null;
  department: string | null;
  business_unit: string | null;
  cost_center: string | null;
  support_group: string | null;
  vendor: string | null;
  license: string | null;
  annual_cost: string | null;
  monthly_cost: string | null;
  compliance_requirements: string[] | null;
  data_classification: string | null;
  pii_flag: boolean | null;
  data_store: string | null;
  data_owner: string | null;
  retention_period: string | null;
  encryption_status: string | null;
  migration_strategy: string | null;
  migration_wave: string | null;
  migration_priority: number | null;
  availability_requirements: string | null;
  architecture_pattern: string | null;
  data_volume_characteristics: string | null;
  user_load_patterns: string | null;
  business_logic_complexity: string | null;
  configuration_complexity: string | null;
  security_compliance_requirements: string[] | null;
  change_tolerance: string | null;
  compliance_constraints: string[] | null;
  code_quality_metrics: string | null;
  security_vulnerabilities: string | null;
  documentation_quality: string | null;
  custom_attributes: ColumnType<unknown, unknown, unknown>;
  key_hostname: string | null;
  key_fqdn: string | null;
  key_uuid: string | null;
  key_serial: string | null;
  key_external_id: string | null;
  discovery_method: string;
  lead_row: number | null;
  provenance: ColumnType<unknown, unknown, unknown>;
  last_user_edit_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  last_user_edit_by: string | null;
  deleted_by: string | null;
  version: Generated<number>;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
  updated_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface AuditHeadsTable {
  client_account_id: string;
  seq: Generated<number>;
  hash: Generated<Buffer>;
}

export interface AuditLogTable {
  client_account_id: string;
  seq: number;
  engagement_id: string | null;
  actor_user_id: string | null;
  actor_kind: string;
  action: string;
  resource_type: string;
  resource_id: string | null;
  result: string;
  details: ColumnType<unknown, unknown, unknown>;
  ip: string | null;
  user_agent: string | null;
  request_id: string | null;
  prev_hash: Buffer;
  hash: Buffer;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
  chain_version: Generated<number>;
}

export interface CanonicalApplicationVariantsTable {
  client_account_id: string;
  engagement_id: string;
  canonical_application_id: string;
  variant: string;
  variant_normalized: string;
  origin: string;
  decided_by: string | null;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface CanonicalApplicationsTable {
  client_account_id: string;
  engagement_id: string;
  id: Generated<string>;
  name: string;
  is_named_by_person: Generated<boolean>;
  name_normalized: string;
  application_type: string | null;
  business_owner: string | null;
  criticality: string | null;
  confirmed_by: string | null;
  confirmed_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  decided_by: string | null;
  merged_into_id: string | null;
  version: Generated<number>;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
  updated_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface CleansingApplicationsTable {
  client_account_id: string;
  engagement_id: string;
  id: Generated<string>;
  recommendation_id: string;
  actor_user_id: string;
  row_count: number;
  changes: Buffer;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
  undone_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  undone_by: string | null;
}

export interface CleansingRecommendationsTable {
  client_account_id: string;
  engagement_id: string;
  id: Generated<string>;
  data_import_id: string;
  key: string;
  category: string;
  rule_code: string;
  title: string;
  fields: string[];
  affected_rows: number;
  status: Generated<string>;
  amendment: Json;
  preview: Json;
  changes: Buffer;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
  updated_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface ClientAccountsTable {
  id: Generated<string>;
  name: string;
  slug: string;
  industry: string | null;
  company_size: string | null;
  headquarters_location: string | null;
  description: string | null;
  primary_contact_name: string | null;
  primary_contact_email: string | null;
  time_zone: Generated<string>;
  is_active: Generated<boolean>;
  storage_quota_bytes: number | null;
  deleted_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  deleted_by: string | null;
  version: Generated<number>;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
  updated_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface CustomTargetFieldsTable {
  client_account_id: string;
  key: string;
  label: string;
  data_type: string;
  unit: string | null;
  created_by: string;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface DataImportsTable {
  client_account_id: string;
  engagement_id: string;
  id: Generated<string>;
  flow_id: string;
  import_category: string;
  import_name: string;
  source_system: string | null;
  processing_config: ColumnType<unknown, unknown, unknown>;
  imported_by: string;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface DependencyEvidenceTable {
  client_account_id: string;
  engagement_id: string;
  dependency_id: string;
  data_import_id: string;
  epoch: number;
  effect: string;
  lead_row: number;
  row_ranges: string;
  row_count: number;
  confidence: number | null;
  is_noise: Generated<boolean>;
  connection_count: number | null;
  bytes: number | null;
  first_seen: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  last_seen: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  source_process: string | null;
  target_process: string | null;
  attributes: ColumnType<unknown, unknown, unknown>;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface DiscoveryFlowsTable {
  client_account_id: string;
  engagement_id: string;
  flow_id: string;
  data_import_id: string;
  flow_type: string;
  import_category: string;
  status: string;
  current_phase: string;
  epoch: Generated<number>;
  waiting_reason: string | null;
  failure_code: string | null;
  failure_detail: string | null;
  failure_retryable: boolean | null;
  started_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  last_activity_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
  deleted_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  deleted_by: string | null;
  delete_reason: string | null;
  version: number;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
  updated_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface DoctorFindingsTable {
  client_account_id: string;
  engagement_id: string;
  flow_id: string;
  code: string;
  detail: string;
  cure: string;
  candidates: ColumnType<unknown, unknown, unknown>;
  found_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface EngagementsTable {
  id: Generated<string>;
  client_account_id: string;
  name: string;
  slug: string;
  status: Generated<string>;
  target_clouds: Generated<string[]>;
  included_environments: Generated<string[]>;
  start_date: string | null;
  target_completion_date: string | null;
  currency: Generated<string>;
  default_locale: Generated<string>;
  settings: ColumnType<unknown, unknown, unknown>;
  is_active: Generated<boolean>;
  version: Generated<number>;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
  updated_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface EstateVersionsTable {
  client_account_id: string;
  engagement_id: string;
  slot: number;
  version: Generated<number>;
}

export interface FlowDeletionsTable {
  client_account_id: string;
  engagement_id: string;
  flow_id: string;
  id: Generated<string>;
  data_import_id: string;
  method: string;
  batch_id: string | null;
  status: string;
  step: Generated<number>;
  round: Generated<number>;
  plan: Json;
  plan_hash: string;
  removed: ColumnType<unknown, unknown, unknown>;
  kept: ColumnType<unknown, unknown, unknown>;
  error: string | null;
  requested_by: string | null;
  reason: string | null;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
  started_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  finished_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  updated_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface FlowEventsTable {
  client_account_id: string;
  engagement_id: string;
  flow_id: string;
  seq: number;
  type: string;
  actor_user_id: string | null;
  actor_kind: string;
  phase: string | null;
  epoch: number | null;
  run_id: string | null;
  from_status: string | null;
  to_status: string | null;
  payload: ColumnType<unknown, unknown, unknown>;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
  request_id: string | null;
}

export interface FlowGatesTable {
  client_account_id: string;
  engagement_id: string;
  id: Generated<string>;
  flow_id: string;
  phase: string;
  kind: string;
  status: string;
  revision: Generated<number>;
  subject: ColumnType<unknown, unknown, unknown>;
  subject_hash: string;
  opened_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
  closed_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  version: Generated<number>;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
  updated_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface FlowTypeVersionsTable {
  flow_type: string;
  version: number;
  definition: Json;
  checksum: string;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface GateDecisionsTable {
  client_account_id: string;
  engagement_id: string;
  id: Generated<string>;
  gate_id: string;
  decision: string;
  revision: number;
  subject_hash: string;
  shown: ColumnType<unknown, unknown, unknown>;
  actor_user_id: string;
  note: string | null;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface IdempotencyKeysTable {
  client_account_id: string;
  user_id: string;
  route: string;
  key: string;
  body_hash: string;
  status_code: number | null;
  response: string | null;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface ImportChunksTable {
  client_account_id: string;
  engagement_id: string;
  data_import_id: string;
  revision: Generated<number>;
  first_row: number;
  row_count: number;
  first_line: number;
  byte_length: number;
  body: Buffer;
  exceptions: ColumnType<unknown, unknown, unknown>;
}

export interface ImportCleansedBlocksTable {
  client_account_id: string;
  engagement_id: string;
  data_import_id: string;
  first_row: number;
  row_count: number;
  epoch: number;
  body: Buffer;
  notes: ColumnType<unknown, unknown, unknown>;
}

export interface ImportColumnsTable {
  client_account_id: string;
  engagement_id: string;
  id: Generated<string>;
  data_import_id: string;
  position: number;
  key: string;
  header: string;
  header_normalized: string;
  profile: Json;
  detected_type: string | null;
  detected_unit: string | null;
  sensitive_kind: string | null;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface ImportEndsTable {
  client_account_id: string;
  engagement_id: string;
  data_import_id: string;
  end_number: number;
  epoch: number;
  name: string | null;
  addresses: Generated<string[]>;
  match: string;
  asset_id: string | null;
  candidates: ColumnType<unknown, unknown, unknown>;
  row_number: number;
  planned_asset: ColumnType<unknown, unknown, unknown>;
}

export interface ImportFieldMappingsTable {
  client_account_id: string;
  engagement_id: string;
  id: Generated<string>;
  data_import_id: string;
  flow_id: string;
  column_id: string;
  source_field: string;
  target_field: string | null;
  status: string;
  confidence: number | null;
  match_type: string | null;
  evidence: ColumnType<unknown, unknown, unknown>;
  alternatives: ColumnType<unknown, unknown, unknown>;
  transformation: ColumnType<unknown, unknown, unknown>;
  suggested_by: string | null;
  decided_by: string | null;
  decided_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  decision_note: string | null;
  version: Generated<number>;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
  updated_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface ImportFilesTable {
  client_account_id: string;
  engagement_id: string;
  id: Generated<string>;
  data_import_id: string;
  kind: string;
  revision: number;
  file_name: string;
  storage_key: string;
  sha256: string;
  size_bytes: number;
  format: string;
  encoding: string;
  delimiter: string | null;
  sheet: string | null;
  json_root: string | null;
  header_row: number | null;
  dialect: Json;
  notes: ColumnType<unknown, unknown, unknown>;
  row_count: number | null;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
  updated_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
  added_by: string | null;
  choices: ColumnType<unknown, unknown, unknown>;
}

export interface ImportProcessingStepsTable {
  client_account_id: string;
  engagement_id: string;
  id: Generated<string>;
  flow_id: string;
  phase_run_id: string;
  step_name: string;
  step_order: number;
  status: string;
  records_processed: number | null;
  duration_ms: number | null;
  output: ColumnType<unknown, unknown, unknown>;
  error_code: string | null;
  error_detail: string | null;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
  updated_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface ImportRowBlocksTable {
  client_account_id: string;
  engagement_id: string;
  data_import_id: string;
  first_row: number;
  row_count: number;
  epoch: number;
  actions: Buffer;
  reasons: Buffer;
  lead_rows: Buffer;
  asset_ids: Buffer;
  outcomes: Buffer | null;
  counts: ColumnType<unknown, unknown, unknown>;
  reason_details: ColumnType<unknown, unknown, unknown>;
  reviews: ColumnType<unknown, unknown, unknown>;
  questions: ColumnType<unknown, unknown, unknown>;
  connections: ColumnType<unknown, unknown, unknown>;
}

export interface LearnedMappingsTable {
  client_account_id: string;
  id: Generated<string>;
  engagement_id: string;
  header_normalized: string;
  import_category: string;
  source_system: string | null;
  target_field: string | null;
  polarity: string;
  evidence_count: Generated<number>;
  last_evidence_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
  last_decided_by: string;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface MasterFlowsTable {
  client_account_id: string;
  engagement_id: string;
  flow_id: Generated<string>;
  flow_type: string;
  flow_type_version: number;
  import_category: string;
  flow_name: string;
  status: string;
  configuration: ColumnType<unknown, unknown, unknown>;
  created_by: string;
  completed_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  version: number;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
  updated_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface MembershipsTable {
  id: Generated<string>;
  user_id: string;
  role: string;
  client_account_id: string | null;
  engagement_id: string | null;
  can_access_sensitive_data: Generated<boolean>;
  granted_by: string;
  granted_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
  expires_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  revoked_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface PhaseRunsTable {
  client_account_id: string;
  engagement_id: string;
  id: Generated<string>;
  flow_id: string;
  phase: string;
  epoch: number;
  attempt: number;
  after_gate: string | null;
  status: string;
  step: Generated<number>;
  rows_total: number | null;
  rows_done: Generated<number>;
  checkpoint: ColumnType<unknown, unknown, unknown>;
  lease_owner: string | null;
  lease_until: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  heartbeat_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  run_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
  result: ColumnType<unknown, unknown, unknown>;
  error_code: string | null;
  error_detail: string | null;
  reconstructed: Generated<boolean>;
  started_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  finished_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
  updated_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
  lost_workers: Generated<number>;
}

export interface PlatformAuditHeadTable {
  only_row: Generated<boolean>;
  seq: Generated<number>;
  hash: Generated<Buffer>;
}

export interface PlatformAuditLogTable {
  seq: number;
  actor_user_id: string | null;
  actor_kind: string;
  action: string;
  resource_type: string;
  resource_id: string | null;
  result: string;
  details: ColumnType<unknown, unknown, unknown>;
  ip: string | null;
  request_id: string | null;
  prev_hash: Buffer;
  hash: Buffer;
  created_at: Timestamp;
}

export interface QualityDecisionsTable {
  client_account_id: string;
  engagement_id: string;
  id: Generated<string>;
  issue_id: string;
  action: string;
  parameters: ColumnType<unknown, unknown, unknown>;
  decided_by: string;
  note: string | null;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface QualityIssuesTable {
  client_account_id: string;
  engagement_id: string;
  id: Generated<string>;
  data_import_id: string;
  issue_key: string;
  rule_code: string;
  severity: string;
  column_id: string | null;
  target_field: string | null;
  row_count: number;
  row_ranges: Generated<string>;
  sample: ColumnType<unknown, unknown, unknown>;
  detail: ColumnType<unknown, unknown, unknown>;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
  updated_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface RefreshTokensTable {
  id: Generated<string>;
  family_id: string;
  user_id: string;
  token_hash: string;
  expires_at: Timestamp;
  used_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  revoked_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  user_agent: string | null;
  ip: string | null;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface SchemaMigrationsTable {
  number: number;
  name: string;
  checksum: string;
  applied_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface SignInThrottlesTable {
  key: string;
  failures: number;
  window_started_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
  locked_until: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
}

export interface UsersTable {
  id: Generated<string>;
  email: string;
  display_name: string;
  password_hash: string;
  status: string;
  must_change_password: Generated<boolean>;
  token_version: Generated<number>;
  default_client_account_id: string | null;
  default_engagement_id: string | null;
  failed_login_count: Generated<number>;
  last_login_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  locked_until: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  version: Generated<number>;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
  updated_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface WebhookDeliveriesTable {
  client_account_id: string;
  engagement_id: string;
  id: Generated<string>;
  webhook_id: string;
  flow_id: string;
  event: string;
  event_key: string;
  body: Json;
  status: Generated<string>;
  attempts: Generated<number>;
  due_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
  last_attempt_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  last_status: number | null;
  last_error: string | null;
  delivered_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface WebhooksTable {
  client_account_id: string;
  engagement_id: string;
  id: Generated<string>;
  url: string;
  events: string[];
  created_by: string;
  removed_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  removed_by: string | null;
  created_at: ColumnType<Date, Date | string | null | undefined, Date | string>;
}

export interface Database {
  api_tokens: ApiTokensTable;
  application_variant_evidence: ApplicationVariantEvidenceTable;
  asset_application_decisions: AssetApplicationDecisionsTable;
  asset_application_names: AssetApplicationNamesTable;
  asset_applications: AssetApplicationsTable;
  asset_changes: AssetChangesTable;
  asset_conflicts: AssetConflictsTable;
  asset_dependencies: AssetDependenciesTable;
  asset_findings: AssetFindingsTable;
  asset_identifiers: AssetIdentifiersTable;
  assets: AssetsTable;
  audit_heads: AuditHeadsTable;
  audit_log: AuditLogTable;
  canonical_application_variants: CanonicalApplicationVariantsTable;
  canonical_applications: CanonicalApplicationsTable;
  cleansing_applications: CleansingApplicationsTable;
  cleansing_recommendations: CleansingRecommendationsTable;
  client_accounts: ClientAccountsTable;
  custom_target_fields: CustomTargetFieldsTable;
  data_imports: DataImportsTable;
  dependency_evidence: DependencyEvidenceTable;
  discovery_flows: DiscoveryFlowsTable;
  doctor_findings: DoctorFindingsTable;
  engagements: EngagementsTable;
  estate_versions: EstateVersionsTable;
  flow_deletions: FlowDeletionsTable;
  flow_events: FlowEventsTable;
  flow_gates: FlowGatesTable;
  flow_type_versions: FlowTypeVersionsTable;
  gate_decisions: GateDecisionsTable;
  idempotency_keys: IdempotencyKeysTable;
  import_chunks: ImportChunksTable;
  import_cleansed_blocks: ImportCleansedBlocksTable;
  import_columns: ImportColumnsTable;
  import_ends: ImportEndsTable;
  import_field_mappings: ImportFieldMappingsTable;
  import_files: ImportFilesTable;
  import_processing_steps: ImportProcessingStepsTable;
  import_row_blocks: ImportRowBlocksTable;
  learned_mappings: LearnedMappingsTable;
  master_flows: MasterFlowsTable;
  memberships: MembershipsTable;
  phase_runs: PhaseRunsTable;
  platform_audit_head: PlatformAuditHeadTable;
  platform_audit_log: PlatformAuditLogTable;
  quality_decisions: QualityDecisionsTable;
  quality_issues: QualityIssuesTable;
  refresh_tokens: RefreshTokensTable;
  schema_migrations: SchemaMigrationsTable;
  sign_in_throttles: SignInThrottlesTable;
  users: UsersTable;
  webhook_deliveries: WebhookDeliveriesTable;
  webhooks: WebhooksTable;
}
