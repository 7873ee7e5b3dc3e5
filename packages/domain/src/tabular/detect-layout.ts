import { refuseBinary } from './binary-signature.ts';
import { headerTexts, isBlankRecord } from './cell-value.ts';
import { CsvScanner, RecordTooLarge } from './csv-scanner.ts';
import { detectDelimiter } from './detect-delimiter.ts';
import { findHeader, hasNumericHeaders, type SampleRecord } from './detect-header.ts';
import {
  type Delimiter,
  delimiters,
  type FileLayout,
  isRefused,
  type LineEnding,
  maxColumns,
  type Refusal,
  type RefusalCode,
  type Refused,
} from './file-layout.ts';
import { cellOfData, headerAbove } from './header-above.ts';
import { headerBehindTitles } from './header-behind-titles.ts';
import { headerBelowFacts } from './header-below-facts.ts';
import { headerAtOrBelow } from './header-below.ts';
import { type HeaderLines, headerLines } from './header-lines.ts';
import { nameColumns } from './header-keys.ts';
import { isRuleLine } from './remark-row.ts';
import type { PositionUnit } from './source-parts.ts';
import type { SourceFacts } from './table-source.ts';
import { findInvalidUtf8 } from './utf8.ts';

/** What a person may set instead of having it detected. */
export interface LayoutOptions {
  readonly delimiter?: Delimiter;
  /** Physical line of the header, 1-based. */
  readonly headerLine?: number;
  readonly maxColumns?: number;
}

/** The first bytes of a file; `isWhole` says that nothing follows them. */
export interface FileHead {
  readonly bytes: Uint8Array;
  readonly isWhole: boolean;
}

const sampledRecords = 200;

function refuse(code: RefusalCode, detail: string, byteOffset?: number): Refused {
  return { refused: byteOffset === undefined ? { code, detail } : { code, detail, byteOffset } };
}

/** The refusal of text that is not UTF-8 from `byteOffset` on. */
export function undecidableEncoding(byteOffset: number): Refusal {
  const detail = `The text is not valid UTF-8: the first bad byte is at offset ${byteOffset}. Save the file as UTF-8 and upload it again.`;
  return { code: 'encoding_undecidable', detail, byteOffset };
}

/**
 * Settles how a file is laid out from its first bytes (256 kB are enough), or why it cannot be taken.
 *
 * Content decides: names and media types are not looked at.
 */
export function detectLayout(head: FileHead, options: LayoutOptions = {}): FileLayout | Refused {
  const unreadable = refuseHead(head);
  if (unreadable !== undefined) return { refused: unreadable };
  const opening = readOpening(head.bytes);
  const text = head.bytes.subarray(opening.offset);
  const delimiter = options.delimiter ?? opening.delimiter ?? detectDelimiter(text, head.isWhole);
  const { unknownSeparator } = opening;
  if (unknownSeparator !== undefined && options.delimiter === undefined)
    return refuse('file_unreadable', separatorUnknown(unknownSeparator));
  const records = sampleRecords(head, delimiter, { ...opening, ...options });
  if (isRefused(records)) return records;
  const { hasByteOrderMark, hasSeparatorLine } = opening;
  const lineEnding = lineEndingOf(head.bytes);
  const dialect = { format: 'delimited_text', encoding: 'utf-8', delimiter, lineEnding } as const;
  return withHeader(records, { ...dialect, hasByteOrderMark, hasSeparatorLine }, options);
}

/** Settles the header of a table form (see `TableText`) from its first bytes, or why it cannot be taken. */
export function detectTableLayout(
  head: FileHead,
  facts: SourceFacts,
  options: LayoutOptions = {},
): FileLayout | Refused {
  if (facts.form.kind === 'text') throw new Error('Text is laid out by detectLayout.');
  const { unit, header, headerRow } = facts.form;
  const isGiven = header === 'given';
  // A header that stands nowhere in the source takes no number from its rows.
  const start = { offset: 0, line: isGiven ? 0 : 1, countsRecords: true };
  const records = sampleRecords(head, ',', { ...start, ...options });
  if (isRefused(records)) return records;
  const { format, encoding } = facts;
  const dialect: Dialect = {
    format,
    encoding,
    recordUnit: unit,
    delimiter: ',',
    lineEnding: 'lf',
    hasByteOrderMark: false,
    hasSeparatorLine: false,
  };
  if (isGiven) return withGivenHeader(records, dialect, options);
  return withHeader(
    records,
    dialect,
    headerRow === undefined ? options : { ...options, headerLine: headerRow },
  );
}

