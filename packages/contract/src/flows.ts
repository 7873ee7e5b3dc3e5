import { z } from 'zod';
import { id, importCategory, pageOf, pageQuery, timestamp } from './common.ts';

export const childStatus = z.enum([
  'running',
  'waiting_for_approval',
  'paused',
  'completed',
  'failed',
  'cancelled',
]);
export const masterStatus = z.enum([...childStatus.options, 'initialized', 'deleted']);
export const gateKind = z.enum([
  'validation_decision',
  'mapping_approval',
  'asset_preview',
  'asset_conflict',
]);
export const phaseRunStatus = z.enum([
  'queued',
  'executing',
  'needs_decision',
  'succeeded',
  'failed',
  'superseded',
]);
export const flowCommand = z.enum([
  'approve',
  'reject',
  'pause',
  'resume',
  'retry',
  'restart',
  'cancel',
  'delete',
]);

/** Row counts by outcome; `source_rows` is the sum of the five others once every outcome is known. */
export const accountingSchema = z.object({
  source_rows: z.number().int(),
  created: z.number().int(),
  updated: z.number().int(),
  merged_duplicates: z.number().int(),
  unchanged: z.number().int(),
  rejected: z.number().int(),
  /** Rows whose outcome is not settled yet: the flow has not finished, or a conflict waits. */
  pending: z.number().int(),
  /** True when the five outcomes and `pending` add up to `source_rows`. */
  reconciles: z.boolean(),
  /** Skipped lines that are not source rows. */
  /** Lines that are no source rows, by kind. */
  skipped: z.object({
    blank: z.number().int(),
    repeated_header: z.number().int(),
    totals: z.number().int(),
    remark: z.number().int(),
  }),
  rejected_by_reason: z.array(z.object({ code: z.string(), count: z.number().int() })),
});
export type Accounting = z.infer<typeof accountingSchema>;

export const gateReason = z.object({
  code: z.string(),
  message: z.string(),
  column_id: id.nullable(),
  column: z.string().nullable(),
});
export const gateSchema = z.object({
  id,
  kind: gateKind,
  phase: z.string(),
  status: z.enum(['open', 'approved', 'superseded', 'closed']),
  revision: z.number().int(),
  /** Counts and ids of what is to be decided; never rows. */
  subject: z.record(z.string(), z.unknown()),
  satisfied: z.boolean(),
  reasons: z.array(gateReason),
  opened_at: timestamp,
  may_decide: z.boolean(),
});

export const phaseRunSchema = z.object({
  id,
  phase: z.string(),
  epoch: z.number().int(),
  attempt: z.number().int(),
  status: phaseRunStatus,
  rows_total: z.number().int().nullable(),
  rows_done: z.number().int(),
  error_code: z.string().nullable(),
  error_detail: z.string().nullable(),
  heartbeat_at: timestamp.nullable(),
  started_at: timestamp.nullable(),
  finished_at: timestamp.nullable(),
  duration_ms: z.number().nullable(),
});

export const nextStep = z.object({ code: z.string(), text: z.string(), link: z.string().nullable() });

export const flowSummary = z.object({
  flow_id: id,
  flow_name: z.string(),
  flow_type: z.string(),
  import_category: importCategory,
  data_import_id: id,
  status: childStatus,
  master_status: masterStatus,
  current_phase: z.string(),
  waiting_reason: gateKind.nullable(),
  progress_percentage: z.number(),
  created_by: id,
  owner: z.string(),
  created_at: timestamp,
  started_at: timestamp.nullable(),
  last_activity: timestamp,
  days_since_activity: z.number().int(),
  is_stale: z.boolean(),
  failure: z.object({ code: z.string(), detail: z.string(), retryable: z.boolean() }).nullable(),
  /** Set while the flow runs and nobody has given a sign of work for two minutes or longer. */
  stalled: z.object({ since: timestamp, seconds: z.number().int(), message: z.string() }).nullable(),
  /** True when stored words are none of the product's; commands are refused until the flow is healed. */
  needs_repair: z.boolean(),
  can_resume: z.boolean(),
  next_steps: z.array(nextStep),
  /** Path of the page where the flow is worked on now. */
  link: z.string(),
  version: z.number().int(),
});
export type FlowSummary = z.infer<typeof flowSummary>;

export const phaseStep = z.object({
  name: z.string(),
  label: z.string(),
  state: z.enum(['done', 'current', 'ahead']),
  gates: z.array(gateKind),
});

export const flowDetails = flowSummary.extend({
  epoch: z.number().int(),
  phases: z.array(phaseStep),
  phase_runs: z.array(phaseRunSchema),
  gate: gateSchema.nullable(),
  /** Seconds since the last sign of work of the running phase; null when nothing runs. */
  heartbeat_age_seconds: z.number().nullable(),
  accounting: accountingSchema.nullable(),
  allowed_commands: z.array(flowCommand),
});
export type FlowDetails = z.infer<typeof flowDetails>;

