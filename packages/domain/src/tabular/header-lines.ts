import { filledCells, type SampleRecord } from './detect-header.ts';
import { comparedRows, isLineOfNames, isName, typedColumns } from './header-below.ts';

/** Share of the rows that fill a column named in the upper line alone. */
const leastFilled = 0.6;

/** Where the header ends, and its cells: those of two lines where it has two. */
export interface HeaderLines {
  readonly index: number;
  readonly cells: readonly string[];
}

/**
 * The header at `index` with the line that completes it.
 *
 * Cells merged downwards name their columns in the upper line, groups of columns have their names in the lower one: the
 * header is both. Names that repeat below groups begin with the title of their group. `isGiven` says that a person named
 * the line: then none below it belongs to the header.
 */
export function headerLines(records: readonly SampleRecord[], index: number, isGiven: boolean): HeaderLines {
  if (!isGiven && isSecondLine(records, index + 1)) return joined(records, index + 1);
  return isSecondLine(records, index) || isBelowGroups(records, index)
    ? joined(records, index)
    : { index, cells: records[index]?.cells ?? [] };
}

const at = (record: SampleRecord, column: number) => (record.cells[column] ?? '').trim();

/** Column of the group above a column: the nearest title at or left of it with names below all the way; -1 for none. */
function groupOf(upper: SampleRecord, lower: SampleRecord, column: number): number {
  let group = column;
  while (group >= 0 && at(lower, group) !== '' && at(upper, group) === '') group--;
  return group >= 0 && at(lower, group) !== '' ? group : -1;
}

function columnsOf(upper: SampleRecord, lower: SampleRecord): number[] {
  const columns = Array.from({ length: Math.max(upper.cells.length, lower.cells.length) }, (_, k) => k);
  const last = columns.findLast((column) => at(upper, column) !== '' || at(lower, column) !== '') ?? -1;
  return columns.slice(0, last + 1);
}

/** True for a line of names in the gaps of the one above, over columns of numbers, dates or addresses. */
function isSecondLine(records: readonly SampleRecord[], index: number): boolean {
  const upper = records[index - 1];
  const lower = records[index];
  if (upper === undefined || lower === undefined || !filledCells(lower).every(isName)) return false;
  const columns = columnsOf(upper, lower);
  const named = columns.filter((column) => at(lower, column) !== '');
  const aboveAlone = columns.filter((column) => at(lower, column) === '');
  const inGaps = named.filter((column) => at(upper, column) === '');
  if (aboveAlone.length === 0 || inGaps.length === 0) return false;
  if (!isLineOfNames(filledCells(upper)) || !aboveAlone.every((column) => at(upper, column) !== ''))
    return false;
  if (!inGaps.every((column) => groupOf(upper, lower, column) >= 0)) return false;
  const rows = records.slice(index + 1, index + 1 + comparedRows);
  const isFilled = (column: number) =>
    rows.filter((row) => at(row, column) !== '').length >= leastFilled * rows.length;
  return aboveAlone.every(isFilled) && typedColumns(rows).some((column) => named.includes(column));
}

/** True for a full line of names of which some repeat, below titles of groups that tell them apart. */
function isBelowGroups(records: readonly SampleRecord[], index: number): boolean {
  const upper = records[index - 1];
  const lower = records[index];
  if (upper === undefined || lower === undefined || isUnique(filledCells(lower))) return false;
  const titles = filledCells(upper);
  const isNarrower = titles.length > 1 && titles.length < filledCells(lower).length;
  if (!isNarrower || upper.endLine < lower.line || !isLineOfNames(titles)) return false;
  return areGroups(upper, lower) && isUnique(joined(records, index).cells);
}

/** True when each title above a name that repeats stands above several columns: names and values of a report do not. */
function areGroups(upper: SampleRecord, lower: SampleRecord): boolean {
  const names = lower.cells.map((cell) => cell.trim());
  const groups = names.map((_, column) => groupOf(upper, lower, column));
  return names.every((name, column) => {
    const isRepeated = name !== '' && names.indexOf(name) !== names.lastIndexOf(name);
    const group = groups[column]!;
    return !isRepeated || (group >= 0 && groups.filter((each) => each === group).length > 1);
  });
}

function isUnique(cells: readonly string[]): boolean {
  return new Set(cells).size === cells.length;
}

function joined(records: readonly SampleRecord[], index: number): HeaderLines {
  const upper = records[index - 1]!;
  const lower = records[index]!;
  const names = filledCells(lower);
  const cells = Array.from({ length: Math.max(upper.cells.length, lower.cells.length) }, (_, column) => {
    const name = at(lower, column);
    if (name === '') return upper.cells[column] ?? '';
    const group = groupOf(upper, lower, column);
    const isRepeated = names.filter((each) => each === name).length > 1;
    return isRepeated && group >= 0 ? `${at(upper, group)} ${name}` : (lower.cells[column] ?? '');
  });
  return { index, cells };
}
