import { Readable } from 'node:stream';
import { failedRowsHeader, guardedCell } from '@landfall/domain/corrections/failed-rows-file';
import { ownValue } from '@landfall/domain/shared/own-value';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { workbookStream } from '../../platform/workbook-writer.ts';
import { csvText, type FileCells } from './csv-text.ts';
import { type HiddenColumns, withoutHidden } from './hide-sensitive.ts';
import type { RecordSource } from './stored-rows.ts';
import { readRejected, type RejectedRecord, type RejectedRow } from './rejected-rows.service.ts';

export const failedRowsFormats = ['csv', 'xlsx'] as const;
export type FailedRowsFormat = (typeof failedRowsFormats)[number];

/** Rejected rows of an import on their way into a file. */
export interface FailedRows {
  /** With every column of the header, also those without a value. */
  readonly source: RecordSource;
  readonly rejected: readonly RejectedRow[];
  readonly hidden: HiddenColumns;
  /** Runs work in a read-only transaction of its own: a slow reader holds none open. */
  readonly read: <Result>(work: (scope: TenantScope) => Promise<Result>) => Promise<Result>;
}

/** The failed-rows file: the original columns in their order, the row's number, reason code and reason. */
export function failedRowsStream(failed: FailedRows, format: FailedRowsFormat): Readable {
  const rows = fileRows(failed);
  return format === 'csv'
    ? Readable.from(csvText(rows), { objectMode: false })
    : workbookStream([{ name: 'Failed rows', rows }]);
}

const rowsPerRead = 500;

async function* fileRows({ source, rejected, hidden, read }: FailedRows): AsyncGenerator<FileCells, void> {
  const { columns } = source;
  yield failedRowsHeader(columns);
  for (let at = 0; at < rejected.length; at += rowsPerRead) {
    const part = rejected.slice(at, at + rowsPerRead);
    const records = await read((scope) => readRejected(scope, source, part));
    for (const each of records)
      yield cellsOf({ ...each, record: withoutHidden(each.record, hidden) }, source);
  }
}

function cellsOf(
  { row, reason, text, record }: RejectedRecord,
  { columns, layout }: RecordSource,
): FileCells {
  // Only a table form tells an empty text from no value.
  const isMissing = (value: string | null): value is null =>
    value === null || (value === '' && layout.recordUnit === undefined);
  const cells = columns.map(({ key }) => {
    const value = ownValue(record.raw_data, key) ?? null;
    return isMissing(value) ? null : guardedCell(value);
  });
  return [...cells, String(row), reason, [text, ...beyondColumns(record.raw_data, columns)].join(' ')];
}

/** What a row holds beyond its columns, which has no cell of its own in the file: surplus cells, or a damaged record. */
function beyondColumns(
  values: RejectedRecord['record']['raw_data'],
  columns: RecordSource['columns'],
): string[] {
  const keys = new Set(columns.map(({ key }) => key));
  const texts = Object.entries(values).flatMap(([key, text]) =>
    keys.has(key) || text === null ? [] : [text],
  );
  return texts.length === 0 ? [] : [`Besides these cells it holds: ${texts.join(' | ')}`];
}
