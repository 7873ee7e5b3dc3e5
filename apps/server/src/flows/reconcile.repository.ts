import { phaseNames } from '@landfall/domain/flow/flow-type';
import { noProgressMinutes } from '@landfall/domain/flow/liveness';
import { asId } from '@landfall/domain/shared/ids';
import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import type { PhaseJob } from '../platform/flow-engine.ts';
import { inPlatformScope } from '../platform/tenant-scope.ts';

/** A run that is still to finish, of any tenant: ids and times, no content. */
export interface OpenRun {
  readonly job: PhaseJob;
  /** True for a queued run whose time came a while ago. */
  readonly overdue: boolean;
  /** True for an executing run whose worker has not renewed its lease. */
  readonly leaseExpired: boolean;
  /** True for an executing run whose worker gave signs of life for half an hour and finished no batch. */
  readonly stalled: boolean;
}

interface Row {
  clientAccountId: string;
  engagementId: string;
  flowId: string;
  runId: string;
  phase: string;
  epoch: number;
  attempt: number;
  overdue: boolean;
  leaseExpired: boolean;
  stalled: boolean;
}

/** Less than the limit itself by what may lie between a worker's last sign of life and the limit. */
const stalledSeconds = noProgressMinutes * 60 - 20;

/** Runs of all tenants that are queued or executing. */
export function listOpenRuns(db: Db): Promise<OpenRun[]> {
  return inPlatformScope(db, { readOnly: true }, async ({ tx }) => {
    const { rows } = await sql<Row>`
      select client_account_id as "clientAccountId", engagement_id as "engagementId", flow_id as "flowId",
        run_id as "runId", phase, epoch, attempt,
        status = 'queued' and run_at < clock_timestamp() - interval '5 seconds' as overdue,
        status = 'executing' and coalesce(lease_until < clock_timestamp(), true) as "leaseExpired",
        coalesce(status = 'executing' and heartbeat_at - progressed_at >= make_interval(secs => ${stalledSeconds}),
          false) as stalled
      from runs_to_reconcile()`.execute(tx);
    return rows.flatMap((row) => {
      const phase = phaseNames.find((name) => name === row.phase);
      if (phase === undefined) return [];
      const { epoch, attempt, overdue, leaseExpired, stalled } = row;
      const job: PhaseJob = {
        clientAccountId: asId(row.clientAccountId),
        engagementId: asId(row.engagementId),
        flowId: asId(row.flowId),
        runId: asId(row.runId),
        phase,
        epoch,
        attempt,
      };
      return [{ job, overdue, leaseExpired, stalled }];
    });
  });
}
