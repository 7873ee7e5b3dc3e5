import { adjacencyOf, type GraphEdge } from './adjacency.ts';
import type { GraphDirection } from './dependency-graph.ts';

/** What assets of a graph can be drawn together by. */
export const graphGroupings = ['application', 'asset_type', 'environment'] as const;
export type GraphGrouping = (typeof graphGroupings)[number];

/** How many edges it is from a node to each node at most `depth` edges away; -1 for the others. */
export function distancesWithin(
  { nodeCount, edges }: { readonly nodeCount: number; readonly edges: readonly GraphEdge[] },
  {
    start,
    depth,
    direction,
  }: { readonly start: number; readonly depth: number; readonly direction: GraphDirection },
): Int32Array {
  const ways = [
    ...(direction === 'upstream' ? [] : [adjacencyOf(nodeCount, edges, 'source')]),
    ...(direction === 'downstream' ? [] : [adjacencyOf(nodeCount, edges, 'target')]),
  ];
  const distances = new Int32Array(nodeCount).fill(-1);
  distances[start] = 0;
  const met = [start];
  for (const node of met) {
    const distance = distances[node]! + 1;
    if (distance > depth) break;
    const others = ways.flatMap((way) => [...way.others.subarray(way.starts[node], way.starts[node + 1])]);
    for (const other of others) {
      if (distances[other] !== -1) continue;
      distances[other] = distance;
      met.push(other);
    }
  }
  return distances;
}

/** Edges from the assets of one group to those of another. */
export interface GroupEdge<Edge> {
  readonly source: number;
  readonly target: number;
  readonly edges: readonly Edge[];
}

/** Two numbers below this make one that is exact. */
const mostNumbers = 2 ** 26;

/** A graph whose nodes are groups of assets, known by their numbers. */
export interface CollapsedGraph<Edge> {
  readonly between: readonly GroupEdge<Edge>[];
  /** Edges inside each group. */
  readonly inside: ReadonlyMap<number, number>;
}

/**
 * Draws edges between assets as edges between the groups of these. An asset may be in several groups: its edges are
 * then edges of each of them. `groupsOf` tells the groups of a node.
 */
export function collapseByGroups<Edge extends GraphEdge>(
  edges: readonly Edge[],
  groupsOf: (node: number) => readonly number[],
): CollapsedGraph<Edge> {
  const between = new Map<number, { source: number; target: number; edges: Edge[] }>();
  const inside = new Map<number, number>();
  const add = (edge: Edge, source: number, target: number): void => {
    if (source === target) {
      inside.set(source, (inside.get(source) ?? 0) + 1);
      return;
    }
    const key = source * mostNumbers + target;
    const known = between.get(key) ?? { source, target, edges: [] };
    known.edges.push(edge);
    between.set(key, known);
  };
  for (const edge of edges)
    for (const source of groupsOf(edge.source))
      for (const target of groupsOf(edge.target)) add(edge, source, target);
  return { between: [...between.values()], inside };
}
