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
export interface KeysApart<Kind extends WrittenKind = WrittenKind> {
  /** Takes the next block, whose first row is `row`, counted from 0. */
  add(block: CleansedBlock, row: number): void;
  result(): Promise<Record<Kind, InternedKeys>>;
  close(): void;
}

/** Rows of an import from which on a thread is worth its start. */
const fewRows = 32_768;

/** One thread, because the number of a key is what it became from block to block. */
const threads = new TaskThreads(() => threadProgram(import.meta.url, 'key-thread'), { most: 1 });

/** Opens the numbering of keys: in a thread for many rows, which sees blocks in memory that threads share. */
export function openKeys<Kind extends WrittenKind>(
  setup: KeySetup & { readonly kinds: readonly Kind[] },
): KeysApart<Kind> {
  const job = openJob(setup);
  const running: Promise<unknown>[] = [];
  return {
    add({ columns }, row) {
      const own = columns.filter(({ field }) => setup.kinds.some((kind) => kind === field));
      if (own.length > 0) running.push(heardLater(job.run({ row, columns: own })));
    },
    async result() {
      await Promise.all(running);
      const parts = await job.run('finish');
      const found = parts.map((each) => [each.kind, keysOfParts(each)] as const);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the work answers the kinds it was opened with
      return Object.fromEntries(found) as Record<Kind, InternedKeys>;
    },
    close: () => job.close(),
  };
}

function openJob(setup: KeySetup): ThreadJob<KeyTask, KeyParts[]> {
  if (setup.rows > fewRows) return threads.open(setup);
  const work = new KeyWork(setup);
  return { run: async (task) => work.run(task), close: () => undefined };
}
