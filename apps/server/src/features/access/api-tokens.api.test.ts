import type { Role } from '@landfall/domain/access/policy';
import { describe, expect, test } from 'vitest';
import { probeRoutes } from '../../../test/probe.routes.ts';
import { useServer } from '../../../test/server.ts';
import type { Tenants } from '../../../test/tenants.ts';

const server = useServer({ features: (db) => [probeRoutes(db)] });
const aMember: Tenants['member'] = (role, tenant) => server.tenants.member(role, tenant);

/** A request to /api-tokens or below, as `DELETE /id`. */
const tokenCall = (headers: Record<string, string>, request: string, payload?: object) => {
  const [method, path = ''] = request.split(' ');
  return server.send({
    method: method === 'POST' || method === 'DELETE' ? method : 'GET',
    url: `/api/v1/api-tokens${path}`,
    headers,
    ...(payload === undefined ? {} : { payload }),
  });
};
const inAYear = new Date(Date.now() + 365 * 86_400_000).toISOString();

async function aToken(role: Role = 'analyst') {
  const member = await aMember(role);
  const headers = server.headersOf(member.userId, member.tenant);
  const made = await tokenCall(headers, 'POST', { name: 'ci', expires_at: inAYear });
  const bearer = { ...headers, authorization: `Bearer ${made.json().token}` };
  return { ...member, headers, bearer, made: made.json() };
}
const probe = (headers: Record<string, string>) => server.send({ url: '/api/v1/probe', headers });

describe('an API token', () => {
  test('acts as its user, is shown once, and is gone when revoked', async () => {
    const { headers, bearer, made, userId } = await aToken();
    expect((await probe(bearer)).json().actor).toBe(userId);
    const list = (await tokenCall(headers, 'GET')).json();
    expect(list.items).toEqual([made.api_token]);
    expect(JSON.stringify(list)).not.toContain(made.token);
    expect((await tokenCall(headers, `DELETE /${made.api_token.id}`)).statusCode).toBe(204);
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
      payload: { name: 'X', slug: 'x-elsewhere' },
    });
    expect(create.json().code).toBe('permission_denied');
  });

  test('makes no further tokens and signs nobody out', async () => {
    const { bearer } = await aToken();
    expect((await tokenCall(bearer, 'POST', { name: 'x', expires_at: inAYear })).statusCode).toBe(403);
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
    expect((await tokenCall(headers, `DELETE /${made.api_token.id}`)).json().code).toBe('token_not_found');
    expect((await tokenCall(headers, 'GET')).json().items).toEqual([]);
  });

  test.each(['lf_', `lf_${'0'.repeat(32)}_${'a'.repeat(43)}`, `lf_${'g'.repeat(32)}_${'a'.repeat(43)}`])(
    'a made-up one, %s, is 401',
    async (token) => {
      expect((await probe({ authorization: `Bearer ${token}` })).statusCode).toBe(401);
    },
  );
});
