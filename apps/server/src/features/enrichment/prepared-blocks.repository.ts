import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** A cleansed block, packed. */
export interface PreparedBlock {
  readonly firstRow: number;
  readonly body: Uint8Array;
}

/** Replaces the values of cleansed blocks by those that follow from all rows together. */
export async function replaceBlocks(
  scope: TenantScope,
  importId: string,
  blocks: readonly PreparedBlock[],
): Promise<void> {
  for (const { firstRow, body } of blocks) {
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    await sql`
      update import_cleansed_blocks set body = ${bytes}
      where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
        and data_import_id = ${importId} and first_row = ${firstRow}`.execute(scope.tx);
  }
}
