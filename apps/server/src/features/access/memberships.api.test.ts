import { randomUUID } from 'node:crypto';
import type { Role } from '@landfall/domain/access/policy';
import type { TenantPair, UserId } from '@landfall/domain/shared/ids';
import { describe, expect, test } from 'vitest';
import { probeRoutes } from '../../../test/probe.routes.ts';
import { useServer } from '../../../test/server.ts';
import type { Tenants } from '../../../test/tenants.ts';

const server = useServer({ features: (db) => [probeRoutes(db)] });
/** A request to a path below /admin, as `POST users`. */
const call = (userId: UserId, request: string, payload?: object) => {
  const [method, path] = request.split(' ');
  return server.send({
    method: method === 'POST' || method === 'PATCH' || method === 'DELETE' ? method : 'GET',
    url: `/api/v1/admin/${path}`,
    headers: server.headersOf(userId),
    ...(payload === undefined ? {} : { payload }),
  });
};
const aMember: Tenants['member'] = (role, tenant) => server.tenants.member(role, tenant);

const grantBody = (
  userId: string,
  role: Role,
  { clientAccountId, engagementId }: Partial<TenantPair> = {},
) => ({
  user_id: userId,
  role,
  client_account_id: clientAccountId ?? null,
  engagement_id: engagementId ?? null,
});

describe('F113 memberships', () => {
  test('a manager grants and withdraws analyst in the own engagement, at once and in the trail', async () => {
    const { userId: manager, tenant } = await aMember('engagement_manager');
    const ada = await server.tenants.user();
    const headers = server.headersOf(ada, tenant);
    expect((await server.send({ url: '/api/v1/probe', headers })).statusCode).toBe(403);
    const granted = await call(manager, 'POST memberships', grantBody(ada, 'analyst', tenant));
    expect(granted.json()).toMatchObject({
      role: 'analyst',
      client_account_name: 'Client',
      engagement_name: 'Engagement',
    });
    expect((await server.send({ url: '/api/v1/probe', headers })).statusCode).toBe(200);
    expect((await call(manager, `DELETE memberships/${granted.json().id}`)).statusCode).toBe(204);
    expect((await server.send({ url: '/api/v1/probe', headers })).statusCode).toBe(403);
    const { rows } = await server.database.admin.query(
      'select action from audit_log where client_account_id = $1 order by seq',
      [tenant.clientAccountId],
    );
    expect(rows).toEqual([{ action: 'membership.grant' }, { action: 'membership.withdraw' }]);
  });

  test('nobody grants to themselves, above the own role, or elsewhere', async () => {
    const { userId: manager, tenant } = await aMember('engagement_manager');
    const { userId: analyst } = await aMember('analyst', tenant);
    const { userId: clientAdmin } = await aMember('client_admin', tenant);
    const { userId: platform } = await aMember('platform_admin');
    const other = await server.tenants.tenant();
    const sibling = { ...tenant, engagementId: await server.tenants.engagement(tenant.clientAccountId) };
    const ada = await server.tenants.user();
    const refused = [
      { by: manager, body: grantBody(manager, 'analyst', tenant), code: 'grant_forbidden' },
      { by: platform, body: grantBody(platform, 'analyst', tenant), code: 'grant_forbidden' },
      { by: manager, body: grantBody(ada, 'engagement_manager', tenant), code: 'grant_forbidden' },
      {
        by: manager,
        body: grantBody(ada, 'viewer', { clientAccountId: tenant.clientAccountId }),
        code: 'grant_forbidden',
      },
      { by: manager, body: grantBody(ada, 'viewer', sibling), code: 'engagement_not_found' },
      { by: manager, body: grantBody(ada, 'viewer', other), code: 'client_not_found' },
      { by: clientAdmin, body: grantBody(ada, 'platform_admin'), code: 'grant_forbidden' },
      { by: clientAdmin, body: grantBody(ada, 'viewer', other), code: 'client_not_found' },
      {
        by: clientAdmin,
        body: grantBody(ada, 'viewer', { ...tenant, engagementId: other.engagementId }),
        code: 'engagement_not_found',
      },
      { by: analyst, body: grantBody(ada, 'viewer', tenant), code: 'permission_denied' },
      { by: clientAdmin, body: grantBody(randomUUID(), 'viewer', tenant), code: 'user_not_found' },
    ];
    for (const { by, body, code } of refused) {
      expect((await call(by, 'POST memberships', body)).json().code).toBe(code);
    }
    const { rowCount } = await server.database.admin.query('select from memberships where user_id = $1', [
      ada,
    ]);
    expect(rowCount).toBe(0);
  });

  test('the same grant twice is 409', async () => {
    const { userId: admin, tenant } = await aMember('client_admin');
    const body = grantBody(await server.tenants.user(), 'viewer', tenant);
    expect((await call(admin, 'POST memberships', body)).statusCode).toBe(201);
    expect((await call(admin, 'POST memberships', body)).json().code).toBe('membership_exists');
  });

  test('F56 the database refuses a platform role inside a client, and a client role without one', async () => {
    const { userId, tenant } = await aMember('viewer');
    const by = await server.tenants.user();
    const insert = (role: string, client: string | null) =>
      server.database.admin.query(
        'insert into memberships (user_id, role, client_account_id, granted_by) values ($1, $2, $3, $4)',
        [userId, role, client, by],
      );
    await expect(insert('platform_admin', tenant.clientAccountId)).rejects.toThrow(/memberships_scope_check/);
    await expect(insert('analyst', null)).rejects.toThrow(/memberships_scope_check/);
    await expect(
      server.database.admin.query(
        'insert into memberships (user_id, role, client_account_id, granted_by) values ($1, $2, $3, $1)',
        [userId, 'analyst', tenant.clientAccountId],
      ),
    ).rejects.toThrow(/memberships_self_grant_check/);
    await expect(
      server.database.admin.query(
        `insert into users (email, display_name, status, password_hash) values ('x@example.org', 'X', 'active', null)`,
      ),
    ).rejects.toThrow(/not-null/);
  });

  test('a foreign membership cannot be withdrawn, nor seen', async () => {
    const { userId: admin } = await aMember('client_admin');
    const other = await server.tenants.tenant();
    const foreign = await server.tenants.grant(await server.tenants.user(), 'viewer', other);
    expect((await call(admin, `DELETE memberships/${foreign}`)).json()).toMatchObject({
      status: 404,
      code: 'membership_not_found',
    });
    const ids = (await call(admin, 'GET memberships')).json().items.map(({ id }: { id: string }) => id);
    expect(ids).not.toContain(foreign);
  });

  test('the last platform administrator cannot be removed, by two at once either', async () => {
    await server.database.admin.query(
      `update memberships set revoked_at = now() where role = 'platform_admin'`,
    );
    const [ada, bob] = [await server.tenants.user(), await server.tenants.user()];
    const adas = await server.tenants.grant(ada, 'platform_admin');
    expect((await call(ada, `DELETE memberships/${adas}`)).json()).toMatchObject({
      status: 409,
      code: 'last_platform_admin',
    });
    const bobs = await server.tenants.grant(bob, 'platform_admin');
    const answers = await Promise.all([
      call(ada, `DELETE memberships/${bobs}`),
      call(bob, `DELETE memberships/${adas}`),
    ]);
    const statuses = answers.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b);
    expect(statuses[0]).toBe(204);
    expect(statuses[1]).toBeGreaterThanOrEqual(403);
    const { rowCount } = await server.database.admin.query(
      `select from memberships where role = 'platform_admin' and revoked_at is null`,
    );
    expect(rowCount).toBe(1);
  });
});
