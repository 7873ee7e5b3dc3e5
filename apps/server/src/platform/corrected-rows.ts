import type { Revised } from '@landfall/domain/tabular/row-revisions';
import { binaryBytes, binaryInteger, queryBinary } from './binary-query.ts';
import type { TenantScope } from './tenant-scope.ts';

/** A corrected row as it is stored: one packed record. */
export interface StoredCorrection extends Revised {
  /** Bytes before they were packed. */
  readonly byteLength: number;
  readonly body: Buffer;
}

/** All corrections of the rows `[first, last]` of an import, every revision of them. */
export async function correctionsOfRows(
  { client, clientAccountId, engagementId }: TenantScope,
  importId: string,
  { first, last }: { readonly first: number; readonly last: number },
): Promise<StoredCorrection[]> {
  const rows = await queryBinary(
    client,
    `select first_row, row_count, first_line, byte_length, revision, body from import_chunks
     where client_account_id = $1 and engagement_id = $2 and data_import_id = $3 and revision > 0
       and first_row >= $4 and first_row <= $5
     order by first_row, revision`,
    [clientAccountId, engagementId, importId, first, last],
  );
  return rows.map(([firstRow, rowCount, firstLine, byteLength, revision, body]) => ({
    firstRow: binaryInteger(firstRow),
    rowCount: binaryInteger(rowCount),
    firstLine: binaryInteger(firstLine),
    byteLength: binaryInteger(byteLength),
    revision: binaryInteger(revision),
    body: binaryBytes(body),
  }));
}
