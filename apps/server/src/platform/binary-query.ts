import type { PoolClient, QueryConfig } from 'pg';

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- pg's type knows text parsers only; binary values pass as they are
const raw = { getTypeParser: () => (value: unknown) => value } as unknown as NonNullable<
  QueryConfig['types']
>;

/**
 * Rows of a query as the bytes PostgreSQL sent for each column, in binary format; null for SQL null.
 *
 * For large `bytea` columns: as text they arrive twice as long and are decoded from hexadecimal.
 */
export async function queryBinary(
  client: PoolClient,
  text: string,
  values: readonly unknown[],
): Promise<(Buffer | null)[][]> {
  const config = { text, values: [...values], rowMode: 'array' as const, binary: true, types: raw };
  const { rows } = await client.query<(Buffer | null)[]>(config);
  return rows;
}

/** The number in a binary int4 or int8 column. */
export function binaryInteger(bytes: Buffer | null | undefined): number {
  if (bytes === null || bytes === undefined) throw new Error('A number was expected, not null.');
  return bytes.length === 8 ? Number(bytes.readBigInt64BE()) : bytes.readInt32BE();
}

/** The bytes of a column that is never null. */
export function binaryBytes(bytes: Buffer | null | undefined): Buffer {
  if (bytes === null || bytes === undefined) throw new Error('Bytes were expected, not null.');
  return bytes;
}
