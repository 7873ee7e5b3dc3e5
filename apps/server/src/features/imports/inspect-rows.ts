import { cellText } from '@landfall/domain/tabular/cell-value';
import type { FileLayout } from '@landfall/domain/tabular/file-layout';
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

function cellsOf({ record }: SourceRow, layout: FileLayout): Record<string, string | null> {
  return Object.fromEntries(
    layout.columns.map(({ key, position }) => [key, cellText(record, position - 1) ?? null]),
  );
}
