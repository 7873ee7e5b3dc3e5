import { aheadEpoch } from '@landfall/domain/cleansing/cleansed-block';
import type { FlowId, ImportId } from '@landfall/domain/shared/ids';
import type { ColumnProfile } from '@landfall/domain/tabular/column-profile';
import { sql } from 'kysely';
import { type FileNotes, foundNotes } from '../features/imports/file-notes.ts';
import type { Json } from '@landfall/domain/flow/phase-result';
import type { TenantScope } from '../platform/tenant-scope.ts';

/** A completed import of the same bytes, read in the same way. */
export interface IdenticalImport {
  readonly importId: ImportId;
  readonly flowId: FlowId;
  readonly rowCount: number;
}

/**
 * The latest completed import of the same slot whose file has the same bytes and is read in the same way, none of its
 * rows corrected; `undefined` when there is none.
 */
export async function findIdenticalImport(
  scope: TenantScope,
  importId: string,
): Promise<IdenticalImport | undefined> {
  const { rows } = await sql<IdenticalImport>`
    select t.data_import_id as "importId", d.flow_id as "flowId", t.row_count as "rowCount"
    from import_files f
    join data_imports i on i.client_account_id = f.client_account_id and i.engagement_id = f.engagement_id
      and i.id = f.data_import_id
    join discovery_flows own on own.client_account_id = f.client_account_id and own.engagement_id = f.engagement_id
      and own.data_import_id = f.data_import_id
    join import_files t on t.client_account_id = f.client_account_id and t.engagement_id = f.engagement_id
      and t.data_import_id <> f.data_import_id and t.revision = 0 and t.row_count is not null
      and (t.sha256, t.size_bytes, t.format, t.encoding, t.dialect, t.choices)
        = (f.sha256, f.size_bytes, f.format, f.encoding, f.dialect, f.choices)
      and (t.delimiter, t.sheet, t.json_root, t.header_row, t.notes -> 'facts')
        is not distinct from (f.delimiter, f.sheet, f.json_root, f.header_row, f.notes -> 'facts')
    join data_imports o on o.client_account_id = t.client_account_id and o.engagement_id = t.engagement_id
      and o.id = t.data_import_id and o.import_category = i.import_category
      and o.processing_config = i.processing_config and o.source_system is not distinct from i.source_system
    join discovery_flows d on d.client_account_id = o.client_account_id and d.engagement_id = o.engagement_id
      and d.data_import_id = o.id and d.flow_type = own.flow_type and d.status = 'completed' and d.deleted_at is null
    where f.client_account_id = ${scope.clientAccountId} and f.engagement_id = ${scope.engagementId}
      and f.data_import_id = ${importId} and f.revision = 0
      and not exists (select from import_chunks c where c.client_account_id = t.client_account_id
        and c.engagement_id = t.engagement_id and c.data_import_id = t.data_import_id and c.revision > 0)
    order by t.created_at desc, t.data_import_id desc limit 1`.execute(scope.tx);
  return rows[0];
}

/** What storing an import found besides its rows. */
export interface StoredFindings {
  readonly columns: readonly ColumnProfile[];
  readonly notes: FileNotes;
  /** Its first rows as the journal shows them; none when it shows none. */
  readonly sample: Json;
}

/** What storing found; `undefined` when it is not all there. */
export async function findingsOf(
  scope: TenantScope,
  { importId, flowId }: IdenticalImport,
): Promise<StoredFindings | undefined> {
  const { rows } = await sql<{ columns: ColumnProfile[] | null; notes: FileNotes; sample: Json }>`
    select f.notes, (select jsonb_agg(c.profile order by c.position) from import_columns c
        where c.client_account_id = f.client_account_id and c.engagement_id = f.engagement_id
          and c.data_import_id = f.data_import_id) as columns,
      coalesce((select e.payload -> 'detail' -> 'sample' from flow_events e where e.client_account_id = f.client_account_id
        and e.engagement_id = f.engagement_id and e.flow_id = ${flowId} and e.type = 'rows_stored'
        order by e.seq desc limit 1), '[]') as sample
    from import_files f where f.client_account_id = ${scope.clientAccountId}
      and f.engagement_id = ${scope.engagementId} and f.data_import_id = ${importId} and f.revision = 0`.execute(
    scope.tx,
  );
  const [found] = rows;
  if (found === undefined || found.columns === null) return undefined;
  return { columns: found.columns, notes: foundNotes(found.notes), sample: found.sample };
}

/** Rows that are copied from one import to another: those after a row, so many pieces at once. */
export interface CopiedPieces {
  readonly from: ImportId;
  readonly to: ImportId;
  readonly afterRow: number;
  readonly limit: number;
}

