import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type DependencyFilter, decideDependencies, dependenciesQuery } from '../api/dependencies.ts';
import type { Dependency } from '../api/entities.ts';
import { useCommand } from '../api/use-command.ts';
import { useRights } from '../api/use-rights.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { Pager, usePager } from '../components/pager.tsx';
import { ProblemAlert } from '../components/problem-alert.tsx';
import { QueryView } from '../components/query-view.tsx';
import { TableCard } from '../components/table-card.tsx';
import { Tag, type Tone } from '../components/tag.tsx';
import { countOf, formatBytes, formatCount } from '../texts/format.ts';
import { sentenceOf, typeWord } from '../texts/vocabulary.ts';

/** Dependencies page by page, which those who may confirm or reject. */
export function DependencyList({ filter }: { filter: DependencyFilter }) {
  const pager = usePager();
  const dependencies = useQuery(dependenciesQuery(filter, pager.cursor));
  return (
    <QueryView query={dependencies} label="dependencies" rows={8}>
      {(page) => (
        <Stack gap="sm">
          {page.items.length === 0 ? (
            <EmptyState title="No dependencies yet">
              Import a file of connections or applications as application discovery.
            </EmptyState>
          ) : (
            <DependencyTable dependencies={page.items} />
          )}
          <Pager pager={pager} page={page} noun="dependency" many="dependencies" />
        </Stack>
      )}
    </QueryView>
  );
}

const tones: Readonly<Record<Dependency['status'], Tone>> = {
  suggested: 'info',
  confirmed: 'good',
  rejected: 'plain',
};

function DependencyTable({ dependencies }: { dependencies: readonly Dependency[] }) {
  const may = useRights();
  const cache = useQueryClient();
  const decide = useCommand(
    ({ id, status }: { id: string; status: Dependency['status'] }, key) =>
      decideDependencies([id], status, key),
    { onSuccess: () => cache.invalidateQueries({ queryKey: ['dependencies'] }) },
  );
  return (
    <>
      {decide.error !== null && <ProblemAlert error={decide.error} />}
      <TableCard
        label="Dependencies"
        heads={[
          'From',
          'To',
          'Kind',
          { numbers: 'Confidence' },
          'Seen',
          'State',
          may('asset.edit') && 'Decide',
        ]}
      >
        {dependencies.map((edge) => (
          <DependencyRow
            key={edge.id}
            edge={edge}
            isPending={decide.isPending}
            {...(may('asset.edit') && {
              onDecide: (status: Dependency['status']) => decide.mutate({ id: edge.id, status }),
            })}
          />
        ))}
      </TableCard>
    </>
  );
}

function DependencyRow(props: {
  edge: Dependency;
  isPending: boolean;
  /** Left out for who may not decide. */
  onDecide?: (status: Dependency['status']) => void;
}) {
  const { edge, isPending, onDecide } = props;
  return (
    <tr>
      <End end={edge.source} />
      <End end={edge.target} />
      <td>{kindText(edge)}</td>
      <td className="num">{edge.confidence === null ? '—' : edge.confidence.toFixed(2)}</td>
      <td>{seenText(edge)}</td>
      <td>
        <Tag tone={tones[edge.status]}>{sentenceOf(edge.status)}</Tag>
      </td>
      {onDecide !== undefined && (
        <td>
          <Decide edge={edge} isPending={isPending} onDecide={onDecide} />
        </td>
      )}
    </tr>
  );
}

function Decide(props: {
  edge: Dependency;
  isPending: boolean;
  onDecide: (status: Dependency['status']) => void;
}) {
  const { edge, isPending, onDecide } = props;
  const names = `${edge.source.name} to ${edge.target.name}`;
  return (
    <Group gap={4} wrap="nowrap">
      {edge.status !== 'confirmed' && (
        <Button
          size="compact-xs"
          variant="default"
          disabled={isPending}
          aria-label={`Confirm ${names}`}
          onClick={() => onDecide('confirmed')}
        >
          Confirm
        </Button>
      )}
      {edge.status !== 'rejected' && (
        <Button
          size="compact-xs"
          variant="default"
          disabled={isPending}
          aria-label={`Reject ${names}`}
          onClick={() => onDecide('rejected')}
        >
          Reject
        </Button>
      )}
    </Group>
  );
}

function End({ end }: { end: Dependency['source'] }) {
  return (
    <td>
      {end.name}
      <Text size="xs" c="dimmed">
        {typeWord(end.asset_type)}
      </Text>
    </td>
  );
}

function kindText({ dependency_type: type, port, protocol, is_noise: isNoise }: Dependency): string {
  const place = [protocol, port === null ? null : `port ${port}`].filter((word) => word !== null).join(' ');
  return [sentenceOf(type), place, isNoise ? 'background' : ''].filter((word) => word !== '').join(' · ');
}

function seenText({ connection_count: count, bytes, evidence_count: imports }: Dependency): string {
  const words = [
    count === null ? '' : `${formatCount(count)} connections`,
    bytes === null ? '' : formatBytes(Number(bytes)),
    imports === 0 ? 'made by a person' : countOf(imports, 'import'),
  ];
  return words.filter((word) => word !== '').join(' · ');
}
