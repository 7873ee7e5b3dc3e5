import type { FileLayout, Refusal } from '@landfall/domain/tabular/file-layout';
import type { ReadingCounts } from '@landfall/domain/tabular/reading-counts';
import type {
  ReadingOptions,
  SourceFacts,
  SourceNote,
  SourceNoteCode,
} from '@landfall/domain/tabular/table-source';
import type { InspectedRow } from '../inspect-rows.ts';

/**
 * What a reading process is asked for: the layout and first rows, those and the counts of all rows, or the table's text
 * on its standard output.
 */
export type TableTaskKind = 'open' | 'survey' | 'text';

/** The one argument of a reading process. */
export interface TableTask extends ReadingOptions {
  readonly kind: TableTaskKind;
  /** Name of the file, a hint only. */
  readonly name: string;
}

/** How a file will be read, and its first rows. */
export interface OpenedTable {
  readonly facts: SourceFacts;
  readonly layout: FileLayout;
  readonly rows: readonly InspectedRow[];
}

/** What was told about cells and records that are kept. */
export interface NoteSummary {
  readonly counts: Readonly<Partial<Record<SourceNoteCode, number>>>;
  /** The first notes in file order. */
  readonly first: readonly SourceNote[];
}

/** The end of a task. */
export interface TableEnd {
  readonly notes: NoteSummary;
  /** Of a survey. */
  readonly counts?: ReadingCounts;
  /** Of a text: SHA-256 of the file it was made from, in hex. */
  readonly sha256?: string;
}

/** What a reading process says, one JSON object a line. */
export type TableMessage =
  | { readonly kind: 'opened'; readonly opened: OpenedTable }
  | { readonly kind: 'progress'; readonly bytesRead: number }
  | { readonly kind: 'end'; readonly end: TableEnd }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Descriptors of a reading process besides the three of every process. */
export const taskFile = 3;
export const taskMessages = 4;
