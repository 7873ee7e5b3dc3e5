import { expect, test } from 'vitest';
import { ColumnCells } from './column-cells.ts';
import { RecordReader } from './record-reader.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

const columns = ['a', 'b', 'c'].map((key, index) => ({ position: index + 1, key, header: key }));

function gather(cells: ColumnCells, csv: string): void {
  const reader = new RecordReader({ columns, delimiter: ',' }, ({ record }) => cells.add(record));
  reader.readAll(encodeUtf8(csv));
}

function textsOf(cells: ColumnCells, index: number): string[] {
  const { bytes, ends } = cells.column(index);
  return Array.from(ends, (end, row) => decodeUtf8(bytes, ends[row - 1] ?? 0, end));
}

test('cells come column by column in the order asked for, unquoted, with the missing ones counted', () => {
  const cells = new ColumnCells([3, 1], 10);
  gather(cells, '1,2,"x ""y"""\n4\n5,6,\nü,,"a\nb"\n');
  expect(cells.rowCount).toBe(4);
  expect(textsOf(cells, 0)).toEqual(['x "y"', '', '', 'a\nb']);
  expect(textsOf(cells, 1)).toEqual(['1', '4', '5', 'ü']);
  expect([0, 1].map((index) => cells.column(index).missing)).toEqual([1, 0]);
});

test('after clearing nothing of the rows before is left, however long their cells were', () => {
  const cells = new ColumnCells([1, 2], 3);
  gather(cells, `${'x'.repeat(10_000_000)},1\n${'y'.repeat(5000)}\n`);
  expect(textsOf(cells, 0).map(({ length }) => length)).toEqual([10_000_000, 5000]);
  cells.clear();
  expect(cells.column(0).bytes.length).toBeLessThan(5_000_000);
  gather(cells, 'p,q,r\n');
  expect([textsOf(cells, 0), textsOf(cells, 1)]).toEqual([['p'], ['q']]);
  expect(cells.column(1).missing).toBe(0);
});

test('cells of hundreds of kilobytes take the room they need, and many of them are not copied for each other', () => {
  const wide = new ColumnCells([1, 2], 3);
  gather(wide, `${'x'.repeat(700_000)},${'y'.repeat(6_000_000)}\n`);
  expect(wide.parts.bytes.map(({ length }) => length)).toEqual([700_000, 6_000_000]);
  const long = new ColumnCells([1], 70);
  const rooms = new Set<number>();
  for (let row = 0; row < 60; row++) {
    gather(long, `${'x'.repeat(5_000_000)}\n`);
    rooms.add(long.parts.bytes[0]?.length ?? 0);
  }
  expect(rooms.size).toBeLessThan(20);
});
