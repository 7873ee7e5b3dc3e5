/**
 * `npm run test:crash`: ends the product with SIGKILL at named points of the main path, and PostgreSQL at the same
 * points, and requires that every flow completes all the same, that no invariant is broken, and that assets and
 * accounting are those of an undisturbed run.
 *
 *   node --import tsx scripts/test-crash.mjs [--seeds 1,2,3] [--rows 12000] [--victim worker|postgres] [--point NAME]
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { findViolations } from '../apps/server/src/features/flows/invariants.repository.ts';
import { findRunningLandfall } from '../apps/server/src/main.ts';
import { embeddedUrl, superuser } from '../apps/server/src/platform/embedded-postgres/create-cluster.ts';
import { driveFlow, openApi } from './crash/drive-flow.mjs';
import { points } from './crash/points.mjs';
import {
  dropBuild,
  isRunning,
  keepBuild,
  pidFileOf,
  postmaster,
  startProduct,
  stopProduct,
} from './crash/product.mjs';
import { sampleCsv } from './crash/sample-file.mjs';
import { ensureBuilt } from './prepare.mjs';

const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3' },
    rows: { type: 'string', default: '12000' },
    victim: { type: 'string' },
    point: { type: 'string' },
  },
});
const seeds = options.seeds.split(',').map(Number);
const rows = Number(options.rows);
const victims = options.victim === undefined ? ['worker', 'postgres'] : [options.victim];
const chosen = points.filter(({ name }) => options.point === undefined || name === options.point);

ensureBuilt();
keepBuild();
const dataDirectory = mkdtempSync('/tmp/landfall-crash-');
chmodSync(dataDirectory, 0o755);
const total = { cases: 0, crashes: 0, violations: 0, differences: 0 };
const signedIn = { token: '', until: 0 };
let engagements = 0;

try {
  for (const seed of seeds) await runSeed(seed);
} finally {
  rmSync(dataDirectory, { recursive: true, force: true });
  dropBuild();
}
const summary = { ...total, points: chosen.length, seeds, victims, rows };
process.stdout.write(`${JSON.stringify(summary)}\n`);
process.exitCode = total.violations + total.differences === 0 && total.crashes === total.cases ? 0 : 1;

async function runSeed(seed) {
  const csv = sampleCsv(seed, rows);
  const expected = await disturbed(csv, undefined);
  for (const victim of victims) {
    for (const point of chosen) {
      const at = `${point.name}:${((seed - 1) % point.hits) + 1}`;
      const began = Date.now();
      const result = await disturbed(csv, { victim, at });
      const seconds = ((Date.now() - began) / 1000).toFixed(1);
      judge(`seed ${seed} ${victim.padEnd(8)} ${at} ${seconds} s`, expected, result);
    }
  }
}

function judge(name, expected, { crashes, violations, outcome }) {
  const isSame = outcome === expected.outcome;
  const isCrashed = crashes > 0;
  total.cases += 1;
  total.crashes += Number(isCrashed);
  total.violations += violations.length;
  total.differences += Number(!isSame);
  report(`${isSame && isCrashed && violations.length === 0 ? 'ok    ' : 'FAILED'} ${name}`);
  if (!isCrashed) report('       the point was not reached');
  if (!isSame) report(`       expected ${expected.outcome}\n       found    ${outcome}`);
  for (const violation of violations) report(`       ${JSON.stringify(violation)}`);
}

/** Brings the file through a flow of an engagement of its own, with one crash on the way if one is asked for. */
async function disturbed(csv, crash) {
  const armed = crash && (crash.victim === 'worker' ? crash.at : `${crash.at}:${pidFileOf(dataDirectory)}`);
  const state = { product: await startProduct(dataDirectory, armed), starts: 1 };
  const before = postmaster(dataDirectory).pid;
  const tenant = await newEngagement(state.product.url);
  const revive = async () => {
    if (!isRunning(state.product)) {
      state.product = await startProduct(dataDirectory);
      state.starts += 1;
    }
    return openApi(state.product.url, { token: await localToken(), tenant });
  };
  const flow = await driveFlow(revive, csv);
  const isLost = postmaster(dataDirectory).pid !== before;
  const crashes = crash?.victim === 'postgres' ? Number(isLost) : state.starts - 1;
  const { violations, assets } = await inspect(tenant['x-engagement-id']);
  await stopProduct(state.product);
  return { crashes, violations, outcome: JSON.stringify({ assets, accounting: flow.accounting }) };
}

async function newEngagement(url) {
  const api = openApi(url, { token: await localToken() });
  const clients = await api.get('/context/clients');
  const clientAccountId = clients.body.items[0].id;
  engagements += 1;
  const body = {
    client_account_id: clientAccountId,
    name: `Crash ${engagements}`,
    slug: `crash-${engagements}`,
  };
  const made = await api.post('/admin/engagements', body);
  if (made.status !== 201) throw new Error(`No engagement: ${JSON.stringify(made)}`);
  return { 'x-client-account-id': clientAccountId, 'x-engagement-id': made.body.id };
}

/** A token of the administrator, made from the key in the data directory; good for some minutes over restarts. */
async function localToken() {
  if (Date.now() > signedIn.until) {
    signedIn.token = await findRunningLandfall({ dataDirectory }).localToken();
    signedIn.until = Date.now() + 5 * 60_000;
  }
  return signedIn.token;
}

/** Broken invariants of the whole database, and what the engagement's assets are, ids and times apart. */
async function inspect(engagementId) {
  const { port, directory } = postmaster(dataDirectory);
  const client = new Client({ connectionString: embeddedUrl(superuser, { directory, port }) });
  await client.connect();
  try {
    const violations = await findViolations(client);
    const { rows: found } = await client.query(
      `select count(*)::int as count, md5(string_agg(content, '|' order by content)) as content from (
        select (to_jsonb(a) - '{id,client_account_id,engagement_id,created_by_import_id,lead_import_id,provenance,
          created_at,updated_at,version}'::text[])::text as content
        from assets a where engagement_id = $1 and deleted_at is null) a`,
      [engagementId],
    );
    return { violations, assets: found[0] };
  } finally {
    await client.end();
  }
}

function report(line) {
  process.stdout.write(`${line}\n`);
}
