import { asId, type UserId } from '@landfall/domain/shared/ids';
import { sql } from 'kysely';
import type { ActorScope, PlatformScope } from '../../platform/tenant-scope.ts';

type AnyScope = ActorScope | PlatformScope;

export interface UserRow {
  readonly id: UserId;
  readonly email: string;
  readonly display_name: string;
  readonly status: string;
  readonly must_change_password: boolean;
  readonly token_version: number;
  readonly last_login_at: Date | null;
  readonly default_client_account_id: string | null;
  readonly default_engagement_id: string | null;
}

const userColumns = [
  'id',
  'email',
  'display_name',
  'status',
  'must_change_password',
  'token_version',
  'last_login_at',
  'default_client_account_id',
  'default_engagement_id',
] as const;

function asUser<Row extends { id: string }>(row: Row): Omit<Row, 'id'> & { id: UserId } {
  return { ...row, id: asId(row.id) };
}

export async function findUserByEmail(
  { tx }: PlatformScope,
  email: string,
): Promise<(UserRow & { password_hash: string }) | undefined> {
  const query = tx.selectFrom('users').select([...userColumns, 'password_hash']);
  const row = await query.where('email', '=', email.toLowerCase()).executeTakeFirst();
  return row === undefined ? undefined : asUser(row);
}

export async function findUser(
  { tx }: AnyScope,
  userId: UserId,
): Promise<(UserRow & { password_hash: string }) | undefined> {
  const query = tx.selectFrom('users').select([...userColumns, 'password_hash']);
  const row = await query.where('id', '=', userId).executeTakeFirst();
  return row === undefined ? undefined : asUser(row);
}

/** Ends every access token of a user, by their version. */
export async function endAccess({ tx }: AnyScope, userId: UserId): Promise<void> {
  await tx
    .updateTable('users')
    .set(({ eb }) => ({ token_version: eb('token_version', '+', 1), updated_at: sql`now()` }))
    .where('id', '=', userId)
    .execute();
}

/** Ends every session of a user, access and refresh tokens alike. */
export async function endSessions(scope: AnyScope, userId: UserId): Promise<void> {
  await endAccess(scope, userId);
  await scope.tx
    .updateTable('refresh_tokens')
    .set({ revoked_at: sql`now()` })
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .execute();
}

/** Stores a password; `mustChange` marks one that somebody else has seen. */
export async function storePassword(
  { tx }: AnyScope,
  userId: UserId,
  { passwordHash, mustChange }: { readonly passwordHash: string; readonly mustChange: boolean },
): Promise<void> {
  await tx
    .updateTable('users')
    .set({ password_hash: passwordHash, must_change_password: mustChange, updated_at: sql`now()` })
    .where('id', '=', userId)
    .execute();
}

export async function storeDisplayName(
  { tx, userId }: ActorScope,
  displayName: string,
): Promise<UserRow | undefined> {
  const row = await tx
    .updateTable('users')
    .set(({ eb }) => ({ display_name: displayName, version: eb('version', '+', 1), updated_at: sql`now()` }))
    .where('id', '=', userId)
    .returning(userColumns)
    .executeTakeFirst();
  return row === undefined ? undefined : asUser(row);
}

export async function noteSignIn({ tx }: PlatformScope, userId: UserId): Promise<void> {
  await tx
    .updateTable('users')
    .set({ last_login_at: sql`now()`, failed_login_count: 0, locked_until: null })
    .where('id', '=', userId)
    .execute();
}

export async function storeDefaults(
  { tx, userId }: ActorScope,
  defaults: { client_account_id: string; engagement_id: string },
): Promise<void> {
  await tx
    .updateTable('users')
    .set({
      default_client_account_id: defaults.client_account_id,
      default_engagement_id: defaults.engagement_id,
      updated_at: sql`now()`,
    })
    .where('id', '=', userId)
    .execute();
}

/** Clients whose trail records what the user does outside any of them, such as signing in. */
export async function clientsOf({ tx }: AnyScope, userId: UserId): Promise<string[]> {
  const rows = await tx
    .selectFrom('memberships')
    .select('client_account_id')
    .distinct()
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .where('client_account_id', 'is not', null)
    .orderBy('client_account_id')
    .execute();
  return rows.flatMap(({ client_account_id }) => client_account_id ?? []);
}
