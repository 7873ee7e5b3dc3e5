import type { ResumeAnswer, ResumeMappings } from '@landfall/contract/flow-resume';
import type { FlowCommand } from '@landfall/domain/flow/flow-command';
import { gateRight, gateStatuses } from '@landfall/domain/flow/gate-kind';
import type { RefusalCode } from '@landfall/domain/flow/transition-table';
import { asId } from '@landfall/domain/shared/ids';
import type { AppError } from '../../platform/app-error.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { applyCommand } from './apply-command.ts';
import type { LockedFlow } from './flow-record.ts';
import { flowNotFound, mappingPassed, refusal, versionConflict } from './flows.errors.ts';
import { asOrder, type Caller, decisionAbout } from './flows.service.ts';
import { lockFlow } from './lock-flow.repository.ts';
import { answerOf } from './resume-answer.ts';
import { placeOfMapping } from './resume-facts.ts';
import type { ResumeDeps } from './resume-ports.ts';
import type { EnteredOrder, ResumeOrder } from './resume-order.ts';
import { decideAndAct, enterFlow } from './resume.service.ts';
import { findLastGate, type LastGate } from './resume.repository.ts';

/** A resume that may bring decisions about columns, and a decision about the open gate. */
export interface MappingsOrder extends ResumeOrder {
  readonly fieldMappings: ResumeMappings | undefined;
  /** `true` approves, `false` asks for changes; `undefined` goes on. */
  readonly approval: boolean | undefined;
}

const changesRequested = 'changes requested through resume';

/**
 * Saves the decisions about columns, all or none, and then resumes, approves or asks for changes.
 *
 * What was saved stays saved when the gate is not satisfied.
 */
export async function resumeWithMappings(
  deps: ResumeDeps,
  caller: Caller,
  order: MappingsOrder,
): Promise<ResumeAnswer> {
  const wish = { action: order.approval === true ? 'approve' : 'auto', forceRestart: false } as const;
  const entered = await enterFlow(deps, caller, { ...order, wish });
  if (entered.kind === 'answered') return entered.answer;
  const { fieldMappings, flowId } = order;
  const work = (scope: TenantScope) => saveMappings(scope, deps, { order: entered.order, fieldMappings });
  const ready =
    fieldMappings === undefined
      ? entered.order
      : await asOrder(deps.db, caller, { name: 'resume', flowId, work });
  return order.approval === false ? askForChanges(deps, caller, ready) : decideAndAct(deps, caller, ready);
}

interface Saving {
  readonly order: EnteredOrder;
  readonly fieldMappings: ResumeMappings | undefined;
}

/** Saves the decisions; the order goes on from the version and gate revision they led to. */
async function saveMappings(
  scope: TenantScope,
  { mappings }: ResumeDeps,
  { order, fieldMappings }: Saving,
): Promise<EnteredOrder> {
  const flow = await requireLocked(scope, order);
  const refused = refusalOfMappings(flow);
  if (refused) throw refused;
  const { gate } = flow.state;
  if (order.gateRevision !== undefined && order.gateRevision !== gate?.revision)
    throw refusal({ code: 'gate_revision_stale', status: 409 });
  if (fieldMappings !== undefined) await mappings.decide(scope, flow.importId, fieldMappings);
  const after = (await lockFlow(scope, flow.flowId)) ?? flow;
  return {
    ...order,
    gateRevision: after.state.gate?.revision,
    expectedVersion: order.expectedVersion === undefined ? undefined : after.version,
  };
}

async function requireLocked(scope: TenantScope, order: EnteredOrder): Promise<LockedFlow> {
  const flow = await lockFlow(scope, order.flowId);
  if (flow === undefined) throw flowNotFound();
  if (order.expectedVersion !== undefined && order.expectedVersion !== flow.version)
    throw versionConflict(flow.version);
  return flow;
}

/** Decisions about columns are taken while the mapping gate is open, and at no other time. */
function refusalOfMappings({ state }: LockedFlow): AppError | undefined {
  if (placeOfMapping(state) === 'passed') return mappingPassed();
  const isOpen = state.gate?.kind === 'mapping_approval';
  if (isOpen && state.status === 'paused') return refusal({ code: 'flow_paused', status: 409 });
  return isOpen ? undefined : refusal({ code: 'phase_not_reached', status: 409 });
}

/** Rejects the open gate in the caller's name; the flow goes on waiting, for the next revision. */
function askForChanges(deps: ResumeDeps, caller: Caller, order: EnteredOrder): Promise<ResumeAnswer> {
  const work = (scope: TenantScope) => askIn(scope, deps, order);
  return asOrder(deps.db, caller, { name: 'reject', flowId: order.flowId, work });
}

async function askIn(scope: TenantScope, deps: ResumeDeps, order: EnteredOrder): Promise<ResumeAnswer> {
  const { flowId, healed } = order;
  const { state } = await requireLocked(scope, order);
  if (state.gate) order.requireRight(gateRight[state.gate.kind]);
  const last = await findLastGate(scope, flowId, state.epoch);
  const applied = await applyCommand(scope, deps.engine, {
    flowId,
    build: (flow) => rejectionOf(flow, order, last),
  });
  if (applied.kind === 'refused') throw await refusedBy(scope, applied, last?.id);
  const at = applied.kind === 'changed' ? applied.at : undefined;
  const result = { outcome: 'changes_requested', at, healed } as const;
  return answerOf(scope, deps.gates, { flowId, result });
}

function rejectionOf(
  { at, ids, state: { gate } }: LockedFlow,
  { gateRevision, note }: EnteredOrder,
  last: LastGate | undefined,
): FlowCommand {
  const reason = note === undefined ? changesRequested : `${changesRequested}: ${note}`.slice(0, 500);
  const base = { type: 'reject', at, ids, reason } as const;
  if (gate === undefined) {
    const namedGate = gateStatuses.find((word) => word === last?.status);
    return { ...base, gateId: asId(last?.id ?? ''), namedGate, revision: 0, subjectHash: '' };
  }
  const { id: gateId, revision, subjectHash } = gate;
  return { ...base, gateId, namedGate: 'open', revision: gateRevision ?? revision, subjectHash };
}

async function refusedBy(
  scope: TenantScope,
  refused: { readonly code: RefusalCode; readonly status: 404 | 409 | 410 | 422 },
  gateId: string | undefined,
): Promise<AppError> {
  const decided = await decisionAbout(scope, refused.code, gateId);
  return refusal(refused, decided === null ? {} : { decided });
}
