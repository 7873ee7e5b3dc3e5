import { encodeUtf8 } from '../tabular/utf8.ts';
import { readChunk } from '../tabular/raw-chunk.ts';
import type { RecordLayout } from '../tabular/record-reader.ts';

/** Why a line of a correction is refused; the others are accepted. */
export const correctionRefusals = [
  'unknown_row',
  'row_not_rejected',
  'repeated_row',
  'blank_row',
  'too_many_cells',
  'cell_too_large',
  'unparseable_row',
] as const;
export type CorrectionRefusal = (typeof correctionRefusals)[number];

const refusalTexts: Readonly<Record<CorrectionRefusal, string>> = {
  unknown_row: 'The import has no row with this number.',
  row_not_rejected: 'The row is not rejected, so there is nothing to correct.',
  repeated_row: 'The row stands in the correction more than once; only its first line is taken.',
  blank_row: 'The row would be blank, or read as a header. Fill a cell that names what the row is about.',
  too_many_cells: 'The line has more filled cells than the header has columns.',
  cell_too_large: 'A cell is larger than 1 MiB.',
  unparseable_row: 'The line could not be read.',
};

/** The sentence shown for a refused line. */
export function correctionRefusalText(code: CorrectionRefusal): string {
  return refusalTexts[code];
}

/** Cells of a row by the 1-based position of their column; null where there is no value. */
export type RowCells = ReadonlyMap<number, string | null>;

/** Writes a row as one record in the layout of the import it belongs to. */
export function encodeRow(layout: RecordLayout, cells: RowCells): Uint8Array {
  const texts = layout.columns.map(({ position }) => cellOf(layout, cells.get(position) ?? null));
  return encodeUtf8(`${texts.join(layout.delimiter)}\n`);
}

function cellOf({ delimiter, recordUnit }: RecordLayout, text: string | null): string {
  if (text === null) return '';
  // Only a table form tells an empty text from no value, and it does so by quotes.
  if (text === '') return recordUnit === undefined ? '' : '""';
  const isBare = !text.includes(delimiter) && !/["\r\n]/.test(text) && text.trim() === text;
  return isBare ? text : `"${text.replaceAll('"', '""')}"`;
}

/** Whether a record, read again by itself, is the row it was made of; a blank one or a repeated header is no row. */
export function readsAsRow(layout: RecordLayout, bytes: Uint8Array): boolean {
  let rows = 0;
  readChunk(layout, { firstRow: 1, rowCount: 1, firstLine: 1, bytes }, () => rows++);
  return rows === 1;
}
