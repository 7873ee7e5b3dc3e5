import type { CommandOf, Resumed } from '@landfall/domain/flow/flow-command';
import { parsePhaseName, type PhaseName } from '@landfall/domain/flow/flow-type';
import { type GateKind, gateStatuses } from '@landfall/domain/flow/gate-kind';
import type { Json } from '@landfall/domain/flow/phase-result';
import { asId, type FlowId } from '@landfall/domain/shared/ids';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import type { LockedFlow } from './flow-record.ts';
import { findOpenGate, statusOf } from './flow-summary.repository.ts';
import { gateNotSatisfied, unknownPhase } from './flows.errors.ts';
import { type Caller, type FlowServiceDeps, giveOrder } from './flows.service.ts';
import type { BulkDecision, GateReason, GateRules } from './gate-rules.ts';
import { lockFlow } from './lock-flow.repository.ts';

interface Decision {
  readonly flowId: FlowId;
  readonly gateId: string;
  readonly revision: number;
  readonly expectedVersion?: number | undefined;
  /** Throws 403 unless the caller may decide this kind of gate. */
  requireRight(kind: GateKind): void;
}

export type Approval = Decision &
  BulkDecision & {
    readonly note: string | undefined;
    /** Number of existing assets that the caller knows to change. */
    readonly confirmedChange?: number | undefined;
  };
export type Rejection = Decision & { readonly reason: string; readonly restartFrom: string | undefined };

/** Approves the named gate; bulk decisions it brings along are made first, as the caller's own. */
export function approveGate(deps: FlowServiceDeps, caller: Caller, approval: Approval) {
  return giveOrder(deps, caller, {
    flowId: approval.flowId,
    gateId: approval.gateId,
    expectedVersion: approval.expectedVersion,
    name: 'approve',
    build: (flow, scope) => buildApproval(deps.gates, { flow, scope }, approval),
  });
}

export interface Under {
  readonly flow: LockedFlow;
  readonly scope: TenantScope;
}

/** The flow after the bulk decisions of an approval, with what its gate still asks for and what is shown. */
export interface PreparedApproval {
  readonly flow: LockedFlow;
  /** Empty when the gate is satisfied. */
  readonly reasons: readonly GateReason[];
  readonly shown: Json;
}

async function buildApproval(
  gates: GateRules,
  under: Under,
  approval: Approval,
): Promise<CommandOf<'approve'>> {
  const { flow, scope } = under;
  const { at, ids, state } = flow;
  const prepared = await prepareApproval(gates, under, approval);
  if (prepared !== undefined) {
    if (prepared.reasons.length > 0) throw gateNotSatisfied(prepared.reasons);
    return approvalOf(prepared, approval);
  }
  // The reducer names the reason; what the gate's feature thinks no longer matters.
  const { gateId, revision, note } = approval;
  const subjectHash = state.gate?.subjectHash ?? '';
  const named = { gateId: asId<'Gate'>(gateId), namedGate: await namedStatus(scope, approval), revision };
  return { type: 'approve', at, ids, ...named, subjectHash, note, shown: null, reasons: [] };
}

/** Makes the bulk decisions of an approval and asks its gate; `undefined` when it names another gate or revision, or the flow does not wait. */
export async function prepareApproval(
  gates: GateRules,
  under: Under,
  approval: Approval,
): Promise<PreparedApproval | undefined> {
  const { gate, status } = under.flow.state;
  // A paused flow keeps its gate open, but nobody decides there before it goes on.
  if (status !== 'waiting_for_approval') return undefined;
  if (gate?.id !== approval.gateId || gate.revision !== approval.revision) return undefined;
  approval.requireRight(gate.kind);
  const decided = await decideRest(gates, under, approval);
  const { reasons, shown } = await checkGate(gates, decided);
  if (reasons.length > 0) return { flow: decided.flow, reasons, shown };
  const { flowId, importId } = decided.flow;
  const subject = { flowId, importId, stored: {} };
  const large = { confirmed: approval.confirmedChange };
  const confirmed = await gates[gate.kind].requireConfirmed?.(under.scope, subject, large);
  return { flow: decided.flow, reasons, shown: { ...shown, ...confirmed } };
}

