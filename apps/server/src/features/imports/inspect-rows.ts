import type { FileLayout } from '@landfall/domain/tabular/file-layout';
import { rowValues } from '@landfall/domain/tabular/raw-chunk';
import { RecordReader, type SourceRow } from '@landfall/domain/tabular/record-reader';

const shownRows = 20;

export interface InspectedRow {
  readonly line_number: number;
  readonly cells: Record<string, string | null>;
}

/** The first rows of a file as they would be read. */
export function inspectRows(
  head: { bytes: Uint8Array; isWhole: boolean },
  layout: FileLayout,
): InspectedRow[] {
  const rows: InspectedRow[] = [];
  const reader = new RecordReader(
    layout,
    (row) => {
      rows.push({ line_number: row.record.line, cells: cellsOf(row, layout) });
      if (rows.length === shownRows) reader.stop();
    },
    { start: { offset: layout.dataOffset, line: layout.dataLine } },
  );
  reader.push(head.bytes.subarray(layout.dataOffset));
  if (head.isWhole) reader.end();
  return rows;
}

/** Characters of a cell that are shown. */
const longestCell = 1000;

function cellsOf(row: SourceRow, layout: FileLayout): Record<string, string | null> {
  const values = Object.entries(rowValues(row, layout.columns, layout));
  return Object.fromEntries(values.map(([key, text]) => [key, text === null ? null : shortened(text)]));
}

function shortened(text: string): string {
  return text.length <= longestCell ? text : `${text.slice(0, longestCell)}…`;
}
