/** Formats whose content is told apart and read. */
export const sourceFormats = ['delimited_text', 'xlsx', 'json', 'ndjson', 'xml'] as const;
export type SourceFormat = (typeof sourceFormats)[number];

/** What a table was packed into. */
export type Packing = 'gzip' | 'zip';

export interface SheetFacts {
  readonly name: string;
  readonly visibility: 'visible' | 'hidden' | 'very_hidden';
}

/** A way to read text whose encoding cannot be told for sure. */
export interface EncodingCandidate {
  readonly encoding: string;
  /** From 0 to 1. */
  readonly certainty: number;
  /** Some lines that tell the candidates apart, as this encoding reads them. */
  readonly preview: readonly string[];
}

/** What a record's number counts in the source: the sheet's rows, lines, items of an array, or elements. */
export type PositionUnit = 'sheet_row' | 'line' | 'item' | 'element';
