import { aheadEpoch } from '@landfall/domain/cleansing/cleansed-block';
import type { BlockPlace, RowRun } from '@landfall/domain/cleansing/block-places';
import type { ImportPlan } from '@landfall/domain/cleansing/import-plan';
import type { ColumnEvidence } from '@landfall/domain/cleansing/column-evidence';
import type { ColumnProfile } from '@landfall/domain/tabular/column-profile';
import type { FileLayout } from '@landfall/domain/tabular/file-layout';
import { type RawBuilder, sql } from 'kysely';
import {
  type ChunkRange,
  correctionsOfRows,
  type StoredChunk,
  uploadedChunks,
} from '../../platform/stored-chunks.ts';
import { storedJson } from '../../platform/stored-json.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import type { BlockNotes } from './block-notes.ts';
import { appliedAmendments } from './recommendations.repository.ts';
import type { DecidedIssue, ImportShape, ShapedColumn } from './import-shape.ts';

interface HeadRow {
  category: string;
  sourceSystem: string | null;
  rowCount: number | null;
  shortRows: number | null;
  dialect: unknown;
}

/** Loads everything that decides how an import is read; `undefined` when the tenant has no such stored import. */
export async function loadShape(scope: TenantScope, importId: string): Promise<ImportShape | undefined> {
  const head = await sql<HeadRow>`
    select i.import_category as category, i.source_system as "sourceSystem", f.row_count as "rowCount",
      (f.notes ->> 'short_rows')::bigint as "shortRows", f.dialect
    from data_imports i
    join import_files f on f.client_account_id = i.client_account_id and f.engagement_id = i.engagement_id
      and f.data_import_id = i.id and f.revision = 0
    where i.client_account_id = ${scope.clientAccountId} and i.engagement_id = ${scope.engagementId}
      and i.id = ${importId}`.execute(scope.tx);
  const [row] = head.rows;
  if (row === undefined) return undefined;
  return {
    importId,
    category: row.category,
    sourceSystem: row.sourceSystem,
    rowCount: row.rowCount ?? 0,
    shortRows: row.shortRows ?? 0,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written from a FileLayout when the file was stored
    layout: row.dialect as Pick<FileLayout, 'columns' | 'delimiter'>,
    columns: await loadColumns(scope, importId),
    decisions: await loadDecisions(scope, importId),
    amendments: await appliedAmendments(scope, importId),
    evidence: await loadEvidence(scope, importId),
  };
}

async function loadColumns(scope: TenantScope, importId: string): Promise<ShapedColumn[]> {
  const found = await sql<Omit<ShapedColumn, 'profile'> & { profile: ColumnProfile }>`
    select c.id, c.position, c.key, c.header, c.profile, coalesce(m.status, 'unmapped') as status,
      m.target_field as "targetField", m.confidence, coalesce(m.transformation, '{}') as transformation,
      m.decision_note as "decisionNote", f.data_type as "customType", c.sensitive_kind is not null as "isSensitive"
    from import_columns c
    left join import_field_mappings m on m.client_account_id = c.client_account_id
      and m.engagement_id = c.engagement_id and m.data_import_id = c.data_import_id and m.column_id = c.id
    left join custom_target_fields f on f.client_account_id = c.client_account_id and f.key = m.target_field
    where c.client_account_id = ${scope.clientAccountId} and c.engagement_id = ${scope.engagementId}
      and c.data_import_id = ${importId}
    order by c.position`.execute(scope.tx);
  return found.rows;
}

async function loadDecisions(scope: TenantScope, importId: string): Promise<DecidedIssue[]> {
  const found = await sql<DecidedIssue>`
    select distinct on (i.id) i.column_id as "columnId", i.rule_code as "ruleCode", d.action, d.parameters
    from quality_issues i
    join quality_decisions d on d.client_account_id = i.client_account_id and d.engagement_id = i.engagement_id
      and d.issue_id = i.id
    where i.client_account_id = ${scope.clientAccountId} and i.engagement_id = ${scope.engagementId}
      and i.data_import_id = ${importId}
    order by i.id, d.created_at desc, d.id desc`.execute(scope.tx);
  return found.rows;
}

