import type { RowTest } from './find-rows.service.ts';

/** First and last rows, ascending. */
export type IssueRanges = readonly (readonly [first: number, last: number])[];

/** The rows a quality issue is about. */
export interface IssueRows {
  readonly importId: string;
  /** Key of the column it is about; null for an issue of whole rows. */
  readonly column: string | null;
  /** Exact, also where not all of its rows are kept. */
  readonly total: number;
  /** The rows that are kept of it, or what tells them while all rows are read in order. */
  readonly rows: { readonly ranges: IssueRanges } | { readonly test: () => RowTest };
  /** False for an issue of which only the first rows are kept. */
  readonly isComplete: boolean;
}
