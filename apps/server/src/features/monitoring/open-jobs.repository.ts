import { type PhaseName, phaseNames } from '@landfall/domain/flow/flow-type';
import { asId } from '@landfall/domain/shared/ids';
import { sql } from 'kysely';
import type { Db } from '../../platform/db.ts';
import type { PhaseJob } from '../../platform/flow-engine.ts';
import { inPlatformScope } from '../../platform/tenant-scope.ts';

/** A phase run that is still to finish, of any tenant. */
export interface OpenJobRow {
  readonly job: PhaseJob;
  readonly status: 'queued' | 'executing';
  readonly dueAt: Date;
  readonly leaseUntil: Date | null;
  readonly leaseHolds: boolean;
  readonly heartbeatAt: Date | null;
  readonly progressedAt: Date;
}

interface Row extends Omit<OpenJobRow, 'job'> {
  readonly client: string;
  readonly engagement: string;
  readonly flow: string;
  readonly run: string;
  readonly phase: string;
  readonly epoch: number;
  readonly attempt: number;
}

/** Open runs of all tenants, longest due first; only one when its id is given. */
export function listOpenJobs(db: Db, runId?: string): Promise<OpenJobRow[]> {
  return inPlatformScope(db, { readOnly: true }, async ({ tx }) => {
    const { rows } = await sql<Row>`
      select client_account_id as client, engagement_id as engagement, flow_id as flow, run_id as run, phase, epoch,
        attempt, status, run_at as "dueAt", lease_until as "leaseUntil", heartbeat_at as "heartbeatAt",
        progressed_at as "progressedAt", coalesce(lease_until > clock_timestamp(), false) as "leaseHolds"
      from runs_to_reconcile() where ${runId ?? null}::uuid is null or run_id = ${runId ?? null}::uuid
      order by run_at limit 500`.execute(tx);
    return rows.flatMap(toJob);
  });
}

function toJob({ client, engagement, flow, run, phase: word, epoch, attempt, ...row }: Row): OpenJobRow[] {
  const phase: PhaseName | undefined = phaseNames.find((name) => name === word);
  if (phase === undefined) return [];
  const ids = {
    clientAccountId: asId<'ClientAccount'>(client),
    engagementId: asId<'Engagement'>(engagement),
    flowId: asId<'Flow'>(flow),
    runId: asId<'PhaseRun'>(run),
  };
  return [{ ...row, job: { ...ids, phase, epoch, attempt } }];
}
