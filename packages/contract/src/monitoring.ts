import { z } from 'zod';
import { id, timestamp } from './common.ts';

const count = z.number().int();
const seconds = z.number();

/** Counts and times over all tenants, read from the database at that moment. Nothing in it names a tenant. */
export const operationStatistics = z.object({
  flows: z.array(z.object({ flow_type: z.string(), status: z.string(), count })),
  /** Failed flows by code of their failure. */
  failures: z.array(z.object({ code: z.string(), count })),
  /** Journal events by type, since the beginning. */
  events: z.array(z.object({ type: z.string(), count })),
  /** Open gates, with the age of the oldest. */
  waiting: z.array(z.object({ gate: z.string(), count, oldest_seconds: seconds })),
  /** Finished phase runs by result; `within` counts those of at most 1, 5, 15, 60, 300, 900 and 3600 seconds. */
  runs: z.array(
    z.object({ phase: z.string(), status: z.string(), count, seconds, within: z.array(count).length(7) }),
  ),
  queue: z.object({
    queued: count,
    /** Queued runs whose time has come. */
    due: count,
    oldest_due_seconds: seconds,
    executing: count,
    /** Running flows without a sign of work for two minutes. */
    stalled: count,
    lease_expired: count,
  }),
  /** Deletion jobs; `least_step` is how far the slowest is. */
  deletions: z.array(z.object({ status: z.string(), count, oldest_seconds: seconds, least_step: count })),
  webhooks: z.array(z.object({ status: z.string(), count, oldest_seconds: seconds })),
});
export type OperationStatistics = z.infer<typeof operationStatistics>;

/** A phase run that is still to finish, of any tenant: ids and times, no content. */
export const openJob = z.object({
  run_id: id,
  client_account_id: id,
  engagement_id: id,
  flow_id: id,
  phase: z.string(),
  epoch: count,
  attempt: count,
  status: z.enum(['queued', 'executing']),
  due_at: timestamp,
  lease_until: timestamp.nullable(),
  heartbeat_at: timestamp.nullable(),
  /** End of the last batch, or when the run got its present worker. */
  progressed_at: timestamp,
  /** Times the engine was asked to execute it, and whether one of them is still open. */
  deliveries: count,
  delivery_open: z.boolean(),
});
/** Longest due first. */
export const openJobsAnswer = z.object({ items: z.array(openJob) });
/** `already_running` when a worker holds the run, or `requeued`. */
export const requeueAnswer = z.object({ outcome: z.enum(['requeued', 'already_running']) });
