import type { CleansedBlock, CleansedColumn } from '@landfall/domain/cleansing/cleansed-block';
import type { WrittenKind } from '@landfall/domain/entity-resolution/key-bytes';
import { heardLater } from '../../platform/heard-later.ts';
import { TaskThreads, type ThreadJob, threadProgram } from '../../platform/task-threads.ts';
import { type InternedKeys, KeyNumbers, type KeyParts, keysOfParts } from './key-numbers.ts';

/** Which keys are numbered. Plain data: it may cross to another thread. */
export interface KeySetup {
  /** Rows of the import. */
  readonly rows: number;
  readonly sourceSystem: string | null;
  readonly kinds: readonly WrittenKind[];
}

/** Columns of the block that begins at a row, counted from 0; or the question what all of them say together. */
export type KeyTask = { readonly row: number; readonly columns: readonly CleansedColumn[] } | 'finish';

/** Numbers keys of some kinds, block after block. */
export class KeyWork {
  readonly #numbers: readonly KeyNumbers[];

  constructor({ rows, sourceSystem, kinds }: KeySetup) {
    this.#numbers = kinds.map((kind) => new KeyNumbers(rows, kind, sourceSystem));
  }

  /** Answers the keys when it is asked for them, and nothing for a block. */
  run(task: KeyTask): KeyParts[] {
    if (task === 'finish') return this.#numbers.map(({ parts }) => parts);
    for (const numbers of this.#numbers) {
      const column = task.columns.find(({ field }) => field === numbers.kind);
      if (column !== undefined) numbers.add(column, task.row);
    }
    return [];
  }
}

/** Keys of some kinds that are numbered while the caller numbers others. */
export interface KeysApart {
  /** Takes the next block, whose first row is `row`, counted from 0; resolves when there is room for one more. */
  add(block: CleansedBlock, row: number): Promise<unknown>;
  /** The keys of each kind. */
  result(): Promise<Partial<Record<WrittenKind, InternedKeys>>>;
  close(): void;
}

/** Rows of an import from which on a thread is worth its start. */
const fewRows = 32_768;

const openThread = (): TaskThreads =>
  new TaskThreads(() => threadProgram(import.meta.url, 'key-thread'), { most: 1 });

/** One thread for some kinds, because the number of a key is what it became from block to block. */
const threads = [openThread(), openThread()] as const;

/** Opens the numbering of two sets of kinds: in a thread each for many rows, which sees blocks in shared memory. */
export function openKeys(
  setup: Omit<KeySetup, 'kinds'>,
  [one, other]: readonly [readonly WrittenKind[], readonly WrittenKind[]],
): KeysApart {
  const parts = [
    openPart({ ...setup, kinds: one }, threads[0]),
    openPart({ ...setup, kinds: other }, threads[1]),
  ];
  return {
    add: (block, row) => heardLater(Promise.all(parts.map((part) => part.add(block, row)))),
    async result() {
      const found = (await Promise.all(parts.map((part) => part.result()))).flat();
      return Object.fromEntries(found.map((each) => [each.kind, keysOfParts(each)] as const));
    },
    close: () => parts.forEach((part) => part.close()),
  };
}

/** Tasks that wait for a thread: each may hold copies of columns. */
const tasksAhead = 16;

function openPart(setup: KeySetup, thread: TaskThreads) {
  const job = openJob(setup, thread);
  const running: Promise<unknown>[] = [];
  return {
    async add({ columns }: CleansedBlock, row: number): Promise<void> {
      const wanted = columns.filter(({ field }) => setup.kinds.some((kind) => kind === field));
      if (wanted.length === 0) return;
      running.push(heardLater(job.run({ row, columns: wanted.map(handedOver) })));
      await running.at(-tasksAhead);
    },
    async result(): Promise<KeyParts[]> {
      await Promise.all(running);
      return job.run('finish');
    },
    close: () => job.close(),
  };
}

/** A column as another thread reads it: shared, or else a copy of nothing but its own. */
function handedOver(column: CleansedColumn): CleansedColumn {
  if (column.ids.buffer instanceof SharedArrayBuffer) return column;
  const { field, bytes, ends, ids } = column;
  return { field, bytes: bytes.slice(), ends: ends.slice(), ids: ids.slice() };
}

function openJob(setup: KeySetup, thread: TaskThreads): ThreadJob<KeyTask, KeyParts[]> {
  if (setup.rows > fewRows && setup.kinds.length > 0) return thread.open(setup);
  const work = new KeyWork(setup);
  return { run: async (task) => work.run(task), close: () => undefined };
}
