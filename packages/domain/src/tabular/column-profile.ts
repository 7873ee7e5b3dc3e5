import type { ColumnEvidence } from '../cleansing/column-evidence.ts';
import type { TextFinding } from './text-findings.ts';

/** Kinds a cell's text is recognised as; the most specific one wins. */
export const valueKinds = [
  'integer',
  'decimal',
  'boolean',
  'date',
  'timestamp',
  'ip',
  'mac',
  'fqdn',
  'email',
  'url',
  'uuid',
  'version',
  'text',
] as const;
export type ValueKind = (typeof valueKinds)[number];

export interface ValueCount {
  readonly value: string;
  readonly count: number;
}

/** Statistics of one source column over all its rows, made in one streaming pass. */
export interface ColumnProfile {
  /** 1-based position in the header. */
  readonly position: number;
  /** Unique key of the column in its file: the header, `Header#2`, `__EMPTY_3`. */
  readonly key: string;
  /** The header cell exactly as read, untrimmed. */
  readonly header: string;
  readonly rows: number;
  /** Cells missing from short rows. */
  readonly nullCount: number;
  /** Cells present and empty (or blank). */
  readonly emptyCount: number;
  /** Cells that hold a placeholder word such as `n/a`; counted apart from empty ones. */
  readonly placeholderCount: number;
  /** These cells by word, in lower case; absent in profiles stored before words were counted. */
  readonly placeholderWords?: readonly ValueCount[];
  readonly distinctCount: number;
  /** False when `distinctCount` is an estimate. */
  readonly distinctExact: boolean;
  readonly topValues: readonly ValueCount[];
  /** Up to five distinct filled values in file order. */
  readonly samples: readonly string[];
  /** Lengths in characters of filled cells; null when no cell is filled. */
  readonly minLength: number | null;
  readonly maxLength: number | null;
  readonly avgLength: number | null;
  /** Filled cells per recognised kind, over all rows; kinds with no cell are absent. */
  readonly kinds: Readonly<Partial<Record<ValueKind, number>>>;
  readonly numeric: NumericSummary | null;
  /** Unit words found in cells (`GB`, `MiB`, `%`) with counts. */
  readonly unitHints: readonly ValueCount[];
  readonly multiValue: MultiValueSummary | null;
  /** Shapes of the values (`aaa-999`), most frequent first. */
  readonly patterns: readonly ValueCount[];
  /** Filled cells longer than a limit of target fields, by limit; absent in profiles stored before there was one. */
  readonly longerThan?: Readonly<Record<string, number>>;
  /** Filled cells by what their text holds; absent in profiles stored before there was one. */
  readonly findings?: Readonly<Partial<Record<TextFinding, number>>>;
  /** How numbers and dates are written, over all rows; absent where the values must be read again to tell. */
  readonly evidence?: ColumnEvidence;
}

export interface NumericSummary {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** From the exact values when they fit the dictionary, else from a sample. */
  readonly p50: number;
  readonly p95: number;
}

export interface MultiValueSummary {
  readonly rows: number;
  readonly separator: string;
  readonly maxItems: number;
}
