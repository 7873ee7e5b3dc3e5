import { createHash } from 'node:crypto';
import type { DeletionImpact } from '@landfall/contract/deletion';
import { type DeletionPlan, planText } from '@landfall/domain/deletion/deletion-plan';
import { asId, type FlowId, type TenantPair } from '@landfall/domain/shared/ids';
import type { Db } from '../../platform/db.ts';
import type { FlowPort } from '../../platform/flow-port.ts';
import { inTenantScope, type PersonActor, type ScopeOptions } from '../../platform/tenant-scope.ts';
import { countRows, findFlowFacts, type FlowFacts } from './deletion-facts.repository.ts';
import { flowDeleted, flowNotFound } from './deletion.errors.ts';
import { impactOnWire } from './deletion.wire.ts';
import type { InventoryPort, ReadScope } from './inventory-port.ts';

/** Longest single query of a count; each looks at a part of the inventory only. */
const statementTimeoutMs = 60_000;

/** Tenant, person and request of a deletion. */
export type Caller = TenantPair & ScopeOptions & { readonly actor: PersonActor };

export interface PlanDeps {
  readonly db: Db;
  readonly flows: Pick<FlowPort, 'summaryOf' | 'entomb' | 'isDamaged'>;
  readonly inventory: InventoryPort;
}

/** A plan with the flow it is for and the hash it is recognised by. */
export interface FlowPlan {
  readonly facts: FlowFacts;
  readonly plan: DeletionPlan;
  readonly hash: string;
}

/**
 * What deleting a flow would remove, put back and keep. The impact shown, the plan stored with the tombstone and
 * what the job counts come from this function and the one behind it. Throws 404 and 410.
 */
export async function planDeletion(deps: PlanDeps, caller: Caller, flowId: FlowId): Promise<FlowPlan> {
  const read: ReadScope = (work) =>
    inTenantScope(deps.db, { ...caller, readOnly: true, statementTimeoutMs }, work);
  const facts = await read((scope) => findFlowFacts(scope, flowId));
  if (facts === undefined) throw flowNotFound();
  if (facts.deleted) throw flowDeleted();
  const damaged = await read((scope) => deps.flows.isDamaged(scope, flowId));
  const rows = await read((scope) => countRows(scope, facts));
  const others = await read((scope) => deps.inventory.markOf(scope, facts.importId));
  const state = { importId: facts.importId, mark: `${facts.mark} ${others}` };
  const inventory = await deps.inventory.measure(read, state);
  const { rawRecords, fieldMappings, qualityIssues, rowResults, files, fileBytes } = rows;
  const plan: DeletionPlan = {
    counts: {
      rawRecords,
      fieldMappings,
      qualityIssues,
      rowResults,
      files,
      fileBytes,
      assets: inventory.assets,
      assetValuesRolledBack: inventory.valuesRolledBack,
      dependencies: inventory.dependencies,
      applications: inventory.applications,
      // Nothing writes insights yet.
      insights: 0,
    },
    kept: {
      assetsShared: inventory.assetsShared,
      learnedMappings: rows.learnedMappings,
      auditEntries: rows.auditEntries,
    },
    requiresForce: facts.status === 'running' || damaged,
    damaged,
    othersInProgress: rows.othersInProgress,
  };
  return { facts, plan, hash: createHash('sha256').update(planText(flowId, plan)).digest('hex') };
}

/** The impact of deleting a flow as answers show it. */
export async function impactOf(deps: PlanDeps, caller: Caller, found: FlowPlan): Promise<DeletionImpact> {
  const summary = await inTenantScope(deps.db, { ...caller, readOnly: true }, (scope) =>
    deps.flows.summaryOf(scope, asId(found.facts.flowId)),
  );
  return impactOnWire(summary, found);
}
