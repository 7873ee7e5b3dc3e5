import { expect, test } from 'vitest';
import { encodeUtf8 } from '../tabular/utf8.ts';
import { decodeBlock, valueAt } from './cleansed-block.ts';

const align = (length: number): number => (length + 3) & ~3;

/** A block of two rows as the first version stored it, written out by hand. */
function storedByTheFirstVersion(): Uint8Array {
  const values = encodeUtf8('web1Müller');
  const header = encodeUtf8(
    JSON.stringify({
      firstRow: 5,
      rowCount: 2,
      columns: [{ field: 'name', values: 2, bytes: values.length }],
    }),
  );
  const columnAt = 8 + align(header.length);
  const packed = new Uint8Array(columnAt + 8 + 4 + align(values.length) + 2);
  new Uint32Array(packed.buffer, 0, 2).set([0x3142_464c, header.length]);
  packed.set(header, 8);
  new Uint32Array(packed.buffer, columnAt, 2).set([4, values.length]);
  new Uint16Array(packed.buffer, columnAt + 8, 2).set([2, 1]);
  packed.set(values, columnAt + 12);
  packed.set([0, 3], columnAt + 12 + align(values.length));
  return packed;
}

test('a block that the first version stored is read as it was meant', () => {
  const block = decodeBlock(storedByTheFirstVersion());
  expect([block.firstRow, block.rowCount, [...block.faults]]).toEqual([5, 2, [0, 3]]);
  const names = block.columns.map((column) => [column.field, valueAt(column, 0), valueAt(column, 1)]);
  expect(names).toEqual([['name', 'Müller', 'web1']]);
});

test('anything else is refused', () => {
  expect(() => decodeBlock(new Uint8Array(16))).toThrow('Not a cleansed block');
});
