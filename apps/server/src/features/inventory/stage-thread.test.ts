import type { CleansedBlock, CleansedColumn } from '@landfall/domain/cleansing/cleansed-block';
import { decodeBlock, encodeBlock } from '@landfall/domain/cleansing/cleansed-block';
import { expect, test } from 'vitest';
import { TaskThreads } from '../../platform/task-threads.ts';
import { packHere } from '../../platform/packing.ts';
import { packedBody } from './packed-blocks.ts';
import { stageShape } from './stage-columns.ts';
import { type StageSetup, type StageTask, StageWork, type WrittenGroups } from './stage-work.ts';

const rowsPerBlock = 50;
const blockCount = 4;
const rowCount = rowsPerBlock * blockCount;

function column(field: string, valueOf: (row: number) => string | null, firstRow: number): CleansedColumn {
  const values = Array.from({ length: rowsPerBlock }, (_, row) => valueOf(firstRow + row));
  const distinct = [...new Set(values.filter((value) => value !== null))];
  const texts = distinct.map((value) => Buffer.from(value));
  let end = 0;
  return {
    field,
    bytes: Buffer.concat(texts),
    ends: Uint32Array.from(texts, ({ length }) => (end += length)),
    ids: Uint16Array.from(values, (value) => (value === null ? 0 : distinct.indexOf(value) + 1)),
  };
}

/** A block in memory that threads share, as the rows of an import are loaded. */
function block(index: number): CleansedBlock {
  const firstRow = index * rowsPerBlock + 1;
  const columns = [
    column('hostname', (row) => `web-${(row * 7919) % rowCount}`, firstRow),
    column('serial_number', (row) => (row % 3 === 0 ? null : `SN${row}`), firstRow),
    column('memory_gb', (row) => `${row % 5}.5`, firstRow),
    column('custom:Remark', (row) => (row % 4 === 0 ? 'says "hello"' : null), firstRow),
  ];
  const whole = { firstRow, rowCount: rowsPerBlock, columns, faults: new Uint8Array(rowsPerBlock) };
  return decodeBlock(encodeBlock(whole), (bytes) => new Uint8Array(new SharedArrayBuffer(bytes)));
}

/** Every tenth row belongs to the group of the row before it. */
function setup(): StageSetup {
  const blocks = Array.from({ length: blockCount }, (_, index) => block(index));
  const leadOf = Int32Array.from({ length: rowCount }, (_, row) => (row % 10 === 9 ? row - 1 : row));
  const created = Int32Array.from({ length: rowCount }, (_, row) => row).filter((row) => leadOf[row] === row);
  const fields = new Set(blocks[0]!.columns.map(({ field }) => field));
  return {
    rows: { kind: 'decoded', blocks },
    groups: {
      leadOf,
      eligible: new Uint8Array(rowCount).fill(1),
      ownKeys: new Uint8Array(rowCount).fill(15),
      created,
    },
    shape: stageShape(fields),
    importId: '00000000-0000-7000-8000-000000000001',
    sourceSystem: null,
  };
}

/** The same groups from packed rows, some of them with a row that is blocks away. */
function packedSetup(options: StageSetup): StageSetup {
  if (options.rows.kind !== 'decoded') throw new Error('The rows are packed already.');
  const bodies = options.rows.blocks.map((each) => packedBody(packHere(encodeBlock(each)), each));
  return { ...options, rows: { kind: 'packed', bodies } };
}

const threads = new TaskThreads(() => new URL('./stage-thread.ts', import.meta.url), { most: 1 });

function plain(written: readonly WrittenGroups[]) {
  return written.map(({ rows, ...counts }) => ({ ...counts, rows: Buffer.from(rows).toString('hex') }));
}

test('groups are written out the same whether a thread does it or not, all of them once and by name', async () => {
  const options = setup();
  const { created: leads } = options.groups;
  const tasks: StageTask[] = [
    { kind: 'new', leads: leads.slice(0, 120), perPiece: 50, spare: [] },
    { kind: 'new', leads: leads.slice(120), perPiece: 50, spare: [new Uint8Array(1 << 21).fill(7).buffer] },
    { kind: 'changes', leads: leads.slice(3, 5), assetIds: new Uint8Array(32).fill(9) },
    { kind: 'changes', leads: leads.slice(7, 9), assetIds: new Uint8Array(32).fill(5) },
  ];
  const work = new StageWork(options);
  const here = await Promise.all(tasks.map((task) => work.run(task)));
  const job = threads.open<StageTask, WrittenGroups[]>(options);
  const there = await Promise.all(tasks.map((task) => job.run(task)));
  job.close();
  expect(there.map(plain)).toEqual(here.map(plain));
  const counts = here.flat();
  expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(leads.length + 4);
  expect(counts.slice(0, -2).reduce((sum, { sourceRows }) => sum + sourceRows, 0)).toBe(rowCount);
  const text = Buffer.from(here[0]![0]!.rows).toString('latin1');
  const names = [...text.matchAll(/web-\d+/g)].map(([name]) => name);
  expect(names).toEqual(names.toSorted((left, right) => (left < right ? -1 : 1)));
  expect(text).toContain(String.raw`{"Remark":"says \"hello\""}`);
});

test('groups are written out the same from packed rows, also those whose rows lie far from each other', async () => {
  const options = setup();
  const { leadOf } = options.groups;
  // The last rows belong to groups of the first block, and the lead row of one is the last that has its values.
  for (const [row, lead] of [
    [190, 0],
    [191, 13],
    [45, 192],
  ] as const)
    leadOf[row] = lead;
  const created = Int32Array.from(leadOf.keys()).filter((row) => leadOf[row] === row);
  const apart = { ...options, groups: { ...options.groups, created } };
  const task: StageTask = { kind: 'new', leads: created, perPiece: 50, spare: [] };
  const expected = (await new StageWork(apart).run(task)).map((each) => ({ ...each }));
  const job = threads.open<StageTask, WrittenGroups[]>(packedSetup(apart));
  const found = await job.run(task);
  job.close();
  expect(plain(found)).toEqual(plain(expected));
});
