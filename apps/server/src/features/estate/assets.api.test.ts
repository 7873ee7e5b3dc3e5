import { randomUUID } from 'node:crypto';
import type { AssetRow } from '@landfall/contract/inventory';
import type { TenantPair } from '@landfall/domain/shared/ids';
import { describe, expect, test } from 'vitest';
import { addAssets, addImport, type AssetValues } from '../../../test/estate.ts';
import { useServer } from '../../../test/server.ts';
import { inTenantScope } from '../../platform/tenant-scope.ts';
import { assetColumns } from './asset-columns.ts';
import { estateRoutes } from './assets.routes.ts';

const server = useServer({ features: (db) => [estateRoutes({ db })] });

interface Estate {
  readonly tenant: TenantPair;
  readonly ids: readonly string[];
  get(path: string): Promise<{ status: number; body: Record<string, unknown> & { items: AssetRow[]; total: number } }>;
  names(query: string): Promise<string[]>;
}

async function viewerOf(tenant: TenantPair, ids: readonly string[] = []): Promise<Estate> {
  const userId = await server.tenants.user();
  await server.tenants.grant(userId, 'viewer', tenant);
  const headers = server.headersOf(userId, tenant);
  const get: Estate['get'] = async (path) => {
    const response = await server.send({ url: `/api/v1${path}`, headers });
    return { status: response.statusCode, body: response.json() };
  };
  const names = async (query: string) => {
    const { status, body } = await get(`/assets?${query}`);
    expect(status, JSON.stringify(body)).toBe(200);
    return body.items.map(({ name }) => name);
  };
  return { tenant, ids, get, names };
}

async function estateOf(assets: readonly AssetValues[]): Promise<Estate> {
  const tenant = await server.tenants.tenant();
  return viewerOf(tenant, await addAssets(server.db, tenant, assets));
}

async function allPages(estate: Estate, query: string): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: unknown = ''; cursor !== null; ) {
    const { body } = await estate.get(`/assets?${query}${cursor === '' ? '' : `&cursor=${String(cursor)}`}`);
    ids.push(...body.items.map(({ id }) => id));
    cursor = body['next_cursor'];
  }
  return ids;
}

describe('GET /assets', () => {
  test('lists by name without regard to case, with the exact total', async () => {
    const estate = await estateOf([{ name: 'web2' }, { name: 'Web1' }, { name: 'db9' }]);
    const { body } = await estate.get('/assets?limit=2');
    expect(body.items.map(({ name }) => name)).toEqual(['db9', 'Web1']);
    expect(body.total).toBe(3);
    expect(await estate.names('sort=-name')).toEqual(['web2', 'Web1', 'db9']);
  });

  test('answers an empty list for an engagement without assets', async () => {
    const { body } = await (await estateOf([])).get('/assets');
    expect(body).toEqual({ items: [], total: 0, next_cursor: null });
  });

  test('F101 the inventory is of the engagement, whether or not a flow is named', async () => {
    const tenant = await server.tenants.tenant();
    const [first, second] = [
      await addImport(server.database.admin, tenant),
      await addImport(server.database.admin, tenant),
    ];
    await addAssets(server.db, tenant, [
      { name: 'of first', created_by_import_id: first.importId, lead_import_id: first.importId },
      { name: 'of both', created_by_import_id: first.importId, lead_import_id: second.importId },
      { name: 'of nobody' },
    ]);
    const estate = await viewerOf(tenant);
    expect(await estate.names('')).toEqual(['of both', 'of first', 'of nobody']);
    expect(await estate.names(`flow_id=${first.flowId}`)).toEqual(['of both', 'of first']);
    expect(await estate.names(`flow_id=${second.flowId}`)).toEqual(['of both']);
    expect(await estate.get(`/assets?flow_id=${randomUUID()}`)).toMatchObject({
      status: 404,
      body: { code: 'flow_not_found' },
    });
  });

  test('F48 assets of another tenant and of another engagement are never seen', async () => {
    const tenant = await server.tenants.tenant();
    const beside = { ...tenant, engagementId: await server.tenants.engagement(tenant.clientAccountId) };
    const stranger = await server.tenants.tenant();
    await addAssets(server.db, tenant, [{ name: 'mine' }]);
    await addAssets(server.db, beside, [{ name: 'of the engagement beside' }]);
    await addAssets(server.db, stranger, [{ name: 'of a stranger' }]);
    const { flowId } = await addImport(server.database.admin, stranger);
    const estate = await viewerOf(tenant);
    expect(await estate.names('')).toEqual(['mine']);
    expect(await estate.names('search=of')).toEqual([]);
    expect(await estate.names('offset=0&sort=-memory_gb')).toEqual(['mine']);
    expect((await estate.get(`/assets?flow_id=${flowId}`)).status).toBe(404);
    expect((await estate.get('/inventory/summary')).body.total).toBe(1);
  });

  test('leaves deleted assets out of items and total', async () => {
    const estate = await estateOf([{ name: 'kept' }, { name: 'deleted', deleted_at: new Date() }]);
    expect((await estate.get('/assets')).body).toMatchObject({ total: 1, items: [{ name: 'kept' }] });
  });

  test('shows what was written since the last request', async () => {
    const estate = await estateOf([{ name: 'b' }]);
    expect((await estate.get('/assets')).body.total).toBe(1);
    await addAssets(server.db, estate.tenant, [{ name: 'a' }]);
    expect((await estate.get('/assets')).body).toMatchObject({ total: 2, items: [{ name: 'a' }, { name: 'b' }] });
    expect((await estate.get('/inventory/summary')).body.total).toBe(2);
  });
});

