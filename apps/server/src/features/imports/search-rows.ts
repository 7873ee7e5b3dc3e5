import { type RawChunk, rowValues } from '@landfall/domain/tabular/raw-chunk';
import type { SourceRow } from '@landfall/domain/tabular/record-reader';
import type { RowTest } from './find-rows.service.ts';
import type { HiddenColumns } from './hide-sensitive.ts';
import type { RecordSource } from './stored-rows.ts';

/** Tells rows with a cell that holds a text, in any case; cells the caller may not see are not searched. */
export function rowsWithText(
  search: string,
  { columns, layout }: Pick<RecordSource, 'columns' | 'layout'>,
  hidden: HiddenColumns,
): RowTest {
  const wanted = search.toLowerCase();
  // A quote is written twice inside a quoted cell: the bytes do not show the text of the cell then.
  const showsInBytes = !wanted.includes('"');
  const mayHold = (bytes: Uint8Array): boolean => !showsInBytes || textOf(bytes).includes(wanted);
  const holds = (row: SourceRow): boolean => {
    const { bytes, start, end } = row.record;
    if (!mayHold(bytes.subarray(start, end))) return false;
    return Object.entries(rowValues(row, columns, layout)).some(
      ([key, text]) =>
        text !== null &&
        shows(text, wanted) &&
        !hidden.isColumnHidden(key) &&
        shows(hidden.shownIn(key)(text), wanted),
    );
  };
  return { holds, mayHold, isLatest: true };
}

function shows(text: string, wanted: string): boolean {
  return text.toLowerCase().includes(wanted);
}

function textOf({ buffer, byteOffset, byteLength }: RawChunk['bytes']): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString().toLowerCase();
}
