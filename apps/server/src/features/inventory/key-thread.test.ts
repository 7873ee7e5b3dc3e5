import type { CleansedColumn } from '@landfall/domain/cleansing/cleansed-block';
import { expect, test } from 'vitest';
import { TaskThreads } from '../../platform/task-threads.ts';
import { type KeyParts, keysOfParts } from './key-numbers.ts';
import { type KeySetup, type KeyTask, KeyWork } from './keys-apart.ts';

const setup: KeySetup = { rows: 3000, sourceSystem: null, kinds: ['uuid', 'mac_address'] };

function column(field: string, values: readonly string[]): CleansedColumn {
  const texts = values.map((value) => Buffer.from(value));
  let end = 0;
  const ids = Uint16Array.from({ length: 1000 }, (_, row) => row % (values.length + 1));
  return {
    field,
    bytes: Buffer.concat(texts),
    ends: Uint32Array.from(texts, ({ length }) => (end += length)),
    ids,
  };
}

/** Blocks of a thousand rows; the second repeats half of the keys of the first. */
const tasks: KeyTask[] = [0, 1, 2].map((block) => {
  const uuids = Array.from(
    { length: 600 },
    (_, at) => `00000000-0000-4000-8000-${String(at + block * 300).padStart(12, '0')}`,
  );
  const macs = Array.from({ length: 200 }, (_, at) => `00:50:56:00:${block}0:${(at % 99) + 10}`);
  return { row: block * 1000, columns: [column('uuid', uuids), column('mac_address', macs)] };
});

const threads = new TaskThreads(() => new URL('./key-thread.ts', import.meta.url), { most: 1 });

test('keys have the same numbers and can be looked up whether a thread numbers them or not', async () => {
  const work = new KeyWork(setup);
  for (const task of tasks) expect(work.run(task)).toEqual([]);
  const here = work.run('finish').map(keysOfParts);
  const job = threads.open<KeyTask, KeyParts[]>(setup);
  await Promise.all(tasks.map((task) => job.run(task)));
  const there = (await job.run('finish')).map(keysOfParts);
  job.close();
  expect(there.map(({ ids, size }) => ({ ids: [...ids], size }))).toEqual(
    here.map(({ ids, size }) => ({ ids: [...ids], size })),
  );
  expect(there.map(({ size }) => size)).toEqual([1200, 297]);
  const [uuids] = there;
  const key = uuids!.values.bytes.slice(uuids!.values.startOf(700), uuids!.values.endOf(700));
  expect(uuids!.values.find(key, 0, key.length)).toBe(700);
  // A dictionary that came from another thread goes on numbering.
  expect(uuids!.values.internText('something new')).toBe(1200);
});
