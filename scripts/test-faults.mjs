/**
 * `npm run test:faults`: a flow from upload to completion, and its deletion, with the n-th call beneath the product
 * failing: statements to PostgreSQL, to the job engine's tables, calls of the file store; each thrown, hanging until
 * its connection breaks, or done with its answer lost. Afterwards both must still come to their end by a worker or by
 * the same request again, with no invariant broken. Runs a sample of the n; `--all` runs every one, in an order drawn
 * from the seed, of which `--from` and `--to` take a part; `--counts` gives the calls as another part printed them, so
 * that the parts fit together. SIGTERM has it finish the pairs under way and say how far it came.
 *
 *   node --import tsx scripts/test-faults.mjs [--all] [--sample 20] [--lanes 16] [--seed 1] [--layer NAME]
 *     [--kind NAME] [--n N] [--from 0] [--to N] [--counts JSON]
 */
import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { kinds, layers, openLane, wrapDatabase, wrapFiles } from './faults/injector.mjs';
import { openPerson } from './faults/person.mjs';
import { openApi } from './crash/drive-flow.mjs';
import { random, sampleCsv } from './crash/sample-file.mjs';

const { values: options } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    sample: { type: 'string', default: '20' },
    lanes: { type: 'string', default: '16' },
    seed: { type: 'string', default: '1' },
    layer: { type: 'string' },
    kind: { type: 'string' },
    n: { type: 'string' },
    from: { type: 'string', default: '0' },
    to: { type: 'string' },
    counts: { type: 'string' },
  },
});
const dataDirectory = mkdtempSync('/tmp/landfall-faults-');
chmodSync(dataDirectory, 0o755);
// Set before the product is loaded, which reads its settings from here.
const settings = {
  LANDFALL_UPLOADS_PER_MINUTE: '100000',
  // A call that hangs holds its place, so there are more places than lanes.
  LANDFALL_WORKER_CONCURRENCY: '32',
  LANDFALL_LOG_LEVEL: 'info',
};
// oxlint-disable-next-line node/no-process-env -- the product in this process reads them there
Object.assign(process.env, settings);
wrapDatabase();
wrapFiles(join(dataDirectory, 'files'));
const { startLandfall } = await import('../apps/server/src/main.ts');
const { findViolations } = await import('../apps/server/src/features/flows/invariants.repository.ts');
const { connect } = await import('./crash/stage.mjs');
const { postmaster } = await import('./crash/product.mjs');
const { embeddedUrl } = await import('../apps/server/src/platform/embedded-postgres/create-cluster.ts');

const total = { pairs: 0, cases: 0, fired: 0, stuck: 0, violations: 0, unhandled: 0 };
const sayEvery = 100;
/** Violations reported already; what is broken stays so. */
const reported = new Set();
const asked = { toStop: false };
process.once('SIGTERM', () => (asked.toStop = true));
process.on('unhandledRejection', (error) => unhandled(error));
process.on('uncaughtException', (error) => unhandled(error));
const report = (line) => process.stdout.write(`${line}\n`);
const began = Date.now();
const landfall = await startLandfall({ dataDirectory, demo: true, role: 'all', port: 0 });
const client = await connect({ dataDirectory });
const signedIn = { token: '', until: 0 };
const lanes = [];
const csv = sampleCsv(Number(options.seed), 30);
try {
  for (let lane = 0; lane < Number(options.lanes); lane++) lanes.push(await newLane(lane));
  const counted = options.counts ? JSON.parse(options.counts) : await countCalls(lanes[0]);
  const cases = sampleOf(counted);
  // Calls of the file store carry no engagement, so those cases run alone.
  await work(
    lanes[0],
    cases.filter(({ layer }) => layer === 'files'),
  );
  const others = cases.filter(({ layer }) => layer !== 'files');
  await Promise.all(lanes.filter(({ isStuck }) => !isStuck).map((lane) => work(lane, others)));
  judge('at the end', await findViolations(client));
  await Promise.all(lanes.map(({ sql }) => sql.end()));
  report(
    JSON.stringify({
      ...total,
      range: [Number(options.from), others[0]?.index ?? Number(options.from) + cases.length],
      ...counted,
      seed: Number(options.seed),
      seconds: Math.round((Date.now() - began) / 1000),
    }),
  );
  process.exitCode = total.stuck + total.violations + total.unhandled === 0 ? 0 : 1;
} finally {
  await client.end();
  await landfall.close();
  if (process.exitCode === 0) rmSync(dataDirectory, { recursive: true, force: true });
  else report(`The data is kept in ${dataDirectory}`);
}

function unhandled(error) {
  total.unhandled += 1;
  report(`FAILED an error nobody handled: ${error?.stack ?? error}`);
}

async function token() {
  if (Date.now() > signedIn.until) {
    signedIn.token = await landfall.localToken();
    signedIn.until = Date.now() + 8 * 60_000;
  }
  return signedIn.token;
}

