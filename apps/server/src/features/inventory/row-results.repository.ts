import { tallyOutcomes } from '@landfall/domain/inventory/accounting';
import type { RowResults } from '@landfall/domain/inventory/row-results';
import { sql } from 'kysely';
import { binaryBytes, binaryInteger, queryBinary } from '../../platform/binary-query.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** Which import and which run of it the results belong to. */
export interface ResultTarget {
  readonly importId: string;
  readonly epoch: number;
}

/** Stores what the preview says of a block of rows; results of an earlier preview are replaced, but for outcomes it gives. */
export async function writePreview(
  scope: TenantScope,
  target: ResultTarget,
  results: RowResults & { readonly counts: { readonly actions: Readonly<Record<string, number>> } },
): Promise<void> {
  await sql`
    insert into import_row_blocks (client_account_id, engagement_id, data_import_id, first_row, row_count, epoch,
      actions, reasons, lead_rows, asset_ids, outcomes, counts)
    values (${scope.clientAccountId}, ${scope.engagementId}, ${target.importId}, ${results.firstRow},
      ${results.rowCount}, ${target.epoch}, ${asBuffer(results.actions)}, ${asBuffer(results.reasons)},
      ${asBuffer(results.leadRows)}, ${asBuffer(results.assetIds)},
      ${results.outcomes === null ? null : asBuffer(results.outcomes)}, ${JSON.stringify(results.counts)})
    on conflict (client_account_id, engagement_id, data_import_id, first_row) do update
      set row_count = excluded.row_count, epoch = excluded.epoch, actions = excluded.actions,
        reasons = excluded.reasons, lead_rows = excluded.lead_rows, asset_ids = excluded.asset_ids,
        outcomes = excluded.outcomes, counts = excluded.counts, connections = null`.execute(scope.tx);
}

/** Stores what became of the rows of a block, with their tally. */
export async function writeOutcomes(
  scope: TenantScope,
  importId: string,
  block: {
    readonly firstRow: number;
    readonly outcomes: Uint8Array;
    readonly tally: Readonly<Record<string, number>>;
  },
): Promise<void> {
  const done = await sql`
    update import_row_blocks set outcomes = ${asBuffer(block.outcomes)},
      counts = jsonb_set(counts, '{outcomes}', ${JSON.stringify(block.tally)}::jsonb)
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and first_row = ${block.firstRow}`.execute(scope.tx);
  if (done.numAffectedRows !== 1n) throw new Error(`No results of the block at row ${block.firstRow}`);
}

/** Takes blocks whose rows are all settled into an epoch; a preview of it says nothing of them. */
export async function keepSettledBlocks(
  scope: TenantScope,
  { importId, epoch }: ResultTarget,
): Promise<void> {
  await sql`
    update import_row_blocks set epoch = ${epoch}, counts = jsonb_set(counts, '{actions}', '{}') - 'aboutNoAsset',
      connections = null
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and position(decode('00', 'hex') in outcomes) = 0`.execute(scope.tx);
}

/**
 * Opens rows of an import whose outcome was known, because they are corrected. Rows of a preview that is not approved yet are open anyway. What a reviewer said of the rows is forgotten.
 */
export async function reopenRows(
  scope: TenantScope,
  importId: string,
  rows: readonly number[],
): Promise<void> {
  await forgetReviews(scope, importId, rows);
  const blocks = await readResults(scope, importId, { first: Math.min(...rows), last: Math.max(...rows) });
  for (const { firstRow, rowCount, outcomes, reasons } of blocks) {
    const inside = rows.filter((row) => row >= firstRow && row < firstRow + rowCount);
    if (outcomes === null || inside.length === 0) continue;
    const opened = Uint8Array.from(outcomes);
    for (const row of inside) opened[row - firstRow] = 0;
    await writeOutcomes(scope, importId, {
      firstRow,
      outcomes: opened,
      tally: tallyOutcomes(opened, reasons),
    });
  }
}

async function forgetReviews(scope: TenantScope, importId: string, rows: readonly number[]): Promise<void> {
  await sql`
    update import_row_blocks set reviews = reviews - ${rows.map(String)}::text[]
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and reviews ?| ${rows.map(String)}::text[]`.execute(scope.tx);
}

/** Results of the blocks that hold some of the rows `[first, last]`, in row order. */
export async function readResults(
  scope: TenantScope,
  importId: string,
  rows: { readonly first: number; readonly last: number },
): Promise<RowResults[]> {
  const found = await queryBinary(
    scope.client,
    `select first_row, row_count, actions, reasons, lead_rows, asset_ids, outcomes from import_row_blocks
     where client_account_id = $1 and engagement_id = $2 and data_import_id = $3
       and first_row <= $5 and first_row + row_count > $4
     order by first_row`,
    [scope.clientAccountId, scope.engagementId, importId, rows.first, rows.last],
  );
  return found.map(([firstRow, rowCount, actions, reasons, leadRows, assetIds, outcomes]) => ({
    firstRow: binaryInteger(firstRow),
    rowCount: binaryInteger(rowCount),
    actions: binaryBytes(actions),
    reasons: binaryBytes(reasons),
    leadRows: binaryBytes(leadRows),
    assetIds: binaryBytes(assetIds),
    outcomes: outcomes ?? null,
  }));
}

/** Counts of one block: rows by action and, once written, by outcome. */
export interface BlockCounts {
  readonly firstRow: number;
  readonly rowCount: number;
  readonly actions: Readonly<Record<string, number>>;
  readonly outcomes: Readonly<Record<string, number>> | null;
  /** Of the rejected rows those that are known to be about no asset that exists. */
  readonly aboutNoAsset: number;
}

/** Counts of all blocks of an import in row order. */
export async function readCounts(scope: TenantScope, importId: string): Promise<BlockCounts[]> {
  const found = await sql<BlockCounts>`
    select first_row as "firstRow", row_count as "rowCount", counts -> 'actions' as actions,
      counts -> 'outcomes' as outcomes, coalesce((counts ->> 'aboutNoAsset')::int, 0) as "aboutNoAsset"
    from import_row_blocks
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} order by first_row`.execute(scope.tx);
  return found.rows;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
