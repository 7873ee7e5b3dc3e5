/**
 * `npm run test:model`: random sequences of commands over HTTP against the product with two workers, each held against
 * a small model of what a person is promised. After each command the API, the database and the journal must agree,
 * and no invariant may be broken. Workers are lost on the way. Seeds that fail are kept and run first the next time.
 *
 *   node --import tsx scripts/test-model.mjs [--sequences 60] [--commands 40] [--seed 1] [--lanes 4] [--minutes 0]
 *     [--per-start 250]
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sample } from 'fast-check';
import { Client } from 'pg';
import { findRunningLandfall } from '../apps/server/src/running.ts';
import { embeddedUrl } from '../apps/server/src/platform/embedded-postgres/create-cluster.ts';
import { startFleet } from './chaos/fleet.mjs';
import { dropBuild, keepBuild, postmaster } from './crash/product.mjs';
import { openStage } from './crash/stage.mjs';
import { sequences } from './model/commands.mjs';
import { openApi } from './model/open-api.mjs';
import { runSequence } from './model/run-sequence.mjs';
import { openWorkers } from './model/workers.mjs';
import { ensureBuilt } from './prepare.mjs';

const { values: options } = parseArgs({
  options: {
    sequences: { type: 'string', default: '60' },
    commands: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    lanes: { type: 'string', default: '4' },
    minutes: { type: 'string', default: '0' },
    'per-start': { type: 'string', default: '250' },
  },
});
const length = Number(options.commands);
const firstSeed = Number(options.seed);
const until = Number(options.minutes) > 0 ? Date.now() + Number(options.minutes) * 60_000 : Infinity;
const kept = join(import.meta.dirname, 'model/failed-seeds.json');
const failedBefore = existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : [];
const queue = [
  ...failedBefore,
  ...Array.from({ length: Number(options.sequences) }, (_, index) => ({
    seed: firstSeed + index,
    commands: length,
  })),
];
const total = { sequences: 0, commands: 0, workersLost: 0, failed: [], words: {}, kinds: {} };

ensureBuilt();
keepBuild();
const began = Date.now();
try {
  // Sequences do not see each other, so a new database every so often only keeps the looks at it quick.
  while (queue.length > 0 && Date.now() < until) await runSome(queue.splice(0, Number(options['per-start'])));
} finally {
  dropBuild();
}
if (total.failed.length === 0) rmSync(kept, { force: true });
else writeFileSync(kept, `${JSON.stringify(total.failed, undefined, 2)}\n`);
const seconds = Math.round((Date.now() - began) / 100) / 10;
const failed = total.failed.map(({ seed }) => seed);
process.stdout.write(`${JSON.stringify({ ...total, failed, seed: firstSeed, seconds })}\n`);
process.exitCode = total.failed.length === 0 && total.sequences > 0 ? 0 : 1;

/** Runs sequences on a data directory of their own, and looks for what their deletions left at the end. */
async function runSome(some) {
  const stage = openStage('model');
  try {
    const settings = { LANDFALL_WORKER_CONCURRENCY: '8' };
    const fleet = await startFleet(stage, { workers: 2, settings });
    const run = { stage, url: fleet.url, workers: openWorkers(fleet), signedIn: { token: '', until: 0 } };
    await Promise.all(Array.from({ length: Number(options.lanes) }, () => lane(run, some)));
    for (const violation of await stage.violations()) await blame(stage, violation);
    total.workersLost += run.workers.lost();
    await fleet.stop();
  } finally {
    stage.drop();
  }
}

/** Takes sequences until there are none or the time is up. */
async function lane(run, some) {
  const { port, directory } = postmaster(run.stage.dataDirectory);
  // Bound by row-level security as the server is, so that a look at an engagement reads that engagement alone.
  const sql = new Client({ connectionString: embeddedUrl('landfall_app', { directory, port }) });
  await sql.connect();
  try {
    for (let next = some.shift(); next !== undefined && Date.now() < until; next = some.shift())
      await runOne(run, sql, next);
  } finally {
    await sql.end();
  }
}

async function runOne(run, sql, { seed, commands: count }) {
  const [commands] = sample(sequences(count), { seed, numRuns: 1 });
  try {
    await runSequence(await newPlace(run, sql, seed), commands, ({ kind }, word) => {
      total.commands += 1;
      total.kinds[kind] = (total.kinds[kind] ?? 0) + 1;
      total.words[word] = (total.words[word] ?? 0) + 1;
    });
  } catch (error) {
    fail(seed, error.message);
  }
  total.sequences += 1;
  if (total.sequences % 50 === 0)
    process.stderr.write(
      `${Math.round((Date.now() - began) / 1000)} s  ${total.sequences} sequences, ${total.commands} commands\n`,
    );
}

/** A violation found at the end is the failure of the sequence whose flow it is about. */
async function blame(stage, violation) {
  const [client] = await stage.query(
    'select slug from client_accounts join discovery_flows on client_account_id = id where flow_id = $1',
    [violation.flowId],
  );
  fail(Number(client?.slug.split('-')[1] ?? 0), `at the end: ${JSON.stringify(violation)}`);
}

function fail(seed, text) {
  total.failed.push({ seed, commands: length, failure: text.slice(0, 1500) });
  process.stdout.write(`FAILED seed ${seed}: ${text}\n`);
}

/** A client account with one engagement, so that nothing of another sequence is in the way. */
async function newPlace(run, sql, seed) {
  const token = () => freshToken(run);
  const admin = openApi(run.url, token, {});
  const slug = `model-${seed}-${total.sequences}-${Math.random().toString(36).slice(2, 8)}`;
  const client = await admin.call('POST', '/admin/clients', { body: { name: slug, slug } });
  const body = { client_account_id: client.body.id, name: slug, slug };
  const engagement = await admin.call('POST', '/admin/engagements', { body });
  if (engagement.status !== 201) throw new Error(`No engagement: ${JSON.stringify([client, engagement])}`);
  const tenant = { 'x-client-account-id': client.body.id, 'x-engagement-id': engagement.body.id };
  await sql.query(
    `select set_config('app.client_account_id', $1, false), set_config('app.engagement_id', $2, false)`,
    [client.body.id, engagement.body.id],
  );
  return { api: openApi(run.url, token, tenant), sql, tenant, workers: run.workers };
}

/** A token of the administrator, made from the key in the data directory; one serves for some minutes. */
function freshToken({ stage: { dataDirectory }, signedIn }) {
  if (Date.now() > signedIn.until) {
    signedIn.token = findRunningLandfall({ dataDirectory }).localToken();
    signedIn.until = Date.now() + 5 * 60_000;
  }
  return signedIn.token;
}
