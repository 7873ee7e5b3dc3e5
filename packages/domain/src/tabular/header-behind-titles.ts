import { filledCells, type SampleRecord } from './detect-header.ts';
import { comparedRows, isLineOfNames } from './header-below.ts';

/** Lines of names and values above a table, at most and, where only their colons tell them, at least. */
const mostLines = 12;
const fewestWithColons = 2;
/** Share of these lines that fill fewer cells than the header, and of the rows that fill as many. */
const narrower = 0.6;
const fewestRows = 2;

/**
 * Index of the header behind lines such as `Customer, ACME`, the first of which was found to be wide enough for one.
 *
 * They are told by a blank line behind them and a header wider than most of them, or by their colons; a line of which a
 * cell comes again below is a row and no header.
 */
export function headerBehindTitles(records: readonly SampleRecord[], index: number): number {
  for (let header = index + 1; header <= index + mostLines && header < records.length; header++) {
    const lines = records.slice(index, header);
    const isTold =
      endInColons(lines) || (isBehindGap(records, header) && isWiderThan(records, lines, header));
    if (isTold && mayBeHeader(records, header)) return header;
  }
  return index;
}

const firstCell = (record: SampleRecord) => filledCells(record)[0] ?? '';

function endInColons(lines: readonly SampleRecord[]): boolean {
  return lines.length >= fewestWithColons && lines.every((line) => firstCell(line).endsWith(':'));
}

function isBehindGap(records: readonly SampleRecord[], index: number): boolean {
  return records[index]!.line > records[index - 1]!.endLine;
}

function isWiderThan(
  records: readonly SampleRecord[],
  lines: readonly SampleRecord[],
  header: number,
): boolean {
  const width = filledCells(records[header]!).length;
  const rows = rowsBelow(records, header);
  const isNarrower =
    lines.filter((line) => filledCells(line).length < width).length >= narrower * lines.length;
  return (
    isNarrower && rows.filter((row) => filledCells(row).length >= width).length >= narrower * rows.length
  );
}

const rowsBelow = (records: readonly SampleRecord[], header: number) =>
  records.slice(header + 1, header + 1 + comparedRows);

function mayBeHeader(records: readonly SampleRecord[], index: number): boolean {
  const header = records[index]!;
  const names = filledCells(header);
  const rows = rowsBelow(records, index);
  if (names.length < 2 || rows.length < fewestRows || !isLineOfNames(names)) return false;
  return !firstCell(header).endsWith(':') && isUnlikeRows(header, rows);
}

/** False for a line of which a cell comes again below, as in rows. */
export function isUnlikeRows({ cells }: SampleRecord, rows: readonly SampleRecord[]): boolean {
  return cells.every((cell, column) => {
    const name = cell.trim();
    return name === '' || rows.every((row) => (row.cells[column] ?? '').trim() !== name);
  });
}
