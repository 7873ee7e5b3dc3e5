import { randomUUID } from 'node:crypto';
import type { Role } from '@landfall/domain/access/policy';
import { asId, type TenantPair, type UserId } from '@landfall/domain/shared/ids';
import { describe, expect, test } from 'vitest';
import { probeRoutes } from '../../test/probe.routes.ts';
import { useServer } from '../../test/server.ts';

const server = useServer({ features: (db) => [probeRoutes(db)] });

async function aMember(role: Role = 'analyst'): Promise<{ userId: UserId; tenant: TenantPair }> {
  const tenant = await server.tenants.tenant();
  const userId = await server.tenants.user();
  await server.tenants.grant(userId, role, role === 'platform_admin' ? {} : tenant);
  return { userId, tenant };
}

const probe = (headers: Record<string, string>) => server.send({ url: '/api/v1/probe', headers });
const write = (headers: Record<string, string>, payload: object | string = { name: 'x' }) =>
  server.send({ method: 'POST', url: '/api/v1/probe', headers, payload });

describe('the tenant headers', () => {
  test('F110 the handler works in the pair that was selected, as the actor of the token', async () => {
    const { userId, tenant } = await aMember();
    const response = await probe(server.headersOf(userId, tenant));
    expect(response.json()).toEqual({
      client: tenant.clientAccountId,
      engagement: tenant.engagementId,
      actor: userId,
    });
  });

  test.each(['x-client-account-id', 'x-engagement-id'])(
    'F51 400 context_required without %s',
    async (name) => {
      const { userId, tenant } = await aMember();
      const { [name]: _, ...headers } = server.headersOf(userId, tenant);
      expect((await probe(headers)).json()).toMatchObject({ status: 400, code: 'context_required' });
    },
  );

  test.each([
    ['x-client-account-id', 'not-an-id'],
    ['x-client-account-id', ''],
    ['x-client-account-id', `' or 1=1 --`],
    ['x-engagement-id', '00000000'],
  ])('400 context_required for %s: %s', async (name, value) => {
    const { userId, tenant } = await aMember();
    const headers = { ...server.headersOf(userId, tenant), [name]: value };
    expect((await probe(headers)).json()).toMatchObject({ status: 400, code: 'context_required' });
  });

  test('F50 403 context_forbidden for a client of somebody else, the same as for one that does not exist', async () => {
    const [own, other] = [await aMember(), await aMember()];
    const foreign = await probe(server.headersOf(own.userId, other.tenant));
    const invented = { ...other.tenant, clientAccountId: asId<'ClientAccount'>(randomUUID()) };
    const unknown = await probe(server.headersOf(own.userId, invented));
    expect(foreign.json()).toMatchObject({ status: 403, code: 'context_forbidden' });
    expect({ ...foreign.json(), request_id: '' }).toEqual({ ...unknown.json(), request_id: '' });
  });

  test('403 context_forbidden for an engagement of another client, and for one of the own client without a grant', async () => {
    const [own, other] = [await aMember(), await aMember()];
    const sibling = await server.tenants.engagement(own.tenant.clientAccountId);
    const only = await server.tenants.user();
    await server.tenants.grant(only, 'analyst', own.tenant);
    const { clientAccountId } = own.tenant;
    const crossed = await probe(
      server.headersOf(own.userId, { clientAccountId, engagementId: other.tenant.engagementId }),
    );
    const beside = await probe(server.headersOf(only, { clientAccountId, engagementId: sibling }));
    expect(crossed.json()).toMatchObject({ status: 403, code: 'context_forbidden' });
    expect(beside.json()).toMatchObject({ status: 403, code: 'context_forbidden' });
  });

  test.each([
    ['revoked', 'revoked_at = now()'],
    ['expired', `expires_at = now() - interval '1 second'`],
  ])('a membership %s between two requests no longer counts', async (_how, change) => {
    const { userId, tenant } = await aMember();
    const headers = server.headersOf(userId, tenant);
    expect((await probe(headers)).statusCode).toBe(200);
    await server.database.admin.query(`update memberships set ${change} where user_id = $1`, [userId]);
    expect((await probe(headers)).json()).toMatchObject({ status: 403, code: 'context_forbidden' });
  });

  test('a client that was closed or deleted cannot be entered', async () => {
    const { userId, tenant } = await aMember();
    await server.database.admin.query('update client_accounts set is_active = false where id = $1', [
      tenant.clientAccountId,
    ]);
    expect((await probe(server.headersOf(userId, tenant))).json().code).toBe('context_forbidden');
  });
});

