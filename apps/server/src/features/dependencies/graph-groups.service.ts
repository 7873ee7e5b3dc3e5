import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DependencyType } from '@landfall/domain/dependencies/dependency-type';
import {
  collapseByGroups,
  type CollapsedGraph,
  distancesWithin,
  type GraphGrouping,
} from '@landfall/domain/dependencies/graph-groups';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { applicationsOfAssets } from './application-groups.ts';
import { assetNotFound } from './dependencies.errors.ts';
import type { GraphRequest } from './graph.service.ts';
import { applicationNames } from './whole-graph.repository.ts';
import { degreesIn, liveEndsOf, type NumberedEdge, readWholeGraph, type WholeGraph } from './whole-graph.ts';

/** Group of the assets that say nothing of what they are grouped by. */
const withoutGroup = 'none';
const mostEdges = 2000;

/** Assets that are drawn as one. */
export interface AssetGroup {
  readonly id: string;
  readonly name: string;
  readonly assetCount: number;
  readonly innerEdges: number;
  /** Edges to and from other groups. */
  readonly degree: number;
  readonly distance: number | null;
}

/** A part of the graph of groups, with the size of what it was taken from. */
export interface GroupedGraph {
  readonly groups: readonly AssetGroup[];
  readonly edges: readonly {
    readonly sourceId: string;
    readonly targetId: string;
    readonly count: number;
    readonly types: readonly DependencyType[];
    readonly crossEnvironment: number;
  }[];
  readonly truncated: boolean;
  readonly totalNodes: number;
  readonly totalEdges: number;
}

/** The neighbourhood of an asset, or the whole graph, by groups; throws 404 for an asset the engagement does not have. */
export async function readGroupedGraph(
  scope: TenantScope,
  request: GraphRequest,
  grouping: GraphGrouping,
): Promise<GroupedGraph> {
  const graph = await readWholeGraph(scope, request.includesNoise);
  const reached = await reachedFrom(scope, graph, request);
  await nextTurn();
  const grouped = await groupsOfAssets(scope, graph, { reached, grouping });
  const edges = graph.edges.filter(({ source, target }) => reached(source) >= 0 && reached(target) >= 0);
  const collapsed = collapseByGroups(edges, (place) => grouped.groupsOf(place));
  await nextTurn();
  const all = groupsIn(graph, { reached, grouped, collapsed, hasCenter: request.center !== undefined });
  const shown = all.slice(0, request.limit);
  await nextTurn();
  return { ...drawnEdges(graph, { collapsed, grouped, shown }, all.length), groups: shown };
}

/** Edges from the centre to a place, -1 when it is too far; without a centre 0 for every asset with edges. */
type Reached = (place: number) => number;

async function reachedFrom(scope: TenantScope, graph: WholeGraph, request: GraphRequest): Promise<Reached> {
  const { center, depth, direction } = request;
  if (center === undefined) {
    const degrees = degreesIn(graph);
    return (place) => (degrees[place]! > 0 ? 0 : -1);
  }
  if ((await liveEndsOf(scope, [center])).length === 0) throw assetNotFound();
  const start = graph.ends.findIndex(({ id }) => id === center);
  if (start === -1) return () => -1;
  const distances = distancesWithin(
    { nodeCount: graph.ends.length, edges: graph.edges },
    { start, depth, direction },
  );
  return (place) => distances[place]!;
}

interface Grouped {
  readonly ids: readonly string[];
  readonly nameOf: (id: string) => string;
  /** Numbers of the groups of an asset; each has one at least. */
  readonly groupsOf: (place: number) => readonly number[];
}

async function groupsOfAssets(
  scope: TenantScope,
  graph: WholeGraph,
  { reached, grouping }: { readonly reached: Reached; readonly grouping: GraphGrouping },
): Promise<Grouped> {
  if (grouping !== 'application') {
    const words = graph.ends.map((end) => end[grouping] ?? withoutGroup);
    const ids = [...new Set(words)];
    const numbers = new Map(ids.map((id, number) => [id, [number]] as const));
    return { ids, nameOf: (id) => id, groupsOf: (place) => numbers.get(words[place] ?? '') ?? [] };
  }
  const wanted = graph.ends.flatMap(({ id }, place) => (reached(place) >= 0 ? [id] : []));
  const { ids, ofAssets } = await applicationsOfAssets(scope, graph, wanted);
  const names = await applicationNames(scope, ids);
  const none = [ids.length];
  return {
    ids: [...ids, withoutGroup],
    nameOf: (id) => names.get(id) ?? id,
    groupsOf: (place) => ofAssets.get(place) ?? none,
  };
}

interface Collapsing {
  readonly reached: Reached;
  readonly grouped: Grouped;
  readonly collapsed: CollapsedGraph<NumberedEdge>;
  readonly hasCenter: boolean;
}

/** All groups with an asset that was reached: the nearest first, then those with most edges, then by name. */
function groupsIn(
  { ends }: WholeGraph,
  { reached, grouped, collapsed, hasCenter }: Collapsing,
): AssetGroup[] {
  const found = new Map<number, { assets: number; distance: number; degree: number }>();
  for (const place of ends.keys()) {
    const distance = reached(place);
    if (distance < 0) continue;
    for (const number of grouped.groupsOf(place)) {
      const known = found.get(number) ?? { assets: 0, distance, degree: 0 };
      found.set(number, {
        ...known,
        assets: known.assets + 1,
        distance: Math.min(known.distance, distance),
      });
    }
  }
  for (const { source, target, edges } of collapsed.between)
    for (const number of [source, target]) found.get(number)!.degree += edges.length;
  return [...found]
    .map(([number, { assets, distance, degree }]) => ({
      id: grouped.ids[number] ?? withoutGroup,
      name: grouped.nameOf(grouped.ids[number] ?? withoutGroup),
      assetCount: assets,
      innerEdges: collapsed.inside.get(number) ?? 0,
      degree,
      distance: hasCenter ? distance : null,
    }))
    .toSorted(
      (a, b) => (a.distance ?? 0) - (b.distance ?? 0) || b.degree - a.degree || (a.name < b.name ? -1 : 1),
    );
}

interface Drawing {
  readonly collapsed: CollapsedGraph<NumberedEdge>;
  readonly grouped: Grouped;
  readonly shown: readonly AssetGroup[];
}

/** Edges between the groups shown, those that stand for most dependencies first. */
function drawnEdges({ ends }: WholeGraph, { collapsed, grouped, shown }: Drawing, totalNodes: number) {
  const known = new Set(shown.map(({ id }) => id));
  const idOf = (number: number): string => grouped.ids[number] ?? withoutGroup;
  const between = collapsed.between
    .filter(({ source, target }) => known.has(idOf(source)) && known.has(idOf(target)))
    .toSorted((a, b) => b.edges.length - a.edges.length || a.source - b.source || a.target - b.target)
    .map(({ source, target, edges }) => ({ sourceId: idOf(source), targetId: idOf(target), edges }));
  const edges = between.slice(0, mostEdges).map(({ sourceId, targetId, edges: stated }) => ({
    sourceId,
    targetId,
    count: stated.length,
    types: [...new Set(stated.map(({ type }) => type))].toSorted(),
    crossEnvironment: stated.filter(({ source, target }) => {
      const [from, to] = [ends[source]?.environment ?? null, ends[target]?.environment ?? null];
      return from !== null && to !== null && from !== to;
    }).length,
  }));
  const truncated = totalNodes > shown.length || between.length > mostEdges;
  return { edges, truncated, totalNodes, totalEdges: collapsed.between.length };
}
