import { describe, expect, test } from 'vitest';
import { addAssets, readersOn } from '../../../test/estate.ts';
import { useServer } from '../../../test/server.ts';
import { assetColumns } from './asset-columns.ts';
import { estateRoutes } from './assets.routes.ts';

const server = useServer({ features: (db) => [estateRoutes({ db })] });
const { estateOf } = readersOn(server);

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
        expect({ sort, status }).toEqual({ sort, status: 200 });
        const ids = body.items.map(({ id }) => id);
        expect({ sort, ids: await estate.walk(`limit=3&sort=${sort}`) }).toEqual({ sort, ids });
      }
    }
  });

  test('a page by offset is the same as by cursor, and offset wins over cursor', async () => {
    const estate = await estateOf(
      [1, 2, 3, 4, 5].map((n) => ({ name: `n${n}`, cpu_cores: n % 2 === 0 ? null : n })),
    );
    const { body } = await estate.get('/assets?limit=2&sort=cpu_cores');
    const next = `cursor=${body.next_cursor}`;
    expect(await estate.names(`limit=2&sort=cpu_cores&${next}`)).toEqual(['n5', 'n2']);
    expect(await estate.names('limit=2&sort=cpu_cores&offset=2')).toEqual(['n5', 'n2']);
    expect(await estate.names(`limit=2&sort=cpu_cores&offset=4&${next}`)).toEqual(['n4']);
    expect(await estate.names('offset=5')).toEqual([]);
  });

  test('a cursor goes on behind its asset when others were written meanwhile', async () => {
    const estate = await estateOf([{ name: 'b' }, { name: 'd' }, { name: 'f' }]);
    const { body } = await estate.get('/assets?limit=2');
    await addAssets(server.db, estate.tenant, [{ name: 'a' }, { name: 'e' }]);
    expect(await estate.names(`limit=2&cursor=${body.next_cursor}`)).toEqual(['e', 'f']);
  });

  test('refuses a cursor of another list and one it did not make', async () => {
    const estate = await estateOf([{ name: 'a' }, { name: 'b' }]);
    const { body } = await estate.get('/assets?limit=1');
    const refused = { status: 422, body: { code: 'validation_failed', errors: [{ field: 'cursor' }] } };
    const cursor = body.next_cursor;
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
  const samples = {
    'text[]': ['a', 'b'],
    bigint: 3,
    float8: 0.1,
    numeric: '12.5',
    boolean: true,
    text: 'Text',
  };
  const moments = { date: '2026-01-31', timestamptz: '2026-01-31T10:00:00.123456Z' };
  return { ...samples, ...moments }[kind];
}

describe('filters of GET /assets', () => {
  const assets = [
    {
      name: 'web1',
      hostname: 'FRONT-1',
      ip_address: ['10.1.2.3', '10.9.9.9'],
      asset_type: 'virtual_machine',
    },
    { name: 'Web2', fqdn: 'web2.shop.example.com', environment: 'production', operating_system: 'AIX' },
    {
      name: 'db_1',
      application_name: ['Billing', 'Order Desk'],
      business_criticality: 'high',
      environment: 'test',
    },
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
