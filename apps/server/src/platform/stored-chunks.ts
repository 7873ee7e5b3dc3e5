import type { Revised } from '@landfall/domain/tabular/row-revisions';
import { binaryBytes, binaryInteger, queryBinary } from './binary-query.ts';
import type { TenantScope } from './tenant-scope.ts';

/** Rows as they are stored: whole records of the upload (revision 0), or one corrected row; packed. */
export interface StoredChunk extends Revised {
  /** Bytes before they were packed. */
  readonly byteLength: number;
  readonly body: Buffer;
}

/** Rows `first` to `last`, both included. */
export interface RowRange {
  readonly first: number;
  readonly last: number;
}

/** Rows of the upload, and after how much of them no other chunk follows; all of them unless told. */
export interface ChunkRange extends RowRange {
  readonly mostChunks?: number;
  /** Bytes of text; the chunk that takes the last of them is the last. */
  readonly mostBytes?: number;
}

const unlimited = 2 ** 31 - 1;

/** The first chunks of the upload that hold rows of a range, in row order; at least one when there is one. */
export async function uploadedChunks(
  { client, clientAccountId, engagementId }: TenantScope,
  importId: string,
  { first, last, mostChunks = unlimited, mostBytes = Number.MAX_SAFE_INTEGER }: ChunkRange,
): Promise<StoredChunk[]> {
  // The chunk of the first row is found by one step back in the key, not by a test of every chunk.
  const rows = await queryBinary(
    client,
    `select first_row, row_count, first_line, byte_length, revision, body
     from (select *, sum(byte_length) over (order by first_row) - byte_length as bytes_before
       from (select * from import_chunks
         where client_account_id = $1 and engagement_id = $2 and data_import_id = $3 and revision = 0
           and first_row <= $5 and first_row >= coalesce((select max(first_row) from import_chunks
             where client_account_id = $1 and engagement_id = $2 and data_import_id = $3 and revision = 0
               and first_row <= $4), 0)
         order by first_row limit $6) as covering) as sized
     where bytes_before < $7 order by first_row`,
    [clientAccountId, engagementId, importId, first, last, mostChunks, mostBytes],
  );
  return rows.map(chunkOf);
}

/** All corrections of the rows of a range, every revision of them. */
export async function correctionsOfRows(
  { client, clientAccountId, engagementId }: TenantScope,
  importId: string,
  { first, last }: RowRange,
): Promise<StoredChunk[]> {
  const rows = await queryBinary(
    client,
    `select first_row, row_count, first_line, byte_length, revision, body from import_chunks
     where client_account_id = $1 and engagement_id = $2 and data_import_id = $3 and revision > 0
       and first_row >= $4 and first_row <= $5
     order by first_row, revision`,
    [clientAccountId, engagementId, importId, first, last],
  );
  return rows.map(chunkOf);
}

function chunkOf(row: readonly (Buffer | null)[]): StoredChunk {
  const [firstRow, rowCount, firstLine, byteLength, revision, body] = row;
  return {
    firstRow: binaryInteger(firstRow),
    rowCount: binaryInteger(rowCount),
    firstLine: binaryInteger(firstLine),
    byteLength: binaryInteger(byteLength),
    revision: binaryInteger(revision),
    body: binaryBytes(body),
  };
}
