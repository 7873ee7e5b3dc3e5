import type { Db } from '../platform/db.ts';
import type { FlowEngine } from '../platform/flow-engine.ts';
import type { Log } from '../platform/log.ts';
import { listOpenRuns } from './reconcile.repository.ts';

export interface ReconcileDeps {
  readonly db: Db;
  readonly engine: FlowEngine;
  readonly log: Log;
}

/**
 * Delivers again every open run nobody will come for: a queued one without a delivery, and an executing one
 * whose lease has ended although a delivery hangs. Answers how many it delivered.
 */
export async function reconcile({ db, engine, log }: ReconcileDeps): Promise<number> {
  const runs = (await listOpenRuns(db)).filter(({ overdue, leaseExpired }) => overdue || leaseExpired);
  const deliveries = await engine.deliveriesOf(runs.map(({ job }) => job));
  let delivered = 0;
  for (const { job, leaseExpired } of runs) {
    const { count, open } = deliveries.get(job.runId) ?? { count: 0, open: false };
    // A hanging delivery is joined by one more, not by one more each turn.
    if (open && !(leaseExpired && count === 1)) continue;
    await engine.enqueueAgain(job, count + 1);
    log.warn(
      { flow: job.flowId, run: job.runId, phase: job.phase },
      'a run had no delivery; delivered again',
    );
    delivered += 1;
  }
  return delivered;
}
