import { checkVerdicts } from '@landfall/domain/checks/check';
import { gateKinds } from '@landfall/domain/flow/gate-kind';
import { z } from 'zod';
import { id, importCategory, timestamp } from './common.ts';
import { accountingSchema, childStatus } from './flows.ts';
import {
  detectionSchema,
  importColumnSchema,
  importFileSchema,
  processingStep,
  skippedLines,
  uploadOptions,
} from './imports.ts';
import { confidenceBand, mappingStatus } from './mappings.ts';
import { qualityAction, qualityAnswer, severity } from './quality.ts';

export const reportFormats = ['json', 'xlsx'] as const;
export const reportQuery = z.object({ format: z.enum(reportFormats).default('json') });

const actor = { by: z.string(), at: timestamp, note: z.string().nullable() };

/** A decision of a person about the import, oldest first. */
export const reportDecision = z.discriminatedUnion('about', [
  z.object({
    about: z.literal('gate'),
    gate: z.enum(gateKinds),
    decision: z.enum(['approve', 'reject']),
    revision: z.number().int(),
    /** Counts and ids the person had before them. */
    shown: z.record(z.string(), z.unknown()),
    ...actor,
  }),
  z.object({
    about: z.literal('quality_issue'),
    rule_code: z.string(),
    column: z.string().nullable(),
    action: qualityAction,
    parameters: z.record(z.string(), z.unknown()),
    row_count: z.number().int(),
    ...actor,
  }),
  z.object({
    about: z.literal('reading'),
    /** What was not left to be detected when the file was uploaded. */
    chosen: uploadOptions,
    ...actor,
  }),
  z.object({
    about: z.literal('row_asset'),
    /** The first of the rows that were settled together. */
    row_number: z.number().int(),
    row_count: z.number().int(),
    /** The asset chosen of several that fit; null for none of them. */
    asset_id: id.nullable(),
    /** Null also for an asset that is gone. */
    asset_name: z.string().nullable(),
    ...actor,
  }),
  z.object({
    about: z.literal('recommendation'),
    title: z.string(),
    rule_code: z.string(),
    fields: z.array(z.string()),
    decision: z.enum(['apply', 'undo']),
    row_count: z.number().int(),
    ...actor,
  }),
]);

/** What became of one source column. */
export const reportMapping = z.object({
  position: z.number().int(),
  column: z.string(),
  target_field: z.string().nullable(),
  target_label: z.string().nullable(),
  status: mappingStatus,
  confidence: z.number().nullable(),
  band: confidenceBand,
  match_type: z.string().nullable(),
  decided_by: z.string().nullable(),
  decided_at: timestamp.nullable(),
  note: z.string().nullable(),
});

/** A named check with its verdict and counts. */
export const reportCheck = z.object({
  name: z.string(),
  phase: z.string(),
  status: processingStep.shape.status,
  verdict: z.enum([...checkVerdicts, 'done']).nullable(),
  counts: z.record(z.string(), z.number()),
  /** Fields the check would need and the file does not have. */
  missing: z.array(z.string()),
  records_processed: z.number().int().nullable(),
  duration_ms: z.number().nullable(),
});

/** Working time of a phase over all its runs; waiting for people does not count. */
export const reportPhase = z.object({
  phase: z.string(),
  runs: z.number().int(),
  failed_runs: z.number().int(),
  rows: z.number().int(),
  started_at: timestamp.nullable(),
  finished_at: timestamp.nullable(),
  working_ms: z.number().int(),
});

/** Everything that can be said of an import when it is handed over; each number is read from what is stored. */
export const importReport = z.object({
  generated_at: timestamp,
  import: z.object({
    id,
    name: z.string(),
    import_category: importCategory,
    source_system: z.string().nullable(),
    imported_by: z.string(),
    created_at: timestamp,
    flow_id: id,
    flow_name: z.string(),
    flow_type: z.string(),
    status: childStatus,
    current_phase: z.string(),
  }),
  files: z.array(importFileSchema),
  detection: detectionSchema,
  skipped_lines: skippedLines,
  profile: z.array(importColumnSchema),
  /** Null before the rows are read. */
  quality: qualityAnswer.nullable(),
  quality_issues: z.array(
    z.object({
      rule_code: z.string(),
      severity,
      column: z.string().nullable(),
      row_count: z.number().int(),
      decided: z.boolean(),
    }),
  ),
  decisions: z.array(reportDecision),
  mapping: z.array(reportMapping),
  checks: z.array(reportCheck),
  accounting: accountingSchema.nullable(),
  rejected_rows: z.object({
    total: z.number().int(),
    /** The first 10,000; the failed-rows file has all with their cells. */
    items: z.array(
      z.object({
        row_number: z.number().int(),
        line_number: z.number().int(),
        reason_code: z.string().nullable(),
        reason: z.string().nullable(),
      }),
    ),
  }),
  columns_not_taken: z.array(
    z.object({
      column: z.string(),
      status: mappingStatus,
      reason: z.string(),
      decided_by: z.string().nullable(),
    }),
  ),
  phases: z.array(reportPhase),
  /** Steps of the phases besides the checks. */
  steps: z.array(
    processingStep.pick({ step_name: true, phase: true, status: true }).extend({
      records_processed: z.number().int().nullable(),
      duration_ms: z.number().nullable(),
    }),
  ),
  llm_use: z.object({
    /** Calls made for this import: this version makes none. */
    calls: z.literal(0),
    /** Mappings that a language model proposed. */
    mappings: z.number().int(),
  }),
});
export type ImportReportBody = z.infer<typeof importReport>;
