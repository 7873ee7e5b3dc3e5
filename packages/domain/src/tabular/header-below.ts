import type { ValueKind } from './column-profile.ts';
import { filledCells, type SampleRecord } from './detect-header.ts';
import { isPlaceholderWord } from './placeholder-words.ts';
import { recogniseValue } from './recognise-value.ts';

/** Records that may stand between the first wide one and the header: titles of groups, a numbering of the columns. */
const mostSteps = 2;
/** Rows that a line is compared with. */
export const comparedRows = 30;
const longestHeader = 120;
/** Columns of numbers, dates and addresses that show where the header ends, at least and as a share. */
const fewestTellingColumns = 2;
const leastTellingShare = 0.2;
const agreement = 0.6;

const typedKinds: ReadonlySet<ValueKind> = new Set([
  'integer',
  'decimal',
  'date',
  'timestamp',
  'ip',
  'mac',
  'uuid',
  'email',
]);

/**
 * Index of the header at or below a wide record.
 *
 * A record with gaps, repeated cells or nothing but a numbering gives way to the one below when that is a full
 * line of different words above columns of numbers, dates and addresses, which a first row of data cannot be.
 */
export function headerAtOrBelow(records: readonly SampleRecord[], index: number): number {
  let header = index;
  while (header < index + mostSteps && isRatherBelow(records, header)) header++;
  return header;
}

function isRatherBelow(records: readonly SampleRecord[], index: number): boolean {
  const above = records[index];
  const below = records[index + 1];
  if (above === undefined || below === undefined) return false;
  const words = filledCells(below);
  if (!isLineOfNames(words) || !givesWay(filledCells(above), words.length)) return false;
  const telling = typedColumns(records.slice(index + 2, index + 2 + comparedRows));
  const isTelling =
    telling.length >= fewestTellingColumns && telling.length >= leastTellingShare * words.length;
  return isTelling && telling.every((column) => (below.cells[column] ?? '').trim() !== '');
}

/** True for different words, none of them a value such as a number, a date or an address. */
export function isLineOfNames(cells: readonly string[]): boolean {
  return new Set(cells.map((cell) => cell.toLowerCase())).size === cells.length && cells.every(isName);
}

/** True for a word that may name a column: no number, date, address or placeholder. */
export function isName(cell: string): boolean {
  return cell.length <= longestHeader && !typedKinds.has(recogniseValue(cell)) && !isPlaceholderWord(cell);
}

function givesWay(cells: readonly string[], wanted: number): boolean {
  return cells.length < wanted || new Set(cells).size < cells.length || isNumbering(cells);
}

/** "1, 2, 3" or "A, B, C" above the columns. */
function isNumbering(cells: readonly string[]): boolean {
  const [first = ''] = cells;
  const start = first.toUpperCase().charCodeAt(0);
  return (
    cells.length > 1 &&
    (cells.every((cell, at) => cell === String(Number(first) + at)) ||
      cells.every((cell, at) => cell.length === 1 && cell.toUpperCase().charCodeAt(0) === start + at))
  );
}

/** Positions whose cells mostly are numbers, dates or addresses. */
export function typedColumns(rows: readonly SampleRecord[]): number[] {
  const width = Math.max(0, ...rows.map(({ cells }) => cells.length));
  return Array.from({ length: width }, (_, column) => column).filter((column) => {
    const cells = rows.map(({ cells: row }) => (row[column] ?? '').trim()).filter((cell) => cell !== '');
    const typed = cells.filter((cell) => typedKinds.has(recogniseValue(cell))).length;
    return cells.length > 0 && typed >= agreement * cells.length;
  });
}
