import type { FlowState } from '@landfall/domain/flow/flow-state';
import { masterStatusOf } from '@landfall/domain/flow/flow-status';
import type { FlowEffect, JournalEntry } from '@landfall/domain/flow/flow-transition';
import type { FlowId } from '@landfall/domain/shared/ids';
import { sql } from 'kysely';
import { requestOf } from '../../platform/audit.ts';
import type { FlowEngine } from '../../platform/flow-engine.ts';
import { storedJson } from '../../platform/stored-json.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { ofFlow } from './lock-flow.repository.ts';

/** Appends the journal event that gives both rows their next version. */
export async function appendJournal(
  scope: TenantScope,
  event: { flowId: FlowId; seq: number; at: string; entry: JournalEntry },
): Promise<void> {
  const { flowId, seq, at, entry } = event;
  await sql`
    insert into flow_events (client_account_id, engagement_id, flow_id, seq, type, actor_user_id, actor_kind,
      phase, epoch, run_id, from_status, to_status, payload, request_id, created_at)
    values (${scope.clientAccountId}, ${scope.engagementId}, ${flowId}, ${seq}, ${entry.type},
      ${scope.actor.userId}, ${scope.actor.kind}, ${entry.phase}, ${entry.epoch}, ${entry.runId ?? null},
      ${entry.fromStatus ?? null}, ${entry.toStatus}, ${storedJson(entry.payload)}::jsonb, ${requestOf(scope)}::uuid,
      ${at})`.execute(scope.tx);
}

/** Versions the two records carry; only a drifted pair has two different ones. */
export interface PairVersions {
  readonly child: number;
  readonly master: number;
}

/**
 * Writes status, phase, epoch and version of both rows with a compare-and-swap on the version; the only
 * statement of the product that does. Touching other than one row of each is a bug and aborts.
 */
export async function writePair(
  scope: TenantScope,
  pair: { flowId: FlowId; state: FlowState; from: PairVersions; to: number; at: string },
): Promise<void> {
  const { flowId, state, from, to, at } = pair;
  const { status, currentPhase, epoch } = state;
  const { waiting, code, detail, retryable } = reasonsOf(state);
  const child = await sql`
    update discovery_flows set status = ${status}, current_phase = ${currentPhase}, epoch = ${epoch},
      waiting_reason = ${waiting}, failure_code = ${code}, failure_detail = ${detail},
      failure_retryable = ${retryable},
      started_at = case when ${state.started} then coalesce(started_at, ${at}::timestamptz) end,
      last_activity_at = ${at}::timestamptz, version = ${to},
      updated_at = greatest(created_at, ${at}::timestamptz)
    where ${ofFlow(scope, flowId)} and version = ${from.child}`.execute(scope.tx);
  const master = await sql`
    update master_flows set status = ${masterStatusOf(state)}, version = ${to},
      completed_at = case when ${status} = 'completed' then coalesce(completed_at, ${at}::timestamptz) end,
      updated_at = greatest(created_at, ${at}::timestamptz)
    where ${ofFlow(scope, flowId)} and version = ${from.master}`.execute(scope.tx);
  if (child.numAffectedRows !== 1n || master.numAffectedRows !== 1n) {
    throw new Error(`Flow ${flowId} was not at version ${from.child}`);
  }
}

/** Why a flow waits or has failed; null where it does neither. */
function reasonsOf({ status, gate, failure }: FlowState) {
  const waiting = status === 'waiting_for_approval' && gate ? gate.kind : null;
  if (status !== 'failed' || failure === undefined)
    return { waiting, code: null, detail: null, retryable: null };
  return { waiting, ...failure };
}

interface EffectContext {
  readonly scope: TenantScope;
  readonly engine: FlowEngine;
  readonly flowId: FlowId;
  readonly at: string;
}

type EffectOf<Kind extends FlowEffect['kind']> = Extract<FlowEffect, { kind: Kind }>;
type EffectWriters = {
  readonly [Kind in FlowEffect['kind']]: (context: EffectContext, effect: EffectOf<Kind>) => Promise<void>;
};

const leaseSeconds = 60;

