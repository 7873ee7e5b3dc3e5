import type { ColumnProfile } from '@landfall/domain/tabular/column-profile';
import type { FileLayout } from '@landfall/domain/tabular/file-layout';
import type { SourceFacts } from '@landfall/domain/tabular/table-source';
import type { ChunkPlace } from '@landfall/domain/tabular/raw-chunk';
import {
  asId,
  type ColumnId,
  type FlowId,
  type ImportId,
  type PhaseRunId,
} from '@landfall/domain/shared/ids';
import { sql } from 'kysely';
import { crashPoint } from '../../platform/crash-point.ts';
import { storedJson } from '../../platform/stored-json.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import type { FileNotes } from './file-notes.ts';

/** The uploaded file of an import as it was stored. */
export interface SourceFile {
  readonly category: string;
  readonly sourceSystem: string | null;
  readonly fileName: string;
  readonly storageKey: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly layout: FileLayout;
  /** Null for files of a time when only UTF-8 text was read. */
  readonly facts: SourceFacts | null;
}

/** The original file of an import; `undefined` when the tenant has no such import. */
export async function findSourceFile(
  scope: TenantScope,
  importId: ImportId,
): Promise<SourceFile | undefined> {
  const { rows } = await sql<SourceFile>`
    select i.import_category as category, i.source_system as "sourceSystem", f.file_name as "fileName",
      f.storage_key as "storageKey", f.sha256, f.size_bytes as "sizeBytes", f.dialect as layout, f.notes -> 'facts' as facts
    from data_imports i
    join import_files f on f.client_account_id = i.client_account_id and f.engagement_id = i.engagement_id
      and f.data_import_id = i.id and f.revision = 0
    where i.client_account_id = ${scope.clientAccountId} and i.engagement_id = ${scope.engagementId}
      and i.id = ${importId}`.execute(scope.tx);
  return rows[0];
}

/** Number of the last row whose chunk is stored; 0 when none is. */
export async function lastStoredRow(scope: TenantScope, importId: ImportId): Promise<number> {
  const { rows } = await sql<{ last: number | null }>`
    select first_row + row_count - 1 as last from import_chunks
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and revision = 0
    order by first_row desc limit 1`.execute(scope.tx);
  return rows[0]?.last ?? 0;
}

/** A chunk ready to be stored: its bytes packed. */
export interface PackedChunk extends ChunkPlace {
  /** Bytes before they were packed. */
  readonly byteLength: number;
  readonly body: Buffer;
}

/** Chunks in one statement: about 2 MB on the wire, which a statement with binary parameters takes well. */
const chunksPerStatement = 16;
const parametersPerChunk = 5;

/** Stores chunks in row order. */
export async function insertChunks(
  scope: TenantScope,
  importId: ImportId,
  chunks: readonly PackedChunk[],
): Promise<void> {
  for (let at = 0; at < chunks.length; at += chunksPerStatement) {
    await insertFewChunks(scope, importId, chunks.slice(at, at + chunksPerStatement));
    crashPoint('store.after-chunks');
  }
}

/** The driver sends buffers as binary parameters; COPY would need a second table, as it refuses row-level security. */
async function insertFewChunks(
  { client, clientAccountId, engagementId }: TenantScope,
  importId: ImportId,
  chunks: readonly PackedChunk[],
): Promise<void> {
  const values = chunks.map((_, index) => {
    const base = 3 + index * parametersPerChunk;
    return `($1, $2, $3, 0, $${base + 1}, $${base + 2}, $${base + 3}, $${base + 4}, $${base + 5})`;
  });
  const parameters = chunks.flatMap((chunk) => [
    chunk.firstRow,
    chunk.rowCount,
    chunk.firstLine,
    chunk.byteLength,
    chunk.body,
  ]);
  await client.query(
    `insert into import_chunks (client_account_id, engagement_id, data_import_id, revision, first_row, row_count,
       first_line, byte_length, body) values ${values.join(', ')}`,
    [clientAccountId, engagementId, importId, ...parameters],
  );
}

/** A column as it is stored, with its id. */
export interface StoredColumn {
  readonly id: ColumnId;
  readonly profile: ColumnProfile;
}

/** What is stored of a column besides its profile. */
export interface NewColumn {
  readonly profile: ColumnProfile;
  readonly headerNormalized: string;
  readonly detectedType: string | null;
  readonly detectedUnit: string | null;
  /** What personal or secret data the cells hold; null for none. */
  readonly sensitiveKind?: string | null;
}

