import { type Adjacency, adjacencyOf, type GraphEdge } from './adjacency.ts';

/** A graph whose nodes are numbered from 0. */
export interface NumberedGraph {
  readonly nodeCount: number;
  readonly edges: readonly GraphEdge[];
}

const mostSteps = 100_000;
/** Paths this much longer than the shortest are still ways; longer ones say nothing. */
const longestDetour = 4;

/**
 * At most `limit` ways from one node to another along the edges without a circle, shortest first, then by the numbers
 * of their nodes. Time grows with nodes plus edges; a large tangle is searched for a hundred thousand steps.
 */
export function pathsBetween(
  { nodeCount, edges }: NumberedGraph,
  { from, to }: { readonly from: number; readonly to: number },
  limit: number,
): number[][] {
  const left = distancesFrom(to, adjacencyOf(nodeCount, edges, 'target'));
  const shortest = left[from] ?? -1;
  if (shortest < 0 || from === to) return [];
  const onward = adjacencyOf(nodeCount, edges);
  const search: PathSearch = { onward, ordered: new Map(), left, to, limit, found: [], steps: 0 };
  for (let length = shortest; length <= shortest + longestDetour; length++) walk(search, [from], length);
  return search.found;
}

interface PathSearch {
  readonly onward: Adjacency;
  /** Different neighbours in their order, of the nodes that were met. */
  readonly ordered: Map<number, readonly number[]>;
  /** Edges to the target; -1 for nodes it cannot be reached from. */
  readonly left: Int32Array;
  readonly to: number;
  readonly limit: number;
  readonly found: number[][];
  steps: number;
}

/** Finds the paths that go on from this one and have exactly this many edges left. */
function walk(search: PathSearch, path: readonly number[], edgesLeft: number): void {
  const at = path.at(-1) ?? -1;
  if (edgesLeft === 0) {
    if (at === search.to) search.found.push([...path]);
    return;
  }
  for (const next of neighboursOf(search, at)) {
    if (search.found.length >= search.limit || ++search.steps > mostSteps) return;
    if (leads(search, next, edgesLeft - 1) && !path.includes(next))
      walk(search, [...path, next], edgesLeft - 1);
  }
}

function neighboursOf({ onward: { starts, others }, ordered }: PathSearch, node: number): readonly number[] {
  const known = ordered.get(node);
  if (known !== undefined) return known;
  const found = [...new Set(others.subarray(starts[node], starts[node + 1]).toSorted())];
  ordered.set(node, found);
  return found;
}

/** Whether the target can be reached from a node with exactly this many edges, as far as distances tell. */
function leads({ left, to }: PathSearch, next: number, edgesLeft: number): boolean {
  const needed = left[next] ?? -1;
  return needed >= 0 && needed <= edgesLeft && (next === to) === (edgesLeft === 0);
}

/** Edges from a node to each that can be reached, by number; -1 for the others. */
function distancesFrom(start: number, { starts, others }: Adjacency): Int32Array {
  const distances = new Int32Array(starts.length - 1).fill(-1);
  distances[start] = 0;
  const met = [start];
  for (const node of met)
    for (let at = starts[node]!; at < starts[node + 1]!; at++) {
      const next = others[at]!;
      if (distances[next] !== -1) continue;
      distances[next] = distances[node]! + 1;
      met.push(next);
    }
  return distances;
}
