import { ownValue } from '@landfall/domain/shared/own-value';
import { Button, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { IssueRowsPage } from '../api/entities.ts';
import { issueRowsQuery } from '../api/imports.ts';
import { Pager, usePager } from '../components/pager.tsx';
import { QueryView } from '../components/query-view.tsx';
import { TableCard } from '../components/table-card.tsx';
import { formatCount } from '../texts/format.ts';

/** The rows a finding is about, exactly; they are read when somebody wants to see them. */
export function AffectedRows({ issueId, title }: { issueId: string; title: string }) {
  const [open, setOpen] = useState(false);
  const shownId = useId();
  return (
    <Stack gap={6} align="flex-start">
      <Button
        size="compact-xs"
        variant="default"
        aria-expanded={open}
        aria-controls={shownId}
        aria-label={`${open ? 'Hide' : 'Show'} the rows of: ${title}`}
        onClick={() => setOpen(!open)}
      >
        {open ? 'Hide rows' : 'Show rows'}
      </Button>
      <div id={shownId} style={{ width: '100%' }}>
        {open && <Rows issueId={issueId} title={title} />}
      </div>
    </Stack>
  );
}

function Rows({ issueId, title }: { issueId: string; title: string }) {
  const pager = usePager();
  const query = useQuery(issueRowsQuery(issueId, pager.cursor));
  return (
    <QueryView query={query} label="rows" rows={3}>
      {(page) => (
        <Stack gap="xs">
          <RowTable page={page} title={title} />
          {!page.is_complete && (
            <Text size="xs" c="dimmed">
              Only the first rows of this finding are kept; the count is exact.
            </Text>
          )}
          <Pager pager={pager} page={page} noun="row" />
        </Stack>
      )}
    </QueryView>
  );
}

function RowTable({ page, title }: { page: IssueRowsPage; title: string }) {
  const { column, items } = page;
  const others = Object.keys(items[0]?.raw_data ?? {}).filter((key) => key !== column);
  const columns = column === null ? others : [column, ...others];
  return (
    <TableCard inside label={`Rows of: ${title}`} heads={[{ numbers: 'Line' }, ...columns]}>
      {items.map((row) => (
        <tr key={row.row_number}>
          <td className="num">{formatCount(row.line_number)}</td>
          {columns.map((key) => (
            <td key={key} style={key === column ? { fontWeight: 600 } : undefined}>
              {ownValue(row.raw_data, key) ?? ''}
            </td>
          ))}
        </tr>
      ))}
    </TableCard>
  );
}
