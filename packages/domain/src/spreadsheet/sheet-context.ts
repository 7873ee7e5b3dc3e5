import type { SourceNote } from '../tabular/table-source.ts';
import type { SharedStrings } from './shared-strings.ts';

/** What the cells of a sheet point to, and what a reader may take. */
export interface SheetContext {
  readonly strings: SharedStrings;
  /** Meaning of a number by index of its cell's format. */
  readonly meanings: Uint8Array;
  readonly uses1904: boolean;
  readonly maxColumns: number;
  readonly onNote: (note: SourceNote) => void;
}
