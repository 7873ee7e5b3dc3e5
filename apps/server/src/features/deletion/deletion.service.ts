import { randomUUID } from 'node:crypto';
import type { BatchDeleteAnswer, DeleteFlowAnswer } from '@landfall/contract/deletion';
import { addCounts, type DeletionCounts, noCounts } from '@landfall/domain/deletion/deletion-plan';
import type { DeletionMethod } from '@landfall/domain/deletion/deletion-step';
import type { FlowId } from '@landfall/domain/shared/ids';
import { AppError } from '../../platform/app-error.ts';
import { appendAudit } from '../../platform/audit.ts';
import { crashPoint } from '../../platform/crash-point.ts';
import type { FlowEngine } from '../../platform/flow-engine.ts';
import type { HealFlow } from '../../platform/flow-port.ts';
import { inTenantScope, type TenantScope } from '../../platform/tenant-scope.ts';
import { findFlowFacts } from './deletion-facts.repository.ts';
import { damagedFlow, flowNotFound, impactChanged } from './deletion.errors.ts';
import { findDeletion, insertDeletion } from './deletion.repository.ts';
import { countsOnWire } from './deletion.wire.ts';
import {
  type Caller,
  type FlowPlan,
  impactOf,
  planDeletion,
  type PlanDeps,
} from './plan-deletion.service.ts';

export interface DeletionDeps extends PlanDeps {
  readonly engine: FlowEngine;
  /** The doctor, for flows whose records do not fit together. */
  readonly heal: HealFlow;
}

/** A wish to delete one flow. */
export interface DeletionOrder {
  readonly flowId: FlowId;
  readonly force: boolean;
  readonly reason: string | undefined;
  /** Hash of the impact the caller has seen; another one now is 409 `impact_changed`. */
  readonly planHash?: string | undefined;
  readonly batchId?: string | undefined;
  /** Throws 403 unless the caller may delete the flow of this person. */
  requireRight(createdBy: string): void;
}

/** What became of the wish. */
export interface Deleted {
  readonly answer: DeleteFlowAnswer;
  /** Counts this very call has planned to remove. */
  readonly planned: DeletionCounts;
}

const planAttempts = 3;

/**
 * Deletes a flow: tombstone, audit row with the planned counts and the job that removes the data, in one transaction.
 * Deleting it again answers `already_deleted`. Throws 403, 404, 409 `flow_running` and `impact_changed`.
 */
export async function deleteFlow(deps: DeletionDeps, caller: Caller, order: DeletionOrder): Promise<Deleted> {
  try {
    return await deletedOrAgain(deps, caller, order);
  } catch (error) {
    if (error instanceof AppError && ['conflict', 'forbidden'].includes(error.kind))
      await auditRefusal({ deps, caller, order }, error.code);
    throw error;
  }
}

async function deletedOrAgain(deps: DeletionDeps, caller: Caller, order: DeletionOrder): Promise<Deleted> {
  for (let attempt = 1; ; attempt++) {
    const before = await lookAt(deps, caller, order);
    if (before.deleted !== undefined) return before.deleted;
    if (before.damaged && attempt === 1) await repairFirst(deps, caller, order);
    const found = await planDeletion(deps, caller, order.flowId);
    if (order.planHash !== undefined && order.planHash !== found.hash)
      throw impactChanged(await impactOf(deps, caller, found));
    const isLast = attempt === planAttempts;
    const deleted = await inTenantScope(deps.db, caller, (scope) =>
      entomb(scope, deps, { order, found, isLast }),
    );
    if (deleted === 'replan') continue;
    crashPoint('delete.tombstone.after-commit');
    if (deleted !== 'already_deleted') return deleted;
  }
}

/**
 * What of a damaged flow can be repaired for certain is repaired before it is counted, so that all that is its own
 * goes with it; 409 `repair_required` without force.
 */
async function repairFirst({ db, heal }: DeletionDeps, caller: Caller, { flowId, force }: DeletionOrder) {
  if (!force) throw damagedFlow();
  await inTenantScope(db, caller, (scope) => heal(scope, { flowId }));
}

/**
 * Decides what is left in doubt of a flow that is deleted with force: it ends, so how it would go on matters no more.
 * A doubt about its import alone holds nothing up; beside another one, nobody can say what is the flow's.
 */
async function endDamaged(scope: TenantScope, { heal }: DeletionDeps, flowId: FlowId): Promise<void> {
  const left = await heal(scope, { flowId });
  if (left.uncertain.every(({ code }) => code === 'D06')) return;
  if (left.uncertain.some(({ code }) => code === 'D06')) throw damagedFlow(left.uncertain);
  const { uncertain } = await heal(scope, { flowId, ends: true });
  if (uncertain.length > 0) throw damagedFlow(uncertain);
}

