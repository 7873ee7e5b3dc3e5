import { assetTypes } from '@landfall/domain/catalog/asset-types';
import { fieldOutcomes } from '@landfall/domain/inventory/field-effect';
import { survivorshipRules } from '@landfall/domain/inventory/survivorship';
import { z } from 'zod';
import { largeChange } from './change-guard.ts';
import { id, pageOf, pageQuery, timestamp } from './common.ts';
import { valuesByKey } from './values-by-key.ts';

/** Values by catalog field; unknown ones are null. Lists are arrays, dates `YYYY-MM-DD`. */
export const assetFields = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]),
);
export const assetRow = z.object({
  id,
  name: z.string(),
  asset_type: z.enum(assetTypes),
  fields: assetFields,
  /** Null in a list whose columns name none of them: it is not said whether the asset has any. */
  custom_attributes: valuesByKey(z.unknown()).nullable(),
  version: z.number().int(),
  created_at: timestamp,
  updated_at: timestamp,
});
export type AssetRow = z.infer<typeof assetRow>;

export const assetsQuery = pageQuery.extend({
  search: z.string().max(200).optional(),
  asset_type: z.enum(assetTypes).optional(),
  environment: z.string().max(50).optional(),
  business_criticality: z.string().max(50).optional(),
  operating_system: z.string().max(200).optional(),
  flow_id: id.optional(),
  /** Assets that belong to this canonical application. */
  application_id: id.optional(),
  /** Field key, `-` in front for descending. */
  sort: z.string().max(100).default('name'),
  /** Row offset of the page; the windowed grid asks by position. Wins over `cursor`. */
  offset: z.coerce.number().int().min(0).optional(),
  /** Comma-separated field keys; absent: the default columns. */
  columns: z.string().max(4000).optional(),
});
export const assetsPage = pageOf(assetRow);

export const provenanceEntry = z.object({
  field: z.string(),
  value: z.unknown(),
  is_current: z.boolean(),
  origin: z.enum(['import', 'user', 'rule', 'agent', 'merge', 'origin_unknown']),
  import_id: id.nullable(),
  import_name: z.string().nullable(),
  file_name: z.string().nullable(),
  row_number: z.number().int().nullable(),
  line_number: z.number().int().nullable(),
  source_column: z.string().nullable(),
  source_value: z.string().nullable(),
  rule: z.string().nullable(),
  mapping_approved_by: z.string().nullable(),
  /** Rule that lets a current value win over the others that were offered; null for lists and for values that lost. */
  decided_by: z.enum(survivorshipRules).nullable(),
  observed_at: timestamp.nullable(),
});
export const provenanceAnswer = z.object({ items: z.array(provenanceEntry) });
export const assetDetails = assetRow.extend({
  custom_attributes: valuesByKey(z.unknown()),
  type_source: z.enum(['declared', 'rule', 'user']),
  type_rule: z.string().nullable(),
  identifiers: z.array(z.object({ kind: z.string(), namespace: z.string(), value: z.string() })),
  source_rows: z.number().int(),
});

/** One entry of an asset's own journal. */
export const assetChange = z.object({
  id,
  change: z.string(),
  /** Field keys, and `custom:KEY` for custom attributes. */
  fields: z.array(z.string()),
  /** Version of the asset after the change. */
  asset_version: z.number().int(),
  actor: z.object({ user_id: id.nullable(), name: z.string().nullable(), kind: z.string() }),
  at: timestamp,
});
export const assetHistoryPage = pageOf(assetChange);
export type AssetHistoryPage = z.infer<typeof assetHistoryPage>;

export const inventorySummary = z.object({
  total: z.number().int(),
  by_type: z.array(z.object({ value: z.string(), count: z.number().int() })),
  by_environment: z.array(z.object({ value: z.string().nullable(), count: z.number().int() })),
  by_criticality: z.array(z.object({ value: z.string().nullable(), count: z.number().int() })),
});

export const conflictType = z.enum([
  'ambiguous_match',
  'weak_match',
  'identity_contradiction',
  'protected_value',
]);

