import { describe, expect, test } from 'vitest';
import { importsIn } from '../../../test/imports.ts';
import { useServer } from '../../../test/server.ts';
import { inTenantScope, type TenantScope } from '../../platform/tenant-scope.ts';
import { addLessons, findLearned, type Lesson } from './learned-mappings.repository.ts';
import { mappingRoutes } from './mappings.routes.ts';

const server = useServer({
  features: (db) => [mappingRoutes({ db, flows: { noteDecision: async () => {} } })],
});
const imports = importsIn(server.database, () => server.db);

type Place = Awaited<ReturnType<typeof server.tenants.member>>;
const methods = ['GET', 'POST', 'DELETE'] as const;

/** Sends `METHOD /path` as somebody in a tenant. */
async function ask({ userId, tenant }: Place, request: string, payload?: object) {
  const [word, path] = request.split(' ');
  const method = methods.find((known) => known === word) ?? 'GET';
  const headers = server.headersOf(userId, tenant);
  const answer = await server.send({
    method,
    url: `/api/v1${path}`,
    headers,
    ...(payload === undefined ? {} : { payload }),
  });
  return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() };
}

function inScope<Result>({ userId, tenant }: Place, work: (scope: TenantScope) => Promise<Result>) {
  return inTenantScope(server.db, { ...tenant, actor: { userId, kind: 'user' } }, work);
}

const floors = { key: 'custom.floors', label: 'Floors', data_type: 'integer' };

describe('fields of a client account', () => {
  test('are defined once, listed with the catalog, and unknown to other clients', async () => {
    const analyst = await server.tenants.member('analyst');
    const made = await ask(analyst, 'POST /custom-target-fields', floors);
    expect(made).toMatchObject({
      status: 201,
      body: { key: floors.key, label: floors.label, type: 'integer' },
    });
    const again = await ask(analyst, 'POST /custom-target-fields', floors);
    expect(again).toMatchObject({ status: 409, body: { code: 'field_exists' } });
    const listed = await ask(analyst, 'GET /target-fields?search=floors');
    expect(listed.body.items).toMatchObject([{ key: 'custom.floors', group: 'custom', type: 'integer' }]);
    const stranger = await server.tenants.member('engagement_manager');
    expect((await ask(stranger, 'GET /target-fields?search=floors')).body.items).toEqual([]);
    const theft = await ask(stranger, 'DELETE /custom-target-fields/custom.floors');
    expect(theft).toMatchObject({ status: 404, body: { code: 'field_not_found' } });
  });

  test.each([
    ['a key without its prefix', { ...floors, key: 'floors' }],
    ['a type that is none', { ...floors, data_type: 'poem' }],
    ['a member nobody knows', { ...floors, colour: 'red' }],
    ['an empty label', { ...floors, label: '  ' }],
  ])('with %s are refused', async (_what, body) => {
    const analyst = await server.tenants.member('analyst');
    expect((await ask(analyst, 'POST /custom-target-fields', body)).status).toBe(422);
  });

  test('give their values their type, and stay while a column of any engagement is mapped to them', async () => {
    const manager = await server.tenants.member('engagement_manager');
    const { tenant } = manager;
    await ask(manager, 'POST /custom-target-fields', floors);
    const csv = 'Host,Floors\nweb1,"1,234"\nweb2,many\n';
    const elsewhere = {
      ...tenant,
      engagementId: await server.tenants.engagement(tenant.clientAccountId),
    };
    const file = await imports.upload(elsewhere, csv, { Host: 'hostname', Floors: 'custom:custom.floors' });
    await file.runAll();
    const { rows } = await server.database.admin.query(
      'select name, custom_attributes from assets where engagement_id = $1 order by name',
      [elsewhere.engagementId],
    );
    expect(rows).toEqual([
      { name: 'web1', custom_attributes: { 'custom.floors': '1234' } },
      { name: 'web2', custom_attributes: {} },
    ]);
    const refused = await ask(manager, 'DELETE /custom-target-fields/custom.floors');
    expect(refused).toMatchObject({ status: 409, body: { code: 'field_in_use', columns: 1 } });
    await server.database.admin.query(`update import_field_mappings set status = 'ignored'`);
    expect((await ask(manager, 'DELETE /custom-target-fields/custom.floors')).status).toBe(204);
    expect((await ask(manager, 'GET /target-fields?search=floors')).body.items).toEqual([]);
  });

  test('are taken away by a manager, not by an analyst', async () => {
    const analyst = await server.tenants.member('analyst');
    await ask(analyst, 'POST /custom-target-fields', floors);
    const refused = await ask(analyst, 'DELETE /custom-target-fields/custom.floors');
    expect(refused).toMatchObject({ status: 403, body: { code: 'permission_denied' } });
  });
});

const lesson: Lesson = {
  headerKey: 'belegschaft',
  category: 'cmdb_export',
  sourceSystem: null,
  targetField: 'department',
  polarity: 'positive',
  weight: 1,
};

function teach(place: Place, ...lessons: Lesson[]): Promise<void> {
  return inScope(place, (scope) => addLessons(scope, lessons));
}

describe('learned mappings', () => {
  test('are listed with what they lead to, searched, and seen by nobody else', async () => {
    const manager = await server.tenants.member('engagement_manager');
    await teach(
      manager,
      lesson,
      { ...lesson, targetField: 'business_owner', polarity: 'negative' },
      { ...lesson, headerKey: 'os', targetField: 'operating_system', category: 'infrastructure' },
    );
    const all = (await ask(manager, 'GET /learned-mappings')).body;
    expect(all).toMatchObject({ total: 3, next_cursor: null });
    expect(all.items[0]).toMatchObject({
      header: 'belegschaft',
      target_field: 'department',
      target_label: 'Department',
      polarity: 'positive',
      evidence: 1,
    });
    expect(all.items[0].confidence).toBeGreaterThanOrEqual(0.95);
    expect(all.items[1]).toMatchObject({ polarity: 'negative', confidence: 0 });
    const found = (await ask(manager, 'GET /learned-mappings?search=OPERATING&category=infrastructure')).body;
    expect(found.items).toMatchObject([{ header: 'os' }]);
    const first = (await ask(manager, 'GET /learned-mappings?limit=2')).body;
    const second = (await ask(manager, `GET /learned-mappings?limit=2&cursor=${first.next_cursor}`)).body;
    expect([first.items.length, second.items.length, second.next_cursor]).toEqual([2, 1, null]);
    const stranger = await server.tenants.member('client_admin');
    expect((await ask(stranger, 'GET /learned-mappings')).body).toMatchObject({ items: [], total: 0 });
  });

  test('are forgotten one by one, and no longer lead anywhere', async () => {
    const manager = await server.tenants.member('engagement_manager');
    await teach(manager, lesson);
    const [item] = (await ask(manager, 'GET /learned-mappings')).body.items;
    const stranger = await server.tenants.member('engagement_manager');
    const theft = await ask(stranger, `DELETE /learned-mappings/${item.id}`);
    expect(theft).toMatchObject({ status: 404, body: { code: 'learned_mapping_not_found' } });
    expect((await ask(manager, `DELETE /learned-mappings/${item.id}`)).status).toBe(204);
    expect(await inScope(manager, (scope) => findLearned(scope, ['belegschaft']))).toEqual([]);
  });

  test('are a manager matter: an analyst neither lists nor forgets them', async () => {
    const analyst = await server.tenants.member('analyst');
    expect((await ask(analyst, 'GET /learned-mappings')).status).toBe(403);
  });
});
