import { sql } from 'kysely';
import type { ClientScope, TenantScope } from './tenant-scope.ts';
import { isUuid } from './wire.ts';

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
  const request = scope.requestId !== undefined && isUuid(scope.requestId) ? scope.requestId : null;
  const details = JSON.stringify(entry.details ?? {});
  const { rows } = await sql<{ seq: number }>`
    select append_audit(${engagement}::uuid, ${scope.actor.userId}::uuid, ${scope.actor.kind}, ${entry.action},
      ${entry.resourceType}, ${entry.resourceId ?? null}::uuid, ${entry.result ?? 'success'}, ${details}::jsonb,
      ${request}::uuid) as seq`.execute(scope.tx);
  const [appended] = rows;
  if (appended === undefined) throw new Error('append_audit answered no row');
  return appended.seq;
}
