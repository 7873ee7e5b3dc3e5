import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ImportRecord } from '../../api/entities.ts';
import { recordsQuery } from '../../api/imports.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { Pager, usePager } from '../../components/pager.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { formatCount } from '../../texts/format.ts';
import { rejectReasonText } from '../../texts/vocabulary.ts';

/** Cells of a row shown in the list; the rest is in the rows as imported. */
const shownCells = 6;

/** Rows that were not taken over, each with its reason. */
export function RejectedRows({ importId }: { importId: string }) {
  const pager = usePager();
  const query = useQuery(
    recordsQuery(importId, {
      outcome: 'rejected',
      limit: 50,
      ...(pager.cursor !== undefined && { cursor: pager.cursor }),
    }),
  );
  return (
    <QueryView query={query} label="rejected rows">
      {(page) =>
        page.total === 0 ? (
          <EmptyState title="No row was rejected">
            Rows that cannot be taken over appear here with the reason.
          </EmptyState>
        ) : (
          <Stack gap="sm">
            <RejectedTable records={page.items} />
            <Pager pager={pager} page={page} noun="rejected row" />
          </Stack>
        )
      }
    </QueryView>
  );
}

function RejectedTable({ records }: { records: readonly ImportRecord[] }) {
  return (
    <div className="card scroll-x" tabIndex={0} role="region" aria-label="Rejected rows">
      <table className="plain">
        <thead>
          <tr>
            <th scope="col" className="num">
              Line
            </th>
            <th scope="col">Reason</th>
            <th scope="col">Row</th>
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <tr key={record.row_number}>
              <td className="num">{formatCount(record.line_number)}</td>
              <td>{record.reason ?? rejectReasonText(record.reason_code ?? 'unknown')}</td>
              <td>
                {filledCells(record)
                  .slice(0, shownCells)
                  .map(([key, value]) => (
                    <Text key={key} span size="sm" mr="md">
                      <Text span size="sm" c="dimmed">
                        {key}:
                      </Text>{' '}
                      {value}
                    </Text>
                  ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function filledCells(record: ImportRecord): [string, string][] {
  const cells: [string, string][] = [];
  for (const [key, value] of Object.entries(record.raw_data))
    if (value !== null && value !== '') cells.push([key, value]);
  return cells;
}