/** The command of an approval that names another revision than the open gate has; the reducer refuses it. */
export function staleApproval(
  { at, ids, state }: LockedFlow,
  { revision, note }: Pick<Approval, 'revision' | 'note'>,
): CommandOf<'approve'> {
  if (state.gate === undefined) throw new Error('An approval is stale at an open gate only');
  const { id: gateId, subjectHash } = state.gate;
  const named = { gateId, namedGate: 'open', revision, subjectHash } as const;
  return { type: 'approve', at, ids, ...named, note, shown: null, reasons: [] };
}

/** The command that approves a gate whose approval is prepared. */
export function approvalOf(
  { flow, shown }: PreparedApproval,
  { note, resumed }: Pick<Approval, 'note'> & Resumed,
): CommandOf<'approve'> {
  const { at, ids, state } = flow;
  if (state.gate === undefined) throw new Error('An approval is prepared at an open gate');
  const { id: gateId, revision, subjectHash } = state.gate;
  const named = { gateId, namedGate: 'open', revision, subjectHash } as const;
  return { type: 'approve', at, ids, ...named, note, resumed, shown, reasons: [] };
}

/** Makes the bulk decisions, then reads the flow again, because each of them is an event of its own. */
async function decideRest(gates: GateRules, { flow, scope }: Under, approval: Approval): Promise<Under> {
  const { approveConfidenceAtLeast, remaining } = approval;
  const kind = flow.state.gate?.kind;
  const rule = kind && gates[kind];
  if (rule?.decideRest === undefined || (approveConfidenceAtLeast === undefined && remaining === undefined)) {
    return { flow, scope };
  }
  const { flowId, importId } = flow;
  await rule.decideRest(scope, { flowId, importId, stored: {} }, { approveConfidenceAtLeast, remaining });
  return { flow: (await lockFlow(scope, flowId)) ?? flow, scope };
}

async function checkGate(
  gates: GateRules,
  { flow, scope }: Under,
): Promise<{ reasons: readonly GateReason[]; shown: Readonly<Record<string, Json>> }> {
  const stored = await findOpenGate(scope, flow.flowId);
  const kind = flow.state.gate?.kind;
  if (stored === undefined || kind === undefined) return { reasons: [], shown: {} };
  const { flowId, importId } = flow;
  const { reasons, subject } = await gates[kind].check(scope, { flowId, importId, stored: stored.subject });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a subject is read from and written to jsonb
  return { reasons, shown: (subject ?? stored.subject) as Readonly<Record<string, Json>> };
}

/** Asks for changes: the gate stays open under a new revision, or an earlier phase starts over. */
export function rejectGate(deps: FlowServiceDeps, caller: Caller, rejection: Rejection) {
  return giveOrder(deps, caller, {
    flowId: rejection.flowId,
    gateId: rejection.gateId,
    expectedVersion: rejection.expectedVersion,
    name: 'reject',
    build: async (flow, scope): Promise<CommandOf<'reject'>> => {
      const { at, ids, state } = flow;
      if (state.gate) rejection.requireRight(state.gate.kind);
      return {
        type: 'reject',
        at,
        ids,
        gateId: asId<'Gate'>(rejection.gateId),
        revision: rejection.revision,
        namedGate: await namedStatus(scope, rejection),
        subjectHash: state.gate?.subjectHash ?? '',
        reason: rejection.reason,
        restartFrom: parseRestart(flow, rejection.restartFrom),
      };
    },
  });
}

function parseRestart({ state }: LockedFlow, phase: string | undefined): PhaseName | undefined {
  if (phase === undefined) return undefined;
  const parsed = parsePhaseName(state.definition, phase);
  if (parsed === undefined) throw unknownPhase();
  return parsed;
}

async function namedStatus(scope: TenantScope, { flowId, gateId }: Decision) {
  const status = await statusOf(scope, flowId, { table: 'flow_gates', id: gateId });
  return gateStatuses.find((word) => word === status);
}
