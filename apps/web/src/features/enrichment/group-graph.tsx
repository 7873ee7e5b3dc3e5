import { Stack } from '@mantine/core';
import { useMemo } from 'react';
import type { DependencyGraph } from '../../api/entities.ts';
import { AppLink } from '../../components/app-link.tsx';
import { TableCard } from '../../components/table-card.tsx';
import { countOf, formatCount } from '../../texts/format.ts';
import { sentenceOf } from '../../texts/vocabulary.ts';
import { tiersByNeed } from './graph-layout.ts';
import { GraphPicture } from './graph-picture.tsx';

type Group = DependencyGraph['groups'][number];
type GroupEdge = DependencyGraph['group_edges'][number];

const legend =
  'Arrows lead to what is needed; the thicker a line, the more dependencies it stands for. Dashed lines lead into another environment.';
const widestLine = 5;

/** Applications, kinds or environments and what their assets need of each other, drawn and as a table. */
export function GroupGraph({ graph }: { graph: DependencyGraph }) {
  const center = graph.groups.find(({ distance }) => distance === 0)?.id ?? null;
  const nodes = useMemo(() => {
    const ids = graph.groups.map(({ id }) => id);
    const tiers = tiersByNeed(ids, graph.group_edges);
    return graph.groups.map((group) => ({
      id: group.id,
      name: groupName(graph, group),
      distance: group.distance,
      note: countOf(group.asset_count, 'asset'),
      tier: tiers.get(group.id) ?? 0,
    }));
  }, [graph]);
  const edges = useMemo(() => graph.group_edges.map(drawnEdge), [graph]);
  return (
    <Stack gap="sm">
      <GraphPicture nodes={nodes} edges={edges} center={center} noun="groups" legend={legend} />
      <GroupTable graph={graph} />
    </Stack>
  );
}

function drawnEdge(edge: GroupEdge) {
  const { source_id, target_id, edge_count: count } = edge;
  return {
    id: `${source_id} ${target_id}`,
    source_id,
    target_id,
    isConfirmed: false,
    isCrossing: edge.cross_environment_count > 0,
    width: Math.min(widestLine, 1 + Math.log2(count)),
    title: edgeText(edge),
  };
}

function edgeText({ edge_count: count, dependency_types: types }: GroupEdge): string {
  const words = types.map((type) => sentenceOf(type).toLowerCase()).join(', ');
  return `${countOf(count, 'dependency', 'dependencies')}: ${words}`;
}

/** How a group is called: by the name of its application, else by the word of its kind or environment. */
function groupName({ group_by: grouping }: Pick<DependencyGraph, 'group_by'>, group: Group): string {
  if (group.id === 'none') return grouping === 'application' ? 'No application' : 'No environment';
  return grouping === 'application' ? group.name : sentenceOf(group.id);
}

const headings = { application: 'Application', asset_type: 'Kind', environment: 'Environment' } as const;

function GroupTable({ graph }: { graph: DependencyGraph }) {
  const names = new Map(graph.groups.map((group) => [group.id, groupName(graph, group)] as const));
  return (
    <TableCard
      label="Table of the graph"
      heads={[
        headings[graph.group_by ?? 'application'],
        { numbers: 'Assets' },
        'Needs',
        { numbers: 'Within' },
        { numbers: 'With others' },
      ]}
    >
      {graph.groups.map((group) => (
        <tr key={group.id}>
          <td>
            {graph.group_by === 'application' && group.id !== 'none' ? (
              <AppLink href={`/applications/${group.id}`}>{group.name}</AppLink>
            ) : (
              names.get(group.id)
            )}
          </td>
          <td className="num">{formatCount(group.asset_count)}</td>
          <td>{needsText(graph, group, names)}</td>
          <td className="num">{formatCount(group.inner_edges)}</td>
          <td className="num">{formatCount(group.degree)}</td>
        </tr>
      ))}
    </TableCard>
  );
}

const mostNamed = 12;

function needsText(graph: DependencyGraph, { id }: Group, names: ReadonlyMap<string, string>): string {
  const own = graph.group_edges.filter(({ source_id: source }) => source === id);
  if (own.length === 0) return '—';
  const words = own
    .slice(0, mostNamed)
    .map(({ target_id: target, edge_count: count }) => `${names.get(target) ?? ''} (${formatCount(count)})`);
  const rest = own.length - mostNamed;
  return rest > 0 ? `${words.join(', ')} and ${formatCount(rest)} more` : words.join(', ');
}
