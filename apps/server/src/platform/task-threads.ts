import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/** What is sent to a thread: a task with the setup of its job when the thread has not seen it, or the end of a job. */
export type ThreadMessage =
  | { readonly kind: 'task'; readonly job: number; readonly setup: unknown; readonly task: unknown }
  | { readonly kind: 'close'; readonly job: number };

/** What a thread answers to a task. */
export type ThreadAnswer = { readonly result: unknown } | { readonly error: string };

/**
 * Tasks that belong together: a thread that runs one keeps what it made of the setup for the next.
 *
 * Tasks build on what those before them left only among threads that are one; when that one is lost they fail.
 */
export interface ThreadJob<Task, Result> {
  /** Runs a task in any thread; memory in `transfer` is handed over instead of copied. */
  run(task: Task, transfer?: readonly ArrayBuffer[]): Promise<Result>;
  /** Gives up tasks that wait and what the threads keep. */
  close(): void;
}

interface Waiting {
  readonly job: number;
  readonly setup: unknown;
  readonly task: unknown;
  readonly transfer: readonly ArrayBuffer[];
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly jobs: Set<number>;
  running: Waiting | undefined;
}

/** Threads that have had nothing to do for this long end, which gives their memory back to the work that follows. */
const idleMs = 250;

/** What threads may take. */
export interface ThreadLimits {
  /** How many there are at most. */
  readonly most?: number;
  /** Megabytes of room for young values: work on bytes makes few, and a small room keeps each thread small. */
  readonly youngMb?: number;
}

const usualMost = Math.min(4, Math.max(2, availableParallelism()));
const usualYoungMb = 8;

/** Threads for work of some milliseconds or more, shared by all jobs of the process in the order tasks come. */
export class TaskThreads {
  readonly #program: () => URL;
  readonly #most: number;
  readonly #youngMb: number;
  readonly #threads = new Set<Thread>();
  #waiting: Waiting[] = [];
  /** Jobs that a thread took a task of, and that are not closed. */
  readonly #begun = new Set<number>();
  #lastJob = 0;
  #idle: NodeJS.Timeout | undefined;

  /** Takes the program of a thread, TypeScript or built. */
  constructor(program: () => URL, { most = usualMost, youngMb = usualYoungMb }: ThreadLimits = {}) {
    this.#program = program;
    this.#most = most;
    this.#youngMb = youngMb;
  }

  /** Threads there are now. */
  get count(): number {
    return this.#threads.size;
  }

  open<Task, Result>(setup: unknown): ThreadJob<Task, Result> {
    const job = ++this.#lastJob;
    return {
      run: (task, transfer = []) =>
        new Promise<Result>((resolve, reject) => {
          // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the program answers a task with its result
          const settle = (result: unknown): void => resolve(result as Result);
          this.#waiting.push({ job, setup, task, transfer, resolve: settle, reject });
          this.#start();
        }),
      close: () => this.#close(job),
    };
  }

  #start(): void {
    clearTimeout(this.#idle);
    while (this.#waiting.length > 0) {
      const thread = this.#freeThread();
      if (thread === undefined) return;
      const next = this.#waiting.shift();
      if (next !== undefined) this.#post(thread, next);
    }
    this.#endIdleLater();
  }

  #endIdleLater(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#endIdle(), idleMs).unref();
  }

  #post(thread: Thread, next: Waiting): void {
    const isLost = this.#most === 1 && this.#begun.has(next.job) && !thread.jobs.has(next.job);
    if (isLost) return next.reject(new Error('The thread that held the state of this work is gone.'));
    this.#begun.add(next.job);
    post(thread, next);
  }

  #freeThread(): Thread | undefined {
    for (const thread of this.#threads) if (thread.running === undefined) return thread;
    return this.#threads.size < this.#most ? this.#open() : undefined;
  }

  #open(): Thread {
    const thread: Thread = {
      worker: startThread(this.#program(), this.#youngMb),
      jobs: new Set(),
      running: undefined,
    };
    this.#threads.add(thread);
    thread.worker.on('message', (answer: ThreadAnswer) => {
      const done = settled(thread);
      if ('error' in answer) done?.reject(new Error(answer.error));
      else done?.resolve(answer.result);
      this.#start();
    });
    thread.worker.on('error', (error) => this.#lose(thread, error));
    thread.worker.on('exit', (code) => this.#lose(thread, new Error(`A thread ended with code ${code}.`)));
    return thread;
  }

  #lose(thread: Thread, error: Error): void {
    if (!this.#threads.delete(thread)) return;
    settled(thread)?.reject(error);
    this.#start();
  }

  #close(job: number): void {
    this.#begun.delete(job);
    const given = this.#waiting.filter((waiting) => waiting.job === job);
    this.#waiting = this.#waiting.filter((waiting) => waiting.job !== job);
    for (const { reject } of given) reject(new Error('The job was closed.'));
    for (const { worker, jobs } of this.#threads)
      if (jobs.delete(job)) worker.postMessage({ kind: 'close', job } satisfies ThreadMessage, []);
    // A job that is closed long after its last task would otherwise keep its thread for ever.
    this.#endIdleLater();
  }

  #endIdle(): void {
    for (const thread of this.#threads) {
      if (thread.running !== undefined || thread.jobs.size > 0) continue;
      this.#threads.delete(thread);
      void thread.worker.terminate();
    }
  }
}

/** The program of a thread, which stands beside the bundle, or beside the file that names it in a source tree. */
export function threadProgram(importedFrom: string, name: string): URL {
  return new URL(`./${name}.${importedFrom.endsWith('.ts') ? 'ts' : 'mjs'}`, importedFrom);
}

function post(thread: Thread, next: Waiting): void {
  thread.running = next;
  // A process does not end under a task, and does not live on for a thread without one.
  thread.worker.ref();
  const setup = thread.jobs.has(next.job) ? undefined : next.setup;
  thread.jobs.add(next.job);
  const message: ThreadMessage = { kind: 'task', job: next.job, setup, task: next.task };
  thread.worker.postMessage(message, next.transfer);
}

function settled(thread: Thread): Waiting | undefined {
  const done = thread.running;
  thread.running = undefined;
  thread.worker.unref();
  return done;
}

/** Starts a program; one in TypeScript, which only a source tree has, with the loader it needs. */
function startThread(program: URL, maxYoungGenerationSizeMb: number): Worker {
  const resourceLimits = { maxYoungGenerationSizeMb };
  if (!program.pathname.endsWith('.ts')) return new Worker(program, { execArgv: [], resourceLimits });
  const found = pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm/api'));
  // What `require` finds is the loader's CommonJS form, which cannot register itself in a thread.
  const loader = new URL('index.mjs', found).href;
  const code = `import(${JSON.stringify(loader)}).then(({ register }) => {
    register();
    return import(${JSON.stringify(program.href)});
  });`;
  return new Worker(code, { eval: true, execArgv: [], resourceLimits });
}
