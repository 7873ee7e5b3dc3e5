import { asId, type UserId } from '@landfall/domain/shared/ids';
import { sql } from 'kysely';
import type { PlatformScope } from '../../platform/tenant-scope.ts';

export interface Administrator {
  readonly userId: UserId;
  readonly email: string;
  readonly tokenVersion: number;
  readonly mustChangePassword: boolean;
  readonly passwordHash: string;
}

const INSTALLATION_LOCK = 18_002;

/** Lets one process install at a time; the others wait for its commit. */
export async function holdInstallation({ tx }: PlatformScope): Promise<void> {
  await sql`select pg_advisory_xact_lock(${INSTALLATION_LOCK})`.execute(tx);
}

/** The oldest active platform administrator; `undefined` before the first start has made one. */
export async function findInstallation({ tx }: PlatformScope): Promise<Administrator | undefined> {
  const row = await tx
    .selectFrom('memberships as m')
    .innerJoin('users as u', 'u.id', 'm.user_id')
    .select(['u.id', 'u.email', 'u.token_version', 'u.must_change_password', 'u.password_hash'])
    .where('m.role', '=', 'platform_admin')
    .where('m.revoked_at', 'is', null)
    .where('u.status', '=', 'active')
    .orderBy('m.id')
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    userId: asId(row.id),
    email: row.email,
    tokenVersion: row.token_version,
    mustChangePassword: row.must_change_password,
    passwordHash: row.password_hash,
  };
}

export async function insertPlatformAdmin(
  { tx }: PlatformScope,
  admin: { email: string; displayName: string; passwordHash: string },
): Promise<void> {
  const { id } = await tx
    .insertInto('users')
    .values({
      email: admin.email,
      display_name: admin.displayName,
      password_hash: admin.passwordHash,
      status: 'active',
      must_change_password: true,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  // The first one is the only grant a person gives to themselves.
  await tx
    .insertInto('memberships')
    .values({ user_id: id, role: 'platform_admin', granted_by: id })
    .execute();
}

export async function isFreshPlatform({ tx }: PlatformScope): Promise<boolean> {
  return (await tx.selectFrom('client_accounts').select('id').limit(1).executeTakeFirst()) === undefined;
}
