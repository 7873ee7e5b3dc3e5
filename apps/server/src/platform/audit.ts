import { isIP } from 'node:net';
import { sql } from 'kysely';
import { storedJson } from './stored-json.ts';
import type { ActorScope, ClientScope, PlatformScope, TenantScope } from './tenant-scope.ts';
import { isUuid } from './wire.ts';

/** Most characters kept of what a program calls itself. */
const longestAgent = 300;

export interface AuditEntry {
  /** What was done, as `noun.verb`: `flow.approve`, `membership.grant`. */
  readonly action: string;
  readonly resourceType: string;
  readonly resourceId?: string;
  /** `success` unless told. */
  readonly result?: 'success' | 'denied' | 'error';
  /** Ids and counts, at most 16 kB. No rows, no secrets. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Appends to the client account's hash chain, in the same transaction as the thing recorded; answers its number. */
export async function appendAudit(scope: ClientScope | TenantScope, entry: AuditEntry): Promise<number> {
  const engagement = 'engagementId' in scope ? scope.engagementId : null;
  const { resourceId, result, details } = entry;
  const { rows } = await sql<{ seq: number }>`
    select append_audit(${engagement}::uuid, ${scope.actor.userId}::uuid, ${scope.actor.kind}, ${entry.action},
      ${entry.resourceType}, ${resourceId ?? null}::uuid, ${result ?? 'success'},
      ${storedJson(details ?? {})}::jsonb, ${requestOf(scope)}::uuid, ${addressOf(scope)}::inet,
      ${agentOf(scope)}) as seq`.execute(scope.tx);
  return onlySeq(rows);
}

/** Appends to the platform's own chain: what belongs to no client account, such as a grant for the whole platform. */
export async function appendPlatformAudit(
  scope: ActorScope | PlatformScope,
  entry: AuditEntry,
): Promise<number> {
  const { resourceId, result, details } = entry;
  const { rows } = await sql<{ seq: number }>`
    select append_platform_audit(${scope.actor.userId}::uuid, ${scope.actor.kind}, ${entry.action},
      ${entry.resourceType}, ${resourceId ?? null}::uuid, ${result ?? 'success'},
      ${storedJson(details ?? {})}::jsonb, ${requestOf(scope)}::uuid, ${addressOf(scope)}::inet) as seq`.execute(
    scope.tx,
  );
  return onlySeq(rows);
}

/** The id of the request behind a scope where it is one the database can keep; null for a job. */
export function requestOf({ requestId }: { readonly requestId: string | undefined }): string | null {
  return requestId !== undefined && isUuid(requestId) ? requestId : null;
}

/** An address PostgreSQL can read; one with a zone, or none at all, is left out. */
function addressOf({ address }: { readonly address: string | undefined }): string | null {
  return address !== undefined && isIP(address) !== 0 && !address.includes('%') ? address : null;
}

/** The name of a program, as far as it is worth keeping. */
function agentOf({ userAgent }: { readonly userAgent: string | undefined }): string | null {
  return userAgent?.slice(0, longestAgent) ?? null;
}

function onlySeq([appended]: readonly { readonly seq: number }[]): number {
  if (appended === undefined) throw new Error('The audit row was not appended');
  return appended.seq;
}

/** What walking an audit chain found: its head, and the first place where it breaks. */
export interface AuditVerdict {
  readonly checked: number;
  readonly headSeq: number;
  /** Hexadecimal; compare it with a copy kept outside the database to find a chain that was written anew. */
  readonly headHash: string;
  readonly broken:
    | {
        readonly seq: number;
        readonly reason: 'row_missing' | 'row_changed' | 'row_unlinked' | 'head_changed';
      }
    | undefined;
}

interface VerdictRow {
  readonly checked: number;
  readonly headSeq: number;
  readonly headHash: string;
  readonly brokenSeq: number | null;
  readonly reason: NonNullable<AuditVerdict['broken']>['reason'] | null;
}

/** Recomputes the chain of the scope's client account, or the platform's own in a platform scope. */
export async function verifyAuditChain(
  scope: ClientScope | TenantScope | PlatformScope,
): Promise<AuditVerdict> {
  const walk = 'clientAccountId' in scope ? sql`find_audit_break()` : sql`find_platform_audit_break()`;
  const { rows } = await sql<VerdictRow>`
    select checked, head_seq as "headSeq", encode(coalesce(head_hash, ''), 'hex') as "headHash",
      broken_seq as "brokenSeq", reason from ${walk}`.execute(scope.tx);
  const [row] = rows;
  if (row === undefined) throw new Error('The audit chain could not be walked');
  const { checked, headSeq, headHash, brokenSeq, reason } = row;
  const broken = brokenSeq === null || reason === null ? undefined : { seq: brokenSeq, reason };
  return { checked, headSeq, headHash, broken };
}
