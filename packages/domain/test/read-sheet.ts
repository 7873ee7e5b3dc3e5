import { SharedStringsScanner } from '../src/spreadsheet/shared-strings.ts';
import { SheetScanner } from '../src/spreadsheet/sheet-scanner.ts';
import { meaningOfCode } from '../src/spreadsheet/number-format.ts';
import { cellTexts } from '../src/tabular/cell-value.ts';
import { CsvScanner } from '../src/tabular/csv-scanner.ts';
import type { SourceNote } from '../src/tabular/table-source.ts';
import { decodeUtf8, encodeUtf8 } from '../src/tabular/utf8.ts';

export interface SheetReading {
  /** The table form of all whole rows. */
  readonly text: string;
  readonly notes: readonly SourceNote[];
  /** What was raised behind those rows. */
  readonly failure: Error | undefined;
}

export interface SheetParts {
  /** What stands within `sheetData`, or the whole part. */
  readonly rows: string;
  /** What stands within `sst`. */
  readonly strings?: string;
  /** Format codes by index. */
  readonly formats?: readonly string[];
  readonly uses1904?: boolean;
  readonly maxColumns?: number;
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

function inPieces(text: string, size: number, push: (piece: Uint8Array) => void): void {
  const bytes = encodeUtf8(text);
  for (let at = 0; at < bytes.length; at += size) push(bytes.subarray(at, at + size));
}

/** Reads the strings that stand within `sst`, cut into pieces of `size` bytes. */
export function readStrings(strings: string, size = 1 << 20): SharedStringsScanner['strings'] {
  const scanner = new SharedStringsScanner(1 << 26);
  const part = strings.startsWith('<?xml') ? strings : `<sst xmlns="${main}">${strings}</sst>`;
  inPieces(part, size, (piece) => scanner.push(piece));
  scanner.end();
  return scanner.strings;
}

/** Reads a sheet whose parts are cut into pieces of `size` bytes. */
export function readSheet(parts: SheetParts, size = 1 << 20): SheetReading {
  const { rows, strings = '', formats = [], uses1904 = false, maxColumns = 1000 } = parts;
  const notes: SourceNote[] = [];
  const scanner = new SheetScanner({
    strings: readStrings(strings, size),
    meanings: Uint8Array.from(formats, meaningOfCode),
    uses1904,
    maxColumns,
    onNote: (note) => notes.push(note),
  });
  let text = '';
  const takeAll = (): void => {
    while (scanner.isPaused) {
      text += decodeUtf8(scanner.take());
      scanner.resume();
    }
    if (scanner.byteLength > 100) text += decodeUtf8(scanner.take());
  };
  let failure: Error | undefined;
  const part = rows.startsWith('<?xml')
    ? rows
    : `<worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`;
  try {
    inPieces(part, size, (piece) => {
      scanner.push(piece);
      takeAll();
    });
    do {
      scanner.end();
      takeAll();
    } while (!scanner.isDone);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    failure = error;
  }
  return { text: text + decodeUtf8(scanner.take()), notes, failure };
}

/** The table form of a sheet that holds nothing wrong. */
export function tableOf(parts: SheetParts): string {
  const { text, failure } = readSheet(parts);
  if (failure !== undefined) throw failure;
  return text;
}

/** Cells of the records of a table form; what is missing and what is empty are both `''`. */
export function recordsOf(text: string): string[][] {
  const records: string[][] = [];
  const scanner = new CsvScanner(0x2c, (record) => records.push(cellTexts(record)));
  scanner.push(encodeUtf8(text));
  scanner.end();
  return records;
}
