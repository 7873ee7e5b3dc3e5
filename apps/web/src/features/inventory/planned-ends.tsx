import { Stack, Text, Title } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { FlowDetails, PreviewEnd } from '../../api/entities.ts';
import { previewEndsQuery } from '../../api/inventory.ts';
import { Pager, usePager } from '../../components/pager.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { TableCard } from '../../components/table-card.tsx';
import { formatCount } from '../../texts/format.ts';
import { sentenceOf } from '../../texts/vocabulary.ts';

/** Assets that an enrichment would make because connections name them, with the fields they get. */
export function PlannedEnds({ flow }: { flow: FlowDetails }) {
  const pager = usePager();
  const query = useQuery({
    ...previewEndsQuery(flow.flow_id, pager.cursor),
    placeholderData: keepPreviousData,
  });
  return (
    <section aria-labelledby="planned-ends">
      <Title order={2} size="h4" mb="sm" id="planned-ends">
        New assets at the ends of connections
      </Title>
      <QueryView query={query} label="new assets" rows={4}>
        {(page) => (
          <Stack gap="sm">
            <Text size="sm">
              No row is about them: they are created because connections name them and the inventory does not
              have them.
            </Text>
            <EndTable ends={page.items} />
            <Pager pager={pager} page={page} noun="new asset" />
          </Stack>
        )}
      </QueryView>
    </section>
  );
}

function EndTable({ ends }: { ends: readonly PreviewEnd[] }) {
  return (
    <TableCard
      label="Planned new assets"
      heads={[{ numbers: 'Row' }, 'Name', 'Kind', 'Host name', 'Domain name', 'IP address']}
    >
      {ends.map((end) => (
        <tr key={end.id}>
          <td className="num">{formatCount(end.row_number)}</td>
          <td style={{ overflowWrap: 'anywhere' }}>{end.name}</td>
          <td>{sentenceOf(end.asset_type)}</td>
          <td style={{ overflowWrap: 'anywhere' }}>{end.hostname ?? '—'}</td>
          <td style={{ overflowWrap: 'anywhere' }}>{end.fqdn ?? '—'}</td>
          <td style={{ overflowWrap: 'anywhere' }}>{end.ip_address.join(', ') || '—'}</td>
        </tr>
      ))}
    </TableCard>
  );
}
