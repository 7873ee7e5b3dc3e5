import { Stack } from '@mantine/core';
import { useMemo } from 'react';
import type { DependencyGraph } from '../../api/entities.ts';
import { sentenceOf } from '../../texts/vocabulary.ts';
import { tierOfKind } from './graph-layout.ts';
import { GraphPicture } from './graph-picture.tsx';
import { GraphTable } from './graph-table.tsx';

const legend =
  'Arrows lead to what is needed. Thick lines are confirmed, thin ones suggested; dashed ones lead into another environment. Choose an asset to put it in the middle.';

/** Assets and their dependencies, drawn and as a table. */
export function AssetGraph(props: {
  graph: DependencyGraph;
  center: string | null;
  onCenter: (asset: { id: string; name: string }) => void;
}) {
  const { graph, center, onCenter } = props;
  const nodes = useMemo(() => graph.nodes.map(drawnAsset), [graph]);
  const edges = useMemo(
    () =>
      graph.edges.map(({ id, source_id, target_id, status, is_cross_environment: isCrossing }) => ({
        id,
        source_id,
        target_id,
        isConfirmed: status === 'confirmed',
        isCrossing,
      })),
    [graph],
  );
  return (
    <Stack gap="sm">
      <GraphPicture
        nodes={nodes}
        edges={edges}
        center={center}
        noun="assets"
        legend={legend}
        onPick={onCenter}
      />
      <GraphTable graph={graph} onCenter={onCenter} />
    </Stack>
  );
}

function drawnAsset({ id, name, distance, ...node }: DependencyGraph['nodes'][number]) {
  const environment = node.environment === null ? [] : [sentenceOf(node.environment)];
  const note = [sentenceOf(node.asset_type), ...environment].join(' · ');
  return { id, name, distance, note, tier: tierOfKind(node.asset_type) };
}