async function newLane(number) {
  const admin = openApi(landfall.url, { token: await token() });
  const clientAccountId = (await admin.get('/context/clients')).body.items[0].id;
  const body = { client_account_id: clientAccountId, name: `Lane ${number}`, slug: `lane-${number}` };
  const { id: engagementId } = (await admin.post('/admin/engagements', body)).body;
  const tenant = { 'x-client-account-id': clientAccountId, 'x-engagement-id': engagementId };
  const lane = openLane(engagementId);
  const sql = await openScope(clientAccountId, engagementId);
  const person = async () =>
    openPerson({ api: openApi(landfall.url, { token: await token(), tenant }), sql, lane, engagementId });
  return { number, lane, person, sql };
}

/**
 * A lane's own connection, bound by row-level security to its engagement: a look for violations reads that one alone,
 * and no two lanes ask over one connection at once.
 */
async function openScope(clientAccountId, engagementId) {
  const { port, directory } = postmaster(dataDirectory);
  const sql = new Client({ connectionString: embeddedUrl('landfall_app', { directory, port }) });
  await sql.connect();
  await sql.query(
    `select set_config('app.client_account_id', $1, false), set_config('app.engagement_id', $2, false)`,
    [clientAccountId, engagementId],
  );
  // Ends what the injector takes for a transaction of the engagement: no fault is meant for this connection.
  await sql.query('commit');
  return sql;
}

/** Calls of each layer without a fault. */
async function countCalls({ lane, person }) {
  const someone = await person();
  lane.arm({ countsFiles: true });
  const flowId = await someone.complete(csv);
  const flow = lane.counts();
  lane.arm({ countsFiles: true });
  await someone.remove(flowId);
  const deletion = lane.counts();
  lane.disarm();
  report(
    `calls without a fault: upload to completion ${JSON.stringify(flow)}, deletion ${JSON.stringify(deletion)}`,
  );
  return { flow, deletion };
}

/** Pairs of a fault of the flow and one of its deletion, so that one flow serves for two; files are not mixed. */
function sampleOf({ flow, deletion }) {
  const next = random(Number(options.seed));
  const cases = [];
  for (const layer of layers.filter((name) => options.layer === undefined || name === options.layer)) {
    for (const kind of kinds.filter((name) => options.kind === undefined || name === options.kind)) {
      const first = numbersOf(flow[layer], next);
      const second = numbersOf(deletion[layer], next);
      for (let at = 0; at < Math.max(first.length, second.length); at++)
        cases.push({ layer, kind, flow: first[at], deletion: second[at] });
    }
  }
  report(
    `${cases.length} pairs of a fault of the flow and one of its deletion${options.all ? ', every n' : `, a sample of ${options.sample} n of each layer and kind`}`,
  );
  const drawn = cases.map((each) => ({ each, at: next() })).toSorted((l, r) => l.at - r.at);
  const to = options.to === undefined ? drawn.length : Number(options.to);
  return drawn.map(({ each }, index) => ({ ...each, index })).slice(Number(options.from), to);
}

function numbersOf(count, next) {
  if (options.n !== undefined) return [Number(options.n)];
  const all = Array.from({ length: count }, (_, index) => index + 1);
  const wanted = options.all ? count : Math.min(count, Number(options.sample));
  while (all.length > wanted) all.splice(Math.floor(next() * all.length), 1);
  return all;
}

/** One lane takes case after case; a flow that is stuck is left as it is, and its engagement takes no other. */
async function work(first, cases) {
  let lane = first;
  const take = () => (asked.toStop ? undefined : cases.shift());
  for (let next = take(); next !== undefined; next = take()) {
    if (!(await runPair(lane, next))) {
      lane.isStuck = true;
      lane = await newLane(lanes.length);
      lanes.push(lane);
    }
    total.pairs += 1;
    if (total.pairs % sayEvery === 0) say();
  }
}

/** A flow and its deletion, each with its fault; answers whether both came to their end. */
async function runPair(lane, { layer, kind, flow, deletion }) {
  const someone = await lane.person();
  const done = { flowId: undefined };
  const isDone = await attempt(lane, { layer, kind, n: flow }, async () => {
    done.flowId = await someone.complete(csv);
  });
  return isDone && attempt(lane, { layer, kind, n: deletion }, () => someone.remove(done.flowId));
}

function say() {
  const seconds = Math.round((Date.now() - began) / 1000);
  process.stderr.write(`${seconds} s  ${total.pairs} pairs, ${total.cases} cases, ${total.fired} fired\n`);
}

async function attempt({ lane, sql }, fault, run) {
  lane.arm(fault.n === undefined ? undefined : fault);
  const error = await run().then(
    () => undefined,
    (thrown) => thrown,
  );
  const fired = lane.fired();
  lane.disarm();
  if (fault.n === undefined && error === undefined) return true;
  total.cases += Number(fault.n !== undefined);
  total.fired += Number(fired !== undefined);
  total.stuck += Number(error !== undefined);
  const name = `${fault.layer} ${fault.n} ${fault.kind}: ${fired ?? 'not fired'}`;
  if (error !== undefined) report(`FAILED ${name}\n       ${error.message}`);
  // What a deletion left is looked for in the whole database at the end.
  judge(name, await findViolations(sql, { remains: false }));
  return error === undefined;
}

/** Counts and reports violations that were not there before. */
function judge(name, violations) {
  for (const violation of violations) {
    const text = JSON.stringify(violation);
    if (reported.has(text)) continue;
    reported.add(text);
    total.violations += 1;
    report(`FAILED ${name}\n       ${text}`);
  }
}
