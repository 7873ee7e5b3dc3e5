import type { Grant, Role } from '@landfall/domain/access/policy';
import { role as roleSchema } from '@landfall/contract/auth';
import { asId, type UserId } from '@landfall/domain/shared/ids';
import { sql } from 'kysely';
import type { PlatformScope } from '../../platform/tenant-scope.ts';

export interface LiveMembership extends Grant {
  readonly id: string;
  readonly userId: UserId;
}

export interface MembershipFilter {
  readonly clientAccountId: string | undefined;
  readonly userId: string | undefined;
}

/** Every live membership that fits, in the order of granting. */
export async function liveMemberships(
  { tx }: PlatformScope,
  { clientAccountId, userId }: MembershipFilter,
): Promise<LiveMembership[]> {
  let query = tx
    .selectFrom('memberships')
    .select(['id', 'user_id', 'role', 'client_account_id', 'engagement_id'])
    .where('revoked_at', 'is', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', sql<Date>`now()`)]));
  if (clientAccountId !== undefined) query = query.where('client_account_id', '=', clientAccountId);
  if (userId !== undefined) query = query.where('user_id', '=', userId);
  return (await query.orderBy('id').execute()).map(asLive);
}

/** A live membership by id; its row is held until the transaction ends. */
export async function lockMembership({ tx }: PlatformScope, id: string): Promise<LiveMembership | undefined> {
  const row = await tx
    .selectFrom('memberships')
    .select(['id', 'user_id', 'role', 'client_account_id', 'engagement_id'])
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? undefined : asLive(row);
}

function asLive(row: {
  id: string;
  user_id: string;
  role: string;
  client_account_id: string | null;
  engagement_id: string | null;
}): LiveMembership {
  const role: Role = roleSchema.parse(row.role);
  const { id, client_account_id: clientAccountId, engagement_id: engagementId } = row;
  return { id, userId: asId(row.user_id), role, clientAccountId, engagementId };
}

/** Active platform administrators; their memberships are held, so that two of them cannot both remove the other. */
export async function lockPlatformAdmins({ tx }: PlatformScope): Promise<UserId[]> {
  const { rows } = await sql<{ user_id: string }>`
    select m.user_id from memberships m join users u on u.id = m.user_id
    where m.role = 'platform_admin' and m.revoked_at is null and (m.expires_at is null or m.expires_at > now())
      and u.status = 'active'
    order by m.id for update of m`.execute(tx);
  return rows.map(({ user_id }) => asId(user_id));
}

export interface NewMembership extends Grant {
  readonly userId: UserId;
  readonly grantedBy: UserId;
  readonly canAccessSensitiveData: boolean;
  readonly expiresAt: string | null;
}

export async function insertMembership({ tx }: PlatformScope, membership: NewMembership): Promise<string> {
  const { id } = await tx
    .insertInto('memberships')
    .values({
      user_id: membership.userId,
      role: membership.role,
      client_account_id: membership.clientAccountId,
      engagement_id: membership.engagementId,
      can_access_sensitive_data: membership.canAccessSensitiveData,
      granted_by: membership.grantedBy,
      expires_at: membership.expiresAt,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export async function revokeMembership({ tx }: PlatformScope, id: string): Promise<void> {
  await tx.updateTable('memberships').set({ revoked_at: sql`now()` }).where('id', '=', id).execute();
}