describe('order of GET /assets', () => {
  test('unknown values are last in both directions, ties follow the id', async () => {
    const estate = await estateOf([
      { name: 'small', memory_gb: 4 },
      { name: 'unknown' },
      { name: 'large', memory_gb: 1024 },
      { name: 'as small', memory_gb: 4 },
    ]);
    expect(await estate.names('sort=memory_gb')).toEqual(['small', 'as small', 'large', 'unknown']);
    expect(await estate.names('sort=-memory_gb')).toEqual(['large', 'as small', 'small', 'unknown']);
  });

  test('enums follow their vocabulary and texts ignore case', async () => {
    const estate = await estateOf([
      { name: 'l', business_criticality: 'low', location: 'zürich' },
      { name: 'c', business_criticality: 'critical', location: 'Berlin' },
      { name: 'h', business_criticality: 'high', location: 'aachen' },
    ]);
    expect(await estate.names('sort=business_criticality')).toEqual(['c', 'h', 'l']);
    expect(await estate.names('sort=location')).toEqual(['h', 'c', 'l']);
  });

  test('every field of the catalog can be sorted by, by offset and by cursor alike', async () => {
    const full = Object.fromEntries(assetColumns.map(({ column, ...field }) => [column, sampleOf(field)]));
    const estate = await estateOf([
      ...['d', 'b', 'c'].map((name) => ({ ...full, name })),
      { name: 'a' },
      { name: 'e' },
    ]);
    for (const { field } of assetColumns) {
      for (const sort of [field, `-${field}`]) {
        const { status, body } = await estate.get(`/assets?sort=${sort}`);
        expect(status, `${sort}: ${JSON.stringify(body)}`).toBe(200);
        expect(await allPages(estate, `limit=2&sort=${sort}`), sort).toEqual(body.items.map(({ id }) => id));
      }
    }
  });

  test('a page by offset is the same as by cursor, and offset wins over cursor', async () => {
    const estate = await estateOf([1, 2, 3, 4, 5].map((n) => ({ name: `n${n}`, cpu_cores: n % 2 === 0 ? null : n })));
    const { body } = await estate.get('/assets?limit=2&sort=cpu_cores');
    const next = `cursor=${String(body['next_cursor'])}`;
    expect(await estate.names(`limit=2&sort=cpu_cores&${next}`)).toEqual(['n5', 'n2']);
    expect(await estate.names('limit=2&sort=cpu_cores&offset=2')).toEqual(['n5', 'n2']);
    expect(await estate.names(`limit=2&sort=cpu_cores&offset=4&${next}`)).toEqual(['n4']);
    expect(await estate.names('offset=5')).toEqual([]);
  });

  test('a cursor goes on behind its asset when others were written meanwhile', async () => {
    const estate = await estateOf([{ name: 'b' }, { name: 'd' }, { name: 'f' }]);
    const { body } = await estate.get('/assets?limit=2');
    await addAssets(server.db, estate.tenant, [{ name: 'a' }, { name: 'e' }]);
    expect(await estate.names(`limit=2&cursor=${String(body['next_cursor'])}`)).toEqual(['e', 'f']);
  });

  test('refuses a cursor of another list and one it did not make', async () => {
    const estate = await estateOf([{ name: 'a' }, { name: 'b' }]);
    const { body } = await estate.get('/assets?limit=1');
    const refused = { status: 422, body: { code: 'validation_failed', errors: [{ field: 'cursor' }] } };
    const cursor = String(body['next_cursor']);
    expect(await estate.get(`/assets?limit=1&sort=-name&cursor=${cursor}`)).toMatchObject(refused);
    expect(await estate.get(`/assets?limit=1&environment=test&cursor=${cursor}`)).toMatchObject(refused);
    expect(await estate.get('/assets?cursor=abc')).toMatchObject(refused);
  });

  test.each(['unknown', '-unknown', 'deleted_at', 'lead_row', 'id;drop table assets', ''])(
    'refuses to sort by %j and names the parameter',
    async (sort) => {
      const { status, body } = await (await estateOf([])).get(`/assets?sort=${encodeURIComponent(sort)}`);
      expect(status).toBe(422);
      expect(body).toMatchObject({ code: 'validation_failed', errors: [{ field: 'sort' }] });
    },
  );
});

