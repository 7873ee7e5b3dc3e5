import { type ByteRange, readCell } from './cell-value.ts';
import { cellForm, cellStride } from './csv-scanner.ts';
import type { ColumnProfile } from './column-profile.ts';
import { ColumnProfiler, dictionaryLimits } from './column-profiler.ts';
import type { SourceColumn } from './file-layout.ts';
import { hasBlankHeader } from './header-keys.ts';
import type { SourceRow } from './record-reader.ts';

/** Profiles all columns of a file while its rows are read. */
export class FileProfiler {
  readonly #columns: readonly SourceColumn[];
  readonly #profilers: readonly ColumnProfiler[];
  readonly #range: ByteRange = { bytes: new Uint8Array(0), start: 0, end: 0 };

  constructor(columns: readonly SourceColumn[]) {
    const limits = dictionaryLimits(columns.length);
    this.#columns = columns;
    this.#profilers = columns.map(() => new ColumnProfiler(limits));
  }

  /** Adds the row's cells; those beyond the header belong to no column. */
  addRow({ record }: SourceRow): void {
    const { bytes, cells, cellCount } = record;
    const profilers = this.#profilers;
    for (let index = 0; index < profilers.length; index++) {
      const profiler = profilers[index]!;
      if (index >= cellCount) profiler.addMissing();
      else {
        const slot = index * cellStride;
        if (cells[slot + 2] === cellForm.plain) profiler.add(bytes, cells[slot]!, cells[slot + 1]!);
        else this.#addUnquoted(profiler, record, index);
      }
    }
  }

  #addUnquoted(profiler: ColumnProfiler, record: SourceRow['record'], index: number): void {
    const range = this.#range;
    if (readCell(record, index, range)) profiler.add(range.bytes, range.start, range.end);
  }

  /** Profiles in header order, one at a time so that a caller can pause between them; columns with neither header nor value are left out. */
  *finish(): Generator<ColumnProfile, void> {
    for (const [index, column] of this.#columns.entries()) {
      const profiler = this.#profilers[index];
      if (profiler === undefined || (hasBlankHeader(column) && profiler.hasNoValue)) continue;
      yield profiler.finish(column);
    }
  }
}