/** Looks at rights first, so that nobody learns of a deletion what they may not delete. */
async function lookAt(
  { db, flows }: DeletionDeps,
  caller: Caller,
  order: DeletionOrder,
): Promise<{ readonly damaged: boolean; readonly deleted?: Deleted }> {
  return inTenantScope(db, { ...caller, readOnly: true }, async (scope) => {
    const { flowId } = order;
    const facts = await findFlowFacts(scope, flowId);
    if (facts === undefined) throw flowNotFound();
    order.requireRight(facts.createdBy);
    if (!facts.deleted) return { damaged: await flows.isDamaged(scope, flowId) };
    const deletion = await findDeletion(scope, flowId);
    const progress =
      deletion === undefined ? null : { status: deletion.status, planned: countsOnWire(deletion.plan) };
    const answer = { outcome: 'already_deleted', flow_id: flowId, status: 'deleted' } as const;
    const deleted = { answer: { ...answer, deletion: progress, audit_seq: null }, planned: noCounts };
    return { damaged: false, deleted };
  });
}

interface Tombstone {
  readonly order: DeletionOrder;
  readonly found: FlowPlan;
  /** True when the plan is taken although something has moved since: a running flow never stands still. */
  readonly isLast: boolean;
}

async function entomb(
  scope: TenantScope,
  deps: DeletionDeps,
  { order, found, isLast }: Tombstone,
): Promise<Deleted | 'replan' | 'already_deleted'> {
  const { flows, engine } = deps;
  const { flowId, force, reason, batchId } = order;
  const { facts, plan, hash } = found;
  // Under the flow's locks nothing of its own moves any more.
  const before = await findFlowFacts(scope, flowId);
  if (before?.mark !== facts.mark && !isLast) return 'replan';
  const evenDamaged = await flows.isDamaged(scope, flowId);
  if (evenDamaged && !force) throw damagedFlow();
  if (evenDamaged) await endDamaged(scope, deps, flowId);
  if (!(await flows.entomb(scope, { flowId, force, evenDamaged, reason }))) return 'already_deleted';
  const auditSeq = await appendAudit(scope, {
    action: 'flow.delete',
    resourceType: 'flow',
    resourceId: flowId,
    details: { planned: plan.counts, kept: plan.kept, plan_hash: hash, force, reason, batch_id: batchId },
  });
  const deletionId = await insertDeletion(scope, {
    flowId,
    importId: facts.importId,
    method: methodOf(scope, batchId),
    batchId,
    plan: plan.counts,
    kept: plan.kept,
    planHash: hash,
    reason,
  });
  if (deletionId === undefined) throw new Error(`Flow ${flowId} has a deletion and no tombstone`);
  const { clientAccountId, engagementId } = scope;
  await engine.enqueueDeletion(scope.client, { clientAccountId, engagementId, deletionId });
  crashPoint('delete.tombstone.before-commit');
  const deletion = { status: 'pending', planned: countsOnWire(plan.counts) } as const;
  const answer = { outcome: 'deleted', flow_id: flowId, status: 'deleted', deletion } as const;
  return { answer: { ...answer, audit_seq: auditSeq }, planned: plan.counts };
}

function methodOf({ actor }: TenantScope, batchId: string | undefined): DeletionMethod {
  if (batchId !== undefined) return 'batch';
  return actor.kind === 'api_token' ? 'api' : 'manual';
}

interface Refused {
  readonly deps: DeletionDeps;
  readonly caller: Caller;
  readonly order: DeletionOrder;
}

async function auditRefusal({ deps, caller, order }: Refused, code: string): Promise<void> {
  const { flowId: resourceId, batchId } = order;
  await inTenantScope(deps.db, caller, (scope) =>
    appendAudit(scope, {
      action: 'flow.delete',
      resourceType: 'flow',
      resourceId,
      result: 'denied',
      details: { code, batch_id: batchId },
    }),
  );
}

/** A wish to delete several flows. */
export type BatchOrder = Pick<DeletionOrder, 'force' | 'reason' | 'requireRight'> & {
  readonly flowIds: readonly FlowId[];
  /** Is told of an error nobody expected, which ends one deletion and not the others. */
  onUnexpected(error: unknown): void;
};

/** Deletes flows one by one; one that cannot be deleted does not stop the others. */
export async function deleteFlows(
  deps: DeletionDeps,
  caller: Caller,
  { flowIds, ...order }: BatchOrder,
): Promise<BatchDeleteAnswer> {
  const batchId = randomUUID();
  const results: BatchDeleteAnswer['results'] = [];
  let totals = noCounts;
  for (const flowId of new Set(flowIds)) {
    try {
      const { answer, planned } = await deleteFlow(deps, caller, { ...order, flowId, batchId });
      results.push({ id: flowId, outcome: answer.outcome });
      totals = addCounts(totals, planned);
    } catch (error) {
      if (!(error instanceof AppError)) order.onUnexpected(error);
      results.push({ id: flowId, outcome: 'failed', ...reasonOf(error) });
    }
  }
  const failed = results.filter(({ outcome }) => outcome === 'failed').length;
  const succeeded = results.length - failed;
  return { batch_id: batchId, results, succeeded, failed, totals: countsOnWire(totals) };
}

function reasonOf(error: unknown): { code: string; message: string } {
  if (error instanceof AppError) return { code: error.code, message: error.message };
  return { code: 'internal_error', message: 'This flow could not be deleted. Try again.' };
}
