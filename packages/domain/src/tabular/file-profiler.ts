import { ColumnCells } from './column-cells.ts';
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

/**
 * Profiles all columns of a file while its rows are read.
 *
 * Rows are gathered into blocks and each block is profiled column by column: one column's dictionary
 * then stays in the processor's cache for many cells, which halves the time of a pass.
 */
export class FileProfiler {
  readonly #columns: readonly SourceColumn[];
  readonly #profilers: readonly ColumnProfiler[];
  readonly #blockRows: number;
  #filling: ColumnCells;
  /** The block before; its columns from {@link #next} on are still to be profiled. */
  #full: ColumnCells;
  #next: number;

  constructor(columns: readonly SourceColumn[]) {
    const limits = dictionaryLimits(columns.length);
    this.#columns = columns;
    this.#profilers = columns.map(() => new ColumnProfiler(limits));
    this.#blockRows = Math.min(mostRows, Math.ceil(mostCells / columns.length));
    const positions = columns.map((_, index) => index + 1);
    this.#filling = new ColumnCells(positions, this.#blockRows);
    this.#full = new ColumnCells(positions, this.#blockRows);
    this.#next = columns.length;
  }

  /** Adds the row's cells; those beyond the header belong to no column. */
  addRow({ record }: SourceRow): void {
    this.#filling.add(record);
    if (this.#filling.rowCount === this.#blockRows || this.#filling.byteLength >= mostBytes) this.#turn();
  }

  /**
   * Profiles some columns of a full block, some milliseconds of work, and leaves the others for later.
   *
   * A caller that lets others run between pieces of the file calls it there; without it the work is the same, in one go.
   */
  profileSome(): void {
    const columns = this.#profilers.length;
    const end = Math.min(this.#next + Math.ceil(columns / parts), columns);
    while (this.#next < end) this.#profileNext();
  }

  #turn(): void {
    while (this.#next < this.#profilers.length) this.#profileNext();
    const emptied = this.#full;
    emptied.clear();
    this.#full = this.#filling;
    this.#filling = emptied;
    this.#next = 0;
  }

  #profileNext(): void {
    const index = this.#next++;
    this.#profilers[index]?.addCells(this.#full.column(index));
  }

  /**
   * Profiles in header order, one at a time so that a caller can pause between them; columns with neither
   * header nor value are left out.
   */
  *finish(): Generator<ColumnProfile, void> {
    // What is left of the block before, then the last one.
    this.#turn();
    this.#turn();
    for (const [index, column] of this.#columns.entries()) {
      const profiler = this.#profilers[index];
      if (profiler === undefined || (hasBlankHeader(column) && profiler.hasNoValue)) continue;
      yield profiler.finish(column);
    }
  }
}