async function loadEvidence(scope: TenantScope, importId: string): Promise<Record<string, ColumnEvidence>> {
  const output = await latestOutput<{ evidence?: Record<string, ColumnEvidence> }>(scope, importId, 'format');
  return output?.evidence ?? {};
}

/** Output of the newest completed processing step of this name; `undefined` when there is none. */
export async function latestOutput<Output>(
  scope: TenantScope,
  importId: string,
  step: string,
): Promise<Output | undefined> {
  const found = await sql<{ output: Output }>`
    select s.output from import_processing_steps s
    join data_imports i on i.client_account_id = s.client_account_id and i.engagement_id = s.engagement_id
      and i.flow_id = s.flow_id
    where s.client_account_id = ${scope.clientAccountId} and s.engagement_id = ${scope.engagementId}
      and i.id = ${importId} and s.step_name = ${step} and s.status = 'completed'
    order by s.created_at desc, s.id desc limit 1`.execute(scope.tx);
  return found.rows[0]?.output;
}

/** The first chunks of the upload that hold rows of a range, in row order, with the corrections of their rows. */
export async function readChunks(
  scope: TenantScope,
  importId: string,
  range: ChunkRange,
): Promise<StoredChunk[]> {
  const chunks = await uploadedChunks(scope, importId, range);
  const [first, last] = [chunks[0], chunks.at(-1)];
  if (first === undefined || last === undefined) return [];
  const rows = { first: first.firstRow, last: last.firstRow + last.rowCount - 1 };
  return [...chunks, ...(await correctionsOfRows(scope, importId, rows))];
}

/** Which rows the chunks of the upload hold, in row order, and the bytes of their text. */
export async function chunkSizes(scope: TenantScope, importId: string): Promise<RowRun[]> {
  const found = await sql<RowRun>`
    select first_row as "firstRow", row_count as "rowCount", byte_length as "byteLength" from import_chunks
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and revision = 0 order by first_row`.execute(scope.tx);
  return found.rows;
}

/** A cleansed block ready to be stored. */
export interface PackedBlock extends BlockPlace {
  readonly body: Buffer;
  readonly notes: BlockNotes;
}

/** Stores cleansed blocks; a block of an earlier run at the same place is replaced. */
export async function writeBlocks(
  scope: TenantScope,
  target: { readonly importId: string; readonly epoch: number },
  blocks: readonly PackedBlock[],
): Promise<void> {
  for (const block of blocks) {
    await sql`
      insert into import_cleansed_blocks
        (client_account_id, engagement_id, data_import_id, first_row, row_count, epoch, body, notes)
      values (${scope.clientAccountId}, ${scope.engagementId}, ${target.importId}, ${block.firstRow},
        ${block.rowCount}, ${target.epoch}, ${block.body}, ${storedJson(block.notes)})
      on conflict (client_account_id, engagement_id, data_import_id, first_row) do update
        set row_count = excluded.row_count, epoch = excluded.epoch, body = excluded.body, notes = excluded.notes`.execute(
      scope.tx,
    );
  }
}

/** Notes of all cleansed blocks of an epoch in row order, and how many rows they hold. */
export async function readNotes(
  scope: TenantScope,
  importId: string,
  epoch: number,
): Promise<{ notes: BlockNotes[]; rows: number }> {
  const found = await sql<{ notes: BlockNotes; rowCount: number }>`
    select notes, row_count as "rowCount" from import_cleansed_blocks
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and epoch = ${epoch}
    order by first_row`.execute(scope.tx);
  return {
    notes: found.rows.map(({ notes }) => notes),
    rows: found.rows.reduce((total, { rowCount }) => total + rowCount, 0),
  };
}

/** Rows of the file that was uploaded, as counted when it was stored. */
export async function countSourceRows(scope: TenantScope, importId: string): Promise<number> {
  const found = await sql<{ rows: number | null }>`
    select row_count as rows from import_files
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and revision = 0`.execute(scope.tx);
  return found.rows[0]?.rows ?? 0;
}

