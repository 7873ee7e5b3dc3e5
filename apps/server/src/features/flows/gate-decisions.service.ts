import type { CommandOf } from '@landfall/domain/flow/flow-command';
import { parsePhaseName, type PhaseName } from '@landfall/domain/flow/flow-type';
import { type GateKind, gateStatuses } from '@landfall/domain/flow/gate-kind';
import type { Json } from '@landfall/domain/flow/phase-result';
import { asId, type FlowId } from '@landfall/domain/shared/ids';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import type { LockedFlow } from './flow-record.ts';
import { findOpenGate, statusOf } from './flow-summary.repository.ts';
import { refusal, unknownPhase } from './flows.errors.ts';
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

export type Approval = Decision & BulkDecision & { readonly note: string | undefined };
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

interface Under {
  readonly flow: LockedFlow;
  readonly scope: TenantScope;
}

async function buildApproval(
  gates: GateRules,
  under: Under,
  approval: Approval,
): Promise<CommandOf<'approve'>> {
  const { flow, scope } = under;
  const { at, ids, state } = flow;
  const namedGate = await namedStatus(scope, approval);
  const named = { gateId: asId<'Gate'>(approval.gateId), namedGate };
  const base = { type: 'approve', at, ids, ...named, note: approval.note, shown: null } as const;
  const gate = state.gate;
  const current = gate?.id === approval.gateId && gate.revision === approval.revision;
  if (gate === undefined || !current) {
    // The reducer names the reason; what the gate's feature thinks no longer matters.
    return { ...base, revision: approval.revision, subjectHash: gate?.subjectHash ?? '', reasons: [] };
  }
  approval.requireRight(gate.kind);
  const decided = await decideRest(gates, under, approval);
  const { reasons, shown } = await checkGate(gates, decided);
  if (reasons.length > 0) throw refusal({ code: 'gate_not_satisfied', status: 409 }, { reasons });
  const { revision, subjectHash } = decided.flow.state.gate ?? gate;
  return { ...base, revision, subjectHash, reasons: [], shown };
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
): Promise<{ reasons: readonly GateReason[]; shown: Json }> {
  const stored = await findOpenGate(scope, flow.flowId);
  const kind = flow.state.gate?.kind;
  if (stored === undefined || kind === undefined) return { reasons: [], shown: {} };
  const { flowId, importId } = flow;
  const { reasons, subject } = await gates[kind].check(scope, { flowId, importId, stored: stored.subject });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a subject is read from and written to jsonb
  return { reasons, shown: (subject ?? stored.subject) as Json };
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
