import { array, assert, constantFrom, option, property, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import type { CleansedBlock } from '../cleansing/cleansed-block.ts';
import { RowContents } from './row-contents.ts';

const fields = ['hostname', 'fqdn', 'custom:Team'];
type Row = readonly (string | null)[];

function blockOf(rows: readonly Row[], firstRow: number): CleansedBlock {
  const encoder = new TextEncoder();
  return {
    firstRow,
    rowCount: rows.length,
    columns: fields.map((field, at) => {
      const distinct = [...new Set(rows.map((row) => row[at] ?? null))].filter((text) => text !== null);
      let end = 0;
      return {
        field,
        bytes: encoder.encode(distinct.join('')),
        ends: Uint32Array.from(distinct, (text) => (end += encoder.encode(text).length)),
        ids: Uint16Array.from(rows, (row) => distinct.indexOf(row[at] ?? '\n') + 1),
      };
    }),
    faults: new Uint8Array(rows.length),
  };
}

function numbered(rows: readonly Row[], compared: 'values' | 'hashes', perBlock: number) {
  const contents = new RowContents(rows.length, compared);
  for (let at = 0; at < rows.length; at += perBlock)
    contents.add(blockOf(rows.slice(at, at + perBlock), at + 1));
  const { ids, size } = contents.result();
  return { ids: [...ids], size };
}

/** Numbers of equal rows, by their texts. */
function expectedOf(rows: readonly Row[]) {
  const numbers = new Map<string, number>();
  const ids = rows.map((row) => {
    const text = JSON.stringify(row);
    if (!numbers.has(text)) numbers.set(text, numbers.size);
    return numbers.get(text);
  });
  return { ids, size: numbers.size };
}

test('rows have one number exactly when they are equal in every field, however they are compared', () => {
  const cell = option(constantFrom('a', 'b', 'ab', 'ba', 'ß', 'web-1', 'web-2'));
  assert(
    property(array(tuple(cell, cell, cell), { minLength: 1, maxLength: 60 }), (rows) => {
      const expected = expectedOf(rows);
      expect(numbered(rows, 'values', 7)).toEqual(expected);
      expect(numbered(rows, 'hashes', 7)).toEqual(expected);
    }),
  );
});

test('a hundred thousand rows that differ a little have numbers of their own when only hashes are compared', () => {
  const rows = Array.from(
    { length: 100_000 },
    (_, row): Row => [`web-${row % 1000}`, `${Math.floor(row / 1000)}`, null],
  );
  expect(numbered(rows, 'hashes', 4096).size).toBe(rows.length);
});
