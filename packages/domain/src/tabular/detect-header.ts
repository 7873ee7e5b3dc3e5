import { commonWidth } from './detect-delimiter.ts';
import { recogniseValue } from './recognise-value.ts';

/** Lines above the header that are searched for it. */
const searchedRecords = 40;

/** A record of the sample as text, with its place. */
export interface SampleRecord {
  readonly cells: readonly string[];
  readonly line: number;
  /** Offset of the byte after the record's line break. */
  readonly endOffset: number;
  /** Physical line after the record. */
  readonly endLine: number;
}

/** The cells of a record that hold anything, trimmed. */
export function filledCells(record: SampleRecord): string[] {
  return record.cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
}

function isNumber(cell: string): boolean {
  const kind = recogniseValue(cell);
  return kind === 'integer' || kind === 'decimal';
}

/** True when more than half of the headers are numbers: then the file has no header. */
export function hasNumericHeaders(headers: readonly string[]): boolean {
  const filled = headers.map((header) => header.trim()).filter((header) => header !== '');
  return filled.filter(isNumber).length * 2 > filled.length;
}

/** Titles above groups of columns repeat; headers seldom do. */
function isMostlyUnique(cells: readonly string[]): boolean {
  return new Set(cells).size * 2 >= cells.length;
}

/**
 * Index of the header among the first records of a file; -1 when there are none.
 *
 * It is the first record that fills more than half of what rows of the table's usual width fill, with mostly different
 * cells; titles and notes above it are narrower. When no record is wide enough the first one is it.
 */
export function findHeader(records: readonly SampleRecord[]): number {
  const [first] = records;
  if (first !== undefined && records.length > 1 && isTypeLine(first)) return findHeader(records.slice(1)) + 1;
  const several = records.filter((record) => record.cells.length > 1);
  const considered = several.length > 0 ? several : records;
  const width = commonWidth(considered.map((record) => record.cells.length));
  const usual = considered.filter((record) => record.cells.length === width);
  const usualFill = median(usual.map((record) => filledCells(record).length));
  const wanted = Math.min(width, Math.max(usualFill, 1));
  const found = records.slice(0, searchedRecords).findIndex((record) => {
    const filled = filledCells(record);
    return filled.length * 2 > wanted && filled.length >= Math.min(2, width) && isMostlyUnique(filled);
  });
  if (found >= 0) return found;
  return records.findIndex((record) => filledCells(record).length > 0);
}

/** `#TYPE` and the name of a class, which PowerShell writes above a table. */
function isTypeLine({ cells: [first = '', ...others] }: SampleRecord): boolean {
  return /^#TYPE \S+$/.test(first.trim()) && others.every((cell) => cell.trim() === '');
}

function median(values: readonly number[]): number {
  const ascending = values.toSorted((left, right) => left - right);
  return ascending[ascending.length >> 1] ?? 0;
}
