import { randomUUID } from 'node:crypto';
import type { Role } from '@landfall/domain/access/policy';
import type { TenantPair, UserId } from '@landfall/domain/shared/ids';
import { describe, expect, test } from 'vitest';
import { probeRoutes } from '../../../test/probe.routes.ts';
import { useServer } from '../../../test/server.ts';

const server = useServer({ features: (db) => [probeRoutes(db)] });

const call = (userId: UserId, method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object) =>
  server.send({
    method,
    url: `/api/v1/admin/${path}`,
    headers: server.headersOf(userId),
    ...(payload === undefined ? {} : { payload }),
  });

async function aMember(role: Role, tenant?: TenantPair): Promise<{ userId: UserId; tenant: TenantPair }> {
  const own = tenant ?? (await server.tenants.tenant());
  const userId = await server.tenants.user();
  const place = { client_admin: { clientAccountId: own.clientAccountId }, platform_admin: {} };
  await server.tenants.grant(
    userId,
    role,
    role === 'client_admin' || role === 'platform_admin' ? place[role] : own,
  );
  return { userId, tenant: own };
}

const slug = () => `s-${randomUUID().slice(0, 8)}`;
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

describe('clients and engagements', () => {
  test('a platform administrator makes a client and an engagement in it, and both are in its trail', async () => {
    const { userId } = await aMember('platform_admin');
    const client = await call(userId, 'POST', 'clients', { name: 'Acme', slug: slug() });
    expect(client.statusCode).toBe(201);
    const id = client.json().id;
    const engagement = await call(userId, 'POST', 'engagements', {
      client_account_id: id,
      name: 'Move',
      slug: slug(),
    });
    expect(engagement.json()).toMatchObject({ client_account_id: id, status: 'active' });
    const { rows } = await server.database.admin.query(
      'select action from audit_log where client_account_id = $1 order by seq',
      [id],
    );
    expect(rows).toEqual([{ action: 'client.create' }, { action: 'engagement.create' }]);
  });

  test('a name taken is 409 with the field', async () => {
    const { userId } = await aMember('platform_admin');
    const body = { name: 'Acme', slug: slug() };
    const id = (await call(userId, 'POST', 'clients', body)).json().id;
    expect((await call(userId, 'POST', 'clients', body)).json()).toMatchObject({
      status: 409,
      code: 'client_exists',
      errors: [{ field: 'slug' }],
    });
    const engagement = { client_account_id: id, name: 'Move', slug: slug() };
    await call(userId, 'POST', 'engagements', engagement);
    expect((await call(userId, 'POST', 'engagements', engagement)).json().code).toBe('engagement_exists');
  });

  test('a client administrator makes no client, and engagements in the own client only', async () => {
    const { userId, tenant } = await aMember('client_admin');
    const other = await server.tenants.tenant();
    expect((await call(userId, 'POST', 'clients', { name: 'X', slug: slug() })).json().code).toBe(
      'permission_denied',
    );
    const make = (client: string) =>
      call(userId, 'POST', 'engagements', { client_account_id: client, name: 'X', slug: slug() });
    expect((await make(tenant.clientAccountId)).statusCode).toBe(201);
    expect((await make(other.clientAccountId)).json()).toMatchObject({
      status: 404,
      code: 'client_not_found',
    });
    expect((await make(randomUUID())).json()).toMatchObject({ status: 404, code: 'client_not_found' });
  });

  test('lists show what one administers, page by page with an exact total', async () => {
    const { userId, tenant } = await aMember('client_admin');
    for (let made = 1; made <= 4; made++) await server.tenants.engagement(tenant.clientAccountId, `E${made}`);
    await server.tenants.tenant();
    expect((await call(userId, 'GET', 'clients')).json()).toMatchObject({
      items: [{ id: tenant.clientAccountId }],
      total: 1,
      next_cursor: null,
    });
    const first = (await call(userId, 'GET', 'engagements?limit=3')).json();
    const second = (await call(userId, 'GET', `engagements?limit=3&cursor=${first.next_cursor}`)).json();
    expect([first.items.length, second.items.length, first.total, second.total]).toEqual([3, 2, 5, 5]);
    expect(second.next_cursor).toBeNull();
    const forged = await call(userId, 'GET', 'engagements?cursor=bm9uc2Vuc2U');
    expect(forged.json()).toMatchObject({ status: 422, errors: [{ field: 'cursor' }] });
  });
});

