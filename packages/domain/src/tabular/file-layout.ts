import type { EncodingCandidate, PositionUnit, SheetFacts, SourceFormat } from './source-parts.ts';

/** Bytes that may separate cells; a space only where nothing else does and every line has as many of them. */
export const delimiters = [',', ';', '\t', '|', ' '] as const;
export type Delimiter = (typeof delimiters)[number];

export type LineEnding = 'lf' | 'crlf' | 'cr';

/** One column of the header. */
export interface SourceColumn {
  /** 1-based position in the header. */
  readonly position: number;
  /** Unique in its file: the trimmed header, `Header#2` for a repeated one, `__EMPTY_<position>`. */
  readonly key: string;
  /** The header cell exactly as read. */
  readonly header: string;
}

/** How the text of a table is laid out: all that is needed to read any of its records alone. */
export interface FileLayout {
  readonly format: SourceFormat;
  /** Encoding of the file; its table is stored as UTF-8. */
  readonly encoding: string;
  /**
   * Set for a table form: each record then counts as one line, in this unit of the source, and text behind a closing
   * quote marks a damaged record. Absent for text, whose lines are those of the file.
   */
  readonly recordUnit?: PositionUnit;
  readonly delimiter: Delimiter;
  readonly lineEnding: LineEnding;
  readonly hasByteOrderMark: boolean;
  /** True when the first line is `sep=;` or the like. */
  readonly hasSeparatorLine: boolean;
  /** Line of the header, 1-based; 0 when it stands nowhere in the source. */
  readonly headerLine: number;
  /** Every header cell, also those of columns that turn out to be empty. */
  readonly columns: readonly SourceColumn[];
  /** Title lines above the header, as text. */
  readonly notes: readonly string[];
  /** Offset and physical line of the first byte after the header record. */
  readonly dataOffset: number;
  readonly dataLine: number;
}

/** Codes of files that cannot be taken at all. */
export type RefusalCode =
  | 'file_unreadable'
  | 'encoding_undecidable'
  | 'header_missing'
  | 'file_has_no_rows'
  | 'too_many_columns'
  | 'too_many_rows'
  | 'file_too_large'
  | 'nesting_too_deep'
  | 'archive_suspicious'
  | 'join_key_missing'
  | 'join_too_large'
  | 'xml_doctype_refused';

/** Why a file is not taken, in a sentence for the person who chose it. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly detail: string;
  /** Offset of the byte that decided it, where one did. */
  readonly byteOffset?: number;
  /** Ways to read the text, when a person has to choose one. */
  readonly candidates?: readonly EncodingCandidate[];
  /** Sheets to choose from, when none could be chosen. */
  readonly sheets?: readonly SheetFacts[];
}

/** Refusals are a result, not an exception: `{ refused }`. */
export interface Refused {
  readonly refused: Refusal;
}

export function isRefused(result: object): result is Refused {
  return 'refused' in result;
}

/** Columns a file may have. */
export const maxColumns = 1000;
/** Bytes of one cell. */
export const maxCellBytes = 1024 * 1024;
/** Bytes of one name of an element, attribute or member. */
export const maxNameBytes = 64 * 1024;
/** Bytes at the head of a file that settle its layout. */
export const sampleBytes = 256 * 1024;
