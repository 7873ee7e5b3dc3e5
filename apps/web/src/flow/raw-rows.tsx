import { ownValue } from '@landfall/domain/shared/own-value';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { body, client } from '../api/client.ts';
import type { ImportColumn, ImportRecord } from '../api/entities.ts';
import { importColumnsQuery } from '../api/imports.ts';
import { pageSize, usePageWindow } from '../api/use-page-window.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { ProblemAlert } from '../components/problem-alert.tsx';
import { ListSkeleton, QueryView } from '../components/query-view.tsx';
import { type GridColumn, WindowedGrid } from '../components/windowed-grid.tsx';
import { formatCount } from '../texts/format.ts';
import { RecordDialog } from './record-dialog.tsx';

/** Narrowest and widest column, and the width of a letter, in pixels. */
const narrowest = 90;
const widest = 320;
const letter = 8;

function widthOf(column: ImportColumn): number {
  const letters = Math.max(column.header.length, column.profile.avg_length ?? 0) + 4;
  return Math.max(narrowest, Math.min(widest, Math.round(letters * letter)));
}

function gridColumns(
  columns: readonly ImportColumn[],
  notes?: ReadonlyMap<string, string>,
): GridColumn<ImportRecord>[] {
  const line: GridColumn<ImportRecord> = {
    key: 'line',
    label: 'Line',
    width: 90,
    numeric: true,
    cell: (record) => formatCount(record.line_number),
  };
  return [
    line,
    ...columns.map((column) => ({
      key: column.id,
      label: column.header === '' ? column.key : column.header,
      note: notes?.get(column.id),
      width: widthOf(column),
      cell: (record: ImportRecord) => ownValue(record.raw_data, column.key) ?? '',
    })),
  ];
}

/** The rows of a file exactly as they came, a page at a time; `notes` stand under the headers. */
export function RawRows({ importId, notes }: { importId: string; notes?: ReadonlyMap<string, string> }) {
  const columns = useQuery(importColumnsQuery(importId));
  return (
    <QueryView query={columns} label="columns">
      {(items) => <RowsGrid importId={importId} columns={items} {...(notes !== undefined && { notes })} />}
    </QueryView>
  );
}

function RowsGrid(props: {
  importId: string;
  columns: readonly ImportColumn[];
  notes?: ReadonlyMap<string, string>;
}) {
  const { importId, columns, notes } = props;
  const [opened, setOpened] = useState<number | null>(null);
  const shown = useMemo(() => gridColumns(columns, notes), [columns, notes]);
  const rows = usePageWindow<ImportRecord>({
    prefix: ['import', importId, 'rows'],
    page: (offset) => ({
      queryKey: ['import', importId, 'rows', offset],
      load: (signal) =>
        body(
          client.GET('/api/v1/data-imports/{import_id}/records', {
            params: { path: { import_id: importId }, query: { from_row: offset + 1, limit: pageSize } },
            signal,
          }),
        ),
    }),
  });
  if (rows.total === undefined) {
    return rows.error === null ? (
      <ListSkeleton label="rows" rows={8} />
    ) : (
      <ProblemAlert error={rows.error} onRetry={rows.retry} />
    );
  }
  if (rows.total === 0) return <EmptyState title="No rows have been read yet" />;
  return (
    <>
      {rows.error !== null && <ProblemAlert error={rows.error} onRetry={rows.retry} />}
      <WindowedGrid
        label="Rows as imported"
        rowCount={rows.total}
        columns={shown}
        rowAt={rows.rowAt}
        onRange={rows.onRange}
        onOpen={(record) => setOpened(record.row_number)}
      />
      {opened !== null && <RecordDialog importId={importId} row={opened} onClose={() => setOpened(null)} />}
    </>
  );
}
