import { sql } from 'kysely';
import type { ClientScope } from '../../platform/tenant-scope.ts';

export interface ApiTokenRow {
  readonly id: string;
  readonly name: string;
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly revoked_at: Date | null;
}

const columns = ['id', 'name', 'created_at', 'expires_at', 'revoked_at'] as const;

/** Tokens the caller made in this client, newest first. */
export function ownApiTokens({ tx, clientAccountId, actor }: ClientScope): Promise<ApiTokenRow[]> {
  return tx
    .selectFrom('api_tokens')
    .select(columns)
    .where('client_account_id', '=', clientAccountId)
    .where('user_id', '=', actor.userId)
    .orderBy('id', 'desc')
    .execute();
}

export function insertApiToken(
  { tx, clientAccountId }: ClientScope,
  token: { userId: string; name: string; tokenHash: string; expiresAt: string },
): Promise<ApiTokenRow> {
  return tx
    .insertInto('api_tokens')
    .values({
      client_account_id: clientAccountId,
      user_id: token.userId,
      name: token.name,
      token_hash: token.tokenHash,
      expires_at: token.expiresAt,
    })
    .returning(columns)
    .executeTakeFirstOrThrow();
}

/** Revokes a token the caller made; `false` when there is none, and nothing changes for one already revoked. */
export async function revokeApiToken(
  { tx, clientAccountId, actor }: ClientScope,
  id: string,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('api_tokens')
    .set({ revoked_at: sql`coalesce(revoked_at, now())` })
    .where('client_account_id', '=', clientAccountId)
    .where('user_id', '=', actor.userId)
    .where('id', '=', id)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
