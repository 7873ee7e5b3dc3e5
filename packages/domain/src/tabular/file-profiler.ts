import { ColumnCells, type CellsParts, columnOf } from './column-cells.ts';
import type { ColumnProfile } from './column-profile.ts';
import { ColumnProfiler, dictionaryLimits } from './column-profiler.ts';
import type { SourceColumn } from './file-layout.ts';
import { hasBlankHeader } from './header-keys.ts';
import type { SourceRow } from './record-reader.ts';

/** Rows gathered before their columns are profiled one after the other; fewer when the columns are many. */
const mostRows = 16_384;
const mostCells = mostRows * 32;
/** Into how many parts the work on a full block is cut. */
const parts = 8;
/** Bytes of records after which a block is profiled although it has few rows. */
const mostBytes = 8 * 1024 * 1024;

/** Memory for a block of the rows of a file with so many columns. */
export function blockOf(columnCount: number): ColumnCells {
  const positions = Array.from({ length: columnCount }, (_, index) => index + 1);
  return new ColumnCells(positions, rowsOfBlock(columnCount));
}

function rowsOfBlock(columnCount: number): number {
  return Math.min(mostRows, Math.ceil(mostCells / columnCount));
}

/** True when a block is to be profiled before it takes more rows. */
export function isFullBlock({ rowCount, byteLength }: ColumnCells, columnCount: number): boolean {
  return rowCount === rowsOfBlock(columnCount) || byteLength >= mostBytes;
}

/** Profiles of all columns of a file, made from the blocks its rows are gathered into. */
export class ColumnProfilers {
  readonly #columns: readonly SourceColumn[];
  readonly #profilers: readonly ColumnProfiler[];

  constructor(columns: readonly SourceColumn[]) {
    const limits = dictionaryLimits(columns.length);
    this.#columns = columns;
    this.#profilers = columns.map(() => new ColumnProfiler(limits));
  }

  /** Adds one column of the next block. */
  addColumn(block: CellsParts, index: number): void {
    this.#profilers[index]?.addCells(columnOf(block, index));
  }

  /** Adds all columns of the next block. */
  add(block: CellsParts): void {
    for (const index of this.#profilers.keys()) this.addColumn(block, index);
  }

  /**
   * Profiles in header order, one at a time so that a caller can pause between them; columns with neither
   * header nor value are left out.
   */
  *finish(): Generator<ColumnProfile, void> {
    for (const [index, column] of this.#columns.entries()) {
      const profiler = this.#profilers[index];
      if (profiler === undefined || (hasBlankHeader(column) && profiler.hasNoValue)) continue;
      yield profiler.finish(column);
    }
  }
}

/**
 * Profiles all columns of a file while its rows are read.
 *
 * Rows are gathered into blocks and each block is profiled column by column: one column's dictionary
 * then stays in the processor's cache for many cells, which halves the time of a pass.
 */
export class FileProfiler {
  readonly #columnCount: number;
  readonly #profilers: ColumnProfilers;
  #filling: ColumnCells;
  /** The block before; its columns from {@link #next} on are still to be profiled. */
  #full: ColumnCells;
  #next: number;

  constructor(columns: readonly SourceColumn[]) {
    this.#columnCount = columns.length;
    this.#profilers = new ColumnProfilers(columns);
    this.#filling = blockOf(columns.length);
    this.#full = blockOf(columns.length);
    this.#next = columns.length;
  }

  /** Adds the row's cells; those beyond the header belong to no column. */
  addRow({ record }: SourceRow): void {
    this.#filling.add(record);
    if (isFullBlock(this.#filling, this.#columnCount)) this.#turn();
  }

  /**
   * Profiles some columns of a full block, some milliseconds of work, and leaves the others for later.
   *
   * A caller that lets others run between pieces of the file calls it there; without it the work is the same, in one go.
   */
  profileSome(): void {
    this.#profileUpTo(Math.min(this.#next + Math.ceil(this.#columnCount / parts), this.#columnCount));
  }

  #turn(): void {
    this.#profileUpTo(this.#columnCount);
    const emptied = this.#full;
    emptied.clear();
    this.#full = this.#filling;
    this.#filling = emptied;
    this.#next = 0;
  }

  #profileUpTo(end: number): void {
    const block = this.#full.parts;
    while (this.#next < end) this.#profilers.addColumn(block, this.#next++);
  }

  /** As {@link ColumnProfilers.finish}. */
  finish(): Generator<ColumnProfile, void> {
    // What is left of the block before, then the last one.
    this.#turn();
    this.#turn();
    return this.#profilers.finish();
  }
}
