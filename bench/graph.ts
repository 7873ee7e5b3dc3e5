/**
 * How long the dependency graph of a large engagement takes: `npm run bench -- graph [--assets 20000] [--edges 40000]`.
 *
 * Fills a scratch database and asks as the API does, as the role of the application under row-level security: just after
 * the rows were written, when the database knows nothing of them, and again after it has looked at them. Per question:
 * milliseconds, processor seconds of this process and of the database, and the longest turn of the event loop.
 */
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { asId, type TenantPair } from '@landfall/domain/shared/ids';
import { Client } from 'pg';
import { analyseGraph } from '../apps/server/src/features/dependencies/graph-analysis.service.ts';
import {
  type GraphRequest,
  readGraph,
  readPaths,
} from '../apps/server/src/features/dependencies/graph.service.ts';
import { readGroupedGraph } from '../apps/server/src/features/dependencies/graph-groups.service.ts';
import { createPools } from '../apps/server/src/platform/db.ts';
import { inTenantScope, type TenantScope } from '../apps/server/src/platform/tenant-scope.ts';
import { familyCpu } from './support/family-cpu.ts';
import { openScratchDatabase } from './support/scratch-import.ts';

const { values } = parseArgs({
  options: {
    assets: { type: 'string', default: '20000' },
    nodes: { type: 'string', default: '10000' },
    edges: { type: 'string', default: '40000' },
  },
});
const database = await openScratchDatabase();
const db = createPools({ appUrl: database.urls.app });
const owner = new Client({ connectionString: database.urls.owner });
try {
  await owner.connect();
  const tenant = await fill();
  await measure(tenant, 'just written');
  for (const table of [
    'assets',
    'asset_dependencies',
    'canonical_applications',
    'canonical_application_variants',
  ])
    await owner.query(`vacuum (analyze) ${table}`);
  await measure(tenant, 'looked at');
} finally {
  await owner.end();
  await db.close();
  await database.stop();
}

async function fill(): Promise<TenantPair> {
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
  await owner.query(text('fill-assets'), [Number(values.assets)]);
  await owner.query('set enable_nestloop = off');
  await owner.query(text('fill-edges'), [Number(values.nodes), Number(values.edges)]);
  await owner.query('update assets set deleted_at = now() where lead_row % 1000 = 7');
  return { clientAccountId: asId(client), engagementId: asId(engagement) };
}

function text(name: string): string {
  return readFileSync(new URL(`./estate/${name}.sql`, import.meta.url), 'utf8');
}

async function idOf(sql: string, parameters: readonly string[]): Promise<string> {
  return (await owner.query<{ id: string }>(sql, [...parameters])).rows[0]?.id ?? '';
}

function setTenant(client: string, engagement: string): Promise<unknown> {
  const setting = `select set_config('app.client_account_id', $1, false), set_config('app.engagement_id', $2, false)`;
  return owner.query(setting, [client, engagement]);
}

async function measure(tenant: TenantPair, label: string): Promise<void> {
  const ask = <R>(work: (scope: TenantScope) => Promise<R>) =>
    inTenantScope(db, { ...tenant, readOnly: true, statementTimeoutMs: 20_000 }, work);
  const request: GraphRequest = {
    center: undefined,
    depth: 3,
    direction: 'both',
    includesNoise: false,
    limit: 500,
  };
  print([label, 'ms', 'CPU here', 'CPU database', 'longest turn']);
  const whole = await timed('analysis', () => ask((scope) => analyseGraph(scope, false)));
  const hub = whole.shared[0]?.asset.id ?? '';
  const most = await timed('most connected', () => ask((scope) => readGraph(scope, request)));
  const center = most.nodes.at(-1)?.id ?? hub;
  await timed('by applications', () => ask((scope) => readGroupedGraph(scope, request, 'application')));
  await timed('depth 3 of a hub', () => ask((scope) => readGraph(scope, { ...request, center: hub })));
  await timed('ways', () =>
    ask((scope) => readPaths(scope, { from: center, to: hub, includesNoise: false })),
  );
  const { statistics, groupTotal, shared, orphans, crossEnvironment } = whole;
  process.stdout.write(
    `${statistics.edges} edges, ${groupTotal} groups, ${shared.length} shared, ${orphans.total} orphans, ${crossEnvironment.total} between environments\n`,
  );
}

async function timed<R>(label: string, work: () => Promise<R>): Promise<R> {
  const [here, there, start] = [process.cpuUsage(), familyCpu(database.pid()), performance.now()];
  const result = await work();
  const took = performance.now() - start;
  const { user, system } = process.cpuUsage(here);
  const cpu = [(user + system) / 1e6, familyCpu(database.pid()) - there].map((seconds) => seconds.toFixed(2));
  print([label, took.toFixed(0), ...cpu, (await longestTurn(work)).toFixed(0)]);
  return result;
}

/** Most processor milliseconds of this process between two turns of the event loop: what others wait, on an idle machine. */
async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  let [longest, isOver, last] = [0, false, process.cpuUsage()];
  const look = (): void => {
    const now = process.cpuUsage();
    longest = Math.max(longest, now.user + now.system - last.user - last.system);
    last = now;
    if (!isOver) setImmediate(look);
  };
  setImmediate(look);
  await work();
  isOver = true;
  return longest / 1000;
}

function print([label = '', ...cells]: readonly string[]): void {
  process.stdout.write(`${label.padEnd(20)}${cells.map((cell) => cell.padStart(14)).join('')}\n`);
}
