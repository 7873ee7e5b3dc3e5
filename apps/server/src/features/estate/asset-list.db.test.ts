import type { TenantPair } from '@landfall/domain/shared/ids';
import { describe, expect, test } from 'vitest';
import { usePools } from '../../../test/database.ts';
import { addAssets, addManyAssets } from '../../../test/estate.ts';
import { tenantsIn } from '../../../test/tenants.ts';
import { findAssetColumn } from './asset-columns.ts';
import {
  type AssetListRequest,
  type AssetPage,
  type Estate,
  listAssets,
  openEstate,
} from './assets.service.ts';

const { database, db } = usePools({ max: 4 });
const tenants = tenantsIn(database.admin);

/** More than an estate whose pages are simply queried. */
const MANY = 24_000;

const aReader = (): Estate => openEstate(db);

interface Page {
  readonly sort?: string;
  readonly offset?: number;
  readonly cursor?: string | null;
  readonly limit?: number;
  readonly filter?: AssetListRequest['filter'];
}

function pageOf(reader: Estate, tenant: TenantPair, page: Page): Promise<AssetPage> {
  const { sort = 'name', offset, cursor, limit = 50, filter = {} } = page;
  const descending = sort.startsWith('-');
  const by = findAssetColumn(descending ? sort.slice(1) : sort);
  if (by === undefined) throw new Error(`No column ${sort}.`);
  const view = { columns: [], withCustomAttributes: false, sortedBy: by };
  const from = { offset, cursor: cursor ?? undefined };
  return listAssets(reader, tenant, {
    filter,
    flowId: undefined,
    sort: { by, descending },
    view,
    limit,
    ...from,
  });
}

const namesOf = ({ assets }: AssetPage): string[] => assets.map(({ name }) => name);

/** The list as one query gives it, past everything that is remembered. */
async function expectedNames(tenant: TenantPair, order: string, where = 'true'): Promise<string[]> {
  const { rows } = await database.admin.query<{ name: string }>(
    `select name from assets where engagement_id = $1 and deleted_at is null and ${where} order by ${order}`,
    [tenant.engagementId],
  );
  return rows.map(({ name }) => name);
}

async function aLargeEstate(): Promise<TenantPair> {
  const tenant = await tenants.tenant();
  await addManyAssets(db, tenant, MANY);
  return tenant;
}

describe('a list of more assets than are queried for each page', () => {
  test.each([
    { sort: 'name', order: 'name' },
    { sort: '-name', order: 'name desc' },
    { sort: 'memory_gb', order: 'memory_gb nulls last, id' },
    { sort: '-memory_gb', order: 'memory_gb desc nulls last, id desc' },
    {
      sort: '-memory_gb',
      order: 'memory_gb desc nulls last, id desc',
      filter: { environment: 'test' },
      where: `environment = 'test'`,
    },
    { sort: 'name', order: 'name', filter: { search: '77' }, where: `name like '%77%'` },
  ])('is the same from any position: $sort $filter', async ({ sort, order, filter = {}, where }) => {
    const tenant = await aLargeEstate();
    const expected = await expectedNames(tenant, order, where);
    const reader = aReader();
    const last = expected.length - 20;
    for (const offset of [last, 0, 970, 1_000, Math.floor(expected.length / 2), 15_990, last]) {
      const page = await pageOf(reader, tenant, { sort, offset, filter });
      expect(namesOf(page), `at ${offset}`).toEqual(expected.slice(offset, offset + 50));
      expect(page.total).toBe(expected.length);
      expect(page.nextCursor === null).toBe(offset + 50 >= expected.length);
    }
  });

  test('a walk by cursor meets every asset once, in the order of the offsets', async () => {
    const tenant = await aLargeEstate();
    const reader = aReader();
    const met: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await pageOf(reader, tenant, { sort: '-memory_gb', limit: 500, cursor: cursor ?? null });
      met.push(...namesOf(page));
      cursor = page.nextCursor;
    }
    expect(met).toEqual(await expectedNames(tenant, 'memory_gb desc nulls last, id desc'));
  });

  test('a cursor goes on behind its asset after the estate has changed', async () => {
    const tenant = await aLargeEstate();
    const reader = aReader();
    const first = await pageOf(reader, tenant, { sort: 'memory_gb', offset: 12_000 });
    const expected = await expectedNames(tenant, 'memory_gb nulls last, id');
    await addAssets(db, tenant, [{ name: 'new and first', memory_gb: -1 }]);
    const second = await pageOf(reader, tenant, { sort: 'memory_gb', cursor: first.nextCursor });
    expect(namesOf(second)).toEqual(expected.slice(12_050, 12_100));
    expect(second.total).toBe(MANY + 1);
  });

  test('the first page shows a change at once, and a deleted asset is on no page', async () => {
    const tenant = await aLargeEstate();
    const reader = aReader();
    await pageOf(reader, tenant, { sort: 'memory_gb', offset: MANY - 10 });
    await addAssets(db, tenant, [
      { name: 'least', memory_gb: -1 },
      { name: 'gone', memory_gb: -2, deleted_at: new Date() },
    ]);
    const page = await pageOf(reader, tenant, { sort: 'memory_gb', offset: 0, limit: 1 });
    expect(namesOf(page)).toEqual(['least']);
    expect(page.total).toBe(MANY + 1);
  });

  test('many readers far into a list wait for one read of its order and for no connection', async () => {
    const tenant = await aLargeEstate();
    const reader = aReader();
    const offsets = Array.from({ length: 40 }, (_, index) => 2_000 + index * 500);
    const pages = await Promise.all(
      offsets.map((offset) => pageOf(reader, tenant, { sort: 'memory_gb', offset, limit: 3 })),
    );
    const expected = await expectedNames(tenant, 'memory_gb nulls last, id');
    expect(pages.map(namesOf)).toEqual(offsets.map((offset) => expected.slice(offset, offset + 3)));
  });

  test('F48 an order that one tenant made is not used for another', async () => {
    const [tenant, stranger] = [await aLargeEstate(), await aLargeEstate()];
    const reader = aReader();
    const mine = await pageOf(reader, tenant, { sort: 'memory_gb', offset: 10_000 });
    const theirs = await pageOf(reader, stranger, { sort: 'memory_gb', offset: 10_000 });
    const ids = new Set(mine.assets.map(({ id }) => id));
    expect(mine.assets).toHaveLength(50);
    expect(theirs.assets).toHaveLength(50);
    expect(theirs.assets.filter(({ id }) => ids.has(id))).toEqual([]);
  });
});
