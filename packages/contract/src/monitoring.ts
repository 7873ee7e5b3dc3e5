import { z } from 'zod';

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
