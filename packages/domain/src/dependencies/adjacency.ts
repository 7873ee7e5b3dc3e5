/** One edge of a graph whose nodes are numbered from 0. */
export interface GraphEdge {
  readonly source: number;
  readonly target: number;
}

/** A directed graph in compressed rows: neighbours of node `n` are `others[starts[n]]` up to `others[starts[n + 1]]`. */
export interface Adjacency {
  readonly starts: Int32Array;
  readonly others: Int32Array;
}

/** Neighbours of each node along the edges, or against them when they are wanted by `target`; parallel edges stay. */
export function adjacencyOf(
  nodeCount: number,
  edges: readonly GraphEdge[],
  by: keyof GraphEdge = 'source',
): Adjacency {
  const other = by === 'source' ? 'target' : 'source';
  const starts = new Int32Array(nodeCount + 1);
  for (const edge of edges) starts[edge[by] + 1]!++;
  for (let node = 0; node < nodeCount; node++) starts[node + 1]! += starts[node]!;
  const next = starts.slice();
  const others = new Int32Array(edges.length);
  for (const edge of edges) others[next[edge[by]]!++] = edge[other];
  return { starts, others };
}
