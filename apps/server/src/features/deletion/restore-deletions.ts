import type { Db } from '../../platform/db.ts';
import type { FlowEngine } from '../../platform/flow-engine.ts';
import type { Log } from '../../platform/log.ts';
import { listOverdueDeletions } from './deletion.repository.ts';

export interface RestoreDeps {
  readonly db: Db;
  readonly engine: FlowEngine;
  readonly log: Pick<Log, 'warn'>;
}

/** Delivers again every unfinished deletion that nobody will come for; answers how many. */
export async function restoreDeletions({ db, engine, log }: RestoreDeps): Promise<number> {
  const overdue = await listOverdueDeletions(db);
  const deliveries = await engine.deletionDeliveriesOf(overdue);
  let delivered = 0;
  for (const job of overdue) {
    const { count, open } = deliveries.get(job.deletionId) ?? { count: 0, open: false };
    if (open) continue;
    await engine.enqueueDeletionAgain(job, count + 1);
    log.warn({ deletion: job.deletionId }, 'a deletion had no delivery; delivered again');
    delivered += 1;
  }
  return delivered;
}
