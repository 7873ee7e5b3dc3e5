import { deletionStatuses, deletionSteps } from '@landfall/domain/deletion/deletion-step';
import { z } from 'zod';
import { bulkAnswer, id, timestamp } from './common.ts';
import { childStatus } from './flows.ts';

const count = z.number().int().min(0);

/** Exact counts of what a deletion removes; the same counts are recorded as what was removed. */
export const dataToDelete = z.object({
  raw_records: count,
  field_mappings: count,
  quality_issues: count,
  row_results: count,
  /** Assets made by this import that nobody else has touched. */
  assets: count,
  /** Values on other assets that this import wrote and that still win: they go back to the best other origin. */
  asset_values_rolled_back: count,
  dependencies: count,
  /** Canonical applications that only this import names. */
  applications: count,
  insights: count,
  files: count,
  file_bytes: count,
  /** Sum of the counts above without `asset_values_rolled_back` and `file_bytes`. */
  total_records: count,
});
export type DataToDelete = z.infer<typeof dataToDelete>;

export const dataKept = z.object({
  /** Assets this import made or matched that stay, because others made, matched or edited them too. */
  assets_shared: count,
  /** What was learned from the mapping decisions of this engagement for the same headers. */
  learned_mappings: count,
  audit_entries: count,
});
export type DataKept = z.infer<typeof dataKept>;

/** What a deletion would remove and keep, from the same plan the deletion is carried out by. */
export const deletionImpact = z.object({
  flow_id: id,
  flow_name: z.string(),
  status: childStatus,
  current_phase: z.string(),
  progress_percentage: z.number(),
  data_to_delete: dataToDelete,
  data_kept: dataKept,
  /** True for a running or damaged flow: the delete must say `force`. */
  requires_force: z.boolean(),
  /** True when the stored records of the flow do not fit together. */
  is_damaged: z.boolean(),
  warnings: z.array(z.string()),
  recommendations: z.array(z.string()),
  data_recovery_possible: z.literal(false),
  /** Sent with the delete; when the counts have changed since, the answer is 409 `impact_changed`. */
  plan_hash: z.string(),
});
export type DeletionImpact = z.infer<typeof deletionImpact>;

const reason = z.string().trim().min(1).max(500);

/** Query of a delete; the same members may be sent as its body, which wins. */
export const deleteFlowQuery = z.object({
  force: z.stringbool().optional(),
  reason: reason.optional(),
  plan_hash: z.string().max(100).optional(),
});
export const deleteFlowBody = z.strictObject({
  force: z.boolean().optional(),
  reason: reason.optional(),
  plan_hash: z.string().max(100).optional(),
});

export const deletionStatus = z.enum(deletionStatuses);

/** A deletion that has been accepted: the flow is gone for everybody, its data is being removed. */
export const deleteFlowAnswer = z.object({
  outcome: z.enum(['deleted', 'already_deleted']),
  flow_id: id,
  status: z.literal('deleted'),
  deletion: z.object({ status: deletionStatus, planned: dataToDelete }).nullable(),
  /** Number of the audit entry; null when the flow had been deleted before. */
  audit_seq: z.number().int().nullable(),
});
export type DeleteFlowAnswer = z.infer<typeof deleteFlowAnswer>;

/** Progress of removing a deleted flow's data. */
export const deletionProgress = z.object({
  flow_id: id,
  status: deletionStatus,
  /** Number of the step that runs or comes next, 1 to 12. */
  step: z.number().int().min(1).max(deletionSteps.length),
  steps: z.array(z.object({ name: z.enum(deletionSteps), state: z.enum(['done', 'current', 'ahead']) })),
  planned: dataToDelete,
  removed: dataToDelete,
  kept: dataKept,
  requested_by: z.string(),
  reason: z.string().nullable(),
  batch_id: id.nullable(),
  error: z.string().nullable(),
  requested_at: timestamp,
  finished_at: timestamp.nullable(),
  duration_ms: z.number().int().nullable(),
});
export type DeletionProgress = z.infer<typeof deletionProgress>;

/** One to a hundred flows; each is authorised and deleted on its own. */
export const batchDeleteBody = z.strictObject({
  flow_ids: z.array(id).min(1).max(100),
  force: z.boolean().optional(),
  reason: reason.optional(),
});

/** Outcome of each id, in the order sent, with what the accepted ones remove in all. */
export const batchDeleteAnswer = bulkAnswer.extend({ batch_id: id, totals: dataToDelete });
export type BatchDeleteAnswer = z.infer<typeof batchDeleteAnswer>;
