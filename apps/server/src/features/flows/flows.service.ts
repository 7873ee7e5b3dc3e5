import type { DecisionMade } from '@landfall/contract/flows';
import { parsePhaseName } from '@landfall/domain/flow/flow-type';
import type { FlowId, ImportId, TenantPair } from '@landfall/domain/shared/ids';
import { AppError } from '../../platform/app-error.ts';
import { appendAudit } from '../../platform/audit.ts';
import { crashPoint } from '../../platform/crash-point.ts';
import type { Db } from '../../platform/db.ts';
import type { FlowEngine } from '../../platform/flow-engine.ts';
import {
  inTenantScope,
  type PersonActor,
  type ScopeOptions,
  type TenantScope,
} from '../../platform/tenant-scope.ts';
import { applyCommand, type CommandRequest } from './apply-command.ts';
import { findDecision, findFlowSummary } from './flow-summary.repository.ts';
import { flowNotFound, refusal } from './flows.errors.ts';
import type { GateRules } from './gate-rules.ts';
import { presentSummary } from './present-flow.ts';

export interface FlowServiceDeps {
  readonly db: Db;
  readonly engine: FlowEngine;
  readonly gates: GateRules;
  /** Whether the import's rows are stored, or the file they came from is still there. */
  readonly rawDataExists: (scope: TenantScope, importId: ImportId) => Promise<boolean>;
}

/** Tenant, person and request of a command. */
export type Caller = TenantPair & ScopeOptions & { readonly actor: PersonActor };

/** A command on its way: its name for the audit trail, and the gate it is about, if any. */
export interface NamedRequest extends CommandRequest {
  readonly name: string;
  readonly gateId?: string | undefined;
}

/** What a person may send with a command. */
export interface Order {
  readonly flowId: FlowId;
  readonly expectedVersion?: number | undefined;
  readonly reason?: string | undefined;
}

/** Runs a person's command; a refusal leaves an audit row although nothing else is written. */
export function giveOrder(deps: FlowServiceDeps, caller: Caller, request: NamedRequest) {
  return asOrder(deps.db, caller, { ...request, work: (scope) => orderIn(scope, deps.engine, request) });
}

/** One transaction of a person's command; when it is refused as a conflict, the refusal is audited. */
export async function asOrder<Answer>(
  db: Db,
  caller: Caller,
  order: {
    readonly name: string;
    readonly flowId: FlowId;
    readonly work: (scope: TenantScope) => Promise<Answer>;
  },
): Promise<Answer> {
  try {
    const answer = await inTenantScope(db, caller, order.work);
    crashPoint(`order.${order.name}.after-commit`);
    return answer;
  } catch (error) {
    const refused = error instanceof AppError && (error.kind === 'conflict' || error.kind === 'gone');
    if (refused) await auditRefusal(db, caller, { order, code: error.code });
    throw error;
  }
}

async function orderIn(scope: TenantScope, engine: FlowEngine, request: NamedRequest) {
  const applied = await applyCommand(scope, engine, request);
  if (applied.kind === 'refused') {
    const decided = await decisionAbout(scope, applied.code, request.gateId);
    throw refusal(applied, decided === null ? {} : { decided });
  }
  const summary = await findFlowSummary(scope, request.flowId);
  if (summary === undefined) throw flowNotFound();
  const changed = applied.kind === 'changed';
  return {
    outcome: changed ? applied.type : applied.code,
    changed,
    flow: presentSummary(summary),
    decided: changed ? null : await decisionAbout(scope, applied.code, request.gateId),
  };
}

const decidedBefore = ['already_approved', 'already_decided', 'gate_revision_stale', 'no_decision_pending'];

/** Who was faster, for the one who comes after; `null` when the answer is about something else. */
export async function decisionAbout(
  scope: TenantScope,
  code: string,
  gateId: string | undefined,
): Promise<DecisionMade | null> {
  if (gateId === undefined || !decidedBefore.includes(code)) return null;
  const found = await findDecision(scope, gateId);
  if (found === undefined) return null;
  const decision = found.decision === 'approve' ? 'approve' : 'reject';
  return { decision, by: found.by, at: found.at.toISOString() };
}

/** Records that a person's command was refused. */
export async function auditRefusal(
  db: Db,
  caller: Caller,
  { order, code }: { order: { readonly name: string; readonly flowId: FlowId }; code: string },
): Promise<void> {
  await inTenantScope(db, caller, (scope) =>
    appendAudit(scope, {
      action: `flow.${order.name}`,
      resourceType: 'flow',
      resourceId: order.flowId,
      result: 'denied',
      details: { code },
    }),
  );
}

/** Pauses, retries or cancels. */
export function interveneInFlow(
  deps: FlowServiceDeps,
  caller: Caller,
  order: Order & { readonly type: 'pause' | 'retry' | 'cancel' },
) {
  const { type, reason } = order;
  return giveOrder(deps, caller, {
    ...order,
    name: type,
    build: ({ at, ids }) => ({ type, at, ids, reason }),
  });
}

/** Starts a phase over, named canonically or by an alias. */
export function restartFlow(
  deps: FlowServiceDeps,
  caller: Caller,
  order: Order & { readonly phase: string },
) {
  return giveOrder(deps, caller, {
    ...order,
    name: 'restart_from',
    build: async ({ at, ids, state, importId }, scope) => ({
      type: 'restart_from',
      at,
      ids,
      phase: parsePhaseName(state.definition, order.phase),
      rawDataExists: await deps.rawDataExists(scope, importId),
      reason: order.reason,
    }),
  });
}
