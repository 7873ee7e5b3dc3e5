import type { RowResults } from '@landfall/domain/inventory/row-results';
import { binaryBytes, binaryInteger, queryBinary } from '../../platform/binary-query.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** Rows of a block with the lead row of each; see `leadRowAt`. */
type BlockLeads = Pick<RowResults, 'firstRow' | 'rowCount' | 'actions' | 'leadRows'>;

/** What blocks in which rows are merged into others say of the groups of their rows, in row order. */
export async function readMergedLeads(scope: TenantScope, importId: string): Promise<BlockLeads[]> {
  const found = await queryBinary(
    scope.client,
    `select first_row, row_count, actions, lead_rows from import_row_blocks
     where client_account_id = $1 and engagement_id = $2 and data_import_id = $3
       and (counts -> 'actions' ->> 'merge')::int > 0
     order by first_row`,
    [scope.clientAccountId, scope.engagementId, importId],
  );
  return found.map(([firstRow, rowCount, actions, leadRows]) => ({
    firstRow: binaryInteger(firstRow),
    rowCount: binaryInteger(rowCount),
    actions: binaryBytes(actions),
    leadRows: binaryBytes(leadRows),
  }));
}
