import { parentPort } from 'node:worker_threads';
import { giveWay } from './give-way.ts';
import type { ThreadAnswer, ThreadMessage } from './task-threads.ts';

/** Work a thread does for one job. */
export interface TaskWork<Task, Result> {
  run(task: Task): Promise<Result>;
  /** Memory of a result that is handed over instead of copied. */
  transfer(result: Result): readonly ArrayBuffer[];
}

/** Runs the tasks this thread is sent, with one work for each job. */
export function serveTasks<Task, Result>(open: (setup: unknown) => TaskWork<Task, Result>): void {
  // While several imports keep all processors busy, the thread that answers people would wait behind theirs.
  // Elsewhere than on Linux it would slow the whole process down.
  if (process.platform === 'linux') giveWay(0);
  const jobs = new Map<number, TaskWork<Task, Result>>();
  parentPort?.on('message', (message: ThreadMessage) => {
    if (message.kind === 'close') jobs.delete(message.job);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- sent by the thread pool that started this program
    else void answer(workOf(message.job, message.setup), message.task as Task);
  });

  function workOf(job: number, setup: unknown): TaskWork<Task, Result> {
    const work = jobs.get(job) ?? open(setup);
    jobs.set(job, work);
    return work;
  }
}

async function answer<Task, Result>(work: TaskWork<Task, Result>, task: Task): Promise<void> {
  try {
    const result = await work.run(task);
    parentPort?.postMessage({ result } satisfies ThreadAnswer, work.transfer(result));
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    parentPort?.postMessage({ error: text } satisfies ThreadAnswer, []);
  }
}

/** Buffers that hold nothing but these bytes, and so many that a copy would cost; small ones may share their memory. */
export function ownMemory(views: readonly ArrayBufferView[]): ArrayBuffer[] {
  const own = views.filter(
    ({ buffer, byteLength }) => byteLength >= 65_536 && buffer.byteLength === byteLength,
  );
  return [...new Set(own.map(({ buffer }) => buffer))].filter((buffer) => buffer instanceof ArrayBuffer);
}