describe('S23 the identity headers are claims to check', () => {
  test('F111 403 identity_header_mismatch for the id of another user, and the trail has no trace of them', async () => {
    const [own, other] = [await aMember(), await aMember()];
    const headers = server.headersOf(own.userId, own.tenant);
    expect((await write({ ...headers, 'x-user-id': other.userId })).json()).toMatchObject({
      status: 403,
      code: 'identity_header_mismatch',
    });
    const { rowCount } = await server.database.admin.query('select from audit_log where actor_user_id = $1', [
      other.userId,
    ]);
    expect(rowCount).toBe(0);
  });

  test('the own id is accepted, in any case', async () => {
    const { userId, tenant } = await aMember();
    const headers = { ...server.headersOf(userId, tenant), 'x-user-id': userId.toUpperCase() };
    expect((await probe(headers)).statusCode).toBe(200);
  });

  test.each([
    ['analyst', 'analyst', 200],
    ['analyst', 'user', 200],
    ['analyst', 'viewer', 403],
    ['analyst', 'admin', 403],
    ['analyst', 'platform_admin', 403],
    ['engagement_manager', 'admin', 200],
    ['platform_admin', 'admin', 200],
    ['platform_admin', 'analyst', 403],
  ] as const)('a %s who says to be %s gets %i', async (role, claim, status) => {
    const { userId, tenant } = await aMember(role);
    const response = await probe({ ...server.headersOf(userId, tenant), 'x-user-role': claim });
    expect(response.statusCode).toBe(status);
    expect(response.json().code).toBe(status === 403 ? 'identity_header_mismatch' : undefined);
  });
});

describe('the order of the checks', () => {
  const forged = { authorization: 'Bearer nonsense' };
  test('401 comes before the headers, the right, the body and the path', async () => {
    expect((await write({}, 'not json')).statusCode).toBe(401);
    expect((await write({ ...forged, 'x-user-id': randomUUID() })).statusCode).toBe(401);
    expect((await server.send({ url: '/api/v1/no/such/path' })).statusCode).toBe(401);
    const invalid = await server.send({
      method: 'POST',
      url: '/api/v1/admin/users',
      payload: { nonsense: 1 },
    });
    expect(invalid.statusCode).toBe(401);
  });

  test('then the context, then the identity headers, then the right, then the body', async () => {
    const { userId, tenant } = await aMember('viewer');
    const all = { ...server.headersOf(userId, tenant), 'x-user-id': randomUUID() };
    const steps = [
      { headers: { ...all, 'x-engagement-id': 'broken' }, code: 'context_required' },
      { headers: all, code: 'identity_header_mismatch' },
      { headers: server.headersOf(userId, tenant), code: 'permission_denied' },
    ];
    for (const { headers, code } of steps) expect((await write(headers, { name: 1 })).json().code).toBe(code);
    const analyst = await aMember('analyst');
    const body = await write(server.headersOf(analyst.userId, analyst.tenant), { name: 1, tenant_id: 'x' });
    expect(body.json()).toMatchObject({
      status: 422,
      code: 'validation_failed',
      errors: [{ field: 'name' }, { field: 'tenant_id', code: 'unknown_field' }],
    });
  });

  test('401 is answered before the body is read', async () => {
    const response = await server.send({
      method: 'POST',
      url: '/api/v1/probe',
      headers: { 'content-type': 'application/json', 'content-length': '99999999' },
      payload: 'x',
    });
    expect(response.statusCode).toBe(401);
  });
});

