import type { RowResults } from '@landfall/domain/inventory/row-results';
import { sql } from 'kysely';
import { binaryBytes, binaryInteger, queryBinary } from '../../platform/binary-query.ts';
import type { RowRange } from '../../platform/stored-chunks.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** Packed results of the rows of a range, in row order; none before the rows were matched. */
export async function resultsCovering(
  scope: TenantScope,
  importId: string,
  { first, last }: RowRange,
): Promise<RowResults[]> {
  const rows = await queryBinary(
    scope.client,
    `select first_row, row_count, actions, reasons, lead_rows, asset_ids, outcomes from import_row_blocks
     where client_account_id = $1 and engagement_id = $2 and data_import_id = $3
       and first_row <= $5 and first_row + row_count > $4
     order by first_row`,
    [scope.clientAccountId, scope.engagementId, importId, first, last],
  );
  return rows.map(([firstRow, rowCount, actions, reasons, leadRows, assetIds, outcomes]) => ({
    firstRow: binaryInteger(firstRow),
    rowCount: binaryInteger(rowCount),
    actions: binaryBytes(actions),
    reasons: binaryBytes(reasons),
    leadRows: binaryBytes(leadRows),
    assetIds: binaryBytes(assetIds),
    outcomes: outcomes ?? null,
  }));
}

/** Outcome and reason codes of all rows of an import: two bytes a row, in blocks. */
export async function outcomeCodes(
  scope: TenantScope,
  importId: string,
): Promise<Pick<RowResults, 'firstRow' | 'reasons' | 'outcomes'>[]> {
  const rows = await queryBinary(
    scope.client,
    `select first_row, reasons, outcomes from import_row_blocks
     where client_account_id = $1 and engagement_id = $2 and data_import_id = $3 and outcomes is not null
     order by first_row`,
    [scope.clientAccountId, scope.engagementId, importId],
  );
  return rows.map(([firstRow, reasons, outcomes]) => ({
    firstRow: binaryInteger(firstRow),
    reasons: binaryBytes(reasons),
    outcomes: binaryBytes(outcomes),
  }));
}

/** What there is to say of rejected rows of a range besides their reason, by row number. */
export async function reasonDetails(
  scope: TenantScope,
  importId: string,
  { first, last }: RowRange,
): Promise<Readonly<Record<string, string>>> {
  const found = await sql<{ details: Record<string, string> }>`
    select reason_details as details from import_row_blocks
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and reason_details <> '{}' and first_row <= ${last}
      and first_row + row_count > ${first}`.execute(scope.tx);
  return Object.assign({}, ...found.rows.map(({ details }) => details));
}
