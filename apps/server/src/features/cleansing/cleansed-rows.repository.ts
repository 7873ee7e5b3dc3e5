import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** Rows in the cleansed blocks of an epoch. */
export async function countCleansedRows(
  scope: TenantScope,
  importId: string,
  epoch: number,
): Promise<number> {
  const found = await sql<{ rows: number }>`
    select coalesce(sum(row_count), 0)::bigint as rows from import_cleansed_blocks
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and epoch = ${epoch}`.execute(scope.tx);
  return found.rows[0]?.rows ?? 0;
}