const writers: EffectWriters = {
  // The rows of a new flow are inserted before its first event, by create-flow.repository.ts.
  create_flow: () => Promise.resolve(),
  start_run: ({ scope, at }, { runId, leaseToken }) =>
    oneRow(
      sql`
      update phase_runs set status = 'executing', lease_owner = ${leaseToken}, heartbeat_at = ${at}::timestamptz,
        lease_until = ${at}::timestamptz + make_interval(secs => ${leaseSeconds}),
        started_at = coalesce(started_at, ${at}::timestamptz), updated_at = ${at}::timestamptz
      where ${ofRow(scope, runId)} and status = 'queued'`.execute(scope.tx),
    ),
  insert_run: insertRun,
  end_run: ({ scope, at }, { runId, status, counts, error }) =>
    oneRow(
      sql`
      update phase_runs set status = ${status},
        result = coalesce(${counts === undefined ? null : JSON.stringify(counts)}::jsonb, result),
        error_code = coalesce(${error?.code ?? null}, error_code),
        error_detail = coalesce(${error?.detail.slice(0, 2000) ?? null}, error_detail),
        lease_until = null, finished_at = greatest(coalesce(finished_at, ${at}::timestamptz), started_at),
        updated_at = ${at}::timestamptz
      where ${ofRow(scope, runId)} and status in ('queued', 'executing', 'needs_decision')`.execute(scope.tx),
    ),
  supersede_runs: async ({ scope, flowId, at }, { phases }) => {
    await sql`
      update phase_runs set status = 'superseded', lease_until = null,
        finished_at = greatest(coalesce(finished_at, ${at}::timestamptz), started_at), updated_at = ${at}::timestamptz
      where ${ofFlow(scope, flowId)} and phase = any (${[...phases]}::text[])
        and status <> 'superseded'`.execute(scope.tx);
  },
  reconstruct_run: async ({ scope, flowId, at }, { runId, phase, epoch, attempt, status }) => {
    await sql`
      insert into phase_runs (client_account_id, engagement_id, id, flow_id, phase, epoch, attempt, status,
        reconstructed, run_at, finished_at, created_at)
      values (${scope.clientAccountId}, ${scope.engagementId}, coalesce(${runId ?? null}::uuid, new_id()), ${flowId},
        ${phase}, ${epoch}, ${attempt}, ${status}, true, ${at}, ${at}, ${at})`.execute(scope.tx);
  },
  open_gate: async ({ scope, flowId, at }, gate) => {
    await sql`
      insert into flow_gates (client_account_id, engagement_id, id, flow_id, phase, kind, status, subject,
        subject_hash, opened_at)
      values (${scope.clientAccountId}, ${scope.engagementId}, ${gate.gateId}, ${flowId}, ${gate.phase},
        ${gate.gateKind}, 'open', ${JSON.stringify(gate.subject)}::jsonb, ${gate.subjectHash}, ${at})`.execute(
      scope.tx,
    );
  },
  close_gate: ({ scope, at }, { gateId, status }) =>
    oneRow(
      sql`
      update flow_gates set status = ${status}, closed_at = ${at}::timestamptz, version = version + 1,
        updated_at = ${at}::timestamptz
      where ${ofRow(scope, gateId)} and status = 'open'`.execute(scope.tx),
    ),
  revise_gate: ({ scope, at }, { gateId, subjectHash, subject }) =>
    oneRow(
      sql`
      update flow_gates set revision = revision + 1, subject_hash = ${subjectHash}, version = version + 1,
        subject = coalesce(${subject === undefined ? null : JSON.stringify(subject)}::jsonb, subject),
        updated_at = ${at}::timestamptz
      where ${ofRow(scope, gateId)} and status = 'open'`.execute(scope.tx),
    ),
  record_decision: async ({ scope, at }, decision) => {
    await sql`
      insert into gate_decisions (client_account_id, engagement_id, gate_id, decision, revision, subject_hash,
        shown, actor_user_id, note, created_at)
      values (${scope.clientAccountId}, ${scope.engagementId}, ${decision.gateId}, ${decision.decision},
        ${decision.revision}, ${decision.subjectHash}, ${JSON.stringify(decision.shown ?? {})}::jsonb,
        ${scope.actor.userId}, ${decision.note ?? null}, ${at})`.execute(scope.tx);
  },
  tombstone: ({ scope, flowId, at }, { reason }) =>
    oneRow(
      sql`
      update discovery_flows set deleted_at = ${at}::timestamptz, deleted_by = ${scope.actor.userId},
        delete_reason = ${reason ?? null}
      where ${ofFlow(scope, flowId)}`.execute(scope.tx),
    ),
};

/** Carries out the effects of a transition in the order the reducer gave them. */
export async function applyEffects(context: EffectContext, effects: readonly FlowEffect[]): Promise<void> {
  for (const effect of effects) await applyEffect(context, effect);
}

function applyEffect<Kind extends FlowEffect['kind']>(
  context: EffectContext,
  effect: EffectOf<Kind> & { readonly kind: Kind },
): Promise<void> {
  const write: EffectWriters[Kind] = writers[effect.kind];
  return write(context, effect);
}

async function insertRun(context: EffectContext, run: EffectOf<'insert_run'>): Promise<void> {
  const { scope, engine, flowId, at } = context;
  const { runId, phase, epoch, attempt, afterGate, continues, delaySeconds } = run;
  // A run that goes on where another stopped takes over its checkpoint, so finished batches are not repeated.
  await sql`
    insert into phase_runs (client_account_id, engagement_id, id, flow_id, phase, epoch, attempt, after_gate, status,
      step, rows_total, rows_done, checkpoint, run_at, created_at)
    select ${scope.clientAccountId}, ${scope.engagementId}, ${runId}, ${flowId}, ${phase}, ${epoch}, ${attempt},
      ${afterGate ?? null}, 'queued', coalesce(p.step, 0), p.rows_total, coalesce(p.rows_done, 0), p.checkpoint,
      ${at}::timestamptz + make_interval(secs => ${delaySeconds}), ${at}
    from (select 1) one left join phase_runs p on p.client_account_id = ${scope.clientAccountId}
      and p.engagement_id = ${scope.engagementId} and p.id = ${continues ?? null}::uuid`.execute(scope.tx);
  const { clientAccountId, engagementId } = scope;
  const job = { clientAccountId, engagementId, flowId, runId, phase, epoch, attempt };
  await engine.enqueue(scope.client, job, delaySeconds);
}

function ofRow({ clientAccountId, engagementId }: TenantScope, id: string) {
  return sql`client_account_id = ${clientAccountId} and engagement_id = ${engagementId} and id = ${id}`;
}

async function oneRow(update: Promise<{ numAffectedRows?: bigint }>): Promise<void> {
  const { numAffectedRows } = await update;
  if (numAffectedRows !== 1n)
    throw new Error(`An effect touched ${String(numAffectedRows)} rows instead of one`);
}
