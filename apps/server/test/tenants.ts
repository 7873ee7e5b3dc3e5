import { randomUUID } from 'node:crypto';
import type { Role } from '@landfall/domain/access/policy';
import {
  asId,
  type ClientAccountId,
  type EngagementId,
  type TenantPair,
  type UserId,
} from '@landfall/domain/shared/ids';
import type { Pool } from 'pg';

/** Rows of tenancy for tests, written as a superuser would, past every service. */
export interface Tenants {
  /** A client account with one engagement. */
  tenant(name?: string): Promise<TenantPair>;
  engagement(clientAccountId: ClientAccountId, name?: string): Promise<EngagementId>;
  /** An active user who cannot sign in by password unless a hash is given. */
  user(options?: { email?: string; passwordHash?: string }): Promise<UserId>;
  /** A user with one role in a tenant: client-wide for a client's administrator, everywhere for the platform's. */
  member(role: Role, tenant?: TenantPair): Promise<{ userId: UserId; tenant: TenantPair }>;
  grant(
    userId: UserId,
    role: Role,
    place?: { clientAccountId?: string; engagementId?: string },
  ): Promise<string>;
}

/** Makes tenants, users and grants in a test's database, each with a name of its own. */
export function tenantsIn(admin: Pool): Tenants {
  const value = async (sql: string, parameters: readonly unknown[]): Promise<string> => {
    const { rows } = await admin.query<{ id: string }>(sql, [...parameters]);
    return rows[0]?.id ?? '';
  };
  const engagement = async (clientAccountId: ClientAccountId, name = 'Engagement'): Promise<EngagementId> =>
    asId(
      await value(
        'insert into engagements (client_account_id, name, slug) values ($1, $2, $3) returning id',
        [clientAccountId, name, aSlug()],
      ),
    );
  const user: Tenants['user'] = async ({ email = `${aSlug()}@example.org`, passwordHash = 'none' } = {}) =>
    asId(
      await value(
        `insert into users (email, display_name, password_hash, status) values ($1, $1, $2, 'active') returning id`,
        [email, passwordHash],
      ),
    );
  const tenant: Tenants['tenant'] = async (name = 'Client') => {
    const id = await value('insert into client_accounts (name, slug) values ($1, $2) returning id', [
      name,
      aSlug(),
    ]);
    const clientAccountId: ClientAccountId = asId(id);
    return { clientAccountId, engagementId: await engagement(clientAccountId) };
  };
  const grant: Tenants['grant'] = async (userId, role, { clientAccountId, engagementId } = {}) => {
    const grantedBy = role === 'platform_admin' ? userId : await user();
    return value(
      `insert into memberships (user_id, role, client_account_id, engagement_id, granted_by)
       values ($1, $2, $3, $4, $5) returning id`,
      [userId, role, clientAccountId ?? null, engagementId ?? null, grantedBy],
    );
  };
  const member: Tenants['member'] = async (role, given) => {
    const own = given ?? (await tenant());
    const userId = await user();
    const { clientAccountId } = own;
    const places: Partial<Record<Role, object>> = { platform_admin: {}, client_admin: { clientAccountId } };
    await grant(userId, role, places[role] ?? own);
    return { userId, tenant: own };
  };
  return { engagement, user, tenant, grant, member };
}

function aSlug(): string {
  return `t-${randomUUID().slice(0, 13)}`;
}
