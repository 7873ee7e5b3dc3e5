import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { BlockWriter, type CleansedRowBlock } from './block-writer.ts';

const megabyte = 2 ** 20;

function blockOf(firstRow: number): CleansedRowBlock {
  return { firstRow, rowCount: 1, body: Buffer.alloc(1), notes: { rejected: 0, columns: [] }, wanted: [] };
}

/** Adds blocks of so many megabytes of text one after the other while the first is being stored. */
function addAll(megabytes: readonly number[]) {
  const stored: number[][] = [];
  const storing: (() => void)[] = [];
  const writer = new BlockWriter(async (blocks) => {
    stored.push(blocks.map(({ firstRow }) => firstRow));
    await new Promise<void>((resolve) => storing.push(resolve));
  });
  const added: number[] = [];
  const all = async (): Promise<void> => {
    for (const [index, size] of megabytes.entries()) {
      await writer.add(Promise.resolve(blockOf(index + 1)), size * megabyte);
      added.push(index + 1);
    }
    await writer.end();
  };
  return { stored, storing, added, done: all() };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await nextTurn();
}

test('ordinary blocks are made while one is stored, and stored together afterwards', async () => {
  const { stored, storing, added, done } = addAll([8, 9, 8, 9, 8]);
  await settle();
  expect(added).toEqual([1, 2, 3, 4]);
  storing[0]?.();
  await settle();
  storing[1]?.();
  await done;
  expect(stored).toEqual([[1], [2, 3, 4, 5]]);
});

test('a block of a row of many megabytes is stored before another is made', async () => {
  const { stored, storing, added, done } = addAll([30, 30, 30]);
  for (const row of [1, 2, 3]) {
    await settle();
    expect(added).toHaveLength(row);
    storing[row - 1]?.();
  }
  await done;
  expect(stored).toEqual([[1], [2], [3]]);
});
