import { expect, test } from 'vitest';
import { useServer } from '../../../test/server.ts';
import { sourcePrecedenceRoutes } from './source-precedence.routes.ts';

const server = useServer({ features: (db) => [sourcePrecedenceRoutes({ db })] });
type Place = Awaited<ReturnType<typeof server.tenants.member>>;

async function ask({ userId, tenant }: Place, systems?: readonly string[]) {
  const answer = await server.send({
    method: systems === undefined ? 'GET' : 'PUT',
    url: '/api/v1/source-precedence',
    headers: server.headersOf(userId, tenant),
    ...(systems === undefined ? {} : { payload: { source_systems: systems } }),
  });
  return { status: answer.statusCode, body: answer.json() };
}

test('a manager orders the sources of the engagement, which everybody in it can read', async () => {
  const manager = await server.tenants.member('engagement_manager');
  const viewer = await server.tenants.member('viewer', manager.tenant);
  expect((await ask(viewer)).body).toEqual({ source_systems: [], known: [] });
  expect(await ask(manager, ['ServiceNow', ' vCenter '])).toMatchObject({
    status: 200,
    body: { source_systems: ['ServiceNow', 'vCenter'] },
  });
  expect((await ask(viewer)).body.source_systems).toEqual(['ServiceNow', 'vCenter']);
  const neighbour = await server.tenants.member('viewer');
  expect((await ask(neighbour)).body.source_systems).toEqual([]);
  const { rows } = await server.database.admin.query(
    `select details from audit_log where action = 'engagement.source_precedence'`,
  );
  expect(rows).toEqual([{ details: { systems: ['ServiceNow', 'vCenter'] } }]);
});

test('a source named twice, an empty one and an analyst are refused', async () => {
  const manager = await server.tenants.member('engagement_manager');
  expect((await ask(manager, ['CMDB', 'cmdb'])).status).toBe(422);
  expect((await ask(manager, ['  '])).status).toBe(422);
  const analyst = await server.tenants.member('analyst', manager.tenant);
  expect(await ask(analyst, ['CMDB'])).toMatchObject({ status: 403, body: { code: 'permission_denied' } });
});
