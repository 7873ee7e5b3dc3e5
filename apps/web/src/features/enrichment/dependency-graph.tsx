import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { dependencyGraphQuery, type GraphChoice } from '../../api/dependencies.ts';
import type { DependencyGraph } from '../../api/entities.ts';
import { useRights } from '../../api/use-rights.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { countOf, formatCount } from '../../texts/format.ts';
import { AddDependency } from './add-dependency.tsx';
import { AssetGraph } from './asset-graph.tsx';
import { AssetPicker } from './asset-picker.tsx';
import { GroupGraph } from './group-graph.tsx';

const depths = ['1', '2', '3'].map((value) => ({ value, label: value }));
const directions = [
  { value: 'both', label: 'Both ways' },
  { value: 'downstream', label: 'What it needs' },
  { value: 'upstream', label: 'What needs it' },
];
type Direction = NonNullable<GraphChoice['direction']>;
const drawings = [
  { value: 'asset', label: 'Assets' },
  { value: 'application', label: 'Applications' },
  { value: 'asset_type', label: 'Kinds' },
  { value: 'environment', label: 'Environments' },
];
type Grouping = NonNullable<GraphChoice['group_by']>;

/** The neighbourhood of an asset as a picture and as a table; without one, the assets with most dependencies. */
export function DependencyGraphView({ showsNoise }: { showsNoise: boolean }) {
  const may = useRights();
  const [center, setCenter] = useState<{ id: string; name: string } | null>(null);
  const [depth, setDepth] = useState('1');
  const [direction, setDirection] = useState<Direction>('both');
  const [grouping, setGrouping] = useState<Grouping | null>(null);
  const [isAdding, setAdding] = useState(false);
  const choice: GraphChoice = {
    ...(grouping !== null && { group_by: grouping }),
    ...(center !== null && { center: center.id, depth: Number(depth), direction }),
    include_noise: showsNoise ? 'true' : 'false',
  };
  return (
    <Stack gap="sm">
      <Group align="flex-end" justify="space-between">
        <Group align="flex-end">
          <AssetPicker label="Show the neighbourhood of" onPick={setCenter} />
          <SegmentedControl
            aria-label="What is drawn"
            data={drawings}
            value={grouping ?? 'asset'}
            onChange={(value) => setGrouping(groupingOf(value))}
          />
        </Group>
        {may('asset.edit') && (
          <Button variant="default" onClick={() => setAdding(true)}>
            Add a dependency…
          </Button>
        )}
      </Group>
      {center !== null && (
        <Group>
          <Text fw={600}>{center.name}</Text>
          <SegmentedControl aria-label="Distance" data={depths} value={depth} onChange={setDepth} />
          <SegmentedControl
            aria-label="Direction"
            data={directions}
            value={direction}
            onChange={(value) => setDirection(directionOf(value))}
          />
          <Button variant="subtle" onClick={() => setCenter(null)}>
            Back to the overview
          </Button>
        </Group>
      )}
      <GraphPart choice={choice} onCenter={setCenter} />
      {isAdding && <AddDependency source={center} onClose={() => setAdding(false)} />}
    </Stack>
  );
}

function directionOf(value: string): Direction {
  return value === 'downstream' || value === 'upstream' ? value : 'both';
}

function groupingOf(value: string): Grouping | null {
  return value === 'application' || value === 'asset_type' || value === 'environment' ? value : null;
}

function GraphPart(props: { choice: GraphChoice; onCenter: (asset: { id: string; name: string }) => void }) {
  const { choice, onCenter } = props;
  const graph = useQuery(dependencyGraphQuery(choice));
  // The part before stays in sight while the next one comes, unless it is drawn by something else.
  const isOther = graph.isPlaceholderData && graph.data?.group_by !== (choice.group_by ?? null);
  return (
    <QueryView query={isOther ? { ...graph, data: undefined } : graph} label="graph" rows={8}>
      {(part) =>
        part.nodes.length + part.groups.length < (part.group_by === null ? 2 : 1) ? (
          <EmptyState title="No dependencies to draw">
            {choice.center === undefined
              ? 'Import a file of connections, or add a dependency by hand.'
              : 'This asset has none in this direction. Background traffic is left out unless it is shown.'}
          </EmptyState>
        ) : (
          <Stack
            gap="sm"
            aria-busy={graph.isPlaceholderData}
            {...(graph.isPlaceholderData && { opacity: 0.5 })}
          >
            <Text size="sm" c="dimmed" role="status">
              {graph.isPlaceholderData ? 'Loading…' : sizeText(part)}
            </Text>
            {part.group_by === null ? (
              <AssetGraph graph={part} center={choice.center ?? null} onCenter={onCenter} />
            ) : (
              <GroupGraph graph={part} />
            )}
          </Stack>
        )
      }
    </QueryView>
  );
}

const groupNouns: Readonly<Record<Grouping, readonly [string, string]>> = {
  application: ['application', 'applications'],
  asset_type: ['kind', 'kinds'],
  environment: ['environment', 'environments'],
};

function sizeText(part: DependencyGraph): string {
  const { group_by: grouping, truncated, total_nodes: total } = part;
  const [one, many] = grouping === null ? ['asset', 'assets'] : groupNouns[grouping];
  const [nodes, edges] = grouping === null ? [part.nodes, part.edges] : [part.groups, part.group_edges];
  const lines = grouping === null ? ['dependency', 'dependencies'] : ['line', 'lines'];
  const shown = `${countOf(nodes.length, one, many)} and ${countOf(edges.length, lines[0] ?? '', lines[1] ?? '')}`;
  return truncated
    ? `${shown} of ${formatCount(total)} and ${formatCount(part.total_edges)}: the nearest and best connected ones.`
    : `${shown}.`;
}
