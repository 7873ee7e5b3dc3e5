import type { RunReport } from '@landfall/domain/flow/flow-command';
import { runStatuses, type RunStatus } from '@landfall/domain/flow/flow-state';
import type { GateKind } from '@landfall/domain/flow/gate-kind';
import { gateKinds } from '@landfall/domain/flow/gate-kind';
import type { Json } from '@landfall/domain/flow/phase-result';
import { asId, type ImportId, type UserId } from '@landfall/domain/shared/ids';
import { sql } from 'kysely';
import type { PhaseJob } from '../platform/flow-engine.ts';
import type { TenantScope } from '../platform/tenant-scope.ts';
import type { BatchProgress } from './define-phase.ts';

const leaseSeconds = 60;

/** A run under the row locks of its flow, with what decides whether this delivery may work on it. */
export interface ClaimedRow {
  readonly flowType: string;
  readonly flowTypeVersion: number;
  readonly flowStatus: string;
  readonly currentPhase: string;
  readonly flowEpoch: number;
  readonly deleted: boolean;
  readonly importId: ImportId;
  readonly createdBy: UserId;
  readonly runStatus: RunStatus;
  readonly afterGate: GateKind | undefined;
  readonly leaseOwner: string | null;
  readonly leaseExpired: boolean;
  /** Workers that died on this run since its last finished batch. */
  readonly lostWorkers: number;
  readonly checkpoint: Json;
  readonly rowsDone: number;
  readonly step: number;
}

interface StoredRow extends Omit<ClaimedRow, 'runStatus' | 'afterGate' | 'importId' | 'createdBy'> {
  readonly runStatus: string;
  readonly afterGate: string | null;
  readonly importId: string;
  readonly createdBy: string;
}

/** Locks the flow's child row, then the run, and reads both; `undefined` when either is gone. */
export async function lockRun(scope: TenantScope, job: PhaseJob): Promise<ClaimedRow | undefined> {
  const { clientAccountId, engagementId } = scope;
  const { rows } = await sql<StoredRow>`
    select c.flow_type as "flowType", m.flow_type_version as "flowTypeVersion", c.status as "flowStatus", c.current_phase as "currentPhase",
      c.epoch as "flowEpoch", c.deleted_at is not null as deleted, c.data_import_id as "importId",
      m.created_by as "createdBy", r.status as "runStatus", r.after_gate as "afterGate",
      r.lease_owner as "leaseOwner", coalesce(r.lease_until < clock_timestamp(), true) as "leaseExpired",
      r.lost_workers as "lostWorkers", r.checkpoint, r.rows_done as "rowsDone", r.step
    from discovery_flows c
    join master_flows m using (client_account_id, engagement_id, flow_id)
    join phase_runs r using (client_account_id, engagement_id, flow_id)
    where c.client_account_id = ${clientAccountId} and c.engagement_id = ${engagementId}
      and c.flow_id = ${job.flowId} and r.id = ${job.runId}
    for update of c, r`.execute(scope.tx);
  const [row] = rows;
  const runStatus = runStatuses.find((word) => word === row?.runStatus);
  if (row === undefined || runStatus === undefined) return undefined;
  const afterGate = gateKinds.find((kind) => kind === row.afterGate);
  return { ...row, runStatus, afterGate, importId: asId(row.importId), createdBy: asId(row.createdBy) };
}

/** Makes this delivery the owner of a run that is executing already; `lost` when the owner before it died. */
export async function takeOverLease(
  scope: TenantScope,
  runId: string,
  { token, lost }: { readonly token: string; readonly lost: boolean },
): Promise<void> {
  // The half hour a run may take for a batch begins anew with each owner: a machine may have been off for a day.
  await sql`
    update phase_runs set lease_owner = ${token}, heartbeat_at = clock_timestamp(),
      lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds}),
      lost_workers = lost_workers + ${lost ? 1 : 0}, updated_at = clock_timestamp()
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and id = ${runId} and status = 'executing'`.execute(scope.tx);
}

/** Extends the lease while this delivery still holds it; answers whether it does. */
export async function beat(scope: TenantScope, runId: string, token: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update phase_runs set heartbeat_at = clock_timestamp(),
      lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and id = ${runId} and status = 'executing' and lease_owner = ${token}`.execute(scope.tx);
  return numAffectedRows === 1n;
}

/** Gives the lease back, so that the next process need not wait for it to expire. */
export async function giveBackLease(scope: TenantScope, runId: string, token: string): Promise<void> {
  await sql`
    update phase_runs set lease_until = clock_timestamp(), lease_owner = null
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and id = ${runId} and status = 'executing' and lease_owner = ${token}`.execute(scope.tx);
}

/**
 * Records a finished batch: rows, checkpoint, step and lease, under the locks of {@link lockRun}. The rows done of a run
 * never become fewer, also where it goes through them once more.
 */
export async function recordBatch(
  scope: TenantScope,
  run: { readonly runId: string; readonly token: string; readonly step: number },
  progress: BatchProgress,
): Promise<void> {
  const { rowsDone, rowsTotal, checkpoint } = progress;
  const stored = checkpoint === undefined ? null : JSON.stringify(checkpoint);
  const { numAffectedRows } = await sql`
    update phase_runs set rows_done = greatest(rows_done, ${rowsDone}::bigint), rows_total = coalesce(${rowsTotal ?? null}, rows_total),
      checkpoint = coalesce(${stored}::jsonb, checkpoint), step = step + 1, lost_workers = 0, heartbeat_at = clock_timestamp(),
      lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds}), updated_at = clock_timestamp()
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and id = ${run.runId} and status = 'executing' and lease_owner = ${run.token} and step = ${run.step}`.execute(
    scope.tx,
  );
  if (numAffectedRows !== 1n) throw new Error(`Run ${run.runId} was not at step ${run.step}`);
}

/** Stored status of the run that reports, for the reducer. */
export async function recordedStatus(
  scope: TenantScope,
  { flowId, runId }: PhaseJob,
): Promise<RunReport['recorded']> {
  const { rows } = await sql<{ status: string }>`
    select status from phase_runs where client_account_id = ${scope.clientAccountId}
      and engagement_id = ${scope.engagementId} and flow_id = ${flowId} and id = ${runId}`.execute(scope.tx);
  return runStatuses.find((word) => word === rows[0]?.status);
}
