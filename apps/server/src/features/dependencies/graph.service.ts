import {
  degreesOf,
  groupsThatMoveTogether,
  type GraphDirection,
  nearestAssets,
  pathsBetween,
} from '@landfall/domain/dependencies/dependency-graph';
import { checkThresholds } from '../../platform/check-thresholds.ts';
import { joinBySets } from '../../platform/join-by-sets.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { assetNotFound } from './dependencies.errors.ts';
import {
  allEdges,
  assetsOf,
  crossEnvironmentEdges,
  edgesAt,
  edgeStatistics,
  type GraphAsset,
  mostConnected,
  orphanAssets,
  sharedServices,
  type StoredGraphEdge,
} from './graph.repository.ts';

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
    : neighbourhood(scope, request, request.center);
}

async function neighbourhood(scope: TenantScope, request: GraphRequest, center: string): Promise<GraphPart> {
  if (!(await assetsOf(scope, [center])).has(center)) throw assetNotFound();
  const distances = new Map([[center, 0]]);
  const edges = new Map<string, StoredGraphEdge>();
  let frontier = [center];
  for (let distance = 1; distance <= request.depth && frontier.length > 0; distance++) {
    const found = await edgesAt(scope, frontier, request);
    for (const edge of found) edges.set(edge.id, edge);
    const ends = found.flatMap(({ source, target }) => [source, target]);
    const next = new Set(ends.filter((id) => !distances.has(id)));
    for (const id of next) distances.set(id, distance);
    frontier = [...next];
  }
  const { shown, truncated } = nearestAssets(distances, [...edges.values()], request.limit);
  const between = await edgesBetween(scope, shown, request);
  for (const edge of between) edges.set(edge.id, edge);
  const part = { shown, distances, edges: [...edges.values()], between };
  const drawn = await drawnPart(scope, part);
  return {
    ...drawn,
    truncated: truncated || drawn.truncated,
    totalNodes: distances.size,
    totalEdges: edges.size,
  };
}

/** Edges among the assets shown, also those that the walk did not follow. */
async function edgesBetween(
  scope: TenantScope,
  shown: readonly string[],
  { includesNoise }: GraphRequest,
): Promise<StoredGraphEdge[]> {
  const known = new Set(shown);
  const found = await edgesAt(scope, shown, { direction: 'downstream', includesNoise });
  return found.filter(({ source, target }) => known.has(source) && known.has(target));
}

async function mostConnectedPart(scope: TenantScope, request: GraphRequest): Promise<GraphPart> {
  const { ids, assets, edges } = await mostConnected(scope, request);
  const incident = await edgesAt(scope, ids, { direction: 'both', includesNoise: request.includesNoise });
  const known = new Set(ids);
  const between = incident.filter(({ source, target }) => known.has(source) && known.has(target));
  const drawn = await drawnPart(scope, { shown: ids, distances: new Map(), edges: incident, between });
  const truncated = assets > ids.length || drawn.truncated;
  return { ...drawn, truncated, totalNodes: assets, totalEdges: edges };
}

interface Found {
  readonly shown: readonly string[];
  readonly distances: ReadonlyMap<string, number>;
  /** Everything that was found, for the degrees. */
  readonly edges: readonly StoredGraphEdge[];
  readonly between: readonly StoredGraphEdge[];
}

async function drawnPart(scope: TenantScope, { shown, distances, edges, between }: Found) {
  const assets = await assetsOf(scope, shown);
  const degrees = degreesOf(edges);
  const nodes = shown.flatMap((id) => {
    const asset = assets.get(id);
    return asset === undefined
      ? []
      : [{ ...asset, distance: distances.get(id) ?? null, degree: degrees.get(id) ?? 0 }];
  });
  const environmentOf = (id: string): string | null => assets.get(id)?.environment ?? null;
  const drawn = between
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .slice(0, mostEdges)
    .map((edge) => {
      const [from, to] = [environmentOf(edge.source), environmentOf(edge.target)];
      return { ...edge, isCrossEnvironment: from !== null && to !== null && from !== to };
    });
  return { nodes, edges: drawn, truncated: between.length > mostEdges };
}

const mostGroups = 50;
const groupAssets = 50;

/** What the whole graph says: groups that move together, shared services, orphans, edges between environments. */
export async function analyseGraph(scope: TenantScope, includesNoise: boolean) {
  const edges = await allEdges(scope, includesNoise);
  const groups = groupsThatMoveTogether(edges);
  const { sharedServiceApplications: least } = await checkThresholds(scope);
  await joinBySets(scope);
  const shared = await sharedServices(scope, { includesNoise, least });
  const listed = groups
    .slice(0, mostGroups)
    .map((ids) => ({ size: ids.length, ids: ids.slice(0, groupAssets) }));
  const named = await assetsOf(scope, [
    ...new Set([...listed.flatMap(({ ids }) => ids), ...shared.map(({ id }) => id)]),
  ]);
  return {
    statistics: await edgeStatistics(scope),
    connected: degreesOf(edges).size,
    groups: listed.map(({ size, ids }) => ({ size, assets: present(named, ids) })),
    groupTotal: groups.length,
    least,
    shared: shared.flatMap(({ id, count, names }) =>
      present(named, [id]).map((asset) => ({ asset, count, names })),
    ),
    crossEnvironment: await crossEnvironmentEdges(scope, includesNoise),
    orphans: await orphanAssets(scope, includesNoise),
  };
}

function present(assets: ReadonlyMap<string, GraphAsset>, ids: readonly string[]): GraphAsset[] {
  return ids.flatMap((id) => assets.get(id) ?? []);
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
  const ends = await assetsOf(scope, [from, to]);
  if (!ends.has(from) || !ends.has(to)) throw assetNotFound();
  const paths = pathsBetween(await allEdges(scope, includesNoise), { from, to }, mostPaths);
  const assets = await assetsOf(scope, [...new Set(paths.flat())]);
  return paths.map((ids) => present(assets, ids));
}
