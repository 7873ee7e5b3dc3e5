/**
 * How long a page of a large inventory takes: `npm run bench -- assets-page [--rows 1000000] [--pages 200]`.
 *
 * Fills a scratch database, then asks for pages as the API does, from the transaction to the JSON text. Per list:
 * the first page nobody asked for before, the first page from a random position, and random positions after that.
 * The floor is a query of as many rows and columns from anywhere, in the same run.
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { asId, type TenantPair } from '@landfall/domain/shared/ids';
import { Client } from 'pg';
import {
  type AssetColumn,
  defaultFields,
  findAssetColumn,
} from '../apps/server/src/features/estate/asset-columns.ts';
import {
  type AssetListRequest,
  type Estate,
  listAssets,
  openEstate,
} from '../apps/server/src/features/estate/assets.service.ts';
import { assetOnWire } from '../apps/server/src/features/estate/assets.wire.ts';
import { createPools, type Db } from '../apps/server/src/platform/db.ts';
import { startEmbeddedPostgres } from '../apps/server/src/platform/embedded-postgres/embedded-postgres.ts';
import { migrate } from '../apps/server/src/platform/migrations.ts';
import { inTenantScope } from '../apps/server/src/platform/tenant-scope.ts';

const LIMIT = 100;
const lists = [
  { label: 'name', sort: 'name', filter: {} },
  { label: 'memory, descending', sort: '-memory_gb', filter: {} },
  { label: 'business owner', sort: 'business_owner', filter: {} },
  { label: 'production by name', sort: 'name', filter: { environment: 'production' } },
  { label: 'search "web-3a"', sort: 'name', filter: { search: 'web-3a' } },
];

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, pages: { type: 'string', default: '200' } },
});
const [rows, pages] = [Number(values.rows), Number(values.pages)];
const columns = defaultFields.map(columnOf);

const dataDirectory = mkdtempSync('/tmp/landfall-bench-');
chmodSync(dataDirectory, 0o755);
const server = await startEmbeddedPostgres({ dataDirectory });
const db = createPools({ appUrl: server.urls.app });
try {
  await migrate(server.urls.owner);
  const tenant = await fill(server.urls.owner);
  await measure(tenant);
} finally {
  await db.close();
  await server.stop();
  rmSync(dataDirectory, { recursive: true, force: true });
}

async function fill(ownerUrl: string): Promise<TenantPair> {
  const start = performance.now();
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  const idOf = async (sql: string, parameters: string[]): Promise<string> =>
    (await owner.query<{ id: string }>(sql, parameters)).rows[0]?.id ?? '';
  const setTenant = (client: string, engagement: string) =>
    owner.query(
      `select set_config('app.client_account_id', $1, false), set_config('app.engagement_id', $2, false)`,
      [client, engagement],
    );
  const client = await idOf(
    `insert into client_accounts (name, slug) values ('Bench', 'bench') returning id`,
    [],
  );
  await setTenant(client, '');
  const engagement = await idOf(
    `insert into engagements (client_account_id, name, slug) values ($1, 'Bench', 'bench') returning id`,
    [client],
  );
  await setTenant(client, engagement);
  await owner.query(readFileSync(new URL('./estate/fill-assets.sql', import.meta.url), 'utf8'), [rows]);
  // Autovacuum would do this within a minute or two.
  await owner.query('vacuum (analyze) assets');
  const { rows: sizes } = await owner.query<{ heap: string; indexes: string }>(
    `select pg_size_pretty(pg_table_size('assets')) as heap, pg_size_pretty(pg_indexes_size('assets')) as indexes`,
  );
  await owner.end();
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  print(`${rows} assets written in ${seconds} s; table ${sizes[0]?.heap}, indexes ${sizes[0]?.indexes}`);
  return { clientAccountId: asId(client), engagementId: asId(engagement) };
}

async function measure(tenant: TenantPair): Promise<void> {
  print(`pages of ${LIMIT} rows and ${columns.length} fields, milliseconds`);
  print(line(['', 'assets', 'first page', 'first far', 'p50', 'p95']));
  const floor = sorted(await times(() => floorPage(db, tenant)));
  print(line(['floor: select ... limit 100', '', '', '', quantile(floor, 0.5), quantile(floor, 0.95)]));
  for (const list of lists) print(line(await measureList(tenant, list)));
  print(`memory of this process ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`);
}

async function measureList(tenant: TenantPair, list: (typeof lists)[number]): Promise<string[]> {
  const first = await timed(() => page(openEstate(db), tenant, { ...list, offset: 0 }));
  // An estate of its own and a pause, so that what the first page has begun neither helps nor hinders.
  await sleep(3_000);
  const estate = openEstate(db);
  const total = first.result;
  const anywhere = () => page(estate, tenant, { ...list, offset: Math.floor(Math.random() * total) });
  const far = await timed(anywhere);
  const after = sorted(await times(anywhere));
  const figures = [ms(first.took), ms(far.took), quantile(after, 0.5), quantile(after, 0.95)];
  return [list.label, String(total), ...figures];
}

interface Wanted {
  readonly sort: string;
  readonly filter: AssetListRequest['filter'];
  readonly offset: number;
}

/** One page up to its JSON text; answers the total. */
async function page(estate: Estate, tenant: TenantPair, { sort, filter, offset }: Wanted): Promise<number> {
  const by = columnOf(sort.replace('-', ''));
  const { assets, total } = await listAssets(estate, tenant, {
    filter,
    flowId: undefined,
    sort: { by, descending: sort.startsWith('-') },
    view: { columns, withCustomAttributes: false, sortedBy: by },
    limit: LIMIT,
    offset,
    cursor: undefined,
  });
  JSON.stringify(assets.map((asset) => assetOnWire(asset, columns, { maySee: false, isSensitive: false })));
  return total;
}

/** The same rows and columns without an order, a position or a count. */
function floorPage(pools: Db, tenant: TenantPair): Promise<string> {
  return inTenantScope(pools, { ...tenant, readOnly: true }, async (scope) => {
    const names = columns.map(({ column }) => `"${column}"`).join(', ');
    const { rows: found } = await scope.client.query<Record<string, unknown>>(
      `select ${names}, id, version, created_at, updated_at from assets where deleted_at is null limit ${LIMIT}`,
    );
    return JSON.stringify(found);
  });
}

function columnOf(field: string): AssetColumn {
  const column = findAssetColumn(field);
  if (column === undefined) throw new Error(`The inventory has no field ${field}.`);
  return column;
}

async function timed<Result>(work: () => Promise<Result>): Promise<{ took: number; result: Result }> {
  const start = performance.now();
  const result = await work();
  return { took: performance.now() - start, result };
}

async function times(work: () => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  for (let turn = 0; turn < pages; turn++) took.push((await timed(work)).took);
  return took;
}

function sorted(numbers: readonly number[]): number[] {
  return numbers.toSorted((left, right) => left - right);
}

function quantile(ascending: readonly number[], share: number): string {
  return ms(ascending[Math.floor((ascending.length - 1) * share)] ?? Number.NaN);
}

function ms(milliseconds: number): string {
  return milliseconds.toFixed(1);
}

function line([label = '', ...cells]: readonly string[]): string {
  return label.padEnd(28) + cells.map((cell) => cell.padStart(11)).join('');
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
