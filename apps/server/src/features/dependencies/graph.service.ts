import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  degreesOf,
  type GraphDirection,
  nearestAssets,
} from '@landfall/domain/dependencies/dependency-graph';
import { pathsBetween } from '@landfall/domain/dependencies/graph-paths';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { assetNotFound } from './dependencies.errors.ts';
import { edgesAt, type GraphAsset, type StoredGraphEdge } from './graph.repository.ts';
import { degreesIn, inTurns, liveEndsOf, readWholeGraph, type WholeGraph } from './whole-graph.ts';

/** A part of the graph that is asked for. */
export interface GraphRequest {
  readonly center: string | undefined;
  readonly depth: number;
  readonly direction: GraphDirection;
  readonly includesNoise: boolean;
  readonly limit: number;
}

/** A part of the graph small enough to be drawn, with the size of what it was taken from. */
export interface GraphPart {
  readonly nodes: readonly (GraphAsset & { readonly distance: number | null; readonly degree: number })[];
  readonly edges: readonly (StoredGraphEdge & { readonly isCrossEnvironment: boolean })[];
  readonly truncated: boolean;
  readonly totalNodes: number;
  readonly totalEdges: number;
}

const mostEdges = 2000;

/** The neighbourhood of an asset, or the assets with most edges; throws 404 for an asset the engagement does not have. */
export async function readGraph(scope: TenantScope, request: GraphRequest): Promise<GraphPart> {
  return request.center === undefined
    ? mostConnectedPart(scope, request)
    : neighbourhoodPart(scope, request, request.center);
}

/** What can be reached from an asset within some edges. */
interface Neighbourhood {
  /** Edges from the centre, by id. */
  readonly distances: ReadonlyMap<string, number>;
  readonly edges: readonly StoredGraphEdge[];
  readonly ends: ReadonlyMap<string, GraphAsset>;
}

/** Walks from an asset along edges between live assets; throws 404 for an asset the engagement does not have. */
async function walkFrom(
  scope: TenantScope,
  center: string,
  request: Omit<GraphRequest, 'center' | 'limit'>,
): Promise<Neighbourhood> {
  const ends = new Map<string, GraphAsset>();
  for (const end of await liveEndsOf(scope, [center])) ends.set(end.id, end);
  if (!ends.has(center)) throw assetNotFound();
  const distances = new Map([[center, 0]]);
  const edges = new Map<string, StoredGraphEdge>();
  let frontier = [center];
  for (let distance = 1; distance <= request.depth && frontier.length > 0; distance++) {
    const found = await edgesAt(scope, frontier, request);
    const met = new Set<string>();
    await inTurns(found, ({ source, target }) => met.add(source).add(target));
    const unknown = [...met].filter((id) => !ends.has(id));
    for (const end of await liveEndsOf(scope, unknown)) ends.set(end.id, end);
    await inTurns(found, (edge) => {
      if (ends.has(edge.source) && ends.has(edge.target)) edges.set(edge.id, edge);
    });
    frontier = [...met].filter((id) => ends.has(id) && !distances.has(id));
    for (const id of frontier) distances.set(id, distance);
  }
  return { distances, edges: [...edges.values()], ends };
}

async function neighbourhoodPart(
  scope: TenantScope,
  request: GraphRequest,
  center: string,
): Promise<GraphPart> {
  const { distances, edges, ends } = await walkFrom(scope, center, request);
  await nextTurn();
  const degrees = new Map(degreesOf(edges));
  await nextTurn();
  const { shown, truncated } = nearestAssets(distances, degrees, request.limit);
  const between = await edgesBetween(scope, shown, request);
  const walked = new Set(edges.map(({ id }) => id));
  const beside = between.filter(({ id }) => !walked.has(id));
  for (const [id, count] of degreesOf(beside)) degrees.set(id, (degrees.get(id) ?? 0) + count);
  const drawn = drawnPart({ shown, between, ends, distances, degrees });
  return {
    ...drawn,
    truncated: truncated || drawn.truncated,
    totalNodes: distances.size,
    totalEdges: edges.length + beside.length,
  };
}

/** One in this many of the assets shown is there for its own edges, the others for theirs to these. */
const hubShare = 5;

