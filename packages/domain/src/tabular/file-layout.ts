/** Bytes that may separate cells. */
export const delimiters = [',', ';', '\t', '|'] as const;
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

/** How a file of delimited text is laid out: all that is needed to read any of its records alone. */
export interface FileLayout {
  readonly format: 'delimited_text';
  readonly encoding: 'utf-8';
  readonly delimiter: Delimiter;
  readonly lineEnding: LineEnding;
  readonly hasByteOrderMark: boolean;
  /** True when the first line is `sep=;` or the like. */
  readonly hasSeparatorLine: boolean;
  /** Physical line of the header, 1-based. */
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
  | 'too_many_rows';

/** Why a file is not taken, in a sentence for the person who chose it. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly detail: string;
  /** Offset of the byte that decided it, where one did. */
  readonly byteOffset?: number;
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
/** Bytes at the head of a file that settle its layout. */
export const sampleBytes = 256 * 1024;
