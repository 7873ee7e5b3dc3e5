import { cyclesOf } from './strong-components.ts';

/** Which way edges are followed from an asset: to what it needs, to what needs it, or both. */
export const graphDirections = ['both', 'downstream', 'upstream'] as const;
export type GraphDirection = (typeof graphDirections)[number];

/** An edge between two things that are known by their ids. */
export interface IdEdge {
  readonly source: string;
  readonly target: string;
}

/** The assets of a neighbourhood that are shown, and whether there are more. */
export interface BoundedNeighbourhood {
  /** By distance; the centre first. */
  readonly shown: readonly string[];
  readonly truncated: boolean;
}

/**
 * The nearest assets up to a limit: of equally near ones those with most edges in the neighbourhood, then by id, so
 * that the same graph gives the same picture.
 */
export function nearestAssets(
  distances: ReadonlyMap<string, number>,
  edges: readonly IdEdge[],
  limit: number,
): BoundedNeighbourhood {
  const degrees = degreesOf(edges);
  const ordered = [...distances].toSorted(
    ([a, near], [b, far]) => near - far || (degrees.get(b) ?? 0) - (degrees.get(a) ?? 0) || (a < b ? -1 : 1),
  );
  return { shown: ordered.slice(0, limit).map(([id]) => id), truncated: ordered.length > limit };
}

/** How many edges each asset has. */
export function degreesOf(edges: readonly IdEdge[]): ReadonlyMap<string, number> {
  const degrees = new Map<string, number>();
  for (const { source, target } of edges)
    for (const id of [source, target]) degrees.set(id, (degrees.get(id) ?? 0) + 1);
  return degrees;
}

/** Groups of assets that depend on each other in a circle and so move together, largest first. */
export function groupsThatMoveTogether(edges: readonly IdEdge[]): string[][] {
  const numbers = new Map<string, number>();
  const numberOf = (id: string): number => {
    const known = numbers.get(id) ?? numbers.size;
    numbers.set(id, known);
    return known;
  };
  const numbered = edges.map(({ source, target }) => ({
    source: numberOf(source),
    target: numberOf(target),
  }));
  const ids = [...numbers.keys()];
  return cyclesOf(ids.length, numbered).map((nodes) => nodes.map((node) => ids[node] ?? ''));
}

const mostSteps = 100_000;

/** At most `limit` ways from one asset to another along the edges without a circle, shortest first; ids of the assets. */
export function pathsBetween(
  edges: readonly IdEdge[],
  { from, to }: { readonly from: string; readonly to: string },
  limit: number,
): string[][] {
  const onward = neighbours(edges, 'source', 'target');
  const left = distancesFrom(to, neighbours(edges, 'target', 'source'));
  const shortest = left.get(from);
  if (shortest === undefined || from === to) return [];
  const search: PathSearch = { onward, left, to, limit, found: [], steps: 0 };
  for (let length = shortest; length <= shortest + longestDetour; length++) walk(search, [from], length);
  return search.found;
}

/** Paths this much longer than the shortest are still ways; longer ones say nothing. */
const longestDetour = 4;

interface PathSearch {
  readonly onward: ReadonlyMap<string, readonly string[]>;
  readonly left: ReadonlyMap<string, number>;
  readonly to: string;
  readonly limit: number;
  readonly found: string[][];
  steps: number;
}

/** Finds the paths that go on from this one and have exactly this many edges left. */
function walk(search: PathSearch, path: readonly string[], edgesLeft: number): void {
  const at = path.at(-1) ?? '';
  if (edgesLeft === 0) {
    if (at === search.to) search.found.push([...path]);
    return;
  }
  for (const next of search.onward.get(at) ?? []) {
    if (search.found.length >= search.limit || ++search.steps > mostSteps) return;
    if (leads(search, next, edgesLeft - 1) && !path.includes(next))
      walk(search, [...path, next], edgesLeft - 1);
  }
}

/** Whether the target can be reached from a node with exactly this many edges, as far as distances tell. */
function leads({ left, to }: PathSearch, next: string, edgesLeft: number): boolean {
  const needed = left.get(next);
  return needed !== undefined && needed <= edgesLeft && (next === to) === (edgesLeft === 0);
}

function neighbours(
  edges: readonly IdEdge[],
  from: keyof IdEdge,
  to: keyof IdEdge,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  for (const edge of edges) {
    const known = found.get(edge[from]) ?? new Set();
    known.add(edge[to]);
    found.set(edge[from], known);
  }
  return new Map([...found].map(([id, others]) => [id, [...others].toSorted()] as const));
}

function distancesFrom(
  start: string,
  onward: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, number> {
  const distances = new Map([[start, 0]]);
  for (const [id, distance] of distances)
    for (const next of onward.get(id) ?? []) if (!distances.has(next)) distances.set(next, distance + 1);
  return distances;
}
