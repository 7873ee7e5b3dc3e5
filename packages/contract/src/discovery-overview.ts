import { z } from 'zod';
import { id, timestamp } from './common.ts';
import { childStatus } from './flows.ts';

/** One thing that happened to a flow of the engagement. */
export const flowActivity = z.object({
  flow_id: id,
  flow_name: z.string(),
  seq: z.number().int(),
  type: z.string(),
  phase: z.string().nullable(),
  to_status: z.string().nullable(),
  /** Null where the product itself acted. */
  actor_name: z.string().nullable(),
  created_at: timestamp,
});

/** `GET /discovery/overview`: figures over every flow of the engagement that is not deleted. */
export const discoveryOverview = z.object({
  /** A row for each status, also where no flow has it. */
  flows: z.array(z.object({ status: childStatus, count: z.number().int() })),
  imports: z.number().int(),
  /** Source rows read from the files so far. */
  records: z.number().int(),
  /** Conflicts nobody has settled yet. */
  open_conflicts: z.number().int(),
  /** What happened last, newest first, at most 15; starts of steps and single decisions are left out. */
  recent: z.array(flowActivity),
});
export type DiscoveryOverview = z.infer<typeof discoveryOverview>;
