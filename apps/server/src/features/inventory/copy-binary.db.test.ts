import type { CleansedColumn } from '@landfall/domain/cleansing/cleansed-block';
import { encodeUtf8 } from '@landfall/domain/tabular/utf8';
import { type EncodedKind, encodeValue, ValueEncoder } from './binary-values.ts';
import { CopyBinary, copyOf } from './copy-binary.ts';
import { copyIn } from '../../platform/copy-rows.ts';
import { expect, test } from 'vitest';
import { useDatabase } from '../../../test/database.ts';

const database = useDatabase();

/** What PostgreSQL reads in a column of this type, as text. */
async function readBack(type: string, add: (out: CopyBinary) => void): Promise<string | null> {
  const client = await database.admin.connect();
  try {
    await client.query(`set timezone = 'Asia/Tokyo'`);
    await client.query(`create temporary table copied (value ${type})`);
    const out = new CopyBinary();
    out.beginRow(1);
    add(out);
    await copyIn(client, 'copy copied from stdin (format binary)', copyOf(out.bytes));
    await client.query(`set timezone = 'UTC'`);
    const found = await client.query<{ value: string | null }>('select value::text from copied');
    return found.rows[0]?.value ?? null;
  } finally {
    client.release(true);
  }
}

const values: readonly (readonly [EncodedKind, text: string, stored: string])[] = [
  ['bigint', '0', '0'],
  ['bigint', '-9007199254740993', '-9007199254740993'],
  ['float8', '13.08', '13.08'],
  ['float8', '-0.001', '-0.001'],
  ['float8', '1e+21', '1e+21'],
  ['numeric', '0', '0'],
  ['numeric', '21.4', '21.4'],
  ['numeric', '-10000.0001', '-10000.0001'],
  ['numeric', '123456789.5', '123456789.5'],
  ['numeric', '-0.5', '-0.5'],
  ['numeric', '1000000', '1000000'],
  ['numeric', '10000.10000', '10000.10000'],
  ['numeric', '99999999.999999', '99999999.999999'],
  ['numeric', '12345678901234567890.12', '12345678901234567890.12'],
  ['float8', '123456789.123456', '123456789.123456'],
  ['float8', '0.1', '0.1'],
  ['bigint', '-12', '-12'],
  ['numeric', '0.00012', '0.00012'],
  ['numeric', '.5', '0.5'],
  ['numeric', '1e-7', '0.0000001'],
  ['numeric', '1e+21', '1000000000000000000000'],
  ['boolean', 'true', 'true'],
  ['boolean', 'false', 'false'],
  ['date', '1999-12-31', '1999-12-31'],
  ['date', '2024-02-29', '2024-02-29'],
  ['timestamptz', '2026-03-17', '2026-03-17 00:00:00+00'],
  ['timestamptz', '1970-01-01T23:59:59Z', '1970-01-01 23:59:59+00'],
];

test.each(values)('a %s %s is stored as %s', async (kind, text, stored) => {
  const value = encodeValue(kind, text);
  expect(await readBack(kind, (out) => out.addBytes(value, 0, value.length))).toBe(stored);
});

/** A column of one value behind another. */
function columnOf(text: string): CleansedColumn {
  const bytes = encodeUtf8(`7${text}`);
  return { field: 'any', bytes, ends: Uint32Array.of(1, bytes.length), ids: Uint16Array.of(2) };
}

test('values of a column are stored as their texts are', async () => {
  for (const [kind, text, stored] of values) {
    const encoder = new ValueEncoder(kind);
    expect(await readBack(kind, (out) => encoder.add(out, columnOf(text), 1))).toBe(stored);
  }
});

test.each([
  ['float8', 'many'],
  ['float8', ''],
  ['numeric', '1,5'],
  ['numeric', '-'],
  ['date', '17.03.2026'],
  ['timestamptz', '2026-03-17 10:00'],
] as const)('a %s %j is refused, not guessed', (kind, text) => {
  expect(() => encodeValue(kind, text)).toThrow(/^Not a/);
  expect(() => new ValueEncoder(kind).add(new CopyBinary(), columnOf(text), 1)).toThrow(/^Not a/);
});

test('texts of every length and script, words and null arrive as they are', async () => {
  for (const text of [
    '',
    'a',
    'Überwachung aktiv – siehe Wiki',
    '機器'.repeat(500),
    'tab\tline\nback\\slash',
  ]) {
    expect(await readBack('text', (out) => out.addText(text))).toBe(text);
    const bytes = Buffer.from(text);
    expect(await readBack('text', (out) => out.addBytes(bytes, 0, bytes.length))).toBe(text);
  }
  expect(await readBack('text', (out) => out.addWord('server'))).toBe('server');
  expect(await readBack('text', (out) => out.addText(null))).toBeNull();
});

test('lists keep quotes, backslashes and empty items', async () => {
  const items = ['10.0.0.1', 'a "b"', 'c\\d', '', '{e}'];
  const joined = Buffer.from(items.join('\n'));
  const read = await readBack('text[]', (out) => out.addList(joined, 0, joined.length));
  expect(read).toBe('{10.0.0.1,"a \\"b\\"","c\\\\d","","{e}"}');
  expect(await readBack('text[]', (out) => out.addTexts(items))).toBe(read);
  expect(await readBack('text[]', (out) => out.addTexts([]))).toBeNull();
});

test('whole numbers, fractions and JSON arrive as they are', async () => {
  for (const value of [1, 4_294_967_296, 2 ** 53 - 1])
    expect(await readBack('bigint', (out) => out.addInteger(value))).toBe(String(value));
  expect(await readBack('float8', (out) => out.addFloat(0.9))).toBe('0.9');
  expect(await readBack('jsonb', (out) => out.addJson('{"größe": [1, null]}'))).toBe('{"größe": [1, null]}');
  expect(await readBack('jsonb', (out) => out.addJson(null))).toBeNull();
});
