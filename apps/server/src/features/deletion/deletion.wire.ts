import type { DataKept, DataToDelete, DeletionImpact, DeletionProgress } from '@landfall/contract/deletion';
import type { FlowSummary } from '@landfall/contract/flows';
import {
  addCounts,
  type DeletionCounts,
  type DeletionPlan,
  deletionRecommendations,
  deletionWarnings,
  type KeptCounts,
  noCounts,
  totalRecords,
} from '@landfall/domain/deletion/deletion-plan';
import { deletionSteps } from '@landfall/domain/deletion/deletion-step';
import { z } from 'zod';
import { isoTime } from '../../platform/wire.ts';
import type { StoredDeletion } from './deletion.repository.ts';

export const flowParams = z.object({ flow_id: z.uuid() });

/** Counts as answers show them. */
export function countsOnWire(counts: DeletionCounts): DataToDelete {
  return {
    raw_records: counts.rawRecords,
    field_mappings: counts.fieldMappings,
    quality_issues: counts.qualityIssues,
    row_results: counts.rowResults,
    assets: counts.assets,
    asset_values_rolled_back: counts.assetValuesRolledBack,
    dependencies: counts.dependencies,
    applications: counts.applications,
    insights: counts.insights,
    files: counts.files,
    file_bytes: counts.fileBytes,
    total_records: totalRecords(counts),
  };
}

function keptOnWire(kept: Partial<KeptCounts>): DataKept {
  return {
    assets_shared: kept.assetsShared ?? 0,
    learned_mappings: kept.learnedMappings ?? 0,
    audit_entries: kept.auditEntries ?? 0,
  };
}

/** A plan as the impact of deleting a flow. */
export function impactOnWire(
  flow: FlowSummary,
  { plan, hash }: { readonly plan: DeletionPlan; readonly hash: string },
): DeletionImpact {
  return {
    flow_id: flow.flow_id,
    flow_name: flow.flow_name,
    status: flow.status,
    current_phase: flow.current_phase,
    progress_percentage: flow.progress_percentage,
    data_to_delete: countsOnWire(plan.counts),
    data_kept: keptOnWire(plan.kept),
    requires_force: plan.requiresForce,
    is_damaged: plan.damaged,
    warnings: deletionWarnings(plan),
    recommendations: deletionRecommendations(plan),
    data_recovery_possible: false,
    plan_hash: hash,
  };
}

/** How far a deletion is. */
export function progressOnWire(deletion: StoredDeletion): DeletionProgress {
  const { status, step, createdAt, finishedAt } = deletion;
  const isDone = status === 'done';
  const stateOf = (place: number) => (isDone || place < step ? 'done' : place === step ? 'current' : 'ahead');
  return {
    flow_id: deletion.flowId,
    status,
    step,
    steps: deletionSteps.map((name, index) => ({ name, state: stateOf(index + 1) })),
    planned: countsOnWire(addCounts(noCounts, deletion.plan)),
    removed: countsOnWire(addCounts(noCounts, deletion.removed)),
    kept: keptOnWire(deletion.kept),
    requested_by: deletion.requestedByName ?? '',
    reason: deletion.reason,
    batch_id: deletion.batchId,
    error: deletion.error,
    requested_at: isoTime(createdAt),
    finished_at: isoTime(finishedAt),
    duration_ms: finishedAt === null ? null : finishedAt.getTime() - createdAt.getTime(),
  };
}
