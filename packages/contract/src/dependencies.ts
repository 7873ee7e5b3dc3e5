import { checkVerdicts } from '@landfall/domain/checks/check';
import { graphDirections } from '@landfall/domain/dependencies/dependency-graph';
import { edgeEffects } from '@landfall/domain/dependencies/merge-edge';
import { dependencyStatuses, dependencyTypes } from '@landfall/domain/dependencies/dependency-type';
import { graphGroupings } from '@landfall/domain/dependencies/graph-groups';
import { issueSeverities } from '@landfall/domain/quality/issue-rules';
import { z } from 'zod';
import { id, pageOf, pageQuery, timestamp } from './common.ts';

export const checkVerdict = z.enum(checkVerdicts);

/** `true` and `false` as a query writes them. */
const flag = z.enum(['true', 'false']).transform((word) => word === 'true');

export const dependenciesQuery = pageQuery.extend({
  /** Edges that begin or end at this asset. */
  asset_id: id.optional(),
  type: z.enum(dependencyTypes).optional(),
  status: z.enum(dependencyStatuses).optional(),
  /** Edges this import states. */
  import_id: id.optional(),
  /** Edges that begin or end at an asset of this application. */
  application_id: id.optional(),
  /** Management and background traffic too. */
  include_noise: flag.default(false),
});

const end = z.object({ id, name: z.string(), asset_type: z.string(), environment: z.string().nullable() });

export const dependencySchema = z.object({
  id,
  source: end,
  target: end,
  dependency_type: z.enum(dependencyTypes),
  port: z.number().int().nullable(),
  protocol: z.string().nullable(),
  status: z.enum(dependencyStatuses),
  is_noise: z.boolean(),
  /** Null for edges a person made. */
  confidence: z.number().nullable(),
  connection_count: z.number().nullable(),
  /** Bytes; text where a number would not be exact. */
  bytes: z.union([z.number(), z.string()]).nullable(),
  first_seen: timestamp.nullable(),
  last_seen: timestamp.nullable(),
  /** Imports that state it. */
  evidence_count: z.number().int(),
  version: z.number().int(),
});
export const dependenciesPage = pageOf(dependencySchema);

/** An end of a connection that is not written yet; `is_new` while the inventory does not have its asset. */
const plannedEnd = z.object({ id, name: z.string(), is_new: z.boolean() });
/** What an enrichment would do to one connection, before it is approved. */
export const connectionPreview = z.object({
  /** The row of the file that leads it, and how many state it. */
  row_number: z.number().int(),
  row_count: z.number().int(),
  source: plannedEnd,
  target: plannedEnd,
  dependency_type: z.enum(dependencyTypes),
  port: z.number().int().nullable(),
  protocol: z.string().nullable(),
  effect: z.enum(edgeEffects),
  /** Values that are set or replaced; of a new connection all it has. */
  diff: z.array(
    z.object({
      field: z.string(),
      before: z.union([z.string(), z.number(), z.boolean(), z.null()]),
      after: z.union([z.string(), z.number(), z.boolean(), z.null()]),
    }),
  ),
});
export type ConnectionPreview = z.infer<typeof connectionPreview>;
export const connectionPreviewPage = pageOf(connectionPreview);

export const decideDependenciesBody = z.strictObject({
  ids: z.array(id).min(1).max(500),
  status: z.enum(dependencyStatuses),
});

export const newDependencyBody = z.strictObject({
  source_id: id,
  target_id: id,
  dependency_type: z.enum(dependencyTypes),
  port: z.number().int().min(0).max(65_535).optional(),
  /** Kept in lower case. */
  protocol: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z0-9._/+-]{1,40}$/)
    .optional(),
});
export const editDependencyBody = z.strictObject({
  status: z.enum(dependencyStatuses),
  expected_version: z.number().int(),
});

