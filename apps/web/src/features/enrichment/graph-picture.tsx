import { Text } from '@mantine/core';
import { useMemo } from 'react';
import { bulge, type GraphLayout, type LaidNode, layOut, nodeSize, type Place } from './graph-layout.ts';

/** A node as it is drawn. */
export interface DrawnNode extends LaidNode {
  /** Second line in the box. */
  readonly note: string;
}

/** An edge as it is drawn. */
export interface DrawnEdge {
  readonly id: string;
  readonly source_id: string;
  readonly target_id: string;
  readonly isConfirmed: boolean;
  readonly isCrossing: boolean;
  /** Width of the line in pixels, where it says something. */
  readonly width?: number;
  /** What a pointer on the line reads. */
  readonly title?: string;
}

/** The graph as a picture; the table beside it says the same in words and takes the keyboard. */
export function GraphPicture(props: {
  nodes: readonly DrawnNode[];
  edges: readonly DrawnEdge[];
  center: string | null;
  /** What the nodes are, in the plural. */
  noun: string;
  legend: string;
  onPick?: (node: DrawnNode) => void;
}) {
  const { nodes, edges, center, noun, legend, onPick } = props;
  const layout = useMemo(() => layOut(nodes, edges, center), [nodes, edges, center]);
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
          aria-label={`Graph of ${nodes.length} ${noun}; the table below says the same`}
        >
          <Arrow />
          {edges.map((edge) => (
            <EdgeLine key={edge.id} edge={edge} layout={layout} />
          ))}
          {nodes.map((node) => (
            <NodeBox
              key={node.id}
              node={node}
              place={layout.places.get(node.id)}
              isCenter={node.id === center}
              {...(onPick !== undefined && { onPick })}
            />
          ))}
        </svg>
      </div>
      <Text size="xs" c="dimmed" mt={4}>
        {legend}
      </Text>
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
        markerWidth="8"
        markerHeight="8"
        markerUnits="userSpaceOnUse"
        orient="auto"
      >
        <path d="M0 0 L8 4 L0 8 z" className="graph-arrow" />
      </marker>
    </defs>
  );
}

function EdgeLine({ edge, layout }: { edge: DrawnEdge; layout: GraphLayout }) {
  const from = layout.places.get(edge.source_id);
  const to = layout.places.get(edge.target_id);
  if (from === undefined || to === undefined) return null;
  return (
    <path
      d={curve(from, to)}
      className="graph-edge"
      data-confirmed={edge.isConfirmed || undefined}
      data-crossing={edge.isCrossing || undefined}
      {...(edge.width !== undefined && { style: { strokeWidth: edge.width } })}
      markerEnd="url(#graph-arrow)"
    >
      {edge.title !== undefined && <title>{edge.title}</title>}
    </path>
  );
}

/** From the side of one box to the side of the other; within a column around the boxes between. */
function curve(from: Place, to: Place): string {
  const half = nodeSize.width / 2;
  const side = to.x >= from.x ? 1 : -1;
  const startX = from.x + half * side;
  if (from.x === to.x) {
    const out = startX + bulge;
    return `M${startX} ${from.y} C${out} ${from.y} ${out} ${to.y} ${startX} ${to.y}`;
  }
  const endX = to.x - half * side;
  const bend = Math.abs(endX - startX) / 2;
  // A long flat line would run behind the boxes between.
  const isFlat = Math.abs(to.y - from.y) < nodeSize.height * 2;
  const lift = isFlat && Math.abs(endX - startX) > nodeSize.width * 2 ? nodeSize.height : 0;
  return `M${startX} ${from.y} C${startX + bend * side} ${from.y - lift} ${endX - bend * side} ${to.y - lift} ${endX} ${to.y}`;
}

const longestName = 22;
const longestNote = 28;

function NodeBox(props: {
  node: DrawnNode;
  place: Place | undefined;
  isCenter: boolean;
  onPick?: (node: DrawnNode) => void;
}) {
  const { node, place, isCenter, onPick } = props;
  if (place === undefined) return null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the table has a button for each node that can be chosen
    <g
      transform={`translate(${place.x - nodeSize.width / 2} ${place.y - nodeSize.height / 2})`}
      className="graph-node"
      data-center={isCenter || undefined}
      {...(onPick !== undefined && { 'data-pick': true, onClick: () => onPick(node) })}
    >
      <title>{`${node.name} (${node.note})`}</title>
      <rect width={nodeSize.width} height={nodeSize.height} rx={5} />
      <text x={8} y={14}>
        {shortened(node.name, longestName)}
      </text>
      <text x={8} y={27} className="graph-note">
        {shortened(node.note, longestNote)}
      </text>
    </g>
  );
}

function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