/** Assets with most edges, and those most connected with them: with hubs alone there is nothing to see between them. */
function mostConnected(graph: WholeGraph, connected: readonly number[], limit: number): number[] {
  const counts = degreesIn(graph);
  const byCount = connected.toSorted((a, b) => counts[b]! - counts[a]! || a - b);
  const hubs = byCount.slice(0, Math.ceil(limit / hubShare));
  const isHub = new Set(hubs);
  const toHubs = new Int32Array(graph.ends.length);
  for (const { source, target } of graph.edges) {
    if (isHub.has(target)) toHubs[source]!++;
    if (isHub.has(source)) toHubs[target]!++;
  }
  const beside = byCount.filter((place) => !isHub.has(place)).toSorted((a, b) => toHubs[b]! - toHubs[a]!);
  return [...hubs, ...beside.slice(0, limit - hubs.length)];
}

async function mostConnectedPart(scope: TenantScope, request: GraphRequest): Promise<GraphPart> {
  const graph = await readWholeGraph(scope, request.includesNoise);
  const counts = degreesIn(graph);
  const connected = graph.ends.flatMap((_end, place) => (counts[place] === 0 ? [] : [place]));
  const nodes = mostConnected(graph, connected, request.limit).map((place) => ({
    ...graph.ends[place]!,
    degree: counts[place]!,
  }));
  const ends = new Map(nodes.map((node) => [node.id, node] as const));
  const degrees = new Map(nodes.map(({ id, degree }) => [id, degree] as const));
  const shown = [...ends.keys()];
  const between = await edgesBetween(scope, shown, request);
  const drawn = drawnPart({ shown, between, ends, distances: new Map(), degrees });
  const truncated = connected.length > shown.length || drawn.truncated;
  return { ...drawn, truncated, totalNodes: connected.length, totalEdges: graph.edges.length };
}

/** Edges among the assets shown, also those that a walk did not follow. */
async function edgesBetween(
  scope: TenantScope,
  shown: readonly string[],
  { includesNoise }: { readonly includesNoise: boolean },
): Promise<StoredGraphEdge[]> {
  const known = new Set(shown);
  const found = await edgesAt(scope, shown, { direction: 'downstream', includesNoise });
  return found.filter(({ target }) => known.has(target));
}

interface Found {
  readonly shown: readonly string[];
  readonly between: readonly StoredGraphEdge[];
  readonly ends: ReadonlyMap<string, GraphAsset>;
  readonly distances: ReadonlyMap<string, number>;
  readonly degrees: ReadonlyMap<string, number>;
}

function drawnPart({ shown, between, ends, distances, degrees }: Found) {
  const nodes = shown.flatMap((id) => {
    const end = ends.get(id);
    if (end === undefined) return [];
    const { name, asset_type, environment } = end;
    const [distance, degree] = [distances.get(id) ?? null, degrees.get(id) ?? 0];
    return [{ id, name, asset_type, environment, distance, degree }];
  });
  const environmentOf = (id: string): string | null => ends.get(id)?.environment ?? null;
  const edges = between
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .slice(0, mostEdges)
    .map((edge) => {
      const [from, to] = [environmentOf(edge.source), environmentOf(edge.target)];
      return { ...edge, isCrossEnvironment: from !== null && to !== null && from !== to };
    });
  return { nodes, edges, truncated: between.length > mostEdges };
}

const mostPaths = 5;

/** Ways from one asset to another; throws 404 for an asset the engagement does not have. */
export async function readPaths(
  scope: TenantScope,
  {
    from,
    to,
    includesNoise,
  }: { readonly from: string; readonly to: string; readonly includesNoise: boolean },
): Promise<GraphAsset[][]> {
  const asked = new Set((await liveEndsOf(scope, [from, to])).map(({ id }) => id));
  if (!asked.has(from) || !asked.has(to)) throw assetNotFound();
  const { edges, ends } = await readWholeGraph(scope, includesNoise);
  const placeOf = (wanted: string): number => ends.findIndex(({ id }) => id === wanted);
  const places = { from: placeOf(from), to: placeOf(to) };
  if (places.from === -1 || places.to === -1) return [];
  const paths = pathsBetween({ nodeCount: ends.length, edges }, places, mostPaths);
  return paths.map((nodes) => nodes.flatMap((place) => ends[place] ?? []));
}
