import type { Db } from '../platform/db.ts';
import type { FlowEngine, PhaseJob } from '../platform/flow-engine.ts';
import type { Log } from '../platform/log.ts';
import { inTenantScope } from '../platform/tenant-scope.ts';
import { failRun, stalled } from './fail-run.ts';
import { lockRun } from './phase-run.repository.ts';
import { listOpenRuns, type OpenRun } from './reconcile.repository.ts';

export interface ReconcileDeps {
  readonly db: Db;
  readonly engine: FlowEngine;
  readonly log: Log;
}

/**
 * Delivers again every open run nobody will come for: a queued one without a delivery, and an executing one
 * whose lease has ended although a delivery hangs. A run that makes no progress although its worker lives is
 * failed. Answers how many it delivered.
 */
export async function reconcile(deps: ReconcileDeps): Promise<number> {
  const open = await listOpenRuns(deps.db);
  for (const { job, stalled: stands } of open) if (stands) await failStalled(deps, job);
  return deliverAgain(
    deps,
    open.filter((run) => !run.stalled && (run.overdue || run.leaseExpired)),
  );
}

async function deliverAgain({ engine, log }: ReconcileDeps, runs: readonly OpenRun[]): Promise<number> {
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

async function failStalled(deps: ReconcileDeps, job: PhaseJob): Promise<void> {
  await inTenantScope(deps.db, job, async (scope) => {
    const row = await lockRun(scope, job);
    if (row === undefined) return;
    await failRun(scope, deps, { job, row, failure: stalled(job) });
  });
}
