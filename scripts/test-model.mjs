/**
 * `npm run test:model`: random sequences of commands over HTTP against the product with its worker, each held against
 * a small model of what a person is promised. After each command the API, the database and the journal must agree,
 * and no invariant may be broken. Seeds that fail are kept and run first the next time.
 *
 *   node --import tsx scripts/test-model.mjs [--sequences 60] [--commands 40] [--seed 1] [--lanes 4] [--minutes 0]
 */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sample } from 'fast-check';
import { Client } from 'pg';
import { findRunningLandfall } from '../apps/server/src/main.ts';
import { embeddedUrl } from '../apps/server/src/platform/embedded-postgres/create-cluster.ts';
import { dropBuild, keepBuild, postmaster, startProduct, stopProduct } from './crash/product.mjs';
import { sequences } from './model/commands.mjs';
import { openApi } from './model/open-api.mjs';
import { runSequence } from './model/run-sequence.mjs';
import { ensureBuilt } from './prepare.mjs';

const { values: options } = parseArgs({
  options: {
    sequences: { type: 'string', default: '60' },
    commands: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    lanes: { type: 'string', default: '4' },
    minutes: { type: 'string', default: '0' },
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
const signedIn = { token: undefined, until: 0 };
const total = { sequences: 0, commands: 0, failed: [], kinds: {} };

ensureBuilt();
keepBuild();
// One client account uploads more files in a minute here than people do in a day.
// oxlint-disable-next-line node/no-process-env -- the product that is started inherits it
process.env.LANDFALL_UPLOADS_PER_MINUTE = '100000';
const dataDirectory = mkdtempSync('/tmp/landfall-model-');
chmodSync(dataDirectory, 0o755);
const began = Date.now();
try {
  const product = await startProduct(dataDirectory);
  await Promise.all(Array.from({ length: Number(options.lanes) }, () => lane(product.url)));
  await stopProduct(product);
} finally {
  rmSync(dataDirectory, { recursive: true, force: true });
  dropBuild();
}
if (total.failed.length === 0) rmSync(kept, { force: true });
else writeFileSync(kept, `${JSON.stringify(total.failed, undefined, 2)}\n`);
const seconds = Math.round((Date.now() - began) / 100) / 10;
const per2000 = Math.round(((seconds / Math.max(1, total.sequences)) * 2000) / 60);
process.stdout.write(
  `${JSON.stringify({ ...total, failed: total.failed.map(({ seed }) => seed), seed: firstSeed, seconds, minutes_for_2000: per2000 })}\n`,
);
process.exitCode = total.failed.length === 0 && total.sequences > 0 ? 0 : 1;

/** Takes sequences until there are none or the time is up. */
async function lane(url) {
  const { port, directory } = postmaster(dataDirectory);
  // Bound by row-level security as the server is, so that a look at an engagement reads that engagement alone.
  const sql = new Client({ connectionString: embeddedUrl('landfall_app', { directory, port }) });
  await sql.connect();
  try {
    for (let next = queue.shift(); next !== undefined && Date.now() < until; next = queue.shift())
      await runOne(url, sql, next);
  } finally {
    await sql.end();
  }
}

async function runOne(url, sql, { seed, commands: count }) {
  const [commands] = sample(sequences(count), { seed, numRuns: 1 });
  try {
    await runSequence(await newPlace(url, sql, seed), commands, ({ kind }) => {
      total.commands += 1;
      total.kinds[kind] = (total.kinds[kind] ?? 0) + 1;
    });
  } catch (error) {
    total.failed.push({ seed, commands: count, failure: error.message.slice(0, 1500) });
    process.stdout.write(`FAILED seed ${seed}: ${error.message}\n`);
  }
  total.sequences += 1;
  if (total.sequences % 20 === 0)
    process.stderr.write(`${total.sequences} sequences, ${total.commands} commands\n`);
}

/** A client account with one engagement, so that nothing of another sequence is in the way. */
async function newPlace(url, sql, seed) {
  const admin = openApi(url, freshToken, {});
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
  return { api: openApi(url, freshToken, tenant), sql, tenant };
}

/** A token of the administrator, made from the key in the data directory; one serves for some minutes. */
function freshToken() {
  if (Date.now() > signedIn.until) {
    signedIn.token = findRunningLandfall({ dataDirectory }).localToken();
    signedIn.until = Date.now() + 5 * 60_000;
  }
  return signedIn.token;
}
