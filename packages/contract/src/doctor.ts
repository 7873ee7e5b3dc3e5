import { findingCodes } from '@landfall/domain/doctor/finding';
import { z } from 'zod';
import { id, timestamp } from './common.ts';

export const findingCode = z.enum(findingCodes);

/** An import that may belong to a flow; a person confirms one. */
export const importCandidate = z.object({
  data_import_id: id,
  import_name: z.string(),
  created_at: timestamp,
  rows: z.number().int().nullable(),
});

/**
 * `found`: a certain cure exists and report mode applied nothing. `healed`: the cure was applied. `refused`: no
 * certain cure, so the flow takes no command until a person decides. `reported`: nothing to decide, only to know.
 */
export const findingOutcome = z.enum(['found', 'healed', 'refused', 'reported']);

export const doctorFinding = z.object({
  code: findingCode,
  title: z.string(),
  /** Null for what belongs to the whole installation, such as stray files. */
  client_account_id: id.nullable(),
  /** Null for what belongs to a whole client account, such as its audit chain. */
  engagement_id: id.nullable(),
  /** Null for what is not about one flow. */
  flow_id: id.nullable(),
  detail: z.string(),
  cure: z.string(),
  certain: z.boolean(),
  outcome: findingOutcome,
  candidates: z.array(importCandidate),
});
export type DoctorFindingOnWire = z.infer<typeof doctorFinding>;

/** A rule of the database that stored rows break, or that is not in force. */
export const brokenConstraint = z.object({
  table: z.string(),
  constraint: z.string(),
  detail: z.string(),
});

export const doctorReport = z.object({
  mode: z.enum(['report', 'heal']),
  started_at: timestamp,
  finished_at: timestamp,
  engagements: z.number().int(),
  flows: z.object({
    examined: z.number().int(),
    consistent: z.number().int(),
    /** With a certain cure: applied in heal mode, waiting in report mode. */
    curable: z.number().int(),
    refused: z.number().int(),
  }),
  /** At most 1000; `findings_total` is exact. */
  findings: z.array(doctorFinding),
  findings_total: z.number().int(),
  constraints: z.object({ checked: z.number().int(), broken: z.array(brokenConstraint) }),
});
export type DoctorReport = z.infer<typeof doctorReport>;

export const doctorQuery = z.object({
  client_account_id: id.optional(),
  engagement_id: id.optional(),
  flow_id: id.optional(),
});

/** What a person decides about a flow whose finding has no certain cure. */
export const doctorConfirmation = z.discriminatedUnion('code', [
  /** The import the flow belongs to; one of the candidates. */
  z.strictObject({ code: z.literal('D06'), data_import_id: id }),
  /** Reopen as failed with `exit_condition_lost`. */
  z.strictObject({ code: z.literal('D12') }),
  /** This flow keeps its slot; the others in it are cancelled. */
  z.strictObject({ code: z.literal('D17') }),
  /** Take the state the evidence leads to and begin the journal anew from there. */
  z.strictObject({ code: z.literal('D18') }),
]);
export type DoctorConfirmation = z.infer<typeof doctorConfirmation>;

export const healBody = z.strictObject({
  client_account_id: id.optional(),
  engagement_id: id.optional(),
  flow_id: id.optional(),
  /** Cures only flows that have one of these; every certain finding when left out. */
  findings: z.array(findingCode).max(findingCodes.length).optional(),
  /** By flow id, at most 100. */
  confirm: z
    .record(id, doctorConfirmation)
    .refine(
      (confirmed) => Object.keys(confirmed).length <= 100,
      'At most 100 flows can be confirmed at once.',
    )
    .default({}),
});
export type HealBody = z.infer<typeof healBody>;
