import type { HealPlan } from '@landfall/domain/doctor/heal-plan';
import type { FlowEvidence, GateEvidence, RunEvidence } from '@landfall/domain/doctor/flow-evidence';
import type { FlowState, GateState, RunState } from '@landfall/domain/flow/flow-state';
import { runStatuses } from '@landfall/domain/flow/flow-state';
import { masterStatusOf, type ChildStatus } from '@landfall/domain/flow/flow-status';
import type { HealedState, OpenedGate } from '@landfall/domain/flow/healed-state';
import type { Json } from '@landfall/domain/flow/phase-result';
import { reduceFlow } from '@landfall/domain/flow/reduce-flow';
import { asId, type FlowId } from '@landfall/domain/shared/ids';
import { appendAudit } from '../../platform/audit.ts';
import { crashPoint } from '../../platform/crash-point.ts';
import type { FlowEngine } from '../../platform/flow-engine.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { appendJournal } from './apply-transition.repository.ts';
import { writeTransition } from './apply-command.ts';
import {
  buildChild,
  buildMaster,
  type HealGround,
  linkImport,
  nameImport,
  readGround,
  settleStamps,
} from './heal-rows.repository.ts';
import { parseGateKind } from './lock-flow.repository.ts';

/** A cure to carry out under the locks of the flow, with what it was decided from. */
export interface HealOrder {
  readonly flowId: FlowId;
  readonly plan: HealPlan;
  readonly evidence: FlowEvidence;
  /** The flow's import after the cure; `undefined` while the link is in doubt. */
  readonly importId: string | undefined;
  /** What the gate to open is about; asked after the import is linked. */
  subject(scope: TenantScope): Promise<{ readonly subject: Json; readonly subjectHash: string }>;
}

/** Carries out a cure: missing rows, link, journal event, both records, effects and audit, in the caller's transaction. */
export async function applyHeal(scope: TenantScope, engine: FlowEngine, order: HealOrder): Promise<void> {
  const { flowId, plan, evidence, importId } = order;
  if (plan.linkTo !== undefined) await linkImport(scope, flowId, plan.linkTo);
  const ground = await prepareRows(scope, order, await readGround(scope, flowId));
  crashPoint('heal.after-rows');
  const finding = { kind: 'certain', healed: await healedState(scope, order) } as const;
  const before = stateBefore(order, ground);
  const transition = reduceFlow(before, { type: 'heal', at: ground.at, ids: ground.ids, finding });
  if (transition.kind !== 'changed')
    throw new Error(`Healing flow ${flowId} was answered ${transition.kind}`);
  // A tombstone has no column for healing: the child is healed beneath it, and the master follows the tombstone.
  const deleted = evidence.child?.deleted === true;
  const { at, lastSeq: version, child, master } = ground;
  await writeTransition(scope, engine, {
    flow: { flowId, version, at, stored: { child, master } },
    transition: { ...transition, state: { ...transition.state, deleted } },
  });
  if (importId !== undefined) await nameImport(scope, flowId, importId);
  if (plan.codes.includes('D19')) await settleStamps(scope, flowId);
  crashPoint('heal.before-commit');
}

/** Puts missing records and a missing journal in place; answers where the healing event follows on. */
async function prepareRows(
  scope: TenantScope,
  { flowId, plan, importId }: HealOrder,
  ground: HealGround,
): Promise<HealGround> {
  const { frame, standing } = plan;
  const lastSeq = plan.beginsJournal ? 1 : ground.lastSeq;
  const row = {
    flowId,
    importId: importId ?? '',
    definition: frame.definition,
    category: frame.category,
    version: lastSeq,
  };
  if (plan.build === 'child') await buildChild(scope, row, { ...standing, startedAt: ground.startedAt });
  if (plan.build === 'master')
    await buildMaster(scope, row, masterStatusOf({ status: standing.status, started: true, deleted: false }));
  if (plan.beginsJournal) await beginJournal(scope, { flowId, plan, at: ground.at });
  const child = plan.build === 'child' ? lastSeq : ground.child;
  const master = plan.build === 'master' ? lastSeq : ground.master;
  return { ...ground, lastSeq, child, master };
}