/** Copies the next chunks of the upload; answers the last row they hold, `undefined` when there are none. */
export async function copyChunks(scope: TenantScope, pieces: CopiedPieces): Promise<number | undefined> {
  const { rows } = await sql<{ last: number | null }>`
    with copied as (
      insert into import_chunks (client_account_id, engagement_id, data_import_id, revision, first_row, row_count,
        first_line, byte_length, body, exceptions)
      select c.client_account_id, c.engagement_id, ${pieces.to}::uuid, 0, c.first_row, c.row_count, c.first_line,
        c.byte_length, c.body, c.exceptions
      from import_chunks c where c.client_account_id = ${scope.clientAccountId}
        and c.engagement_id = ${scope.engagementId} and c.data_import_id = ${pieces.from} and c.revision = 0
        and c.first_row > ${pieces.afterRow} order by c.first_row limit ${pieces.limit}
      returning first_row + row_count - 1 as last)
    select max(last) as last from copied`.execute(scope.tx);
  return rows[0]?.last ?? undefined;
}

/**
 * Copies the next cleansed blocks as blocks cleansed ahead; answers the last row they hold, `undefined` when there are
 * none.
 */
export async function copyBlocksAhead(
  scope: TenantScope,
  { from, to, afterRow, limit }: CopiedPieces,
): Promise<number | undefined> {
  const { rows } = await sql<{ last: number | null }>`
    with copied as (
      insert into import_cleansed_blocks (client_account_id, engagement_id, data_import_id, first_row, row_count,
        epoch, body, notes)
      select b.client_account_id, b.engagement_id, ${to}::uuid, b.first_row, b.row_count, ${aheadEpoch}::int, b.body, b.notes
      from import_cleansed_blocks b where b.client_account_id = ${scope.clientAccountId}
        and b.engagement_id = ${scope.engagementId} and b.data_import_id = ${from} and b.epoch > ${aheadEpoch}
        and b.first_row > ${afterRow} order by b.first_row limit ${limit}
      on conflict (client_account_id, engagement_id, data_import_id, first_row) do update
        set row_count = excluded.row_count, epoch = excluded.epoch, body = excluded.body, notes = excluded.notes
      returning first_row + row_count - 1 as last)
    select max(last) as last from copied`.execute(scope.tx);
  return rows[0]?.last ?? undefined;
}

/** Whether a person had a part in what became of the rows of an import, or is still asked about some. */
export async function wasDecidedByPersons(
  scope: TenantScope,
  { importId, flowId }: IdenticalImport,
): Promise<boolean> {
  const { rows } = await sql<{ decided: boolean }>`
    select exists (select from asset_conflicts c where c.client_account_id = ${scope.clientAccountId}
        and c.engagement_id = ${scope.engagementId} and c.data_import_id = ${importId})
      or exists (select from import_row_blocks b where b.client_account_id = ${scope.clientAccountId}
        and b.engagement_id = ${scope.engagementId} and b.data_import_id = ${importId}
        and (b.reviews <> '{}' or b.questions <> '{}'))
      or exists (select from flow_events e where e.client_account_id = ${scope.clientAccountId}
        and e.engagement_id = ${scope.engagementId} and e.flow_id = ${flowId} and e.type = 'correction_added')
      as decided`.execute(scope.tx);
  return rows[0]?.decided === true;
}

/** Longest time between the begin of a transaction, which is when an asset counts as written, and its end. */
const longestWrite = '1 minute';

/**
 * Whether the assets that an import made are as it made them, so many of them, and no other asset was written since
 * it began.
 */
export async function isAsItWasMade(
  scope: TenantScope,
  { importId, assets }: { readonly importId: ImportId; readonly assets: number },
): Promise<boolean> {
  const { rows } = await sql<{ untouched: number; others: number }>`
    select count(*) filter (where a.created_by_import_id = ${importId} and a.version = 1 and a.deleted_at is null)
        as untouched,
      count(*) filter (where a.created_by_import_id is distinct from ${importId} and a.updated_at >= i.created_at - ${longestWrite}::interval)
        as others
    from data_imports i join assets a on a.client_account_id = i.client_account_id and a.engagement_id = i.engagement_id
    where i.client_account_id = ${scope.clientAccountId} and i.engagement_id = ${scope.engagementId}
      and i.id = ${importId}`.execute(scope.tx);
  return rows[0]?.untouched === assets && rows[0].others === 0;
}

/** What an import calls applications. */
export async function applicationsStatedBy(scope: TenantScope, importId: string): Promise<string[]> {
  const { rows } = await sql<{ spelling: string }>`
    select e.spelling from application_variant_evidence e where e.client_account_id = ${scope.clientAccountId}
      and e.engagement_id = ${scope.engagementId} and e.data_import_id = ${importId}`.execute(scope.tx);
  return rows.map(({ spelling }) => spelling);
}
