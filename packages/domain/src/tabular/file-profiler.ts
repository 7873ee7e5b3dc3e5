import { unquote } from './cell-value.ts';
import type { ColumnProfile } from './column-profile.ts';
import { ColumnProfiler, dictionaryLimits } from './column-profiler.ts';
import { cellForm, cellStride } from './csv-scanner.ts';
import type { SourceColumn } from './file-layout.ts';
import { hasBlankHeader } from './header-keys.ts';
import type { SourceRow } from './record-reader.ts';

/** Rows gathered before their columns are profiled one after the other. */
const blockRows = 256;
/** Bytes of values after which a block is profiled although it has few rows. */
const blockBytes = 256 * 1024;
const missing = -1;

/**
 * Profiles all columns of a file while its rows are read.
 *
 * Rows are gathered into blocks and each block is profiled column by column: one column's dictionary
 * then stays in the processor's cache for many cells, which halves the time of a pass.
 */
export class FileProfiler {
  readonly #columns: readonly SourceColumn[];
  readonly #profilers: readonly ColumnProfiler[];
  /** Values of the block. */
  #bytes = new Uint8Array(blockBytes + 65_536);
  #length = 0;
  #rows = 0;
  /** Start and end of each value in the block's bytes, column by column; `missing` for a cell a row lacks. */
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;

  constructor(columns: readonly SourceColumn[]) {
    const limits = dictionaryLimits(columns.length);
    this.#columns = columns;
    this.#profilers = columns.map(() => new ColumnProfiler(limits));
    this.#starts = new Int32Array(columns.length * blockRows);
    this.#ends = new Int32Array(columns.length * blockRows);
  }

  /** Adds the row's cells; those beyond the header belong to no column. */
  addRow({ record }: SourceRow): void {
    const { cells, cellCount } = record;
    const width = this.#profilers.length;
    const shift = this.#copy(record.bytes.subarray(record.start, record.end)) - record.start;
    for (let column = 0, place = this.#rows; column < width; column++, place += blockRows) {
      if (column >= cellCount) {
        this.#starts[place] = missing;
        continue;
      }
      const slot = column * cellStride;
      this.#starts[place] = cells[slot]! + shift;
      this.#ends[place] = cells[slot + 1]! + shift;
      if (cells[slot + 2] !== cellForm.plain) this.#unquoteAt(place);
    }
    this.#rows++;
    if (this.#rows === blockRows || this.#length >= blockBytes) this.#profileBlock();
  }

  /** Appends bytes to the block and answers where they start. */
  #copy(bytes: Uint8Array): number {
    const start = this.#length;
    const length = start + bytes.length;
    if (length > this.#bytes.length) {
      const grown = new Uint8Array(length * 2);
      grown.set(this.#bytes.subarray(0, start));
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, start);
    this.#length = length;
    return start;
  }

  #unquoteAt(place: number): void {
    const value = unquote(this.#bytes.subarray(this.#starts[place], this.#ends[place]));
    this.#starts[place] = this.#copy(value);
    this.#ends[place] = this.#length;
  }

  #profileBlock(): void {
    const bytes = this.#bytes;
    for (const [column, profiler] of this.#profilers.entries()) {
      const first = column * blockRows;
      for (let place = first; place < first + this.#rows; place++) {
        const start = this.#starts[place]!;
        if (start === missing) profiler.addMissing();
        else profiler.add(bytes, start, this.#ends[place]!);
      }
    }
    this.#rows = 0;
    this.#length = 0;
  }

  /**
   * Profiles in header order, one at a time so that a caller can pause between them; columns with neither
   * header nor value are left out.
   */
  *finish(): Generator<ColumnProfile, void> {
    this.#profileBlock();
    for (const [index, column] of this.#columns.entries()) {
      const profiler = this.#profilers[index];
      if (profiler === undefined || (hasBlankHeader(column) && profiler.hasNoValue)) continue;
      yield profiler.finish(column);
    }
  }
}
