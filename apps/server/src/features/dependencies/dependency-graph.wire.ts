import type { analysisAnswer, GraphAnswer } from '@landfall/contract/dependencies';
import type { z } from 'zod';
import type { GraphGrouping } from '@landfall/domain/dependencies/graph-groups';
import type { analyseGraph } from './graph-analysis.service.ts';
import type { GroupedGraph } from './graph-groups.service.ts';
import type { GraphPart } from './graph.service.ts';

/** A part of the graph as the API shows it. */
export function graphOnWire({ nodes, edges, truncated, totalNodes, totalEdges }: GraphPart): GraphAnswer {
  return {
    group_by: null,
    groups: [],
    group_edges: [],
    nodes: [...nodes],
    edges: edges.map(({ source, target, type, isNoise, isCrossEnvironment, ...edge }) => ({
      id: edge.id,
      source_id: source,
      target_id: target,
      dependency_type: type,
      port: edge.port,
      protocol: edge.protocol,
      status: edge.status,
      is_noise: isNoise,
      is_cross_environment: isCrossEnvironment,
    })),
    truncated,
    total_nodes: totalNodes,
    total_edges: totalEdges,
  };
}

/** A part of the graph of groups as the API shows it. */
export function groupsOnWire(grouping: GraphGrouping, found: GroupedGraph): GraphAnswer {
  return {
    group_by: grouping,
    nodes: [],
    edges: [],
    groups: found.groups.map(({ id, name, assetCount, innerEdges, degree, distance }) => ({
      id,
      name,
      asset_count: assetCount,
      inner_edges: innerEdges,
      degree,
      distance,
    })),
    group_edges: found.edges.map((edge) => ({
      source_id: edge.sourceId,
      target_id: edge.targetId,
      edge_count: edge.count,
      dependency_types: [...edge.types],
      cross_environment_count: edge.crossEnvironment,
    })),
    truncated: found.truncated,
    total_nodes: found.totalNodes,
    total_edges: found.totalEdges,
  };
}

/** What the whole graph says as the API shows it. */
export function analysisOnWire(
  found: Awaited<ReturnType<typeof analyseGraph>>,
): z.infer<typeof analysisAnswer> {
  const { statistics, connected, orphans, crossEnvironment } = found;
  return {
    statistics: {
      ...statistics,
      connected_assets: connected,
      orphans: orphans.total,
      cross_environment: crossEnvironment.total,
    },
    groups: found.groups,
    group_total: found.groupTotal,
    shared_service_threshold: found.least,
    shared_services: found.shared.map(({ asset, count, names }) => ({
      asset,
      application_count: count,
      applications: names,
    })),
    cross_environment: crossEnvironment.edges.map(({ id, source, target, type }) => ({
      id,
      source,
      target,
      dependency_type: type,
    })),
    orphans: orphans.assets,
  };
}