/** The first event of a flow without a journal, written from its records and said to be so. */
async function beginJournal(
  scope: TenantScope,
  { flowId, plan, at }: { flowId: FlowId; plan: HealPlan; at: string },
): Promise<void> {
  const phase = plan.frame.definition.phases[0].name;
  const payload = { reconstructed: true };
  const entry = {
    type: 'flow_created',
    phase,
    epoch: 1,
    runId: undefined,
    fromStatus: undefined,
    toStatus: 'running',
    payload,
  } as const;
  await appendJournal(scope, { flowId, seq: 1, at, entry });
  await appendAudit(scope, {
    action: 'flow.flow_created',
    resourceType: 'flow',
    resourceId: flowId,
    details: { seq: 1, reconstructed: true },
  });
}

/** The status the journal leads to, which the healing event starts from. */
function statusBefore({ plan: { frame, beginsJournal, standing } }: HealOrder): ChildStatus {
  if (beginsJournal) return 'running';
  return frame.folded?.status ?? frame.status ?? standing.status;
}

function stateBefore(order: HealOrder, ground: HealGround): FlowState {
  const { plan, evidence } = order;
  const { definition } = plan.frame;
  return {
    definition,
    status: statusBefore(order),
    currentPhase: plan.standing.phase,
    epoch: plan.frame.epoch,
    started: evidence.child?.started ?? ground.startedAt !== null,
    deleted: false,
    run: undefined,
    gate: undefined,
    failure: undefined,
  };
}

async function healedState(scope: TenantScope, order: HealOrder): Promise<HealedState> {
  const { plan } = order;
  const { standing } = plan;
  const { status, phase, epoch, failure, waitingAttempt, queuedRun } = standing;
  return {
    codes: plan.codes,
    before: wordsBefore(order.evidence),
    status,
    phase,
    epoch,
    failure,
    keptGate: standing.keptGate && gateState(standing.keptGate, phase),
    closedGates: standing.closedGates.map(({ id }) => asId<'Gate'>(id)),
    openedGate: await openedGate(scope, order),
    keptRun: standing.keptRun && runState(standing.keptRun, phase),
    fencedRuns: standing.fencedRuns.map(({ id }) => asId<'PhaseRun'>(id)),
    supersededPhases: standing.supersededPhases,
    queuedRun: queuedRun && { ...queuedRun, continues: continued(queuedRun.continues) },
    finishedRuns: standing.finished.map((run) => ({ ...run, epoch })),
    waitingRun: waitingAttempt === undefined ? undefined : { phase, epoch, attempt: waitingAttempt },
    rebuildsJournal: plan.rebuildsJournal,
  };
}

function continued(runId: string | undefined) {
  return runId === undefined ? undefined : asId<'PhaseRun'>(runId);
}

async function openedGate(scope: TenantScope, order: HealOrder): Promise<OpenedGate | undefined> {
  const { openedGate: kind, phase } = order.plan.standing;
  return kind && { kind, phase, ...(await order.subject(scope)) };
}

/** The stored words as they were found, for the journal. */
function wordsBefore({ child, master }: FlowEvidence): Json {
  return {
    master: master ? { status: master.status, version: master.version } : null,
    child: child
      ? {
          status: child.status,
          phase: child.phase,
          epoch: child.epoch,
          version: child.version,
          import_id: child.importId,
        }
      : null,
  };
}

function gateState({ id, kind, revision, subjectHash }: GateEvidence, phase: GateState['phase']): GateState {
  const known = parseGateKind(kind);
  if (known === undefined) throw new Error(`Gate ${id} has no known kind`);
  return { id: asId(id), kind: known, phase, revision, subjectHash };
}

function runState(run: RunEvidence, phase: RunState['phase']): RunState {
  const status = runStatuses.find((word) => word === run.status);
  if (status === undefined) throw new Error(`Run ${run.id} has no known status`);
  const { epoch, attempt } = run;
  const afterGate = parseGateKind(run.afterGate);
  return {
    id: asId(run.id),
    phase,
    epoch,
    attempt,
    tries: 1,
    status,
    afterGate,
    live: true,
    leaseToken: undefined,
  };
}