function withGivenHeader(
  [header]: readonly SampleRecord[],
  dialect: Dialect,
  options: LayoutOptions,
): FileLayout | Refused {
  if (header === undefined) return refuse('file_has_no_rows', 'The file holds no rows.');
  return tooWide(header, options) ?? layoutOf(header, dialect, []);
}

function separatorUnknown(separator: string): string {
  return `Line 1 says that “${separator}” separates the cells, which is not read. Separate them by comma, semicolon, tab or pipe and upload the file again.`;
}

/** What stands before the first record, and where that starts. */
interface Opening {
  readonly hasByteOrderMark: boolean;
  readonly hasSeparatorLine: boolean;
  readonly delimiter: Delimiter | undefined;
  /** What a `sep=` line names that is none of {@link delimiters}. */
  readonly unknownSeparator: string | undefined;
  readonly offset: number;
  readonly line: number;
}

function readOpening(bytes: Uint8Array): Opening {
  const hasByteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const offset = hasByteOrderMark ? 3 : 0;
  const start = String.fromCharCode(...bytes.subarray(offset, offset + 10));
  const match = /^"?sep=(.)"?(?:\r\n|\r|\n)/i.exec(start);
  const none = { delimiter: undefined, unknownSeparator: undefined };
  if (match === null) return { hasByteOrderMark, hasSeparatorLine: false, ...none, offset, line: 1 };
  const delimiter = delimiters.find((each) => each === match[1]);
  return {
    hasByteOrderMark,
    hasSeparatorLine: true,
    delimiter,
    unknownSeparator: delimiter === undefined ? match[1] : undefined,
    offset: offset + match[0].length,
    line: 2,
  };
}

function refuseHead({ bytes, isWhole }: FileHead): Refusal | undefined {
  if (bytes.length === 0)
    return { code: 'file_has_no_rows', detail: 'The file is empty: it holds no bytes.' };
  const binary = refuseBinary(bytes);
  if (binary !== undefined) return binary;
  const invalid = findInvalidUtf8(bytes, !isWhole);
  return invalid < 0 ? undefined : undecidableEncoding(invalid);
}

function lineEndingOf(bytes: Uint8Array): LineEnding {
  const feed = bytes.indexOf(0x0a);
  const carriage = bytes.indexOf(0x0d);
  if (carriage < 0) return 'lf';
  if (feed === carriage + 1) return 'crlf';
  return feed < 0 || carriage < feed ? 'cr' : 'lf';
}

function sampleRecords(
  head: FileHead,
  delimiter: Delimiter,
  start: Pick<LayoutOptions, 'maxColumns'> & {
    readonly offset: number;
    readonly line: number;
    readonly countsRecords?: boolean;
  },
): SampleRecord[] | Refused {
  const records: SampleRecord[] = [];
  const scanner = new CsvScanner(
    delimiter.charCodeAt(0),
    (record) => {
      if (isBlankRecord(record)) return;
      if (records.length === sampledRecords) return scanner.stop();
      const endOffset = record.offset + record.end - record.start;
      records.push({ cells: headerTexts(record), line: record.line, endOffset, endLine: record.endLine });
    },
    start,
  );
  try {
    scanner.push(head.bytes.subarray(start.offset));
    if (head.isWhole) scanner.end();
  } catch (error) {
    if (!(error instanceof RecordTooLarge)) throw error;
    return refuse('file_unreadable', error.message, error.offset);
  }
  if (records.length > 0 || head.isWhole) return records;
  scanner.end();
  return refuseOpening(head, records, start);
}

/** Why a file whose sample has no whole record is not taken; `cut` holds the one that it breaks off in, if any. */
function refuseOpening(
  { bytes }: FileHead,
  [cut]: readonly SampleRecord[],
  { offset, ...options }: Pick<LayoutOptions, 'maxColumns'> & { readonly offset: number },
): Refused {
  if (cut === undefined)
    return refuse('file_unreadable', `The first ${bytes.length} bytes hold nothing but blank lines.`, offset);
  const detail = `No line ends within the first ${bytes.length} bytes: this is no table, or a quote is never closed.`;
  return tooWide(cut, options) ?? refuse('file_unreadable', detail, offset);
}

