import type { PoolClient, QueryConfig } from 'pg';

const bytea = 17;

const asBytes: NonNullable<QueryConfig['types']> = {
  getTypeParser: (oid: number) => (oid === bytea ? fromHex : fromText),
};

/** `\x` and two hexadecimal digits a byte. */
function fromHex(text: string): Buffer {
  return Buffer.from(text.slice(2), 'hex');
}

function fromText(text: string): Buffer {
  return Buffer.from(text);
}

/**
 * Rows of a query as bytes: those of a `bytea` column as stored, any other column as its text; null for SQL null.
 *
 * The driver decodes every column as UTF-8 before anyone sees it, which damages binary results; hexadecimal text
 * passes unharmed.
 */
export async function queryBinary(
  client: PoolClient,
  text: string,
  values: readonly unknown[],
): Promise<(Buffer | null)[][]> {
  const config = { text, values: [...values], rowMode: 'array' as const, types: asBytes };
  const { rows } = await client.query<(Buffer | null)[]>(config);
  return rows;
}

/** The number in a column of {@link queryBinary} that is a number. */
export function binaryInteger(bytes: Buffer | null | undefined): number {
  if (bytes === null || bytes === undefined) throw new Error('A number was expected, not null.');
  return Number(bytes.toString('latin1'));
}

/** The bytes of a column that is never null. */
export function binaryBytes(bytes: Buffer | null | undefined): Buffer {
  if (bytes === null || bytes === undefined) throw new Error('Bytes were expected, not null.');
  return bytes;
}