export const flowsQuery = pageQuery.extend({
  status: z.string().optional(),
  flow_type: z.string().optional(),
  import_category: importCategory.optional(),
  /** Id of the person who started the flow. */
  created_by: id.optional(),
});

/** A person who started flows that are not deleted, with how many. */
export const flowOwner = z.object({ user_id: id, name: z.string(), flows: z.number().int() });
/** `owners` names everybody the list can be narrowed to, whatever else it is narrowed by; most flows first. */
export const flowsPage = pageOf(flowSummary).extend({ owners: z.array(flowOwner) });

export const flowEventSchema = z.object({
  seq: z.number().int(),
  type: z.string(),
  actor_user_id: id.nullable(),
  actor_kind: z.string(),
  actor_name: z.string().nullable(),
  phase: z.string().nullable(),
  epoch: z.number().int().nullable(),
  from_status: z.string().nullable(),
  to_status: z.string().nullable(),
  payload: z.record(z.string(), z.unknown()),
  /** `x-request-id` of the request that caused it, where that was a UUID; null for what a worker did. */
  request_id: id.nullable(),
  created_at: timestamp,
});
export const flowEventsAnswer = z.object({ items: z.array(flowEventSchema), last_seq: z.number().int() });

/** Data of an unnumbered `progress` notice on the event stream. */
export const progressNotice = z.object({
  phase: z.string(),
  rows_done: z.number().int(),
  rows_total: z.number().int().nullable(),
  progress_percentage: z.number(),
  heartbeat_at: timestamp.nullable(),
  /** As in the flow itself: set when there has been no sign of work for two minutes. */
  stalled: flowSummary.shape.stalled,
});

/** Existing assets that the caller knows to be changed or rejected by what is approved. */
export const confirmedAssets = z.number().int().min(1);

export const approveBody = z.strictObject({
  gate_id: id,
  gate_revision: z.number().int().min(1),
  note: z.string().max(500).optional(),
  approve_confidence_at_least: z.number().min(0).max(1).optional(),
  remaining: z.enum(['ignore', 'custom_attribute']).optional(),
  /** Confirms a large change by its number of affected assets; see `large_change_needs_confirmation`. */
  confirm_large_change: confirmedAssets.optional(),
  expected_version: z.number().int().optional(),
});
export const rejectBody = z.strictObject({
  gate_id: id,
  gate_revision: z.number().int().min(1),
  reason: z.string().min(5).max(500),
  restart_from: z.string().optional(),
  expected_version: z.number().int().optional(),
});
export const commandBody = z.strictObject({
  reason: z.string().max(500).optional(),
  expected_version: z.number().int().optional(),
});
export const restartBody = z.strictObject({
  phase: z.string(),
  reason: z.string().max(500).optional(),
  expected_version: z.number().int().optional(),
});
/** A decision about a gate that somebody has made, for those who come after. */
export const decisionMade = z.object({
  decision: z.enum(['approve', 'reject']),
  by: z.string(),
  at: timestamp,
});
export type DecisionMade = z.infer<typeof decisionMade>;
/** `outcome` names what happened: the event type, or the code of a typed no-op. */
export const commandAnswer = z.object({
  outcome: z.string(),
  changed: z.boolean(),
  flow: flowSummary,
  /** Who decided before, for `already_approved` only. */
  decided: decisionMade.nullable(),
});

export type CommandAnswer = z.infer<typeof commandAnswer>;

export const flowTypeSchema = z.object({
  flow_type: z.string(),
  version: z.number().int(),
  label: z.string(),
  categories: z.array(importCategory),
  phases: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      page: z.string(),
      gates: z.array(gateKind),
      aliases: z.array(z.string()),
    }),
  ),
});
export const flowTypesAnswer = z.object({ items: z.array(flowTypeSchema) });

/** Body of 409 `incomplete_discovery_flow_exists`: problem fields plus these. */
export const blockedUploadProblem = z.object({
  error: z.literal('incomplete_discovery_flow_exists'),
  message: z.string(),
  existing_flow: z.object({
    flow_id: id,
    current_phase: z.string(),
    progress_percentage: z.number(),
    status: childStatus,
    last_activity: timestamp,
    next_steps: z.array(z.string()),
  }),
  recommendations: z.array(z.string()),
});

export const canStartQuery = z.object({ import_category: z.string() });
export const canStartAnswer = z.object({
  can_start: z.boolean(),
  blocking_flow: flowSummary.nullable(),
  recommendations: z.array(z.string()),
});
