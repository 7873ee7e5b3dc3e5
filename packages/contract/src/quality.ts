import { issueActions, issueSeverities } from '@landfall/domain/quality/issue-rules';
import { z } from 'zod';
import { id, timestamp } from './common.ts';

export const severity = z.enum(issueSeverities);
export const qualityAction = z.enum(issueActions);
export const qualityDecision = z.object({
  action: qualityAction,
  parameters: z.record(z.string(), z.unknown()),
  decided_by: id,
  decided_by_name: z.string(),
  decided_at: timestamp,
  note: z.string().nullable(),
});
export const qualityIssue = z.object({
  id,
  rule_code: z.string(),
  severity,
  title: z.string(),
  column_id: id.nullable(),
  column: z.string().nullable(),
  target_field: z.string().nullable(),
  row_count: z.number().int(),
  sample: z.array(z.object({ row_number: z.number().int(), value: z.string() })),
  detail: z.record(z.string(), z.unknown()),
  /** First is recommended. */
  allowed_decisions: z.array(
    z.object({ action: qualityAction, label: z.string(), parameters: z.record(z.string(), z.unknown()) }),
  ),
  decision: qualityDecision.nullable(),
});
export type QualityIssue = z.infer<typeof qualityIssue>;
export const qualityIssuesAnswer = z.object({
  /** True while a decision of the caller still reaches the rows. */
  may_decide: z.boolean(),
  items: z.array(qualityIssue),
  total: z.number().int(),
  counts: z.object({
    info: z.number().int(),
    warning: z.number().int(),
    critical: z.number().int(),
    undecided_critical: z.number().int(),
  }),
});
export const decideIssueBody = z.strictObject({
  action: qualityAction,
  parameters: z.record(z.string(), z.unknown()).default({}),
  note: z.string().max(500).optional(),
});
export const decideIssueAnswer = z.object({ issue: qualityIssue, undecided_critical: z.number().int() });

const score = z.object({ value: z.number().nullable(), formula: z.string() });
export const qualityAnswer = z.object({
  completeness: score,
  validity: score,
  uniqueness: score,
  conformity: score,
  overall: score,
  /** The mapping validity, conformity and the overall score rest on; null while no row is checked. */
  basis: z.enum(['suggested', 'approved']).nullable(),
  undecided_critical: z.number().int(),
});

/** Before and after of one column in the cleansing phase. */
export const cleansingColumn = z.object({
  column: z.string(),
  target_field: z.string(),
  target_label: z.string(),
  filled_before: z.number().int(),
  filled_after: z.number().int(),
  converted: z.number().int(),
  placeholders_removed: z.number().int(),
  failed: z.number().int(),
  rules: z.array(
    z.object({ rule: z.string(), count: z.number().int(), before: z.string(), after: z.string() }),
  ),
});
/** A score from 0 to 100 of the values as they were imported and as they were cleansed; null without any. */
const scoreBeforeAndAfter = z.object({
  before: z.number().nullable(),
  after: z.number().nullable(),
  formula: z.string(),
});
export const cleansingSummary = z.object({
  rows: z.number().int(),
  rejected: z.number().int(),
  completeness: scoreBeforeAndAfter,
  uniformity: scoreBeforeAndAfter,
  columns: z.array(cleansingColumn),
  not_imported: z.array(z.object({ column: z.string(), reason: z.string() })),
});
