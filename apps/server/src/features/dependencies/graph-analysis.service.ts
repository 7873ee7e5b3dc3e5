import { setImmediate as nextTurn } from 'node:timers/promises';
import { sharedServicesOf } from '@landfall/domain/dependencies/shared-services';
import { cyclesOf } from '@landfall/domain/dependencies/strong-components';
import { checkThresholds } from '../../platform/check-thresholds.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { applicationsOfAssets } from './application-groups.ts';
import type { GraphAsset } from './graph.repository.ts';
import { applicationNames, assetsBeside, type GraphEnd } from './whole-graph.repository.ts';
import { degreesIn, inTurns, type NumberedEdge, readWholeGraph, type WholeGraph } from './whole-graph.ts';

const mostGroups = 50;
const groupAssets = 50;
const mostListed = 100;
const mostNames = 20;

/** What the whole graph says: groups that move together, shared services, orphans, edges between environments. */
export async function analyseGraph(scope: TenantScope, includesNoise: boolean) {
  const graph = await readWholeGraph(scope, includesNoise);
  const degrees = degreesIn(graph);
  const connected = graph.ends.filter((_end, place) => degrees[place]! > 0).map(({ id }) => id);
  const groups = cyclesOf(graph.ends.length, graph.edges);
  await nextTurn();
  const { sharedServiceApplications: least } = await checkThresholds(scope);
  const beside = await assetsBeside(scope, connected);
  return {
    statistics: edgeStatistics(graph.stored),
    connected: connected.length,
    groups: groups.slice(0, mostGroups).map((places) => ({
      size: places.length,
      assets: places.slice(0, groupAssets).flatMap((place) => assetAt(graph, place)),
    })),
    groupTotal: groups.length,
    crossEnvironment: await crossEnvironmentEdges(graph),
    orphans: { assets: beside.assets, total: beside.live - connected.length },
    least,
    shared: await sharedServices(scope, { graph, connected, least }),
  };
}

function assetAt({ ends }: WholeGraph, place: number): GraphAsset[] {
  const end = ends[place];
  return end === undefined ? [] : [assetOf(end)];
}

function assetOf({ nameNormalized: _order, ...asset }: GraphEnd): GraphAsset {
  return asset;
}

/** Counts of all edges between live assets. */
function edgeStatistics(stored: readonly NumberedEdge[]) {
  const counts = { edges: 0, suggested: 0, confirmed: 0, noise: 0, rejected: 0 };
  for (const { status, isNoise } of stored) {
    if (status === 'rejected') counts.rejected++;
    else if (isNoise) counts.noise++;
    else {
      counts.edges++;
      counts[status]++;
    }
  }
  return counts;
}

interface CrossingEdge {
  readonly id: string;
  readonly type: NumberedEdge['type'];
  readonly source: GraphEnd;
  readonly target: GraphEnd;
}

/** Edges between assets of different known environments: the first hundred by the names of their ends. */
async function crossEnvironmentEdges({ edges, ends }: WholeGraph) {
  let first: CrossingEdge[] = [];
  let total = 0;
  await inTurns(edges, ({ id, type, source: from, target: to }) => {
    const [source, target] = [ends[from], ends[to]];
    if (source === undefined || target === undefined || !areApart(source, target)) return;
    total++;
    first.push({ id, type, source, target });
    // Sorting all of them to list a hundred would stop others for long.
    if (first.length >= mostListed * 20) first = firstByName(first);
  });
  const listed = firstByName(first).map((edge) => ({
    ...edge,
    source: assetOf(edge.source),
    target: assetOf(edge.target),
  }));
  return { edges: listed, total };
}

function firstByName(crossing: readonly CrossingEdge[]): CrossingEdge[] {
  return crossing
    .toSorted((a, b) => byName(a.source, b.source) || byName(a.target, b.target) || (a.id < b.id ? -1 : 1))
    .slice(0, mostListed);
}

function areApart({ environment: one }: GraphAsset, { environment: other }: GraphAsset): boolean {
  return one !== null && other !== null && one !== other;
}

function byName({ nameNormalized: one }: GraphEnd, { nameNormalized: other }: GraphEnd): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

interface Sharing {
  readonly graph: WholeGraph;
  readonly connected: readonly string[];
  readonly least: number;
}

/** Assets that many applications other than their own depend on, most first, with the names of twenty. */
async function sharedServices(scope: TenantScope, { graph, connected, least }: Sharing) {
  const { ids, ofAssets } = await applicationsOfAssets(scope, graph, connected);
  const services = sharedServicesOf(graph.edges, ofAssets, least).slice(0, mostListed);
  await nextTurn();
  const wanted = new Set(services.flatMap(({ applications }) => applications));
  const names = await applicationNames(
    scope,
    [...wanted].flatMap((number) => ids[number] ?? []),
  );
  const inOrder = [...names.values()];
  const rankOf = new Map([...names.keys()].map((id, rank) => [id, rank] as const));
  const ranks = Int32Array.from(ids, (id) => rankOf.get(id) ?? 0);
  return services.flatMap(({ node, applications }) => {
    const first = Int32Array.from(applications, (number) => ranks[number] ?? 0)
      .toSorted()
      .subarray(0, mostNames);
    const named = [...first].flatMap((rank) => inOrder[rank] ?? []);
    return assetAt(graph, node).map((asset) => ({ asset, count: applications.length, names: named }));
  });
}