describe('F112 rights', () => {
  test('a viewer may read and not write, and the refusal is in the trail of the client', async () => {
    const { userId, tenant } = await aMember('viewer');
    const headers = server.headersOf(userId, tenant);
    expect((await probe(headers)).statusCode).toBe(200);
    expect((await write(headers)).json()).toMatchObject({
      status: 403,
      code: 'permission_denied',
      needs_role: 'analyst',
    });
    const { rows } = await server.database.admin.query(
      'select actor_user_id, action, result, details from audit_log where client_account_id = $1',
      [tenant.clientAccountId],
    );
    expect(rows).toEqual([
      {
        actor_user_id: userId,
        action: 'access.denied',
        result: 'denied',
        details: { right: 'import.upload', method: 'POST', route: '/api/v1/probe' },
      },
    ]);
  });

  test('a platform administrator enters a client by selecting it, and each entry is in its trail', async () => {
    const { userId, tenant } = await aMember('platform_admin');
    const headers = server.headersOf(userId, tenant);
    await probe(headers);
    await probe(headers);
    expect((await probe(server.headersOf(userId, tenant))).statusCode).toBe(200);
    const { rows } = await server.database.admin.query(
      'select action, actor_user_id from audit_log where client_account_id = $1',
      [tenant.clientAccountId],
    );
    // Two access tokens, so two entries; the second request of the first is the same visit.
    expect(rows).toEqual(
      Array.from({ length: 2 }, () => ({ action: 'context.enter', actor_user_id: userId })),
    );
  });

  test.each(['suspended', 'deactivated', 'pending_approval', 'rejected'])(
    'a token of a user who became %s is refused',
    async (status) => {
      const { userId, tenant } = await aMember();
      await server.database.admin.query('update users set status = $2 where id = $1', [userId, status]);
      expect((await probe(server.headersOf(userId, tenant))).statusCode).toBe(401);
    },
  );
});

describe('answers', () => {
  test('an unexpected error shows neither its text nor its stack, and the log has both', async () => {
    const { userId, tenant } = await aMember();
    const headers = { ...server.headersOf(userId, tenant), 'x-request-id': 'planted-request-1' };
    const response = await server.send({ url: '/api/v1/probe/broken', headers });
    expect(response.json()).toEqual({
      type: 'urn:landfall:problem:internal_error',
      title: 'Internal Server Error',
      status: 500,
      detail: expect.stringContaining('planted-request-1'),
      instance: '/api/v1/probe/broken',
      code: 'internal_error',
      request_id: 'planted-request-1',
    });
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(
      server.logLines.some((line) => line.includes('planted-secret') && line.includes('probe.routes')),
    ).toBe(true);
  });

  test('the request id is echoed when it can be, and made otherwise', async () => {
    const { userId, tenant } = await aMember();
    const headers = server.headersOf(userId, tenant);
    const echoed = await probe({ ...headers, 'x-request-id': 'abc-1' });
    expect(echoed.headers['x-request-id']).toBe('abc-1');
    const made = await probe({ ...headers, 'x-request-id': 'a b\u00e9'.repeat(60) });
    expect(made.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test.each([
    ['/api/v1/probe', 'GET'],
    ['/api/v1/no/such', 'GET'],
    ['/health', 'GET'],
    ['/api/v1/auth/login', 'POST'],
  ] as const)('%s carries the security headers', async (url, method) => {
    const { headers } = await server.send({ url, method });
    const csp = String(headers['content-security-policy']);
    for (const directive of [
      "default-src 'none'",
      "script-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ]) {
      expect(csp).toContain(directive);
    }
    expect(csp).not.toMatch(/script-src[^;]*unsafe/);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers['cache-control']).toBe(url.startsWith('/api/') ? 'no-store' : undefined);
  });

  test('a wrong method is 405 with the right ones, an unknown path 404', async () => {
    const { userId } = await aMember();
    const headers = server.headersOf(userId);
    const wrong = await server.send({ method: 'DELETE', url: '/api/v1/context/me', headers });
    expect(wrong.json()).toMatchObject({ status: 405, code: 'method_not_allowed' });
    expect(wrong.headers['allow']).toBe('PATCH, GET');
    expect((await server.send({ url: '/api/v1/nothing', headers })).json()).toMatchObject({
      status: 404,
      code: 'not_found',
    });
    expect((await server.send({ url: '/api/v1/%E0%A4%A', headers })).json().status).toBe(400);
  });

  test('a body that is no JSON or no JSON type is 400 malformed_request, and one too large 413', async () => {
    const { userId, tenant } = await aMember();
    const headers = { ...server.headersOf(userId, tenant), 'content-type': 'application/json' };
    const send = (payload: string, type = 'application/json') =>
      server.send({
        method: 'POST',
        url: '/api/v1/probe',
        headers: { ...headers, 'content-type': type },
        payload,
      });
    expect((await send('{"name":')).json()).toMatchObject({ status: 400, code: 'malformed_request' });
    expect((await send('{"__proto__":{"a":1},"name":"x"}')).json()).toMatchObject({ status: 400 });
    expect((await send('name=x', 'text/plain')).json()).toMatchObject({
      status: 400,
      code: 'malformed_request',
    });
    expect((await send(`{"name":"${'x'.repeat(2_000_000)}"}`)).statusCode).toBe(413);
  });
});
