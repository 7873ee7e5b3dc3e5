import { expect, test } from 'vitest';
import { blockRows, type CleansedBlock, valueAt } from './cleansed-block.ts';
import { PickedRows } from './picked-rows.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

/** Two columns over three rows; the second value of `name` is used twice, `os` has one value. */
const block: CleansedBlock = {
  firstRow: 101,
  rowCount: 3,
  columns: [
    { field: 'name', bytes: bytes('webdbß'), ends: Uint32Array.of(3, 7), ids: Uint16Array.of(1, 2, 2) },
    { field: 'os', bytes: bytes('Linux'), ends: Uint32Array.of(5), ids: Uint16Array.of(0, 0, 1) },
  ],
  faults: Uint8Array.of(0, 2, 0),
};

test('picked rows have the values, gaps and faults they had in their blocks, in the order they were added', () => {
  const picked = new PickedRows();
  picked.add(block, 2);
  picked.add({ ...block, columns: block.columns.slice(0, 1) }, 1);
  picked.add(block, 0);
  const [made] = picked.blocks();
  expect(made).toMatchObject({ firstRow: 1, rowCount: 3 });
  expect([...(made?.faults ?? [])]).toEqual([0, 2, 0]);
  const read = (field: string) => {
    const column = made?.columns.find((one) => one.field === field);
    return column && [0, 1, 2].map((row) => valueAt(column, row));
  };
  expect(read('name')).toEqual(['dbß', 'dbß', 'web']);
  expect(read('os')).toEqual(['Linux', null, null]);
});

test('more rows than one block takes make several of equal length but for the last', () => {
  const picked = new PickedRows();
  for (let row = 0; row < blockRows + 2; row++) picked.add(block, row % 3);
  const made = picked.blocks();
  expect(made.map(({ firstRow, rowCount }) => [firstRow, rowCount])).toEqual([
    [1, blockRows],
    [blockRows + 1, 2],
  ]);
  const column = made[1]?.columns[0];
  expect(column && valueAt(column, 1)).toBe(['web', 'dbß', 'dbß'][(blockRows + 1) % 3]);
});

test('without rows there are no blocks', () => {
  expect(new PickedRows().blocks()).toEqual([]);
});
