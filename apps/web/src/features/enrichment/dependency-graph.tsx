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
import { AssetPicker } from './asset-picker.tsx';
import { GraphPicture } from './graph-picture.tsx';
import { GraphTable } from './graph-table.tsx';

const depths = ['1', '2', '3'].map((value) => ({ value, label: value }));
const directions = [
  { value: 'both', label: 'Both ways' },
  { value: 'downstream', label: 'What it needs' },
  { value: 'upstream', label: 'What needs it' },
];
type Direction = NonNullable<GraphChoice['direction']>;

/** The neighbourhood of an asset as a picture and as a table; without one, the assets with most dependencies. */
export function DependencyGraphView({ showsNoise }: { showsNoise: boolean }) {
  const may = useRights();
  const [center, setCenter] = useState<{ id: string; name: string } | null>(null);
  const [depth, setDepth] = useState('1');
  const [direction, setDirection] = useState<Direction>('both');
  const [isAdding, setAdding] = useState(false);
  const choice: GraphChoice = {
    ...(center !== null && { center: center.id, depth: Number(depth), direction }),
    include_noise: showsNoise ? 'true' : 'false',
  };
  return (
    <Stack gap="sm">
      <Group align="flex-end" justify="space-between">
        <AssetPicker label="Show the neighbourhood of" onPick={setCenter} />
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

function GraphPart(props: { choice: GraphChoice; onCenter: (asset: { id: string; name: string }) => void }) {
  const { choice, onCenter } = props;
  const graph = useQuery(dependencyGraphQuery(choice));
  return (
    <QueryView query={graph} label="graph" rows={8}>
      {(part) =>
        part.nodes.length < 2 ? (
          <EmptyState title="No dependencies to draw">
            {choice.center === undefined
              ? 'Import a file of connections, or add a dependency by hand.'
              : 'This asset has none in this direction. Background traffic is left out unless it is shown.'}
          </EmptyState>
        ) : (
          <Stack gap="sm">
            <Text size="sm" c="dimmed" role="status">
              {sizeText(part)}
            </Text>
            <GraphPicture graph={part} center={choice.center ?? null} onCenter={onCenter} />
            <GraphTable graph={part} onCenter={onCenter} />
          </Stack>
        )
      }
    </QueryView>
  );
}

function sizeText({
  nodes,
  edges,
  truncated,
  total_nodes: assets,
  total_edges: total,
}: DependencyGraph): string {
  const shown = `${countOf(nodes.length, 'asset')} and ${countOf(edges.length, 'dependency', 'dependencies')}`;
  return truncated
    ? `${shown} of ${formatCount(assets)} and ${formatCount(total)}: the nearest and best connected ones.`
    : `${shown}.`;
}