/** `connect`: the row states connections and is about no asset of its own. */
export const previewAction = z.enum([
  'create',
  'update',
  'merge',
  'unchanged',
  'connect',
  'conflict',
  'reject',
]);
export const previewQuery = pageQuery.extend({
  action: previewAction.optional(),
  from_row: z.coerce.number().int().min(1).optional(),
});
/** What would become of one field of an asset. */
export const fieldEffect = z.object({
  /** Catalog key; `custom:` and the name for a custom attribute. */
  field: z.string(),
  label: z.string(),
  /** What the asset says now; null when nothing. */
  before: z.unknown(),
  /** What it would say; of a field that is kept, what the file offers. */
  after: z.unknown(),
  outcome: z.enum(fieldOutcomes),
  /** Rule of survivorship that decides; null for lists, which keep what both say. */
  decided_by: z.enum(survivorshipRules).nullable(),
  /** Where the value before comes from; null when there is none, and for custom attributes. */
  before_source: z
    .object({
      origin: z.enum(['import', 'user', 'origin_unknown']),
      import_id: id.nullable(),
      import_name: z.string().nullable(),
      row_number: z.number().int().nullable(),
    })
    .nullable(),
  /** Row of this file that gives the value: this one, or one that is merged into it. */
  row_number: z.number().int(),
  /** True for a value that a reviewer of the preview gave. */
  by_reviewer: z.boolean(),
});
export type FieldEffect = z.infer<typeof fieldEffect>;
export const previewRow = z.object({
  id,
  row_number: z.number().int(),
  line_number: z.number().int(),
  action: previewAction,
  name: z.string().nullable(),
  asset_type: z.string().nullable(),
  asset_id: id.nullable(),
  /** Lead row of the group this row is merged into. */
  merged_into_row: z.number().int().nullable(),
  reason_code: z.string().nullable(),
  reason: z.string().nullable(),
  /** Fields in which the group of this row differs from the asset it fits; of a row in conflict, from its only candidate. */
  diff: z.array(fieldEffect),
  /** Why only a person can place the row, and the assets it may be about; null for rows without a pending conflict. */
  conflict: z
    .object({ type: conflictType, candidates: z.array(z.object({ asset_id: id, name: z.string() })) })
    .nullable(),
  /** False for a row that a reviewer left out. */
  selected: z.boolean(),
  /** False for a row that is rejected for another reason. */
  may_select: z.boolean(),
  /** Lead row with which the row was left out. */
  left_out_with_row: z.number().int().nullable(),
  /** Values a reviewer gave, by field; null leaves a field unknown. */
  edits: assetFields,
  /** False for rows that lead no asset: their values are those of another row, or not taken over. */
  may_edit: z.boolean(),
  /** Changes of the row by reviewers so far. */
  version: z.number().int(),
});
export type PreviewRow = z.infer<typeof previewRow>;
export const patchPreviewRowBody = z
  .strictObject({
    selected: z.boolean().optional(),
    /** All edits of the row; one that is left out is taken back. */
    edits: assetFields.refine((edits) => Object.keys(edits).length <= 100, 'At most 100 fields.').optional(),
    expected_version: z.number().int(),
  })
  .refine(({ selected, edits }) => selected !== undefined || edits !== undefined, {
    message: 'Say whether the row is selected, or give edits.',
  });
export const previewCounts = z.object({
  source_rows: z.number().int(),
  create: z.number().int(),
  update: z.number().int(),
  merge: z.number().int(),
  unchanged: z.number().int(),
  connect: z.number().int(),
  conflict: z.number().int(),
  reject: z.number().int(),
  /** Assets made of ends of connections; no source row is about them. */
  create_ends: z.number().int(),
});
export const patchPreviewRowAnswer = z.object({
  row: previewRow,
  counts: previewCounts,
  revision: z.number().int(),
  large_change: largeChange.nullable(),
});
/** An asset that would be made of an end of connections, because the inventory has none; no row is about it. */
export const previewEnd = z.object({
  id,
  /** The first row that names it. */
  row_number: z.number().int(),
  name: z.string(),
  asset_type: z.string(),
  hostname: z.string().nullable(),
  fqdn: z.string().nullable(),
  ip_address: z.array(z.string()),
});
export type PreviewEnd = z.infer<typeof previewEnd>;
export const previewEndsPage = pageOf(previewEnd);
export const previewAnswer = pageOf(previewRow).extend({
  counts: previewCounts,
  revision: z.number().int(),
  gate_id: id.nullable(),
  /** Set while the preview waits and its approval needs a `confirm_large_change`. */
  large_change: largeChange.nullable(),
});
export type PreviewAnswer = z.infer<typeof previewAnswer>;

export const conflictResolution = z.enum([
  'keep_existing',
  'replace_with_new',
  'merge',
  'create_both_with_dependency',
]);
export const conflictSchema = z.object({
  id,
  row_number: z.number().int(),
  conflict_type: conflictType,
  status: z.enum(['pending', 'resolved', 'withdrawn']),
  match_keys: z.array(z.object({ kind: z.string(), value: z.string() })),
  incoming: assetFields,
  candidates: z.array(
    z.object({ asset_id: id, name: z.string(), fields: assetFields, version: z.number().int() }),
  ),
  differing_fields: z.array(z.string()),
  resolution: conflictResolution.nullable(),
  resolved_by_name: z.string().nullable(),
  version: z.number().int(),
});
export const conflictsAnswer = pageOf(conflictSchema);
export const resolveConflictBody = z.strictObject({
  resolution: conflictResolution,
  /** The candidate the resolution applies to; needed when there are several. */
  asset_id: id.optional(),
  field_choices: z.record(z.string(), z.enum(['existing', 'incoming'])).optional(),
  dependency_type: z.enum(['hosted_by', 'runs_on', 'member_of', 'depends_on']).optional(),
  expected_version: z.number().int(),
});
export const resolveConflictAnswer = z.object({ conflict: conflictSchema, remaining: z.number().int() });
export const bulkResolveBody = z.strictObject({
  flow_id: id,
  ids: z.array(id).min(1).max(500),
  resolution: conflictResolution,
  dependency_type: z.enum(['hosted_by', 'runs_on', 'member_of', 'depends_on']).optional(),
});
