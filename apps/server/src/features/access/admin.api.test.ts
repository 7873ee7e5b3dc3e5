import { randomUUID } from 'node:crypto';
import type { UserId } from '@landfall/domain/shared/ids';
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

const slug = () => `s-${randomUUID().slice(0, 8)}`;
describe('clients and engagements', () => {
  test('a platform administrator makes a client and an engagement in it, and both are in its trail', async () => {
    const { userId } = await aMember('platform_admin');
    const client = await call(userId, 'POST clients', { name: 'Acme', slug: slug() });
    expect(client.statusCode).toBe(201);
    const id = client.json().id;
    const engagement = await call(userId, 'POST engagements', {
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

  test('a NUL character in a name is the caller’s to take out', async () => {
    const { userId } = await aMember('platform_admin');
    const answer = await call(userId, 'POST clients', { name: 'a\u0000b', slug: slug() });
    expect(answer.json()).toMatchObject({ status: 422, code: 'validation_failed' });
  });

  test('half a character in a name is refused: it could not be stored', async () => {
    const { userId } = await aMember('platform_admin');
    const answer = await call(userId, 'POST clients', { name: 'a\ud83db', slug: slug() });
    expect(answer.json()).toMatchObject({ status: 422, errors: [{ field: 'name', code: 'text_broken' }] });
  });

  test('a name taken is 409 with the field', async () => {
    const { userId } = await aMember('platform_admin');
    const body = { name: 'Acme', slug: slug() };
    const id = (await call(userId, 'POST clients', body)).json().id;
    expect((await call(userId, 'POST clients', body)).json()).toMatchObject({
      status: 409,
      code: 'client_exists',
      errors: [{ field: 'slug' }],
    });
    const engagement = { client_account_id: id, name: 'Move', slug: slug() };
    await call(userId, 'POST engagements', engagement);
    expect((await call(userId, 'POST engagements', engagement)).json().code).toBe('engagement_exists');
  });

  test('a client administrator makes no client, and engagements in the own client only', async () => {
    const { userId, tenant } = await aMember('client_admin');
    const other = await server.tenants.tenant();
    expect((await call(userId, 'POST clients', { name: 'X', slug: slug() })).json().code).toBe(
      'permission_denied',
    );
    const make = (client: string) =>
      call(userId, 'POST engagements', { client_account_id: client, name: 'X', slug: slug() });
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
    expect((await call(userId, 'GET clients')).json()).toMatchObject({
      items: [{ id: tenant.clientAccountId }],
      total: 1,
      next_cursor: null,
    });
    const first = (await call(userId, 'GET engagements?limit=3')).json();
    const second = (await call(userId, `GET engagements?limit=3&cursor=${first.next_cursor}`)).json();
    expect([first.items.length, second.items.length, first.total, second.total]).toEqual([3, 2, 5, 5]);
    expect(second.next_cursor).toBeNull();
    const forged = await call(userId, 'GET engagements?cursor=bm9uc2Vuc2U');
    expect(forged.json()).toMatchObject({ status: 422, errors: [{ field: 'cursor' }] });
  });
});

describe('users', () => {
  test('a new user is active, gets a one-time password that is shown once, and signs in with it', async () => {
    const { userId } = await aMember('platform_admin');
    const email = `New.User.${slug()}@Example.org`;
    const made = await call(userId, 'POST users', { email, display_name: 'New User' });
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
    const again = await call(userId, 'POST users', { email, display_name: 'New User' });
    expect(again.json()).toMatchObject({ status: 409, code: 'user_exists' });
  });

  test('a password reset ends every session, and the new one-time password is good for changing it', async () => {
    const { userId: admin, tenant } = await aMember('client_admin');
    const { userId } = await aMember('analyst', tenant);
    const headers = server.headersOf(userId, tenant);
    const reset = await call(admin, `POST users/${userId}/password-reset`);
    expect(reset.statusCode).toBe(200);
    const { user, one_time_password: password } = reset.json();
    expect(user).toMatchObject({ id: userId, must_change_password: true });
    expect((await server.send({ url: '/api/v1/probe', headers })).statusCode).toBe(401);
    const payload = { email: user.email, password };
    const { access_token: token } = (
      await server.send({ method: 'POST', url: '/api/v1/auth/login', payload })
    ).json();
    const probe = await server.send({
      url: '/api/v1/probe',
      headers: { ...headers, authorization: `Bearer ${token}` },
    });
    expect(probe.json()).toMatchObject({ status: 403, code: 'password_change_required' });
    const { rows } = await server.database.admin.query(
      `select details from audit_log where client_account_id = $1 and action = 'user.password_reset'`,
      [tenant.clientAccountId],
    );
    expect(rows).toHaveLength(1);
    expect(server.logLines.join('')).not.toContain(password);
  });

  test('nobody resets a person above, elsewhere, or themselves', async () => {
    const { userId: admin, tenant } = await aMember('client_admin');
    const both = await aMember('viewer', tenant);
    await server.tenants.grant(both.userId, 'viewer', await server.tenants.tenant());
    const stranger = await aMember('viewer');
    const reset = async (id: string) => (await call(admin, `POST users/${id}/password-reset`)).json().code;
    expect(await reset(both.userId)).toBe('grant_forbidden');
    expect(await reset(stranger.userId)).toBe('user_not_found');
    expect(await reset(admin)).toBe('grant_forbidden');
    const { userId: analyst } = await aMember('analyst', tenant);
    expect((await call(analyst, `POST users/${admin}/password-reset`)).json().code).toBe('permission_denied');
  });

  test('a suspended user is out at the next request and cannot refresh', async () => {
    const { userId: admin, tenant } = await aMember('client_admin');
    const { userId } = await aMember('analyst', tenant);
    const headers = server.headersOf(userId, tenant);
    expect((await server.send({ url: '/api/v1/probe', headers })).statusCode).toBe(200);
    expect((await call(admin, `PATCH users/${userId}`, { status: 'suspended' })).json().status).toBe(
      'suspended',
    );
    expect((await server.send({ url: '/api/v1/probe', headers })).statusCode).toBe(401);
    await call(admin, `PATCH users/${userId}`, { status: 'active' });
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
    const ids = (await call(admin, 'GET users')).json().items.map(({ id }: { id: string }) => id);
    expect(ids).toContain(own.userId);
    expect(ids).not.toContain(foreign.userId);
    const suspend = (id: string) => call(admin, `PATCH users/${id}`, { status: 'suspended' });
    expect((await suspend(foreign.userId)).json()).toMatchObject({ status: 404, code: 'user_not_found' });
    expect((await suspend(both.userId)).json()).toMatchObject({ status: 403, code: 'grant_forbidden' });
    expect((await suspend(admin)).json()).toMatchObject({ status: 403, code: 'grant_forbidden' });
  });

  test('mass assignment: no field beyond the named ones is taken', async () => {
    const { userId } = await aMember('platform_admin');
    const body = { email: `${slug()}@example.org`, display_name: 'X' };
    for (const field of ['status', 'role', 'token_version', 'password_hash', 'is_admin', 'id']) {
      const response = await call(userId, 'POST users', { ...body, [field]: 'x' });
      expect(response.json()).toMatchObject({ status: 422, errors: [{ field, code: 'unknown_field' }] });
    }
  });
});