/** The block that was cleansed ahead from a row on; `undefined` when there is none. */
export async function readAheadBlock(
  scope: TenantScope,
  importId: string,
  firstRow: number,
): Promise<{ body: Buffer; notes: BlockNotes } | undefined> {
  const found = await sql<{ body: Buffer; notes: BlockNotes }>`
    select body, notes from import_cleansed_blocks
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and first_row = ${firstRow} and epoch = ${aheadEpoch}`.execute(
    scope.tx,
  );
  return found.rows[0];
}

/** Places of the blocks that were cleansed ahead, in row order. */
export async function placesAhead(scope: TenantScope, importId: string): Promise<BlockPlace[]> {
  const found = await sql<BlockPlace>`
    select first_row as "firstRow", row_count as "rowCount" from import_cleansed_blocks
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and epoch = ${aheadEpoch} order by first_row`.execute(scope.tx);
  return found.rows;
}

/** How the blocks that were cleansed ahead were made. */
export interface BlocksAhead {
  readonly plan: ImportPlan;
  /** Positions of the columns whose texts they keep as they stand. */
  readonly sources: readonly number[];
}

/** How all rows from a row on were cleansed ahead; `undefined` when some were not. */
export async function findBlocksAhead(
  scope: TenantScope,
  { importId, rowCount }: Pick<ImportShape, 'importId' | 'rowCount'>,
  fromRow: number,
): Promise<BlocksAhead | undefined> {
  const found = await sql<{ rows: number }>`
    select coalesce(sum(row_count), 0)::bigint as rows from import_cleansed_blocks
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and first_row >= ${fromRow} and epoch = ${aheadEpoch}`.execute(
    scope.tx,
  );
  const isWhole = fromRow <= rowCount && found.rows[0]?.rows === rowCount - fromRow + 1;
  if (!isWhole) return undefined;
  const output = await latestOutput<Partial<BlocksAhead>>(scope, importId, 'schema');
  return output?.plan === undefined ? undefined : { plan: output.plan, sources: output.sources ?? [] };
}

/** Takes the blocks of an earlier run into an epoch as they are, those of corrected rows excepted: these are due. */
export async function keepSoundBlocks(
  scope: TenantScope,
  target: { readonly importId: string; readonly epoch: number },
): Promise<void> {
  await sql`
    update import_cleansed_blocks b set epoch = ${target.epoch}
    where b.client_account_id = ${scope.clientAccountId} and b.engagement_id = ${scope.engagementId}
      and b.data_import_id = ${target.importId} and b.epoch > ${aheadEpoch}
      and not exists (${correctionsOfBlock(scope)})`.execute(scope.tx);
}

/** Corrections of rows of the block `b`. */
function correctionsOfBlock(scope: TenantScope): RawBuilder<unknown> {
  return sql`select from import_chunks c where c.client_account_id = ${scope.clientAccountId}
    and c.engagement_id = ${scope.engagementId} and c.data_import_id = b.data_import_id and c.revision > 0
    and c.first_row >= b.first_row and c.first_row < b.first_row + b.row_count`;
}

/** The blocks with corrected rows, in row order; `undefined` when not all rows have a block of a run. */
export async function blocksToCorrect(
  scope: TenantScope,
  { importId, rowCount }: Pick<ImportShape, 'importId' | 'rowCount'>,
): Promise<BlockPlace[] | undefined> {
  const found = await sql<BlockPlace & { isCorrected: boolean }>`
    select b.first_row as "firstRow", b.row_count as "rowCount",
      exists (${correctionsOfBlock(scope)}) as "isCorrected"
    from import_cleansed_blocks b
    where b.client_account_id = ${scope.clientAccountId} and b.engagement_id = ${scope.engagementId}
      and b.data_import_id = ${importId} and b.epoch > ${aheadEpoch} order by b.first_row`.execute(scope.tx);
  if (found.rows.reduce((sum, block) => sum + block.rowCount, 0) !== rowCount) return undefined;
  return found.rows.filter(({ isCorrected }) => isCorrected);
}

/** Makes the blocks that were cleansed ahead those of an epoch, as they are. */
export async function adoptBlocks(
  scope: TenantScope,
  target: { readonly importId: string; readonly epoch: number },
): Promise<void> {
  await sql`
    update import_cleansed_blocks set epoch = ${target.epoch}
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${target.importId} and epoch = ${aheadEpoch}`.execute(scope.tx);
}
