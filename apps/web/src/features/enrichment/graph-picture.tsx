import { Text } from '@mantine/core';
import { useMemo } from 'react';
import type { DependencyGraph } from '../../api/entities.ts';
import { typeWord } from '../../texts/vocabulary.ts';
import { type GraphLayout, layOut, nodeSize, type Place } from './graph-layout.ts';

type Node = DependencyGraph['nodes'][number];
type Edge = DependencyGraph['edges'][number];

/** The graph as a picture; the table beside it says the same in words and takes the keyboard. */
export function GraphPicture(props: {
  graph: DependencyGraph;
  center: string | null;
  onCenter: (asset: { id: string; name: string }) => void;
}) {
  const { graph, center, onCenter } = props;
  const layout = useMemo(() => layOut(graph.nodes, graph.edges, center), [graph, center]);
  return (
    <div>
      <div
        className="card scroll-x graph-picture"
        tabIndex={0}
        role="region"
        aria-label="Picture of the graph"
      >
        <svg
          width={layout.width}
          height={layout.height}
          viewBox={`0 0 ${layout.width} ${layout.height}`}
          role="img"
          aria-label={`Graph of ${graph.nodes.length} assets; the table below says the same`}
        >
          <Arrow />
          {graph.edges.map((edge) => (
            <EdgeLine key={edge.id} edge={edge} layout={layout} />
          ))}
          {graph.nodes.map((node) => (
            <NodeBox
              key={node.id}
              node={node}
              place={layout.places.get(node.id)}
              isCenter={node.id === center}
              onCenter={onCenter}
            />
          ))}
        </svg>
      </div>
      <Legend />
    </div>
  );
}

function Arrow() {
  return (
    <defs>
      <marker
        id="graph-arrow"
        viewBox="0 0 8 8"
        refX="7"
        refY="4"
        markerWidth="7"
        markerHeight="7"
        orient="auto"
      >
        <path d="M0 0 L8 4 L0 8 z" className="graph-arrow" />
      </marker>
    </defs>
  );
}

function Legend() {
  return (
    <Text size="xs" c="dimmed" mt={4}>
      Arrows lead to what is needed. Thick lines are confirmed, thin ones suggested; dashed ones lead into
      another environment. Choose an asset to put it in the middle.
    </Text>
  );
}

function EdgeLine({ edge, layout }: { edge: Edge; layout: GraphLayout }) {
  const from = layout.places.get(edge.source_id);
  const to = layout.places.get(edge.target_id);
  if (from === undefined || to === undefined) return null;
  return (
    <path
      d={curve(from, to)}
      className="graph-edge"
      data-status={edge.status}
      data-crossing={edge.is_cross_environment || undefined}
      markerEnd="url(#graph-arrow)"
    />
  );
}

/** From the side of one box to the side of the other; within a column around the boxes between. */
function curve(from: Place, to: Place): string {
  const half = nodeSize.width / 2;
  const side = to.x >= from.x ? 1 : -1;
  const startX = from.x + half * side;
  if (from.x === to.x) {
    const out = startX + 46;
    return `M${startX} ${from.y} C${out} ${from.y} ${out} ${to.y} ${startX} ${to.y}`;
  }
  const endX = to.x - half * side;
  const bend = Math.abs(endX - startX) / 2;
  return `M${startX} ${from.y} C${startX + bend * side} ${from.y} ${endX - bend * side} ${to.y} ${endX} ${to.y}`;
}

const longestName = 22;

function NodeBox(props: {
  node: Node;
  place: Place | undefined;
  isCenter: boolean;
  onCenter: (asset: { id: string; name: string }) => void;
}) {
  const { node, place, isCenter, onCenter } = props;
  if (place === undefined) return null;
  const { id, name, asset_type: type, environment } = node;
  const short = name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name;
  const words = [typeWord(type), environment ?? ''].filter((word) => word !== '').join(' · ');
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the table has a button for each asset
    <g
      transform={`translate(${place.x - nodeSize.width / 2} ${place.y - nodeSize.height / 2})`}
      className="graph-node"
      data-center={isCenter || undefined}
      onClick={() => onCenter({ id, name })}
    >
      <title>{`${name} (${words})`}</title>
      <rect width={nodeSize.width} height={nodeSize.height} rx={5} />
      <text x={8} y={14}>
        {short}
      </text>
      <text x={8} y={27} className="graph-note">
        {words.length > 28 ? `${words.slice(0, 27)}…` : words}
      </text>
    </g>
  );
}
