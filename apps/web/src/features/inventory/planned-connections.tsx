import { Group, Stack, Text, Title } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ConnectionPreview, FlowDetails } from '../../api/entities.ts';
import { connectionPreviewQuery } from '../../api/inventory.ts';
import { Pager, usePager } from '../../components/pager.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { TableCard } from '../../components/table-card.tsx';
import { Tag, type Tone } from '../../components/tag.tsx';
import { countOf, formatCount, formatValue } from '../../texts/format.ts';
import { sentenceOf } from '../../texts/vocabulary.ts';

const effectTone: Readonly<Record<ConnectionPreview['effect'], Tone>> = {
  created: 'good',
  updated: 'info',
  unchanged: 'plain',
};
const effectLabel: Readonly<Record<ConnectionPreview['effect'], string>> = {
  created: 'Create',
  updated: 'Update',
  unchanged: 'Unchanged',
};

/** What an enrichment would do to dependencies, before anything is written. */
export function PlannedConnections({ flow }: { flow: FlowDetails }) {
  const pager = usePager();
  const query = useQuery({
    ...connectionPreviewQuery(flow.flow_id, pager.cursor),
    placeholderData: keepPreviousData,
  });
  return (
    <section aria-labelledby="planned-connections">
      <Title order={2} size="h4" mb="sm" id="planned-connections">
        Connections
      </Title>
      <QueryView query={query} label="connections" rows={4}>
        {(page) =>
          page.total === 0 ? (
            <Text size="sm">The rows of this file state no connection that can be used.</Text>
          ) : (
            <Stack gap="sm">
              <ConnectionTable connections={page.items} />
              <Pager pager={pager} page={page} noun="connection" />
            </Stack>
          )
        }
      </QueryView>
    </section>
  );
}

function ConnectionTable({ connections }: { connections: readonly ConnectionPreview[] }) {
  return (
    <TableCard
      label="Planned connections"
      heads={[{ numbers: 'Row' }, 'What happens', 'From', 'Kind', 'To', 'Values']}
    >
      {connections.map((connection) => (
        <ConnectionLine key={keyOf(connection)} connection={connection} />
      ))}
    </TableCard>
  );
}

function keyOf({ source, target, dependency_type: type, port, protocol }: ConnectionPreview): string {
  return [source.id, target.id, type, port, protocol].join(' ');
}

function ConnectionLine({ connection }: { connection: ConnectionPreview }) {
  const { row_number: row, row_count: rows, effect, source, target, diff } = connection;
  return (
    <tr>
      <td className="num">
        {formatCount(row)}
        {rows > 1 && (
          <Text size="xs" c="dimmed">
            and {countOf(rows - 1, 'more row')}
          </Text>
        )}
      </td>
      <td>
        <Tag tone={effectTone[effect]}>{effectLabel[effect]}</Tag>
      </td>
      <EndCell end={source} />
      <td>{kindText(connection)}</td>
      <EndCell end={target} />
      <td>
        <Group gap="6px 16px">
          {diff.map(({ field, before, after }) => (
            <Text key={field} size="sm">
              {field === 'is_noise' ? 'Background traffic' : sentenceOf(field)}:{' '}
              {before !== null && `${formatValue(before)} → `}
              {formatValue(after)}
            </Text>
          ))}
        </Group>
      </td>
    </tr>
  );
}

function EndCell({ end }: { end: ConnectionPreview['source'] }) {
  return (
    <td style={{ overflowWrap: 'anywhere' }}>
      {end.name} {end.is_new && <Tag tone="good">New</Tag>}
    </td>
  );
}

function kindText({ dependency_type: type, port, protocol }: ConnectionPreview): string {
  const where = [port === null ? '' : `port ${port}`, protocol ?? ''].filter((word) => word !== '');
  return [sentenceOf(type), ...where].join(', ');
}
