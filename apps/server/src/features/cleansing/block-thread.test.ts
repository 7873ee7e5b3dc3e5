import { setTimeout as sleep } from 'node:timers/promises';
import { findTargetField, targetFields } from '@landfall/domain/catalog/target-fields';
import { valueAt } from '@landfall/domain/cleansing/cleansed-block';
import { noEvidence } from '@landfall/domain/cleansing/column-evidence';
import { planColumn } from '@landfall/domain/cleansing/column-plan';
import { planImport } from '@landfall/domain/cleansing/import-plan';
import { expect, test } from 'vitest';
import { pack } from '../../platform/packing.ts';
import { TaskThreads } from '../../platform/task-threads.ts';
import { type BlockResult, type BlockSetup, type BlockTask, BlockWork } from './block-work.ts';

const headers = ['Host', 'RAM', 'Serial'];
const fields = ['hostname', 'memory_gb', 'serial_number'];
const chunkRows = 30;

function setup(): BlockSetup {
  const columns = headers.map((header, index) => ({ position: index + 1, key: header, header }));
  const plans = columns.map((column, index) =>
    planColumn({ ...column, evidence: noEvidence }, findTargetField(fields[index]!)!),
  );
  const plan = planImport(plans, new Map(targetFields.map((field) => [field.key, field] as const)));
  return { layout: { columns, delimiter: ',' }, plan, kept: [], wanted: ['serial_number'], sources: [] };
}

/** Blocks of 100 rows over chunks of 30, so that blocks begin inside chunks. */
async function tasks(blocks: number): Promise<BlockTask[]> {
  const chunks = await Promise.all(
    Array.from({ length: Math.ceil((blocks * 100) / chunkRows) }, async (_, index) => {
      const firstRow = index * chunkRows + 1;
      const lines = Array.from(
        { length: chunkRows },
        (_unused, row) => `web-${firstRow + row},${row % 7} GB,SN-${(firstRow + row) % 50}\n`,
      );
      const text = Buffer.from(lines.join(''));
      const place = {
        firstRow,
        rowCount: chunkRows,
        firstLine: firstRow + 1,
        byteLength: text.length,
        revision: 0,
      };
      return { ...place, body: await pack(text) };
    }),
  );
  return Array.from({ length: blocks }, (_, index) => {
    const firstRow = index * 100 + 1;
    const rowCount = 100;
    const isOfBlock = (chunk: { firstRow: number }): boolean =>
      chunk.firstRow < firstRow + rowCount && chunk.firstRow + chunkRows > firstRow;
    return { firstRow, rowCount, chunks: chunks.filter(isOfBlock) };
  });
}

/** What does not depend on which thread met a text first: examples are the first of each thread. */
function plain(blocks: readonly BlockResult[]) {
  return blocks.map(({ body, notes: { rejected, columns }, ...block }) => ({
    ...block,
    body: [...body],
    rejected,
    columns: columns.map((column) => ({ ...column, examples: [] })),
  }));
}

const threads = new TaskThreads(() => new URL('./block-thread.ts', import.meta.url), { most: 2 });

test('blocks are the same whether threads cleanse them or not, in whatever order', async () => {
  const all = await tasks(9);
  const work = new BlockWork(setup());
  const here = await Promise.all(all.map((task) => work.run(task)));
  const job = threads.open<BlockTask, BlockResult>(setup());
  const there = await Promise.all(all.map((task) => job.run(task)));
  job.close();
  expect(plain(there)).toEqual(plain(here));
  expect(here[3]).toMatchObject({ firstRow: 301, rowCount: 100, wanted: [{ field: 'serial_number' }] });
});

const serialOf = (row: number): string => `SN-${row} ${'x'.repeat(300_000)}`;

test('long values that are handed out stay as they are while the next block is made in the same memory', async () => {
  const work = new BlockWork(setup());
  const blocks = [1, 2].map(async (firstRow) => {
    const text = Buffer.from(`web-${firstRow},1 GB,${serialOf(firstRow)}\n`);
    const chunk = { firstRow, rowCount: 1, firstLine: firstRow + 1, byteLength: text.length, revision: 0 };
    const { wanted } = await work.run({
      firstRow,
      rowCount: 1,
      chunks: [{ ...chunk, body: await pack(text) }],
    });
    return wanted;
  });
  const serials = (await Promise.all(blocks)).map(([column]) => valueAt(column!, 0));
  expect(serials).toEqual([serialOf(1), serialOf(2)]);
});

test('a task that fails says why and leaves the thread to others; a closed job answers nothing more', async () => {
  const [task] = await tasks(1);
  const job = threads.open<BlockTask, BlockResult>(setup());
  const broken = { ...task!, rowCount: 400 };
  await expect(job.run(broken)).rejects.toThrow('400 rows were due, 120 were read');
  await expect(job.run(task!)).resolves.toMatchObject({ firstRow: 1 });
  const given = Promise.allSettled(Array.from({ length: 5 }, () => job.run(task!)));
  job.close();
  const outcomes = (await given).map(({ status }) => status);
  expect(outcomes).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected', 'rejected']);
});

test('a thread ends when nothing is to be done and no job is open, also when the job is closed late', async () => {
  const [task] = await tasks(1);
  const job = threads.open<BlockTask, BlockResult>(setup());
  await job.run(task!);
  await sleep(600);
  expect(threads.count).toBeGreaterThan(0);
  job.close();
  await expect.poll(() => threads.count).toBe(0);
});
