import { z } from 'zod';
import { id, pageOf, pageQuery, timestamp } from './common.ts';

export const auditResult = z.enum(['success', 'denied', 'error']);

export const auditEntry = z.object({
  /** Position in the chain, from 1 without a gap. */
  seq: z.number().int(),
  at: timestamp,
  engagement_id: id.nullable(),
  actor: z.object({ user_id: id.nullable(), name: z.string().nullable(), kind: z.string() }),
  /** What was done, as `noun.verb`. */
  action: z.string(),
  resource_type: z.string(),
  resource_id: id.nullable(),
  result: auditResult,
  /** Ids and counts; never rows or secrets. */
  details: z.record(z.string(), z.unknown()),
  address: z.string().nullable(),
  /** What the program called itself; null for the platform's own trail and for work nobody asked for. */
  user_agent: z.string().nullable(),
  request_id: id.nullable(),
  /** Hexadecimal. */
  hash: z.string(),
});
export type AuditLogEntry = z.infer<typeof auditEntry>;

/** What a list or an export of the trail is narrowed to; `action` may end in `*`. */
const auditFilter = z.object({
  actor: id.optional(),
  action: z.string().min(1).max(100).optional(),
  resource_type: z.string().max(100).optional(),
  resource_id: id.optional(),
  result: auditResult.optional(),
  from: timestamp.optional(),
  to: timestamp.optional(),
});

export const auditQuery = pageQuery.extend(auditFilter.shape);
/** Newest first. */
export const auditPage = pageOf(auditEntry);
export const auditExportBody = z.strictObject({
  ...auditFilter.shape,
  format: z.enum(['json_lines', 'csv']).default('json_lines'),
});

/** A head of the chain as it was copied earlier; one without the other is refused. */
export const auditVerifyQuery = z
  .object({
    known_seq: z.coerce.number().int().min(1).optional(),
    known_hash: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
  })
  .refine(({ known_seq: seq, known_hash: hash }) => (seq === undefined) === (hash === undefined), {
    message: 'Give known_seq and known_hash together.',
    path: ['known_hash'],
  });

/** A line of the daily copy of all chain heads; the platform's own chain has no client account. */
export const auditHead = z.object({
  client_account_id: id.nullable(),
  seq: z.number().int(),
  /** Hexadecimal. */
  hash: z.string(),
});
export type AuditHead = z.infer<typeof auditHead>;

/** Result of recomputing a chain. */
export const auditVerdict = z.object({
  intact: z.boolean(),
  checked: z.number().int(),
  head_seq: z.number().int(),
  /** Hexadecimal; compare it with a copy kept elsewhere to find a chain that was written anew. */
  head_hash: z.string(),
  first_broken: z
    .object({
      seq: z.number().int(),
      reason: z.enum(['row_missing', 'row_changed', 'row_unlinked', 'head_changed']),
    })
    .nullable(),
  /** Whether the row of the copied head still has its hash; null when no copy was given. */
  matches_copy: z.boolean().nullable(),
});
export type AuditVerdictAnswer = z.infer<typeof auditVerdict>;