describe('users', () => {
  test('a new user is active, gets a one-time password that is shown once, and signs in with it', async () => {
    const { userId } = await aMember('platform_admin');
    const email = `New.User.${slug()}@Example.org`;
    const made = await call(userId, 'POST', 'users', { email, display_name: 'New User' });
    expect(made.statusCode).toBe(201);
    const { user, one_time_password: password } = made.json();
    expect(user).toMatchObject({ email: email.toLowerCase(), status: 'active', must_change_password: true });
    const login = await server.send({
      method: 'POST',
      url: '/api/v1/auth/login',
      payload: { email, password },
    });
    expect(login.json().user).toMatchObject({ id: user.id, must_change_password: true });
    const { rows } = await server.database.admin.query('select password_hash from users where id = $1', [
      user.id,
    ]);
    expect(rows[0].password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const again = await call(userId, 'POST', 'users', { email, display_name: 'New User' });
    expect(again.json()).toMatchObject({ status: 409, code: 'user_exists' });
  });

  test('a suspended user is out at the next request and cannot refresh', async () => {
    const { userId: admin, tenant } = await aMember('client_admin');
    const { userId } = await aMember('analyst', tenant);
    const headers = server.headersOf(userId, tenant);
    expect((await server.send({ url: '/api/v1/probe', headers })).statusCode).toBe(200);
    expect((await call(admin, 'PATCH', `users/${userId}`, { status: 'suspended' })).json().status).toBe(
      'suspended',
    );
    expect((await server.send({ url: '/api/v1/probe', headers })).statusCode).toBe(401);
    await call(admin, 'PATCH', `users/${userId}`, { status: 'active' });
    // The old token stays dead: its version was raised.
    expect((await server.send({ url: '/api/v1/probe', headers })).statusCode).toBe(401);
  });

  test('a client administrator reaches the users of the own client only', async () => {
    const { userId: admin, tenant } = await aMember('client_admin');
    const [own, foreign, both] = [
      await aMember('viewer', tenant),
      await aMember('viewer'),
      await aMember('viewer'),
    ];
    await server.tenants.grant(both.userId, 'viewer', tenant);
    const ids = (await call(admin, 'GET', 'users')).json().items.map(({ id }: { id: string }) => id);
    expect(ids).toContain(own.userId);
    expect(ids).not.toContain(foreign.userId);
    const suspend = (id: string) => call(admin, 'PATCH', `users/${id}`, { status: 'suspended' });
    expect((await suspend(foreign.userId)).json()).toMatchObject({ status: 404, code: 'user_not_found' });
    expect((await suspend(both.userId)).json()).toMatchObject({ status: 403, code: 'grant_forbidden' });
    expect((await suspend(admin)).json()).toMatchObject({ status: 403, code: 'grant_forbidden' });
  });

  test('mass assignment: no field beyond the named ones is taken', async () => {
    const { userId } = await aMember('platform_admin');
    const body = { email: `${slug()}@example.org`, display_name: 'X' };
    for (const field of ['status', 'role', 'token_version', 'password_hash', 'is_admin', 'id']) {
      const response = await call(userId, 'POST', 'users', { ...body, [field]: 'x' });
      expect(response.json()).toMatchObject({ status: 422, errors: [{ field, code: 'unknown_field' }] });
    }
  });
});

describe('F113 memberships', () => {
  test('a manager grants and withdraws analyst in the own engagement, at once and in the trail', async () => {
    const { userId: manager, tenant } = await aMember('engagement_manager');
    const ada = await server.tenants.user();
    const headers = server.headersOf(ada, tenant);
    expect((await server.send({ url: '/api/v1/probe', headers })).statusCode).toBe(403);
    const granted = await call(manager, 'POST', 'memberships', grantBody(ada, 'analyst', tenant));
    expect(granted.json()).toMatchObject({
      role: 'analyst',
      client_account_name: 'Client',
      engagement_name: 'Engagement',
    });
    expect((await server.send({ url: '/api/v1/probe', headers })).statusCode).toBe(200);
    expect((await call(manager, 'DELETE', `memberships/${granted.json().id}`)).statusCode).toBe(204);
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
      expect((await call(by, 'POST', 'memberships', body)).json().code).toBe(code);
    }
    const { rowCount } = await server.database.admin.query('select from memberships where user_id = $1', [
      ada,
    ]);
    expect(rowCount).toBe(0);
  });

  test('the same grant twice is 409', async () => {
    const { userId: admin, tenant } = await aMember('client_admin');
    const body = grantBody(await server.tenants.user(), 'viewer', tenant);
    expect((await call(admin, 'POST', 'memberships', body)).statusCode).toBe(201);
    expect((await call(admin, 'POST', 'memberships', body)).json().code).toBe('membership_exists');
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
    expect((await call(admin, 'DELETE', `memberships/${foreign}`)).json()).toMatchObject({
      status: 404,
      code: 'membership_not_found',
    });
    const ids = (await call(admin, 'GET', 'memberships')).json().items.map(({ id }: { id: string }) => id);
    expect(ids).not.toContain(foreign);
  });

  test('the last platform administrator cannot be removed, by two at once either', async () => {
    await server.database.admin.query(
      `update memberships set revoked_at = now() where role = 'platform_admin'`,
    );
    const [ada, bob] = [await server.tenants.user(), await server.tenants.user()];
    const adas = await server.tenants.grant(ada, 'platform_admin');
    expect((await call(ada, 'DELETE', `memberships/${adas}`)).json()).toMatchObject({
      status: 409,
      code: 'last_platform_admin',
    });
    const bobs = await server.tenants.grant(bob, 'platform_admin');
    const answers = await Promise.all([
      call(ada, 'DELETE', `memberships/${bobs}`),
      call(bob, 'DELETE', `memberships/${adas}`),
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

describe('API tokens', () => {
  const tokenCall = (
    headers: Record<string, string>,
    method: 'GET' | 'POST' | 'DELETE',
    path = '',
    payload?: object,
  ) =>
    server.send({
      method,
      url: `/api/v1/api-tokens${path}`,
      headers,
      ...(payload === undefined ? {} : { payload }),
    });
  const inAYear = new Date(Date.now() + 365 * 86_400_000).toISOString();

  async function aToken(role: Role = 'analyst') {
    const member = await aMember(role);
    const headers = server.headersOf(member.userId, member.tenant);
    const made = await tokenCall(headers, 'POST', '', { name: 'ci', expires_at: inAYear });
    const bearer = { ...headers, authorization: `Bearer ${made.json().token}` };
    return { ...member, headers, bearer, made: made.json() };
  }
  const probe = (headers: Record<string, string>) => server.send({ url: '/api/v1/probe', headers });

  test('acts as its user, is shown once, and is gone when revoked', async () => {
    const { headers, bearer, made, userId } = await aToken();
    expect((await probe(bearer)).json().actor).toBe(userId);
    const list = (await tokenCall(headers, 'GET')).json();
    expect(list.items).toEqual([made.api_token]);
    expect(JSON.stringify(list)).not.toContain(made.token);
    expect((await tokenCall(headers, 'DELETE', `/${made.api_token.id}`)).statusCode).toBe(204);
    expect((await probe(bearer)).statusCode).toBe(401);
  });

  test('works in the client it was made in and nowhere else, a platform administrator’s too', async () => {
    const { bearer } = await aToken('platform_admin');
    expect((await probe(bearer)).statusCode).toBe(200);
    const other = await server.tenants.tenant();
    const elsewhere = await probe({
      ...bearer,
      'x-client-account-id': other.clientAccountId,
      'x-engagement-id': other.engagementId,
    });
    expect(elsewhere.json()).toMatchObject({ status: 403, code: 'context_forbidden' });
    const create = await server.send({
      method: 'POST',
      url: '/api/v1/admin/clients',
      headers: bearer,
      payload: { name: 'X', slug: slug() },
    });
    expect(create.json().code).toBe('permission_denied');
  });

  test('makes no further tokens and signs nobody out', async () => {
    const { bearer } = await aToken();
    expect((await tokenCall(bearer, 'POST', '', { name: 'x', expires_at: inAYear })).statusCode).toBe(403);
    const logout = await server.send({ method: 'POST', url: '/api/v1/auth/logout', headers: bearer });
    expect(logout.statusCode).toBe(403);
  });

  test('ends with its date, its user and its user’s membership', async () => {
    const [expired, left, out] = [await aToken(), await aToken(), await aToken()];
    await server.database.admin.query('update api_tokens set expires_at = now() where id = $1', [
      expired.made.api_token.id,
    ]);
    await server.database.admin.query(`update users set status = 'deactivated' where id = $1`, [left.userId]);
    await server.database.admin.query('update memberships set revoked_at = now() where user_id = $1', [
      out.userId,
    ]);
    const statuses = await Promise.all(
      [expired, left, out].map(async ({ bearer }) => (await probe(bearer)).statusCode),
    );
    expect(statuses).toEqual([401, 401, 403]);
  });

  test('of somebody else cannot be revoked, and is not listed', async () => {
    const { made, tenant } = await aToken();
    const { userId } = await aMember('client_admin', tenant);
    const headers = server.headersOf(userId, tenant);
    expect((await tokenCall(headers, 'DELETE', `/${made.api_token.id}`)).json().code).toBe('token_not_found');
    expect((await tokenCall(headers, 'GET')).json().items).toEqual([]);
  });

  test.each(['lf_', `lf_${'0'.repeat(32)}_${'a'.repeat(43)}`, `lf_${'g'.repeat(32)}_${'a'.repeat(43)}`])(
    'a made-up one, %s, is 401',
    async (token) => {
      expect((await probe({ authorization: `Bearer ${token}` })).statusCode).toBe(401);
    },
  );
});
