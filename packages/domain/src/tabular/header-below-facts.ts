import { commonWidth } from './detect-delimiter.ts';
import { filledCells, type SampleRecord } from './detect-header.ts';
import { isUnlikeRows } from './header-behind-titles.ts';
import { isLineOfNames, typedColumns } from './header-below.ts';
import { recogniseValue } from './recognise-value.ts';

/** Lines that tell facts about a file are few, and each is a name with its value. */
const mostFacts = 20;
const cellsOfFact = 2;
const comparedRows = 30;

/**
 * Index of the header below lines of a name and its value, such as "Generated,2026-01-01", that stand above a table;
 * `index`, where the search for the header ended, when they are no such lines.
 *
 * Below several of them, or below a blank line, a wider line of names above rows as wide as it is the header. One of
 * the same width is it only below a blank line, when what it names are numbers, dates or addresses.
 */
export function headerBelowFacts(records: readonly SampleRecord[], index: number): number {
  const end = endOfFacts(records, index);
  for (let at = index + 1; at <= end; at++) if (isHeaderBelow(records, index, at)) return at;
  return index;
}

/** Index of the first record that is no fact. */
function endOfFacts(records: readonly SampleRecord[], index: number): number {
  let end = index;
  while (end < index + mostFacts && isFact(records[end])) end++;
  return end;
}

function isFact(record: SampleRecord | undefined): boolean {
  if (record === undefined) return false;
  const count = filledCells(record).length;
  return count > 0 && count <= cellsOfFact && (record.cells[0] ?? '').trim() !== '';
}

function isHeaderBelow(records: readonly SampleRecord[], index: number, at: number): boolean {
  const header = records[at];
  const rows = records.slice(at + 1, at + 1 + comparedRows);
  if (header === undefined || !areNames(header, rows)) return false;
  const isApart = header.line > records[at - 1]!.endLine;
  if (filledCells(header).length > cellsOfFact) return (isApart || at - index > 1) && areAsWide(rows, header);
  return isApart && namesTyped(header, rows) && !isTable(records.slice(index, at));
}

/** True for a line of several names above rows that say other things. */
function areNames(header: SampleRecord, rows: readonly SampleRecord[]): boolean {
  const names = filledCells(header);
  return rows.length > 0 && names.length >= cellsOfFact && isLineOfNames(names) && isUnlikeRows(header, rows);
}

function areAsWide(rows: readonly SampleRecord[], { cells }: SampleRecord): boolean {
  return commonWidth(rows.map((row) => row.cells.length)) === cells.length;
}

/** True for a header above rows that are alike, which facts are not. */
function isTable([, ...rows]: readonly SampleRecord[]): boolean {
  const kinds = rows.map(({ cells }) => recogniseValue((cells[1] ?? '').trim()));
  return kinds.length > 1 && kinds[0] !== 'text' && kinds.every((kind) => kind === kinds[0]);
}

/** True when there are columns of numbers, dates or addresses, and each has a name in the header. */
function namesTyped({ cells }: SampleRecord, rows: readonly SampleRecord[]): boolean {
  const typed = typedColumns(rows);
  return typed.length > 0 && typed.every((column) => (cells[column] ?? '').trim() !== '');
}
