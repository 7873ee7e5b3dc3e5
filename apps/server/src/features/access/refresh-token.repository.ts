import { asId, type UserId } from '@landfall/domain/shared/ids';
import { sql } from 'kysely';
import type { ActorScope, PlatformScope } from '../../platform/tenant-scope.ts';

export interface RefreshTokenRow {
  readonly family_id: string;
  readonly user_id: UserId;
  readonly is_live: boolean;
  readonly is_used: boolean;
  /** Used so short a time ago that two tabs of one browser may both have sent it. */
  readonly in_grace: boolean;
}

export interface NewRefreshToken {
  readonly userId: UserId;
  readonly tokenHash: string;
  /** Left out for the first token of a family. */
  readonly familyId?: string;
  readonly ip: string | undefined;
  readonly userAgent: string | undefined;
}

const GRACE = '10 seconds';

/** Finds a token by hash and holds its row, so that two uses at once are one after the other. */
export async function lockRefreshToken(
  { tx }: PlatformScope,
  tokenHash: string,
): Promise<RefreshTokenRow | undefined> {
  const row = await tx
    .selectFrom('refresh_tokens')
    .select([
      'family_id',
      'user_id',
      sql<boolean>`revoked_at is null and expires_at > now()`.as('is_live'),
      sql<boolean>`used_at is not null`.as('is_used'),
      sql<boolean>`coalesce(used_at > clock_timestamp() - ${GRACE}::interval, false)`.as('in_grace'),
    ])
    .where('token_hash', '=', tokenHash)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? undefined : { ...row, user_id: asId(row.user_id) };
}

/** Stores a token and answers its family, which is the session. */
export async function insertRefreshToken({ tx }: PlatformScope, token: NewRefreshToken): Promise<string> {
  const row = await tx
    .insertInto('refresh_tokens')
    .values({
      family_id: token.familyId ?? sql<string>`new_id()`,
      user_id: token.userId,
      token_hash: token.tokenHash,
      expires_at: sql<Date>`now() + interval '7 days'`,
      ip: token.ip ?? null,
      user_agent: token.userAgent?.slice(0, 300) ?? null,
    })
    .returning('family_id')
    .executeTakeFirstOrThrow();
  return row.family_id;
}

export async function markUsed({ tx }: PlatformScope, tokenHash: string): Promise<void> {
  await tx
    .updateTable('refresh_tokens')
    .set({ used_at: sql`clock_timestamp()` })
    .where('token_hash', '=', tokenHash)
    .execute();
}

/** Revokes every token of a family, used or not. */
export async function revokeFamily({ tx }: PlatformScope, familyId: string): Promise<void> {
  await tx
    .updateTable('refresh_tokens')
    .set({ revoked_at: sql`now()` })
    .where('family_id', '=', familyId)
    .where('revoked_at', 'is', null)
    .execute();
}

/** A signed-in device: a family of refresh tokens with a live one. */
export interface SessionRow {
  readonly id: string;
  readonly signedInAt: Date;
  readonly lastUsedAt: Date;
  readonly expiresAt: Date;
  readonly userAgent: string | null;
  readonly address: string | null;
}

/** Sessions of a user that can still be refreshed, the one used last first. */
export async function liveSessions({ tx }: ActorScope, userId: UserId): Promise<SessionRow[]> {
  const found = await sql<SessionRow>`
    select f.id, f.signed_in_at as "signedInAt", t.created_at as "lastUsedAt", t.expires_at as "expiresAt",
      t.user_agent as "userAgent", host(t.ip) as address
    from refresh_tokens t
    join lateral (select r.family_id as id, min(r.created_at) as signed_in_at from refresh_tokens r
      where r.family_id = t.family_id group by r.family_id) f on true
    where t.user_id = ${userId} and t.revoked_at is null and t.used_at is null and t.expires_at > now()
    order by t.created_at desc`.execute(tx);
  return found.rows;
}

/** Whether a session that can still be refreshed is the user's. */
export async function holdsSession(
  { tx }: PlatformScope,
  { userId, sessionId }: { readonly userId: UserId; readonly sessionId: string },
): Promise<boolean> {
  const row = await tx
    .selectFrom('refresh_tokens')
    .select('id')
    .where('user_id', '=', userId)
    .where('family_id', '=', sessionId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
  return row !== undefined;
}
