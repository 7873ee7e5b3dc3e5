import type { ColumnCells } from '@landfall/domain/tabular/column-cells';
import type { ColumnProfile } from '@landfall/domain/tabular/column-profile';
import type { SourceColumn } from '@landfall/domain/tabular/file-layout';
import { blockOf, FileProfiler, isFullBlock } from '@landfall/domain/tabular/file-profiler';
import type { SourceRow } from '@landfall/domain/tabular/record-reader';
import { memoryOfBlock, type ProfileAnswer, type ProfileTask } from './profile-task.ts';
import { giveBack } from '../../platform/give-back.ts';
import { nextTurn } from '../../platform/next-turn.ts';
import { TaskThreads, type ThreadJob, threadProgram } from '../../platform/task-threads.ts';

/** Profiles the columns of a file while its rows are read. */
export interface PassProfiler {
  addRow(row: SourceRow): void;
  /** Called between two pieces of the file: does some work, or waits while too much of it is waiting. */
  relieve(): Promise<void>;
  /** Profiles in header order; columns with neither header nor value are left out. */
  finish(): Promise<ColumnProfile[]>;
  /** Gives up what is not finished. */
  close(): void;
}

/** The profiler for a file: large ones are profiled in a thread of their own. */
export function openProfiler(columns: readonly SourceColumn[], isLarge: boolean): PassProfiler {
  return isLarge ? new ThreadProfiler(columns) : new LocalProfiler(columns);
}

class LocalProfiler implements PassProfiler {
  readonly #profiler: FileProfiler;

  constructor(columns: readonly SourceColumn[]) {
    this.#profiler = new FileProfiler(columns);
  }

  addRow(row: SourceRow): void {
    this.#profiler.addRow(row);
  }

  async relieve(): Promise<void> {
    this.#profiler.profileSome();
  }

  async finish(): Promise<ColumnProfile[]> {
    const columns: ColumnProfile[] = [];
    for (const profile of this.#profiler.finish()) {
      columns.push(profile);
      // Working out a column takes up to some 20 ms; requests are served in between.
      await nextTurn();
    }
    return columns;
  }

  close(): void {}
}

/** One thread, because the profile of a file is what it became from block to block. */
const threads = new TaskThreads(() => threadProgram(import.meta.url, 'profile-thread'), { most: 1 });

/** Blocks that wait for the thread while another is gathered; more would only take memory, and so does one of long rows. */
const mostWaiting = 1;
const longBlock = 16 * 1024 * 1024;
/** Rows of the first block: the thread has something to do soon. */
const firstRows = 2048;

class ThreadProfiler implements PassProfiler {
  readonly #columnCount: number;
  readonly #job: ThreadJob<ProfileTask, ProfileAnswer>;
  readonly #spare: ColumnCells[] = [];
  #filling: ColumnCells | undefined;
  #waiting: Promise<void>[] = [];
  #mostWaiting = mostWaiting;
  #hasBegun = false;

  constructor(columns: readonly SourceColumn[]) {
    this.#columnCount = columns.length;
    this.#job = threads.open(columns);
  }

  addRow({ record }: SourceRow): void {
    // Not before there is a row for it: the block that was full before may be back by then.
    const filling = (this.#filling ??= this.#spare.pop() ?? blockOf(this.#columnCount));
    filling.add(record);
    const isFirst = !this.#hasBegun && filling.rowCount === firstRows;
    if (isFirst || isFullBlock(filling, this.#columnCount)) this.#turn(filling);
  }

  #turn(full: ColumnCells): void {
    this.#hasBegun = true;
    this.#mostWaiting = full.byteLength < longBlock ? mostWaiting : 0;
    this.#filling = undefined;
    const profiled = this.#profile(full);
    // Met again when the pass waits for it; until then a failure must not count as unhandled.
    profiled.catch(() => {});
    this.#waiting.push(profiled);
  }

  async #profile(cells: ColumnCells): Promise<void> {
    const answer = await this.#job.run(cells.parts, memoryOfBlock(cells.parts));
    if (!('rowCount' in answer)) return;
    cells.reuse(answer);
    this.#spare.push(cells);
  }

  async relieve(): Promise<void> {
    while (this.#waiting.length > this.#mostWaiting) await this.#waiting.shift();
  }

  async finish(): Promise<ColumnProfile[]> {
    if (this.#filling !== undefined) this.#turn(this.#filling);
    await Promise.all(this.#waiting);
    const answer = await this.#job.run('finish');
    this.close();
    return 'rowCount' in answer ? [] : [...answer];
  }

  close(): void {
    this.#job.close();
    giveBack(this.#spare.splice(0).flatMap(({ parts }) => parts.bytes));
  }
}
