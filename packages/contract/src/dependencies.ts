import { checkVerdicts } from '@landfall/domain/checks/check';
import { dependencyStatuses, dependencyTypes } from '@landfall/domain/dependencies/dependency-type';
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

export const decideDependenciesBody = z.strictObject({
  ids: z.array(id).min(1).max(500),
  status: z.enum(dependencyStatuses),
});

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
