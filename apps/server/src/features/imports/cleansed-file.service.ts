import { Readable } from 'node:stream';
import { guardedCell } from '@landfall/domain/corrections/failed-rows-file';
import type { CleansedFileFormat } from '@landfall/contract/imports';
import { rejectReasons, rowOutcomes, type RowResults, wordOf } from '@landfall/domain/inventory/row-results';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { workbookStream } from '../../platform/workbook-writer.ts';
import { csvText, type FileCells } from './csv-text.ts';
import { hiddenText } from '../../platform/hidden-text.ts';
import { type HiddenColumns, valuesIn } from './hide-sensitive.ts';
import { resultsCovering } from './records.repository.ts';

/** Values of a row by field, as canonical text; null where the field is unknown. */
export type CleansedTexts = readonly (string | null)[];

/** The cleansed rows of an import, block by block. */
export interface CleansedRows {
  /** Keys of the target fields, in the order of the columns they come from. */
  readonly fields: readonly string[];
  /** Rows from `firstRow` on, in row order; `undefined` behind the last. */
  readonly blockFrom: (
    scope: TenantScope,
    row: number,
  ) => Promise<{ firstRow: number; rows: readonly CleansedTexts[] } | undefined>;
  /** The value a canonical text of a field stands for. */
  readonly typed: (field: string, text: string) => unknown;
}

/** The cleansed rows of an import on their way into a file. */
export interface CleansedFile {
  readonly importId: string;
  readonly cleansed: CleansedRows;
  readonly hidden: HiddenColumns;
  /** Runs work in a read-only transaction of its own: a slow reader holds none open. */
  readonly read: <Result>(work: (scope: TenantScope) => Promise<Result>) => Promise<Result>;
}

interface FileRow {
  readonly rowNumber: number;
  readonly values: CleansedTexts;
  readonly outcome: string | null;
  readonly reason: string | null;
}

const rowColumn = '_landfall_row';
const resultColumns = ['_landfall_outcome', '_landfall_reason_code'];

/** One row a source row: its number, the typed value of each field, and what became of the row. */
export function cleansedStream(file: CleansedFile, format: CleansedFileFormat): Readable {
  if (format === 'json') return Readable.from(jsonText(file), { objectMode: false });
  const rows = tableRows(file);
  return format === 'csv'
    ? Readable.from(csvText(rows), { objectMode: false })
    : workbookStream([{ name: 'Cleansed rows', rows }]);
}

async function* fileRows({ importId, cleansed, hidden, read }: CleansedFile): AsyncGenerator<FileRow, void> {
  const shown = cleansed.fields.map((field) => valuesIn(hidden, field));
  for (let next = 1; ; ) {
    const part = await read(async (scope) => {
      const block = await cleansed.blockFrom(scope, next);
      if (block === undefined) return undefined;
      const range = { first: block.firstRow, last: block.firstRow + block.rows.length - 1 };
      return { ...block, results: await resultsCovering(scope, importId, range) };
    });
    if (part === undefined) return;
    for (const [at, texts] of part.rows.entries()) {
      const rowNumber = part.firstRow + at;
      const values = texts.map((text, index) => (text === null ? null : (shown[index]?.(text) ?? text)));
      yield { rowNumber, values, ...resultOf(part.results, rowNumber) };
    }
    next = part.firstRow + part.rows.length;
  }
}

function resultOf(results: readonly RowResults[], row: number): Pick<FileRow, 'outcome' | 'reason'> {
  const block = results.find(({ firstRow, rowCount }) => row >= firstRow && row < firstRow + rowCount);
  if (block === undefined) return { outcome: null, reason: null };
  const outcome = wordOf(rowOutcomes, block.outcomes?.[row - block.firstRow]) ?? null;
  const reason = wordOf(rejectReasons, block.reasons[row - block.firstRow]) ?? null;
  return { outcome, reason: outcome === 'rejected' ? reason : null };
}

async function* tableRows(file: CleansedFile): AsyncGenerator<FileCells, void> {
  yield [rowColumn, ...file.cleansed.fields, ...resultColumns].map(guardedCell);
  for await (const { rowNumber, values, outcome, reason } of fileRows(file))
    yield [
      String(rowNumber),
      ...values.map((text) => (text === null ? null : guardedCell(text))),
      outcome,
      reason,
    ];
}

async function* jsonText(file: CleansedFile): AsyncGenerator<string, void> {
  const { fields, typed } = file.cleansed;
  let before = '[\n';
  for await (const { rowNumber, values, outcome, reason } of fileRows(file)) {
    const cells = fields.map((field, index): [string, unknown] => {
      const text = values[index] ?? null;
      return [field, text === null || text === hiddenText ? text : typed(field, text)];
    });
    const entries: [string, unknown][] = [
      [rowColumn, rowNumber],
      ...cells,
      ['_landfall_outcome', outcome],
      ['_landfall_reason_code', reason],
    ];
    yield `${before}${JSON.stringify(Object.fromEntries(entries))}`;
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}