/** A value the column of a field can hold. */
function sampleOf({ kind, vocabulary }: Pick<(typeof assetColumns)[number], 'kind' | 'vocabulary'>): unknown {
  if (vocabulary !== undefined) return vocabulary[0];
  const samples = { 'text[]': ['a', 'b'], bigint: 3, float8: 0.1, numeric: '12.5', boolean: true, text: 'Text' };
  const moments = { date: '2026-01-31', timestamptz: '2026-01-31T10:00:00.123456Z' };
  return { ...samples, ...moments }[kind];
}

describe('filters of GET /assets', () => {
  const assets = [
    { name: 'web1', hostname: 'FRONT-1', ip_address: ['10.1.2.3', '10.9.9.9'], asset_type: 'virtual_machine' },
    { name: 'Web2', fqdn: 'web2.shop.example.com', environment: 'production', operating_system: 'AIX' },
    { name: 'db_1', application_name: ['Billing', 'Order Desk'], business_criticality: 'high', environment: 'test' },
    { name: 'db%2', environment: 'production', asset_type: 'database' },
  ];

  test.each([
    ['search=WEB', ['web1', 'Web2']],
    ['search=front', ['web1']],
    ['search=shop.example', ['Web2']],
    ['search=10.9.9', ['web1']],
    ['search=order%20desk', ['db_1']],
    ['search=%20web1%20', ['web1']],
    ['search=b_', ['db_1']],
    ['search=%25', ['db%2']],
    ['search=%5C', []],
    ['search=', ['db%2', 'db_1', 'web1', 'Web2']],
    ['environment=production', ['db%2', 'Web2']],
    ['environment=production&search=web', ['Web2']],
    ['asset_type=database', ['db%2']],
    ['business_criticality=high', ['db_1']],
    ['operating_system=AIX', ['Web2']],
    ['environment=nowhere', []],
  ])('%s', async (query, expected) => {
    const estate = await estateOf(assets);
    const { body } = await estate.get(`/assets?${query}`);
    expect(body.items.map(({ name }) => name)).toEqual(expected);
    expect(body.total).toBe(expected.length);
  });

  test('an asset type that does not exist and an unknown parameter are refused', async () => {
    const estate = await estateOf([]);
    expect(await estate.get('/assets?asset_type=toaster')).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'asset_type' }] },
    });
    expect((await estate.get('/assets?colour=red')).status).toBe(422);
  });
});

describe('columns of GET /assets', () => {
  const values = {
    name: 'web1',
    memory_gb: 0,
    pii_flag: false,
    annual_cost: '1234.5000',
    monthly_cost: '99999999999999.9999',
    warranty_end: '2027-03-01',
    last_seen: '2026-01-31T10:00:00Z',
    ip_address: ['10.0.0.1'],
    custom_attributes: { rack_note: 'left' },
  };

  test('only the requested fields are sent, in their types; F66 zero and false are values', async () => {
    const estate = await estateOf([values]);
    const columns = 'memory_gb,pii_flag,annual_cost,monthly_cost,warranty_end,last_seen,ip_address,vendor';
    const { body } = await estate.get(`/assets?columns=${columns}`);
    expect(body.items[0]?.fields).toEqual({
      memory_gb: 0,
      pii_flag: false,
      annual_cost: 1234.5,
      monthly_cost: '99999999999999.9999',
      warranty_end: '2027-03-01',
      last_seen: '2026-01-31T10:00:00.000Z',
      ip_address: ['10.0.0.1'],
      vendor: null,
    });
    expect(body.items[0]?.custom_attributes).toEqual({});
  });

  test('custom attributes come when they are asked for', async () => {
    const estate = await estateOf([values]);
    const { body } = await estate.get('/assets?columns=name,custom_attributes');
    expect(body.items[0]).toMatchObject({ fields: { name: 'web1' }, custom_attributes: { rack_note: 'left' } });
  });

  test('unknown fields are refused by name', async () => {
    const { status, body } = await (await estateOf([])).get('/assets?columns=name,nonsense,deleted_by');
    expect(status).toBe(422);
    expect(body).toMatchObject({
      code: 'validation_failed',
      detail: expect.stringMatching(/nonsense.*deleted_by/),
      errors: [{ field: 'columns' }, { field: 'columns' }],
    });
  });
});

