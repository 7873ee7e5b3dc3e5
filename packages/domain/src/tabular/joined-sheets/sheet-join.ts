import type { CountedLines, LineRange } from '../reading-counts.ts';

/** Places of two columns that hold the same, 1-based in the headers of the lead sheet and of the other. */
export type ColumnPair = readonly [lead: number, own: number];

/** How the rows of one sheet come to those of the lead sheet: all that is needed to read them again in the same way. */
export interface SideSheetPlan {
  readonly sheet: string;
  readonly headerRow: number;
  /** Columns that tell which rows belong together; none for a sheet without rows. */
  readonly key: readonly ColumnPair[];
  /** Places of the columns that come in. */
  readonly columns: readonly number[];
  /** Columns that say the same as one of the lead sheet in every row: they do not come in again. */
  readonly merged: readonly ColumnPair[];
}

/** How several sheets of a workbook become one table. */
export interface JoinPlan {
  readonly lead: string;
  readonly headerRow: number;
  readonly sides: readonly SideSheetPlan[];
}

/** How many rows of a sheet belong to how many rows of the lead sheet. */
export const joinRelations = ['one_to_one', 'one_to_many', 'many_to_one', 'many_to_many'] as const;
export type JoinRelation = (typeof joinRelations)[number];

export interface NamedPair {
  readonly lead: string;
  readonly own: string;
}

/** Columns by which a sheet could be joined, with the evidence for it. */
export interface JoinCandidate {
  readonly key: readonly NamedPair[];
  /** Share of the lead sheet's rows with a key that have it alone; from 0 to 1. */
  readonly leadUniqueness: number;
  /** Share of the sheet's rows whose key a row of the lead sheet has. */
  readonly coverage: number;
}

/** What became of the rows and columns of a joined sheet. */
export interface JoinedSheetFacts {
  readonly sheet: string;
  readonly headerRow: number;
  readonly key: readonly NamedPair[];
  readonly relation: JoinRelation;
  readonly rows: number;
  /** Rows that stand beside a row of the lead sheet. */
  readonly matchedRows: number;
  readonly leadRowsMatched: number;
  /** Rows of the sheet that fit no row of the lead sheet, by their numbers in the sheet. */
  readonly unmatched: CountedLines;
  /** Numbers in the table of those rows, in the same order: they are rows of their own there. */
  readonly ownLines: LineRange | null;
  readonly columns: readonly string[];
  readonly merged: readonly NamedPair[];
  /** Ways to join it, best first. */
  readonly candidates: readonly JoinCandidate[];
}

/** The sheets that one table was made of. */
export interface JoinFacts {
  readonly plan: JoinPlan;
  readonly leadRows: number;
  readonly sheets: readonly JoinedSheetFacts[];
}
