import { randomUUID } from 'node:crypto';
import type { UserId } from '@landfall/domain/shared/ids';
import { describe, expect, test } from 'vitest';
import { useServer } from '../../../test/server.ts';

const server = useServer();
const get = (userId: UserId, path: string, headers = {}) =>
  server.send({ url: `/api/v1/context/${path}`, headers: { ...server.headersOf(userId), ...headers } });
const ids = (items: { id: string }[]) => items.map(({ id }) => id).toSorted();

describe('GET /context/me', () => {
  test('names the memberships, and the context the headers select with role and rights', async () => {
    const tenant = await server.tenants.tenant('Acme');
    const userId = await server.tenants.user();
    await server.tenants.grant(userId, 'viewer', { clientAccountId: tenant.clientAccountId });
    await server.tenants.grant(userId, 'engagement_manager', tenant);
    const { authorization: _, ...headers } = server.headersOf(userId, tenant);
    const body = (await get(userId, 'me', headers)).json();
    expect(body.memberships).toHaveLength(2);
    expect(body.memberships[1]).toMatchObject({ client_account_name: 'Acme', engagement_name: 'Engagement' });
    expect(body.selected).toMatchObject({
      client_account: { id: tenant.clientAccountId, name: 'Acme' },
      engagement: { id: tenant.engagementId },
      role: 'engagement_manager',
    });
    expect(body.rights).toContain('gate.approve_preview');
    expect(body.rights).not.toContain('client.manage');
  });

  test('F52 headers that no longer hold select nothing and fail nothing', async () => {
    const [own, other] = [await server.tenants.tenant(), await server.tenants.tenant()];
    const userId = await server.tenants.user();
    await server.tenants.grant(userId, 'viewer', own);
    const crossed = { 'x-client-account-id': own.clientAccountId, 'x-engagement-id': other.engagementId };
    expect((await get(userId, 'me', crossed)).json().selected).toMatchObject({
      engagement: null,
      role: 'viewer',
    });
    const foreign = { 'x-client-account-id': other.clientAccountId, 'x-engagement-id': other.engagementId };
    expect((await get(userId, 'me', foreign)).json()).toMatchObject({ selected: null, rights: [] });
  });
});

describe('choosing', () => {
  test('shows the own clients, and of each the engagements the grants reach', async () => {
    const [own, other] = [await server.tenants.tenant(), await server.tenants.tenant()];
    const sibling = await server.tenants.engagement(own.clientAccountId);
    const [one, all] = [await server.tenants.user(), await server.tenants.user()];
    await server.tenants.grant(one, 'viewer', own);
    await server.tenants.grant(all, 'viewer', { clientAccountId: own.clientAccountId });
    const path = `clients/${own.clientAccountId}/engagements`;
    expect(ids((await get(one, 'clients')).json().items)).toEqual([own.clientAccountId]);
    expect(ids((await get(one, path)).json().items)).toEqual([own.engagementId]);
    expect(ids((await get(all, path)).json().items)).toEqual([own.engagementId, sibling].toSorted());
    for (const id of [other.clientAccountId, randomUUID()]) {
      const foreign = await get(one, `clients/${id}/engagements`);
      expect(foreign.json()).toMatchObject({ status: 404, code: 'client_not_found' });
    }
  });

  test('a platform administrator may choose any client', async () => {
    const tenant = await server.tenants.tenant();
    const userId = await server.tenants.user();
    await server.tenants.grant(userId, 'platform_admin');
    expect(ids((await get(userId, 'clients')).json().items)).toContain(tenant.clientAccountId);
    const engagements = await get(userId, `clients/${tenant.clientAccountId}/engagements`);
    expect(ids(engagements.json().items)).toEqual([tenant.engagementId]);
  });

  test('defaults have to be a live membership', async () => {
    const [own, other] = [await server.tenants.tenant(), await server.tenants.tenant()];
    const userId = await server.tenants.user();
    await server.tenants.grant(userId, 'viewer', own);
    const put = (client: string, engagement: string) =>
      server.send({
        method: 'PUT',
        url: '/api/v1/context/me/defaults',
        headers: server.headersOf(userId),
        payload: { client_account_id: client, engagement_id: engagement },
      });
    expect((await put(own.clientAccountId, own.engagementId)).statusCode).toBe(200);
    expect((await get(userId, 'me')).json().defaults.engagement_id).toBe(own.engagementId);
    for (const [client, engagement] of [
      [other.clientAccountId, other.engagementId],
      [own.clientAccountId, other.engagementId],
    ] as const) {
      expect((await put(client, engagement)).json()).toMatchObject({
        status: 403,
        code: 'context_forbidden',
      });
    }
  });
});