type Dialect = Omit<FileLayout, 'headerLine' | 'columns' | 'notes' | 'dataOffset' | 'dataLine'>;

function withHeader(
  records: readonly SampleRecord[],
  dialect: Dialect,
  options: LayoutOptions,
): FileLayout | Refused {
  const index =
    options.headerLine === undefined
      ? likelyHeader(records)
      : records.findIndex((record) => record.line === options.headerLine);
  const lines = headerLines(records, index, options.headerLine !== undefined);
  const header = headerRecord(records, lines);
  if (header === undefined) {
    return options.headerLine === undefined
      ? refuse('file_has_no_rows', 'The file holds no header and no rows: every line is blank.')
      : refuse('header_missing', `Line ${options.headerLine} holds no header.`);
  }
  const surplus = tooWide(header, options);
  if (surplus !== undefined) return surplus;
  if (hasNumericHeaders(header.cells)) {
    const detail = `${placeOf(header, dialect)} should name the columns, but more than half of its cells are numbers. Add a header row.`;
    return refuse('header_missing', detail);
  }
  const data = options.headerLine === undefined ? cellOfData(records, lines.index) : undefined;
  if (data !== undefined) {
    const detail = `${placeOf(header, dialect)} should name the columns, but it looks like the rows below it ("${data}"). Add a header row, or say which line names the columns.`;
    return refuse('header_missing', detail);
  }
  const above = records.slice(0, lines.index);
  const drawn = ruleBelow(records, lines.index);
  const kept = drawn === undefined ? above : [...above, drawn];
  const notes = kept.map((record) => record.cells.join(dialect.delimiter));
  const { endOffset, endLine } = drawn ?? header;
  return layoutOf({ ...header, endOffset, endLine }, dialect, notes);
}

/** The rule that query tools draw between the header and the rows. */
function ruleBelow(records: readonly SampleRecord[], index: number): SampleRecord | undefined {
  const below = records[index + 1];
  return below !== undefined && isRuleLine(below.cells) ? below : undefined;
}

/** The last line of the header with the cells of all its lines. */
function headerRecord(
  records: readonly SampleRecord[],
  { index, cells }: HeaderLines,
): SampleRecord | undefined {
  const last = records[index];
  return last === undefined ? undefined : { ...last, cells };
}

/** Index of the header behind what is told about the file, as names with their values or as titles. */
function headerBehindNotes(records: readonly SampleRecord[], index: number): number {
  const below = headerBelowFacts(records, index);
  return below === index ? headerBehindTitles(records, index) : below;
}

/** Index of the record that most likely names the columns; a row of data only when no other can. */
function likelyHeader(records: readonly SampleRecord[]): number {
  const found = headerAtOrBelow(records, headerBehindNotes(records, findHeader(records)));
  if (cellOfData(records, found) === undefined) return found;
  const above = headerAbove(records, found);
  // With fewer names than the rows have cells, none of them could be read.
  return above >= 0 && records[above]!.cells.length >= records[found]!.cells.length ? above : found;
}

function tooWide(
  header: SampleRecord,
  { maxColumns: limit = maxColumns }: LayoutOptions,
): Refused | undefined {
  if (header.cells.length <= limit) return undefined;
  const detail = `The header in line ${header.line} has more than ${limit} columns. Delete the columns that are not needed and upload the file again; if the columns look wrong, choose another delimiter or header row.`;
  return refuse('too_many_columns', detail);
}

function placeOf({ line }: SampleRecord, { recordUnit }: { readonly recordUnit?: PositionUnit }): string {
  return recordUnit === 'sheet_row' ? `Row ${line}` : `Line ${line}`;
}

function layoutOf(header: SampleRecord, dialect: Dialect, notes: readonly string[]): FileLayout {
  return {
    ...dialect,
    headerLine: header.line,
    columns: nameColumns(header.cells),
    notes,
    dataOffset: header.endOffset,
    dataLine: header.endLine,
  };
}
