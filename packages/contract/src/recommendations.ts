import {
  recommendationCategories,
  recommendationStatuses,
} from '@landfall/domain/recommendations/recommendation';
import { z } from 'zod';
import { id, timestamp } from './common.ts';
import { flowSummary } from './flows.ts';

export const recommendationStatus = z.enum(recommendationStatuses);

/** One changed cell; values a caller may not see are masked. */
export const recommendedChange = z.object({
  row_number: z.number().int(),
  field: z.string(),
  /** Null where the value was unknown. */
  before: z.string().nullable(),
  after: z.string(),
});

export const recommendation = z.object({
  id,
  key: z.string(),
  category: z.enum(recommendationCategories),
  rule_code: z.string(),
  title: z.string(),
  /** Catalog or custom fields: the one that changes first. */
  fields: z.array(z.string()),
  affected_rows: z.number().int(),
  status: recommendationStatus,
  /** The first 20 changes. */
  preview: z.array(recommendedChange),
  /** Path under which all changes are read, page by page. */
  changes_path: z.string(),
  decided_by_name: z.string().nullable(),
  decided_at: timestamp.nullable(),
});

export type Recommendation = z.infer<typeof recommendation>;

export const recommendationsAnswer = z.object({
  items: z.array(recommendation),
  total: z.number().int(),
  /** True while the flow waits with its preview, so that recommendations can be applied and undone. */
  can_apply: z.boolean(),
});

export const recommendationDecisionAnswer = z.object({
  recommendation,
  /** Rows whose values changed or came back; 0 for a dismissal. */
  row_count: z.number().int(),
  changes_path: z.string(),
  flow: flowSummary,
});

/** Changes in the order of their rows. */
export const recommendedChangesAnswer = z.object({
  items: z.array(recommendedChange),
  total: z.number().int(),
  /** Row behind which the next page begins; null on the last page. */
  next_after_row: z.number().int().nullable(),
});
