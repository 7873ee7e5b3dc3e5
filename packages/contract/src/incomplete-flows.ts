import { batchCommands } from '@landfall/domain/flow/batch-command';
import { z } from 'zod';
import { bulkAnswer, id, timestamp } from './common.ts';
import { flowCommand, flowDetails, flowEventSchema, flowSummary, gateKind } from './flows.ts';

/** What an unfinished flow holds already, counted when asked. */
export const flowCounts = z.object({
  /** Source rows stored, or done so far while the file is read. */
  rows: z.number().int(),
  mappings: z.number().int(),
  issues: z.number().int(),
  /** Assets this flow has created or updated. */
  assets: z.number().int(),
});

/** Whether resuming leads anywhere for this caller: `can_resume_code` is the outcome or the refusal to expect. */
const resumeProspect = z.object({
  can_resume_code: z.string(),
  /** One sentence that says why. */
  can_resume_reason: z.string(),
});

/** One row of `GET /discovery/flows/incomplete`. */
export const incompleteFlow = flowSummary.extend({
  ...resumeProspect.shape,
  counts: flowCounts,
  /** Commands this caller may give now, best first. */
  allowed_commands: z.array(flowCommand),
});
export type IncompleteFlow = z.infer<typeof incompleteFlow>;

export const incompleteFlowsQuery = z.object({
  flow_type: z.string().optional(),
  import_category: z.string().optional(),
});
/** Newest activity first; `total` is exact even where more than 500 are unfinished. */
export const incompleteFlowsAnswer = z.object({ items: z.array(incompleteFlow), total: z.number().int() });

/** A decision about a gate of the flow: who, when, why and what was shown. */
export const flowDecision = z.object({
  id,
  gate_id: id,
  gate_kind: gateKind,
  phase: z.string(),
  decision: z.enum(['approve', 'reject']),
  revision: z.number().int(),
  subject_hash: z.string(),
  decided_by: z.object({ user_id: id, name: z.string() }),
  decided_at: timestamp,
  /** The note of an approval, the reason of a rejection. */
  note: z.string().nullable(),
  /** Counts and ids the decider was shown. */
  shown: z.record(z.string(), z.unknown()),
});

/** One failure of a phase run: its cause in words and what happens or can be done next. */
export const flowError = z.object({
  seq: z.number().int(),
  at: timestamp,
  phase: z.string(),
  attempt: z.number().int().nullable(),
  code: z.string(),
  /** What went wrong. */
  cause: z.string(),
  retryable: z.boolean(),
  /** True when another attempt follows by itself. */
  retried_by_itself: z.boolean(),
  next_action: z.string(),
});

/** `GET /discovery/flows/{flow_id}/details`: the status of a flow with its history. */
export const flowHistory = flowDetails.extend({
  ...resumeProspect.shape,
  counts: flowCounts,
  /** Newest first. */
  decisions: z.array(flowDecision),
  /** Newest first, at most 50. */
  errors: z.array(flowError),
  /** The last 50 events of the journal, oldest of them first. */
  events: z.array(flowEventSchema),
});
export type FlowHistory = z.infer<typeof flowHistory>;

/** Pauses or resumes several flows; each is judged and answered on its own. */
export const batchCommandBody = z.strictObject({
  command: z.enum(batchCommands),
  flow_ids: z.array(id).min(1).max(100),
  reason: z.string().max(500).optional(),
});
/** `outcome` of a result is the event or no-op of the command, or `refused` with its code and message. */
export const batchCommandAnswer = bulkAnswer;
