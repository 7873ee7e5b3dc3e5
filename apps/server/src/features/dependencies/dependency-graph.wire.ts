import type { analysisAnswer, GraphAnswer } from '@landfall/contract/dependencies';
import type { z } from 'zod';
import type { analyseGraph } from './graph-analysis.service.ts';
import type { GraphPart } from './graph.service.ts';

/** A part of the graph as the API shows it. */
export function graphOnWire({ nodes, edges, truncated, totalNodes, totalEdges }: GraphPart): GraphAnswer {
  return {
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
