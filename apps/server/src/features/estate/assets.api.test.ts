import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { addAssets, addImport, readersOn } from '../../../test/estate.ts';
import { useServer } from '../../../test/server.ts';
import { inTenantScope } from '../../platform/tenant-scope.ts';
import { assetColumns } from './asset-columns.ts';
import { estateRoutes } from './assets.routes.ts';

const server = useServer({ features: (db) => [estateRoutes({ db })] });
const { viewerOf, estateOf } = readersOn(server);

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
      {
        name: 'updated',
        created_by_import_id: first.importId,
        lead_import_id: first.importId,
        provenance: { updates: { vendor: { import: second.importId, row: 4 } } },
      },
    ]);
    const estate = await viewerOf(tenant);
    expect(await estate.names('')).toEqual(['of both', 'of first', 'of nobody', 'updated']);
    expect(await estate.names(`flow_id=${first.flowId}`)).toEqual(['of both', 'of first', 'updated']);
    expect(await estate.names(`flow_id=${second.flowId}`)).toEqual(['of both', 'updated']);
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
    expect((await estate.get('/assets')).body).toMatchObject({
      total: 2,
      items: [{ name: 'a' }, { name: 'b' }],
    });
    expect((await estate.get('/inventory/summary')).body.total).toBe(2);
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
    expect(body.items[0]?.custom_attributes).toBeNull();
  });

  test('custom attributes come when they are asked for; only then it is said that an asset has none', async () => {
    const estate = await estateOf([values, { ...values, name: 'web2', custom_attributes: {} }]);
    const { body } = await estate.get('/assets?columns=name,custom_attributes');
    expect(body.items).toMatchObject([
      { fields: { name: 'web1' }, custom_attributes: { rack_note: 'left' } },
      { fields: { name: 'web2' }, custom_attributes: {} },
    ]);
    const { body: one } = await estate.get('/assets?columns=name,custom.rack_note');
    expect(one.items[0]?.custom_attributes).toEqual({ rack_note: 'left' });
    const { body: plain } = await estate.get('/assets');
    expect(plain.items.map(({ custom_attributes: custom }) => custom)).toEqual([null, null]);
    const { body: whole } = await estate.get(`/assets/${plain.items[0]?.id}`);
    expect(whole).toMatchObject({ custom_attributes: { rack_note: 'left' } });
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
    expect(Object.keys(body.fields)).toEqual(assetColumns.map(({ field }) => field));
    expect(body.identifiers).toEqual(
      expect.arrayContaining([
        { kind: 'name', namespace: '', value: 'web1' },
        { kind: 'serial_number', namespace: '', value: 'ABC1' },
        { kind: 'external_id', namespace: 'servicenow', value: 'CI1' },
        { kind: 'ip_address', namespace: '', value: '10.0.0.1' },
        { kind: 'ip_address', namespace: '', value: '10.0.0.2' },
      ]),
    );
    expect(body.identifiers).toHaveLength(5);
  });

  test('counts the rows an asset was made of', async () => {
    const other = randomUUID();
    const estate = await estateOf([
      { name: 'alone', lead_row: 7 },
      { name: 'merged', lead_row: 7, provenance: { rows: [8, 9], fields: { vendor: 8 } } },
      {
        name: 'updated later',
        lead_row: 7,
        provenance: { updates: { vendor: { import: other, row: 3 }, model: { import: other, row: 3 } } },
      },
      { name: 'by hand', discovery_method: 'manual' },
    ]);
    const answers = await Promise.all(estate.ids.map((id) => estate.get(`/assets/${id}`)));
    expect(answers.map(({ body }) => body.source_rows)).toEqual([1, 3, 2, 0]);
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
      expect({ status, code: body.code }).toEqual({ status: 404, code: 'asset_not_found' });
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
