import { sql } from 'kysely';
import type { ClientScope } from './tenant-scope.ts';

/** A key a caller sent, with what it was sent for. */
export interface KeyUse {
  readonly key: string;
  /** Method and path. */
  readonly route: string;
  readonly bodyHash: string;
  /** True when the body is a file, whose content is known only when all of it has been read. */
  readonly isUpload: boolean;
}

/** What is known of a key: free for this request, in use by another, or answered before. */
export type Claim =
  | { readonly kind: 'claimed' }
  | { readonly kind: 'in_progress' }
  | { readonly kind: 'other_body' }
  | {
      readonly kind: 'answered';
      readonly statusCode: number;
      readonly response: string | null;
      readonly bodyHash: string;
    };

interface StoredKey {
  readonly bodyHash: string;
  /** Null while the request runs, 0 after it failed and may be tried again. */
  readonly statusCode: number | null;
  /** The body as it was sent; null where there was none. */
  readonly response: string | null;
  readonly fresh: boolean;
  readonly recent: boolean;
}

/** Claims a key for this request, or tells what became of the request that had it first. */
export async function claimKey(scope: ClientScope, use: KeyUse): Promise<Claim> {
  const { clientAccountId, actor } = scope;
  const inserted = await sql`
    insert into idempotency_keys (client_account_id, user_id, route, key, body_hash)
    values (${clientAccountId}, ${actor.userId}, ${use.route}, ${use.key}, ${use.bodyHash})
    on conflict do nothing`.execute(scope.tx);
  if (inserted.numAffectedRows === 1n) return { kind: 'claimed' };
  const stored = await lockKey(scope, use);
  const claim = claimOf(stored, use);
  if (claim.kind === 'claimed') {
    await sql`
      update idempotency_keys set body_hash = ${use.bodyHash}, status_code = null, response = null,
        created_at = clock_timestamp()
      where ${sameKey(scope, use)}`.execute(scope.tx);
  }
  return claim;
}

function claimOf(stored: StoredKey | undefined, use: KeyUse): Claim {
  // A key a day old, one whose request failed, and one whose process died are as good as new.
  if (stored === undefined || !stored.recent || stored.statusCode === 0) return { kind: 'claimed' };
  if (stored.statusCode === null && !stored.fresh) return { kind: 'claimed' };
  if (!use.isUpload && stored.bodyHash !== use.bodyHash) return { kind: 'other_body' };
  if (stored.statusCode === null) return { kind: 'in_progress' };
  const { statusCode, response, bodyHash } = stored;
  return { kind: 'answered', statusCode, response, bodyHash };
}

async function lockKey(scope: ClientScope, use: KeyUse): Promise<StoredKey | undefined> {
  const { rows } = await sql<StoredKey>`
    select body_hash as "bodyHash", status_code as "statusCode", response,
      created_at > clock_timestamp() - interval '2 minutes' as fresh,
      created_at > clock_timestamp() - interval '24 hours' as recent
    from idempotency_keys where ${sameKey(scope, use)} for update`.execute(scope.tx);
  return rows[0];
}

/** Keeps the answer for repetitions, and what an upload turned out to hold; status 0 sets the key free, because a failure may be tried again. */
export async function settleKey(
  scope: ClientScope,
  use: KeyUse,
  answer: {
    readonly statusCode: number;
    readonly response: string | null;
    readonly contentHash: string | null;
  },
): Promise<void> {
  await sql`
    update idempotency_keys set status_code = ${answer.statusCode}, response = ${answer.response},
      body_hash = coalesce(${answer.contentHash}, body_hash)
    where ${sameKey(scope, use)} and body_hash = ${use.bodyHash}`.execute(scope.tx);
}

function sameKey({ clientAccountId, actor }: ClientScope, { route, key }: KeyUse) {
  return sql`client_account_id = ${clientAccountId} and user_id = ${actor.userId} and route = ${route} and key = ${key}`;
}
