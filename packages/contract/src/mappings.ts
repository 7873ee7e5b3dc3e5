import { customFieldTypes } from '@landfall/domain/catalog/custom-field-type';
import { z } from 'zod';
import { id, importCategory, pageOf, pageQuery, timestamp } from './common.ts';
import { gateReason } from './flows.ts';

export const mappingStatus = z.enum([
  'unmapped',
  'suggested',
  'approved',
  'rejected',
  'ignored',
  'custom_attribute',
]);
export const confidenceBand = z.enum(['high', 'medium', 'low', 'none']);
export const evidenceSchema = z.object({ signal: z.string(), score: z.number(), text: z.string() });
export const alternativeSchema = z.object({
  target_field: z.string(),
  label: z.string(),
  confidence: z.number(),
  evidence: z.array(evidenceSchema),
});

export const fieldMapping = z.object({
  id,
  column_id: id,
  position: z.number().int(),
  source_field: z.string(),
  target_field: z.string().nullable(),
  target_label: z.string().nullable(),
  status: mappingStatus,
  confidence: z.number().nullable(),
  band: confidenceBand,
  match_type: z.string().nullable(),
  evidence: z.array(evidenceSchema),
  alternatives: z.array(alternativeSchema),
  samples: z.array(z.string()),
  filled_share: z.number(),
  distinct_count: z.number().int(),
  detected_type: z.string().nullable(),
  detected_unit: z.string().nullable(),
  /** What would be stored for the first samples: `16384 MB` -> `16`. */
  conversion: z.array(z.object({ before: z.string(), after: z.unknown(), note: z.string().nullable() })),
  transformation: z.record(z.string(), z.unknown()),
  decided_by: id.nullable(),
  decided_by_name: z.string().nullable(),
  decided_at: timestamp.nullable(),
  decision_note: z.string().nullable(),
  open_issues: z.number().int(),
  version: z.number().int(),
});
export type FieldMapping = z.infer<typeof fieldMapping>;

export const mappingGate = z.object({ satisfied: z.boolean(), reasons: z.array(gateReason) });
export const fieldMappingsQuery = pageQuery.extend({
  limit: z.coerce.number().int().min(1).max(1000).default(1000),
  status: mappingStatus.optional(),
  band: confidenceBand.optional(),
  search: z.string().max(200).optional(),
});
export const fieldMappingsAnswer = z.object({
  items: z.array(fieldMapping),
  total: z.number().int(),
  next_cursor: z.string().nullable(),
  counts: z.object({
    columns: z.number().int(),
    decided: z.number().int(),
    suggested: z.number().int(),
    needs_review: z.number().int(),
  }),
  gate: mappingGate,
});

/** `suggested` takes a decision back. */
export const patchMappingBody = z.strictObject({
  status: z.enum(['approved', 'rejected', 'ignored', 'custom_attribute', 'suggested']),
  target_field: z.string().max(200).optional(),
  transformation: z.record(z.string(), z.unknown()).optional(),
  note: z.string().max(500).optional(),
  expected_version: z.number().int(),
});
export const patchMappingAnswer = z.object({ mapping: fieldMapping, gate: mappingGate });

export const bulkDecisions = z
  .array(
    z.strictObject({
      mapping_id: id,
      status: z.enum(['approved', 'rejected', 'ignored', 'custom_attribute', 'suggested']),
      target_field: z.string().max(200).optional(),
      note: z.string().max(500).optional(),
    }),
  )
  .min(1)
  .max(1000);
export type BulkDecisions = z.infer<typeof bulkDecisions>;
export const bulkDecisionsBody = z.union([
  z.strictObject({ decisions: bulkDecisions }),
  z.strictObject({ approve_confidence_at_least: z.number().min(0).max(1) }),
]);
export const bulkDecisionsAnswer = z.object({
  results: z.array(
    z.object({
      id: z.string(),
      outcome: z.string(),
      code: z.string().optional(),
      message: z.string().optional(),
    }),
  ),
  succeeded: z.number().int(),
  failed: z.number().int(),
  threshold: z.number().nullable(),
  gate: mappingGate,
});
export const regenerateAnswer = z.object({
  undecided: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
});

export const targetFieldSchema = z.object({
  key: z.string(),
  label: z.string(),
  group: z.string(),
  type: z.string(),
  unit: z.string().nullable(),
  vocabulary: z.array(z.string()).nullable(),
  merge_rule: z.string().nullable(),
  categories: z.array(importCategory),
  description: z.string(),
});
export const targetFieldsQuery = z.object({
  import_category: importCategory.optional(),
  search: z.string().max(200).optional(),
});
export const targetFieldsAnswer = z.object({ items: z.array(targetFieldSchema), total: z.number().int() });

export const attributeCoverageAnswer = z.object({
  covered: z.number().int(),
  total: z.number().int(),
  items: z.array(
    z.object({
      attribute: z.string(),
      label: z.string(),
      group: z.string(),
      required: z.boolean(),
      fields: z.array(z.string()),
      state: z.enum(['mapped', 'suggested', 'unmapped']),
    }),
  ),
});

export const customTargetFieldBody = z.strictObject({
  key: z
    .string()
    .regex(/^custom\.[a-z0-9_]{1,80}$/, 'Write custom. and then small letters, digits and underscores.'),
  label: z.string().trim().min(1).max(200),
  data_type: z.enum(customFieldTypes),
  /** Shown beside values; they are not converted. */
  unit: z.string().trim().min(1).max(30).nullable().default(null),
});

/** What decisions of the client account taught about a header, or stopped teaching. */
export const learnedMapping = z.object({
  id,
  header: z.string(),
  import_category: importCategory,
  source_system: z.string().nullable(),
  target_field: z.string(),
  target_label: z.string(),
  polarity: z.enum(['positive', 'negative']),
  /** Decisions that say so. */
  evidence: z.number().int(),
  /** Confidence the next suggestion of this target for this header begins with; 0 when it is refused. */
  confidence: z.number(),
  last_evidence_at: timestamp,
  last_decided_by_name: z.string(),
});
export type LearnedMapping = z.infer<typeof learnedMapping>;
export const learnedMappingsQuery = pageQuery.extend({
  search: z.string().max(200).optional(),
  category: importCategory.optional(),
});
export const learnedMappingsPage = pageOf(learnedMapping);
