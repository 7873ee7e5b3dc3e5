import type { ColumnProfile } from '@landfall/domain/tabular/column-profile';
import type { FileLayout } from '@landfall/domain/tabular/file-layout';
import type { SourceFacts } from '@landfall/domain/tabular/table-source';
import { type RawBuilder, sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import type { FileNotes } from './file-notes.ts';

/** An import as lists show it. */
export interface ImportRow {
  readonly id: string;
  readonly flowId: string;
  readonly category: string;
  readonly name: string;
  readonly sourceSystem: string | null;
  readonly importedBy: string;
  readonly importedByName: string;
  readonly createdAt: Date;
}

const selection = sql`
  select i.id, i.flow_id as "flowId", i.import_category as category, i.import_name as name,
    i.source_system as "sourceSystem", i.imported_by as "importedBy", u.display_name as "importedByName",
    i.created_at as "createdAt"
  from data_imports i
  join discovery_flows c on c.client_account_id = i.client_account_id and c.engagement_id = i.engagement_id
    and c.flow_id = i.flow_id
  join users u on u.id = i.imported_by`;

export interface ImportFilter {
  readonly category?: string | undefined;
  readonly status?: string | undefined;
  readonly importedBy?: string | undefined;
  readonly limit: number;
  /** Id of the last import of the page before; ids ascend with time. */
  readonly before?: string | undefined;
}

type NullableFilter = { readonly [Key in 'category' | 'status' | 'importedBy']?: string | null | undefined };

/** Imports of flows that are not deleted, newest first. */
export async function listImports(
  scope: TenantScope,
  filter: ImportFilter,
): Promise<{ rows: ImportRow[]; total: number }> {
  const conditions = listConditions(scope, filter);
  const before = filter.before ?? null;
  const page = await sql<ImportRow>`
    ${selection} where ${conditions} and (${before}::uuid is null or i.id < ${before}::uuid)
    order by i.id desc limit ${filter.limit}`.execute(scope.tx);
  const counted = await sql<{ total: number }>`
    select count(*) as total from (${selection} where ${conditions}) i`.execute(scope.tx);
  return { rows: page.rows, total: counted.rows[0]?.total ?? 0 };
}

function listConditions(
  { clientAccountId, engagementId }: TenantScope,
  { category = null, status = null, importedBy = null }: NullableFilter,
): RawBuilder<unknown> {
  return sql`i.client_account_id = ${clientAccountId} and i.engagement_id = ${engagementId} and c.deleted_at is null
    and (${category}::text is null or i.import_category = ${category})
    and (${status}::text is null or c.status = ${status})
    and (${importedBy}::uuid is null or i.imported_by = ${importedBy}::uuid)`;
}

/** One import; `undefined` when the tenant has none with this id or its flow is deleted. */
export async function findImport(scope: TenantScope, importId: string): Promise<ImportRow | undefined> {
  const { rows } = await sql<ImportRow>`
    ${selection} where i.client_account_id = ${scope.clientAccountId} and i.engagement_id = ${scope.engagementId}
      and i.id = ${importId} and c.deleted_at is null`.execute(scope.tx);
  return rows[0];
}

export interface ImportFileRow {
  readonly id: string;
  readonly kind: 'original' | 'correction';
  readonly revision: number;
  readonly fileName: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly format: string;
  readonly encoding: string;
  readonly delimiter: string | null;
  readonly sheet: string | null;
  readonly headerRow: number | null;
  readonly rowCount: number | null;
  readonly layout: FileLayout;
  /** Null for files of a time when only UTF-8 text was read. */
  readonly facts: SourceFacts | null;
  /** Null while the file is not read to its end. */
  readonly skipped: FileNotes['skipped'] | null;
  readonly notes: FileNotes['source_notes'] | null;
}

/** Files of an import by revision, the original first. */
export async function listFiles(scope: TenantScope, importId: string): Promise<ImportFileRow[]> {
  const { rows } = await sql<ImportFileRow>`
    select id, kind, revision, file_name as "fileName", sha256, size_bytes as "sizeBytes", format, encoding,
      delimiter, sheet, header_row as "headerRow", row_count as "rowCount", dialect as layout, notes -> 'facts' as facts,
      notes -> 'skipped' as skipped, notes -> 'source_notes' as notes
    from import_files
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId}
    order by revision`.execute(scope.tx);
  return rows;
}

/** The uploaded file of an import. */
export interface OriginalFile {
  readonly fileName: string;
  readonly storageKey: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

export async function findOriginal(scope: TenantScope, importId: string): Promise<OriginalFile | undefined> {
  const { rows } = await sql<OriginalFile>`
    select file_name as "fileName", storage_key as "storageKey", sha256, size_bytes as "sizeBytes"
    from import_files
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and revision = 0`.execute(scope.tx);
  return rows[0];
}

export interface ImportColumnRow {
  readonly id: string;
  readonly position: number;
  readonly key: string;
  readonly header: string;
  readonly detectedType: string | null;
  readonly detectedUnit: string | null;
  readonly sensitiveKind: string | null;
  readonly profile: ColumnProfile;
}

/** Columns of an import in header order; none before its file has been read. */
export async function listColumns(scope: TenantScope, importId: string): Promise<ImportColumnRow[]> {
  const { rows } = await sql<ImportColumnRow>`
    select id, position, key, header, detected_type as "detectedType", detected_unit as "detectedUnit",
      sensitive_kind as "sensitiveKind", profile
    from import_columns
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId}
    order by position`.execute(scope.tx);
  return rows;
}

/** A column of personal or secret data, with the field it is mapped to. */
export interface SensitiveColumn {
  readonly key: string;
  readonly targetField: string | null;
}

/** Columns of an import that hold personal or secret data. */
export async function readSensitiveColumns(scope: TenantScope, importId: string): Promise<SensitiveColumn[]> {
  const { rows } = await sql<SensitiveColumn>`
    select c.key, case when m.status = 'custom_attribute' then 'custom:' || coalesce(m.target_field, c.key)
      else m.target_field end as "targetField"
    from import_columns c
    left join import_field_mappings m on m.client_account_id = c.client_account_id
      and m.engagement_id = c.engagement_id and m.data_import_id = c.data_import_id and m.column_id = c.id
    where c.client_account_id = ${scope.clientAccountId} and c.engagement_id = ${scope.engagementId}
      and c.data_import_id = ${importId} and c.sensitive_kind is not null`.execute(scope.tx);
  return rows;
}

export interface ProcessingStepRow {
  readonly name: string;
  readonly phase: string;
  readonly status: 'pending' | 'running' | 'completed' | 'failed' | 'not_available';
  readonly records: number | null;
  readonly durationMs: number | null;
  readonly output: Record<string, unknown>;
  readonly errorCode: string | null;
  readonly errorDetail: string | null;
}

/** Processing steps of an import in the order they ran. */
export async function listSteps(scope: TenantScope, importId: string): Promise<ProcessingStepRow[]> {
  const { rows } = await sql<ProcessingStepRow>`
    select s.step_name as name, r.phase, s.status, s.records_processed as records, s.duration_ms as "durationMs",
      s.output, s.error_code as "errorCode", s.error_detail as "errorDetail"
    from import_processing_steps s
    join data_imports i on i.client_account_id = s.client_account_id and i.engagement_id = s.engagement_id
      and i.flow_id = s.flow_id
    join phase_runs r on r.client_account_id = s.client_account_id and r.engagement_id = s.engagement_id
      and r.id = s.phase_run_id
    where s.client_account_id = ${scope.clientAccountId} and s.engagement_id = ${scope.engagementId}
      and i.id = ${importId}
    order by r.id, s.step_order, s.id`.execute(scope.tx);
  return rows;
}
