import { aheadEpoch } from '@landfall/domain/cleansing/cleansed-block';
import { sql } from 'kysely';
import { binaryBytes, binaryInteger, queryBinary } from '../../platform/binary-query.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** A cleansed block as stored: packed. */
export interface StoredBlock {
  readonly firstRow: number;
  readonly rowCount: number;
  readonly body: Buffer;
}

/** Which blocks to read: those after a first row, or those that cover rows `[first, last]`. */
export type BlockRange =
  | { readonly after: number; readonly limit: number }
  | { readonly covering: { readonly first: number; readonly last: number }; readonly limit: number };

/** Blocks cleansed by the approved mapping, or those cleansed ahead of the approval (epoch 0). */
export type BlocksKind = 'approved' | 'ahead';

/** Cleansed blocks of an import in row order; those cleansed ahead only when they are asked for. */
export async function readBlocks(
  scope: TenantScope,
  { importId, which = 'approved' }: { readonly importId: string; readonly which?: BlocksKind },
  range: BlockRange,
): Promise<StoredBlock[]> {
  const [condition, bounds] =
    'after' in range
      ? ['first_row > $4 and $5::bigint is not null', [range.after, 0]]
      : ['first_row <= $5 and first_row + row_count > $4', [range.covering.first, range.covering.last]];
  const rows = await queryBinary(
    scope.client,
    `select first_row, row_count, body from import_cleansed_blocks
     where client_account_id = $1 and engagement_id = $2 and data_import_id = $3 and epoch ${which === 'ahead' ? '=' : '>'} ${aheadEpoch} and ${condition}
     order by first_row limit $6`,
    [scope.clientAccountId, scope.engagementId, importId, ...bounds, range.limit],
  );
  return rows.map(([firstRow, rowCount, body]) => ({
    firstRow: binaryInteger(firstRow),
    rowCount: binaryInteger(rowCount),
    body: binaryBytes(body),
  }));
}

/**
 * What the cleansed blocks of an import, or those cleansed ahead of the approval, are known by: another text once any
 * of them is written again.
 */
export async function blocksIdentity(
  scope: TenantScope,
  importId: string,
  which: BlocksKind = 'approved',
): Promise<string> {
  const epoch = which === 'ahead' ? sql`epoch = ${aheadEpoch}` : sql`epoch > ${aheadEpoch}`;
  const found = await sql<{ identity: string | null }>`
    select string_agg(concat_ws(':', first_row, row_count, xmin), ',' order by first_row) as identity
    from import_cleansed_blocks where client_account_id = ${scope.clientAccountId}
      and engagement_id = ${scope.engagementId} and data_import_id = ${importId} and ${epoch}`.execute(
    scope.tx,
  );
  return `${importId} ${found.rows[0]?.identity ?? ''}`;
}