export const graphQuery = z.object({
  /** Asset in the middle; without it the assets with most edges and what is connected to them are shown. */
  center: id.optional(),
  depth: z.coerce.number().int().min(1).max(3).default(1),
  direction: z.enum(graphDirections).default('both'),
  /** Draws the assets of one application, kind or environment as one node. */
  group_by: z.enum(graphGroupings).optional(),
  include_noise: flag.default(false),
  /** Most nodes shown. */
  limit: z.coerce.number().int().min(2).max(500).default(60),
});
const graphNode = end.extend({
  /** Edges from the centre; null without a centre. */
  distance: z.number().int().nullable(),
  /** Edges among everything that was found, shown or not. */
  degree: z.number().int(),
});
const graphEdge = z.object({
  id,
  source_id: id,
  target_id: id,
  dependency_type: z.enum(dependencyTypes),
  port: z.number().int().nullable(),
  protocol: z.string().nullable(),
  status: z.enum(dependencyStatuses),
  is_noise: z.boolean(),
  /** True when both environments are known and differ. */
  is_cross_environment: z.boolean(),
});
const graphGroup = z.object({
  /** Id of the application, kind or environment; `none` for assets that state none. */
  id: z.string(),
  /** Name of the application; else the same as `id`. */
  name: z.string(),
  /** Assets of it among everything that was found. An asset of two applications counts in both. */
  asset_count: z.number().int(),
  /** Edges between assets of the group. */
  inner_edges: z.number().int(),
  /** Edges to and from assets of other groups. */
  degree: z.number().int(),
  /** Edges from the centre to the nearest asset of the group; null without a centre. */
  distance: z.number().int().nullable(),
});
const groupEdge = z.object({
  source_id: z.string(),
  target_id: z.string(),
  /** Edges between assets that it stands for. */
  edge_count: z.number().int(),
  dependency_types: z.array(z.enum(dependencyTypes)),
  /** How many of them lead into another environment. */
  cross_environment_count: z.number().int(),
});
/** A part of the dependency graph small enough to be drawn: assets, or groups of them. */
export const graphAnswer = z.object({
  /** Null when assets are shown. */
  group_by: z.enum(graphGroupings).nullable(),
  /** Empty when groups are shown. */
  nodes: z.array(graphNode),
  /** Edges between the nodes shown; at most two thousand. */
  edges: z.array(graphEdge),
  /** Empty when assets are shown. */
  groups: z.array(graphGroup),
  /** Edges between the groups shown; at most two thousand. */
  group_edges: z.array(groupEdge),
  /** True when something was left out. */
  truncated: z.boolean(),
  /** Assets, or groups, among everything that was found. */
  total_nodes: z.number().int(),
  /** Edges between them. */
  total_edges: z.number().int(),
});
export type GraphAnswer = z.infer<typeof graphAnswer>;

export const analysisQuery = z.object({ include_noise: flag.default(false) });
const namedAsset = end;
export const analysisAnswer = z.object({
  statistics: z.object({
    edges: z.number().int(),
    suggested: z.number().int(),
    confirmed: z.number().int(),
    noise: z.number().int(),
    rejected: z.number().int(),
    connected_assets: z.number().int(),
    orphans: z.number().int(),
    cross_environment: z.number().int(),
  }),
  /** Assets that depend on each other in a circle, largest groups first, at most fifty. */
  groups: z.array(z.object({ size: z.number().int(), assets: z.array(namedAsset) })),
  group_total: z.number().int(),
  /** Assets that this many applications or more depend on. */
  shared_service_threshold: z.number().int(),
  shared_services: z.array(
    z.object({ asset: namedAsset, application_count: z.number().int(), applications: z.array(z.string()) }),
  ),
  /** Edges between environments, at most a hundred. */
  cross_environment: z.array(
    z.object({ id, source: namedAsset, target: namedAsset, dependency_type: z.enum(dependencyTypes) }),
  ),
  /** Assets without any edge, at most a hundred. */
  orphans: z.array(namedAsset),
});

export const pathQuery = z.object({ from: id, to: id, include_noise: flag.default(false) });
/** Ways from one asset to another along the edges, shortest first. */
export const pathAnswer = z.object({ paths: z.array(z.object({ assets: z.array(namedAsset) })) });

export const findingsQuery = pageQuery.extend({
  /** Name of the check. */
  check: z.string().max(50).optional(),
  severity: z.enum(issueSeverities).optional(),
  asset_id: id.optional(),
  import_id: id.optional(),
});
export const findingSchema = z.object({
  id,
  asset: z.object({ id, name: z.string(), asset_type: z.string() }),
  check: z.string(),
  status: z.string(),
  severity: z.enum(issueSeverities),
  value: z.record(z.string(), z.unknown()),
  evidence: z.record(z.string(), z.unknown()),
  import_id: id.nullable(),
  updated_at: timestamp,
});
export const findingsPage = pageOf(findingSchema);