/** Stores the columns of an import; those of an earlier run of the same file are brought up to date. */
export async function upsertColumns(
  scope: TenantScope,
  importId: ImportId,
  columns: readonly NewColumn[],
): Promise<StoredColumn[]> {
  const records = columns.map(
    ({ profile, headerNormalized, detectedType, detectedUnit, sensitiveKind = null }) => ({
      position: profile.position,
      key: profile.key,
      header: profile.header,
      header_normalized: headerNormalized,
      profile,
      detected_type: detectedType,
      detected_unit: detectedUnit,
      sensitive_kind: sensitiveKind,
    }),
  );
  const { rows } = await sql<{ id: string; position: number }>`
    insert into import_columns (client_account_id, engagement_id, data_import_id, position, key, header,
      header_normalized, profile, detected_type, detected_unit, sensitive_kind)
    select ${scope.clientAccountId}, ${scope.engagementId}, ${importId}, c.*
    from jsonb_to_recordset(${storedJson(records)}::jsonb) as c (position int, key text, header text,
      header_normalized text, profile jsonb, detected_type text, detected_unit text, sensitive_kind text)
    on conflict (client_account_id, engagement_id, data_import_id, position) do update
      set profile = excluded.profile, detected_type = excluded.detected_type,
        detected_unit = excluded.detected_unit, sensitive_kind = excluded.sensitive_kind
    returning id, position`.execute(scope.tx);
  const ids = new Map(rows.map(({ id, position }) => [position, asId<'Column'>(id)] as const));
  return columns.map(({ profile }) => {
    const id = ids.get(profile.position);
    if (id === undefined) throw new Error(`Column ${profile.position} was not stored`);
    return { id, profile };
  });
}

/** Notes on the file how many rows it has and what was skipped. */
export async function finishFile(
  scope: TenantScope,
  importId: ImportId,
  { rowCount, notes }: { readonly rowCount: number; readonly notes: FileNotes },
): Promise<void> {
  await sql`
    update import_files set row_count = ${rowCount}, notes = notes || ${storedJson(notes)}::jsonb, updated_at = now()
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and revision = 0`.execute(scope.tx);
}

/** A named part of a phase that is done, or that could not be computed. */
export interface CompletedStep {
  /** Done unless told. */
  readonly status?: 'completed' | 'not_available';
  readonly flowId: FlowId;
  readonly runId: PhaseRunId;
  readonly name: string;
  readonly order: number;
  readonly records: number;
  readonly durationMs: number;
  readonly output: object;
}

/** Stores a processing step of this run. */
export async function insertStep(scope: TenantScope, step: CompletedStep): Promise<void> {
  await sql`
    insert into import_processing_steps (client_account_id, engagement_id, flow_id, phase_run_id, step_name,
      step_order, status, records_processed, duration_ms, output)
    values (${scope.clientAccountId}, ${scope.engagementId}, ${step.flowId}, ${step.runId}, ${step.name},
      ${step.order}, ${step.status ?? 'completed'}, ${step.records}, ${Math.round(step.durationMs)},
      ${storedJson(step.output)}::jsonb)
    on conflict (client_account_id, engagement_id, phase_run_id, step_name) do update
      set records_processed = excluded.records_processed, duration_ms = excluded.duration_ms,
        output = excluded.output, status = excluded.status, updated_at = now()`.execute(scope.tx);
}

/** Rows the chunks of an import hold, rows its file says it has, and its columns: what must agree at the end. */
export async function storedFigures(
  scope: TenantScope,
  importId: ImportId,
): Promise<{ chunkRows: number; rowCount: number | null; columns: number }> {
  const { rows } = await sql<{ chunkRows: number; rowCount: number | null; columns: number }>`
    select
      (select coalesce(sum(c.row_count), 0) from import_chunks c where c.client_account_id = f.client_account_id
        and c.engagement_id = f.engagement_id and c.data_import_id = f.data_import_id and c.revision = 0)::int8
        as "chunkRows",
      f.row_count as "rowCount",
      (select count(*) from import_columns c where c.client_account_id = f.client_account_id
        and c.engagement_id = f.engagement_id and c.data_import_id = f.data_import_id) as columns
    from import_files f
    where f.client_account_id = ${scope.clientAccountId} and f.engagement_id = ${scope.engagementId}
      and f.data_import_id = ${importId} and f.revision = 0`.execute(scope.tx);
  return rows[0] ?? { chunkRows: 0, rowCount: null, columns: 0 };
}
