import type { PoolClient } from 'pg';
import { copyOut } from './copy-rows.ts';

/** What stands for `$n` in a query of {@link queryBinary}. */
export type BinaryParameter = string | number | readonly number[];

/** Signature, flags and extension length in front of the rows of a binary COPY. */
const headerLength = 19;

/**
 * Rows of a query as bytes, in PostgreSQL's binary form of each column's type; null for SQL null. The values are
 * views of one buffer, aligned to nothing.
 *
 * The driver decodes every column as UTF-8 text, which would damage `bytea` or, as hexadecimal text, cost more
 * than reading it; COPY sends the bytes themselves. COPY takes no parameters, so they are written as literals.
 */
export async function queryBinary(
  client: PoolClient,
  text: string,
  values: readonly BinaryParameter[],
): Promise<(Buffer | null)[][]> {
  const query = text.replaceAll(/\$(\d+)/g, (_, number) => literalOf(client, values[Number(number) - 1]));
  const pieces: Buffer[] = [];
  await copyOut(client, `copy (${query}) to stdout (format binary)`, (piece) => pieces.push(piece));
  return readRows(Buffer.concat(pieces));
}

function literalOf(client: PoolClient, value: BinaryParameter | undefined): string {
  if (value === undefined) throw new Error('The query has a parameter without a value.');
  if (typeof value === 'number') return String(value);
  return client.escapeLiteral(typeof value === 'string' ? value : `{${value.join(',')}}`);
}

function readRows(copied: Buffer): (Buffer | null)[][] {
  const rows: (Buffer | null)[][] = [];
  let at = headerLength;
  for (;;) {
    const columns = copied.readInt16BE(at);
    if (columns < 0) return rows;
    at += 2;
    const row: (Buffer | null)[] = [];
    for (let column = 0; column < columns; column++) {
      const length = copied.readInt32BE(at);
      at += 4;
      row.push(length < 0 ? null : copied.subarray(at, at + length));
      at += Math.max(0, length);
    }
    rows.push(row);
  }
}

/** The number in a column of {@link queryBinary} of type `integer` or `bigint`. */
export function binaryInteger(bytes: Buffer | null | undefined): number {
  const present = binaryBytes(bytes);
  return present.length === 8 ? Number(present.readBigInt64BE()) : present.readInt32BE();
}

/** The bytes of a column that is never null. */
export function binaryBytes(bytes: Buffer | null | undefined): Buffer {
  if (bytes === null || bytes === undefined) throw new Error('A value was expected, not null.');
  return bytes;
}
