import { closeSync, openSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { defaultReadingLimits, TabularRefusal } from '@landfall/domain/tabular/table-source';
import { fileBytesOf } from '../../apps/server/src/features/imports/readers/file-bytes.ts';
import { openTable } from '../../apps/server/src/features/imports/readers/open-table.ts';
import { parsePlainly } from '../../bench/support/plain-csv.ts';
import { type PlainRows, type PlainValue, readPlainWorkbook } from './plain-workbook.ts';

/** What a suite says must become of a workbook, and what did. */
export interface WorkbookCase {
  readonly file: string;
  readonly expected: string;
  readonly outcome: 'read' | 'refused' | 'failed';
  readonly isRight: boolean;
  /** Why a known difference is none of the reader's. */
  readonly reason: string | undefined;
  readonly detail: string;
  readonly ms: number;
}

/** Differences that stay, each with its reason. */
const knownDifferences: Readonly<Record<string, string>> = {
  'poi-spreadsheet/53105.xlsx': 'It fills 1,003 columns; 1,000 are read.',
  'poi-spreadsheet/54764.xlsx': 'Its texts begin with a document type that nests entities: refused as such.',
  'exceljs-fixtures/missing-bits.xlsx':
    'Of the workbook only one sheet is left, and no text its cells point to: refused as incomplete.',
};

/** Judges every workbook that `xlsx-expected.tsv` of the suites names, by the product's own way from file to table. */
export async function* judgeWorkbooks(suites: string): AsyncGenerator<WorkbookCase, void> {
  const [, ...lines] = readFileSync(join(suites, 'xlsx-expected.tsv'), 'utf8').trim().split('\n');
  for (const line of lines) {
    const [file = '', , expected = ''] = line.split('\t');
    yield await judge(suites, file, expected);
  }
}

async function judge(suites: string, file: string, expected: string): Promise<WorkbookCase> {
  const path = join(suites, file);
  const startedAt = performance.now();
  const found = await outcomeOf(path);
  const ms = Math.round(performance.now() - startedAt);
  const wanted = /^REJECT(?!_OR)/.test(expected)
    ? 'refused'
    : expected.startsWith('PARSE')
      ? 'read'
      : undefined;
  const isRight = found.outcome !== 'failed' && !found.differs && (wanted ?? found.outcome) === found.outcome;
  return {
    file,
    expected,
    isRight,
    reason: knownDifferences[file],
    ms,
    outcome: found.outcome,
    detail: found.detail,
  };
}

interface Found {
  readonly outcome: WorkbookCase['outcome'];
  readonly differs: boolean;
  readonly detail: string;
}

async function outcomeOf(path: string): Promise<Found> {
  try {
    const differences = await differencesOf(path);
    return { outcome: 'read', differs: differences.length > 0, detail: differences.slice(0, 3).join('; ') };
  } catch (error) {
    if (error instanceof TabularRefusal) {
      return { outcome: 'refused', differs: false, detail: `${error.refusal.code}: ${error.message}` };
    }
    return { outcome: 'failed', differs: true, detail: String(error) };
  }
}

/** Cells of all sheets that the product reads otherwise than the plain reader. */
async function differencesOf(path: string): Promise<string[]> {
  const first = await readTable(path);
  const plain = readPlainWorkbook(path);
  const differences: string[] = [];
  if (first.sheets.length !== plain.sheets.size)
    differences.push(`${first.sheets.length} sheets of ${plain.sheets.size}`);
  for (const sheet of first.sheets) {
    const { text } = await readTable(path, sheet);
    const rows = plain.sheets.get(sheet) ?? new Map<number, never>();
    differences.push(...compareSheet(text, rows, plain.uses1904).map((each) => `${sheet} ${each}`));
  }
  return differences;
}

async function readTable(path: string, sheet?: string): Promise<{ sheets: string[]; text: string }> {
  const descriptor = openSync(path, 'r');
  try {
    const choices = sheet === undefined ? {} : { sheet };
    const file = { bytes: fileBytesOf(descriptor), name: basename(path) };
    const source = await openTable(file, { choices, limits: defaultReadingLimits });
    const pieces: Uint8Array[] = [];
    if (sheet !== undefined) for await (const piece of source.read()) pieces.push(piece);
    return { sheets: source.facts.sheets.map(({ name }) => name), text: Buffer.concat(pieces).toString() };
  } finally {
    closeSync(descriptor);
  }
}

function compareSheet(text: string, rows: PlainRows, uses1904: boolean): string[] {
  const records = parsePlainly(text, ',');
  const differences: string[] = [];
  const last = Math.max(records.length, ...rows.keys());
  for (let row = 1; row <= last; row++) {
    const cells = records[row - 1]?.cells ?? [];
    const values = rows.get(row) ?? new Map<number, PlainValue>();
    const width = Math.max(cells.length, ...values.keys());
    for (let column = 1; column <= width; column++) {
      const [cell, value] = [cells[column - 1] ?? '', values.get(column)];
      if (!isSame(cell, value, uses1904))
        differences.push(`R${row}C${column} ${JSON.stringify([value, cell])}`);
    }
  }
  return differences;
}

function isSame(cell: string, value: PlainValue | undefined, uses1904: boolean): boolean {
  if (value === undefined) return cell === '';
  if ('text' in value) return cell === value.text;
  if (cell !== '' && Number(cell) === Number(value.digits)) return true;
  if (isPercentage(cell, Number(value.digits))) return true;
  return cell === value.digits || isMoment(cell, Number(value.digits), uses1904);
}

/** True for a share as a percentage, as exactly as a double holds both. */
function isPercentage(cell: string, share: number): boolean {
  const [, percent] = /^(-?[\d.]+(?:e-\d+)?)%$/.exec(cell) ?? [];
  return percent !== undefined && Math.abs(Number(percent) - share * 100) <= Math.abs(share) * 1e-12;
}

/** True for the ISO text of a serial number, a date or a time of any number of hours. */
function isMoment(cell: string, serial: number, uses1904: boolean): boolean {
  const moment = new Date(Math.round((serial + (uses1904 ? 1462 : 0) - 25_569) * 86_400_000)).toISOString();
  if (/^\d{4}-/.test(cell)) return moment.startsWith(cell);
  const [, hours, rest] = /^(\d+)(:\d\d:\d\d)/.exec(cell) ?? [];
  return rest !== undefined && moment.includes(rest) && Math.floor(serial * 24 + 1e-6) === Number(hours);
}
