import { gateKinds } from '@landfall/domain/flow/gate-kind';
import { resumeActions, resumeOutcomes } from '@landfall/domain/flow/resume-decision';
import { z } from 'zod';
import { id, timestamp } from './common.ts';
import { importCandidate } from './doctor.ts';
import { childStatus, confirmedAssets, decisionMade, gateReason, nextStep } from './flows.ts';
import { bulkDecisions } from './mappings.ts';

/** A JSON value of at most 4 kB that is kept in the journal beside the event it led to. */
const resumeContext = z
  .custom<z.core.util.JSONType>((value) => JSON.stringify(value ?? null).length <= 4096, {
    message: 'A resume context has at most 4096 characters of JSON.',
  })
  .meta({ description: 'Any JSON of at most 4 kB; stored in the journal.' });

/** Body of `POST /flows/{flow_id}/resume` and `POST /discovery/flows/{flow_id}/resume`; it may be left out. */
export const resumeBody = z.strictObject({
  resume_context: resumeContext.optional(),
  expected_version: z.number().int().optional(),
});

/** What an approval may carry, as in `POST /flows/{flow_id}/approve`; the gate is the one that is open. */
const approvalParts = {
  gate_revision: z.number().int().min(1).optional(),
  approve_confidence_at_least: z.number().min(0).max(1).optional(),
  remaining: z.enum(['ignore', 'custom_attribute']).optional(),
  confirm_large_change: confirmedAssets.optional(),
  note: z.string().max(500).optional(),
  expected_version: z.number().int().optional(),
};

/** Source column to target field, `null` to ignore the column; or decisions that name mappings by id. */
export const resumeMappings = z.union([
  z.record(z.string().min(1).max(500), z.string().min(1).max(200).nullable()),
  bulkDecisions,
]);

export type ResumeMappings = z.infer<typeof resumeMappings>;

/** Body of `POST /discovery/flow/{flow_id}/resume`; it may be left out. */
export const resumeWithMappingsBody = z.strictObject({
  field_mappings: resumeMappings.optional(),
  /** `true` approves the open gate, `false` asks for changes; left out, the flow only goes on. */
  approval: z.boolean().optional(),
  ...approvalParts,
});

/** Body of `POST /discovery/flow/{flow_id}/resume-intelligent`; it may be left out. */
export const resumeIntelligentBody = z.strictObject({
  action: z.enum(resumeActions).default('auto'),
  /** Starts the import over with all its rows; wins over `action`. */
  force_restart: z.boolean().default(false),
  ...approvalParts,
});

/** What only a person can do next. */
export const requiredUserAction = z.object({
  kind: z.enum([...gateKinds, 'confirm_import_link']),
  gate_id: id.nullable(),
  gate_revision: z.number().int().nullable(),
  message: z.string(),
  /** At most 20 of them; all are at `GET /flows/{flow_id}/gate`. */
  reasons: z.array(gateReason),
  link: z.string(),
  /** Imports to choose from, for `confirm_import_link` only. */
  candidates: z.array(importCandidate),
});

/** Answer of all four resume routes. A resume that is refused is a problem answer, never this one. */
export const resumeAnswer = z.object({
  flow_id: id,
  outcome: z.enum(resumeOutcomes),
  /** Status afterwards. */
  status: childStatus,
  current_phase: z.string(),
  /** Phase the flow goes on with; null when nothing changed. */
  resume_phase: z.string().nullable(),
  /** Time of the change; null when nothing changed. */
  resumed_at: timestamp.nullable(),
  changed: z.boolean(),
  /** Codes of the findings that were cured first. */
  healed: z.array(z.string()),
  requires_user_action: requiredUserAction.nullable(),
  next_steps: z.array(nextStep),
  version: z.number().int(),
  /** Seconds since the last sign of work, when a phase is running. */
  heartbeat_age_seconds: z.number().nullable(),
  /** How many undecided columns there were and how many suggestions are new, for `regenerated` only. */
  regenerated: z
    .object({ undecided: z.number().int(), changed: z.number().int(), unchanged: z.number().int() })
    .nullable(),
  /** Who decided before, for `already_approved` only. */
  decided: decisionMade.nullable(),
});
export type ResumeAnswer = z.infer<typeof resumeAnswer>;
export type RequiredUserAction = z.infer<typeof requiredUserAction>;