describe('GET /assets/:id', () => {
  test('answers every field and the identifiers', async () => {
    const estate = await estateOf([
      {
        name: 'Web1',
        serial_number: 'abc1',
        key_serial: 'ABC1',
        external_id: 'CI1',
        key_external_id: 'servicenow\u001fCI1',
        ip_address: ['10.0.0.1', '10.0.0.2'],
        type_source: 'rule',
        type_rule: 'name_pattern',
      },
    ]);
    const { status, body } = await estate.get(`/assets/${estate.ids[0]}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: 'Web1', type_source: 'rule', type_rule: 'name_pattern', version: 1 });
    expect(Object.keys(body['fields'] as object)).toEqual(assetColumns.map(({ field }) => field));
    expect(body['identifiers']).toEqual(
      expect.arrayContaining([
        { kind: 'name', namespace: '', value: 'web1' },
        { kind: 'serial_number', namespace: '', value: 'ABC1' },
        { kind: 'external_id', namespace: 'servicenow', value: 'CI1' },
        { kind: 'ip_address', namespace: '', value: '10.0.0.1' },
        { kind: 'ip_address', namespace: '', value: '10.0.0.2' },
      ]),
    );
    expect(body['identifiers']).toHaveLength(5);
  });

  test('F49 an id of another tenant, another engagement, a deleted asset or nothing is 404 alike', async () => {
    const tenant = await server.tenants.tenant();
    const beside = { ...tenant, engagementId: await server.tenants.engagement(tenant.clientAccountId) };
    const [deleted] = await addAssets(server.db, tenant, [{ name: 'deleted', deleted_at: new Date() }]);
    const [neighbour] = await addAssets(server.db, beside, [{ name: 'neighbour' }]);
    const stranger = await estateOf([{ name: 'stranger' }]);
    const estate = await viewerOf(tenant);
    for (const id of [stranger.ids[0], neighbour, deleted, randomUUID()]) {
      const { status, body } = await estate.get(`/assets/${id}`);
      expect({ status, code: body['code'] }).toEqual({ status: 404, code: 'asset_not_found' });
    }
    expect((await stranger.get(`/assets/${stranger.ids[0]}`)).status).toBe(200);
  });
});

test('GET /inventory/summary counts live assets by type, environment and criticality', async () => {
  const estate = await estateOf([
    { name: 'a', environment: 'production', business_criticality: 'high' },
    { name: 'b', environment: 'production' },
    { name: 'c', asset_type: 'database' },
    { name: 'd', asset_type: 'database', deleted_at: new Date() },
  ]);
  const { body } = await estate.get('/inventory/summary');
  expect(body).toEqual({
    total: 3,
    by_type: [
      { value: 'server', count: 2 },
      { value: 'database', count: 1 },
    ],
    by_environment: [
      { value: 'production', count: 2 },
      { value: null, count: 1 },
    ],
    by_criticality: [
      { value: null, count: 2 },
      { value: 'high', count: 1 },
    ],
  });
});

test('a caller without a role in the engagement reads nothing', async () => {
  const { tenant } = await estateOf([{ name: 'a' }]);
  const headers = server.headersOf(await server.tenants.user(), tenant);
  const answers = await Promise.all(
    ['/assets', `/assets/${randomUUID()}`, '/inventory/summary'].map((path) =>
      server.send({ url: `/api/v1${path}`, headers }),
    ),
  );
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([403, 403, 403]);
});

test('a write outside a tenant scope of the application is not possible', async () => {
  const { tenant } = await estateOf([{ name: 'a' }]);
  const stranger = await server.tenants.tenant();
  const writing = inTenantScope(server.db, stranger, ({ client }) =>
    client.query('update estate_versions set version = version + 1 where client_account_id = $1', [
      tenant.clientAccountId,
    ]),
  );
  expect((await writing).rowCount).toBe(0);
});
