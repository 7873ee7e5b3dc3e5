import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { type Refusal } from '@landfall/domain/tabular/file-layout';
import { TabularRefusal } from '@landfall/domain/tabular/table-source';
import { giveWay } from '../../../platform/give-way.ts';
import { type ProcessBudget, watchProcess } from './process-budget.ts';
import { Turns } from './turns.ts';
import type { OpenedTable, TableEnd, TableMessage, TableTask } from './table-task.ts';
import { taskMessages } from './table-task.ts';

/** A file that is open in this process and read by another. */
export interface TaskFile {
  readonly descriptor: number;
  readonly size: number;
}

/** A table as a reading process tells it. */
export interface LookedAt {
  readonly opened: OpenedTable;
  readonly end: TableEnd;
}

/** Megabytes of JavaScript values a reading process may hold. */
const heapMegabytes = 256;

/** Looks at a file in a process of its own; throws `TabularRefusal` for what it does not take. */
export function lookAtTable(file: TaskFile, task: TableTask): Promise<LookedAt> {
  return looks.run(() => look(file, task));
}

/** Files that are looked at at once: many uploads must not become as many processes. */
const looks = new Turns(4);

async function look(file: TaskFile, task: TableTask): Promise<LookedAt> {
  const run = new TableProcess(file, task);
  run.child.stdout?.resume();
  const end = await run.end;
  if (run.opened === undefined) throw new Error('The reading process told nothing about the file.');
  return { opened: run.opened, end };
}

/** The text of a table as another process makes it from a file. */
export interface TableTextStream {
  readonly pieces: AsyncIterable<Uint8Array>;
  /** Bytes of the file read so far. */
  readonly bytesRead: () => number;
  /** Settles when the last piece was taken; fails with `TabularRefusal` where the file cannot be read on. */
  readonly end: Promise<TableEnd>;
}

/** Reads the whole table of a file in a process of its own; aborting ends that process. */
export function streamTable(file: TaskFile, task: TableTask, signal: AbortSignal): TableTextStream {
  const run = new TableProcess(file, task, signal);
  return { pieces: run.pieces(), bytesRead: () => run.bytesRead, end: run.end };
}

/** One reading process from its start to its end. */
class TableProcess {
  readonly child: ChildProcess;
  readonly end: Promise<TableEnd>;
  opened: OpenedTable | undefined;
  bytesRead = 0;
  #last: TableMessage | undefined;
  #overrun: Refusal | undefined;
  #stderr = '';

  constructor(file: TaskFile, task: TableTask, signal?: AbortSignal) {
    this.child = spawn(
      process.execPath,
      [`--max-old-space-size=${heapMegabytes}`, ...program(), JSON.stringify(task)],
      {
        stdio: ['ignore', 'pipe', 'pipe', file.descriptor, 'pipe'],
        // Nothing of this process's settings or secrets is any business of a reader of untrusted files.
        env: {},
        ...(signal === undefined ? {} : { signal, killSignal: 'SIGKILL' }),
      },
    );
    if (this.child.pid !== undefined) giveWay(this.child.pid);
    const watch = watchProcess(this.child, budgetOf(file, task), (overrun) => this.#stop(overrun));
    this.end = this.#run().finally(() => watch.stop());
    // Its failure is met by whoever reads the pieces first.
    this.end.catch(() => {});
  }

  /** The text; fails as the process does. */
  async *pieces(): AsyncGenerator<Uint8Array, void> {
    const { stdout } = this.child;
    if (stdout === null) throw new Error('A reading process writes to a pipe.');
    let isDrained = false;
    try {
      for await (const piece of stdout) if (piece instanceof Uint8Array) yield piece;
      isDrained = true;
    } catch (error) {
      // A process that was ended closes its pipe early: why it was ended says more.
      await this.end;
      throw error;
    } finally {
      // Whoever stops reading ends the process; one that has said everything ends by itself.
      if (!isDrained) this.child.kill('SIGKILL');
    }
    await this.end;
  }

  #stop(overrun: Refusal): void {
    this.#overrun = overrun;
    this.child.kill('SIGKILL');
  }

  async #run(): Promise<TableEnd> {
    const told = this.#listen();
    const code = await exitOf(this.child);
    await told;
    if (this.#overrun !== undefined) throw new TabularRefusal(this.#overrun);
    if (this.#last?.kind === 'refused') throw new TabularRefusal(this.#last.refusal);
    if (this.#last?.kind === 'end' && code === 0) return this.#last.end;
    throw this.#died(code);
  }

  async #listen(): Promise<void> {
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = `${this.#stderr}${text}`.slice(-2000);
    });
    const pipe = this.child.stdio[taskMessages];
    if (!(pipe instanceof Readable)) return;
    for await (const line of createInterface({ input: pipe })) this.#hear(line);
  }

  #hear(line: string): void {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the other end is table-process-main.ts
    const message = JSON.parse(line) as TableMessage;
    if (message.kind === 'opened') this.opened = message.opened;
    else if (message.kind === 'progress') this.bytesRead = message.bytesRead;
    this.#last = message;
  }

  /** A process that ran out of memory is the file's doing; any other end is ours. */
  #died(code: number | null): Error {
    if (/heap out of memory|Array buffer allocation failed/i.test(this.#stderr))
      return new TabularRefusal(tooCostly('memory'));
    return new Error(`The reading process ended with ${code ?? 'a signal'}: ${this.#stderr}`);
  }
}

/** Why a file is not read to its end although nothing in it is known to be wrong. */
export function tooCostly(what: 'memory' | 'time'): Refusal {
  const detail = `Reading this file takes more ${what} than a file of its size may. Export it again as CSV and upload that.`;
  return { code: 'file_unreadable', detail };
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
}

/** The program of a reading process: a file of the bundle, or of the sources by the loader that tests run with. */
function program(): string[] {
  const bundled = join(import.meta.dirname, 'table-process.mjs');
  if (existsSync(bundled)) return [bundled];
  const loader = createRequire(import.meta.url).resolve('tsx');
  return ['--import', pathToFileURL(loader).href, join(import.meta.dirname, 'table-process-main.ts')];
}

const megabyte = 1024 * 1024;

/** What reading costs grows with the size of the file; packed content and the whole text cost more. */
function budgetOf(file: TaskFile, task: TableTask): ProcessBudget {
  const megabytes = file.size / megabyte;
  const cpuSeconds = task.kind === 'text' ? 60 + 4 * megabytes : 8 + megabytes / 4;
  return { cpuSeconds, residentBytes: 640 * megabyte, refuse: tooCostly };
}
