/**
 * `npm run test:faults`: a flow from upload to completion, and its deletion, with the n-th call beneath the product
 * failing: statements to PostgreSQL, to the job engine's tables, calls of the file store; each thrown, hanging until
 * its connection breaks, or done with its answer lost. Afterwards both must still come to their end by a worker or by
 * the same request again, with no invariant broken. Runs a sample of the n; `--all` runs every one.
 *
 *   node --import tsx scripts/test-faults.mjs [--all] [--sample 20] [--lanes 6] [--seed 1] [--layer NAME] [--n N]
 */
import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { kinds, layers, openLane, wrapDatabase, wrapFiles } from './faults/injector.mjs';
import { openPerson } from './faults/person.mjs';
import { openApi } from './crash/drive-flow.mjs';
import { random, sampleCsv } from './crash/sample-file.mjs';

const { values: options } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    sample: { type: 'string', default: '20' },
    lanes: { type: 'string', default: '6' },
    seed: { type: 'string', default: '1' },
    layer: { type: 'string' },
    kind: { type: 'string' },
    n: { type: 'string' },
  },
});
const dataDirectory = mkdtempSync('/tmp/landfall-faults-');
chmodSync(dataDirectory, 0o755);
// Set before the product is loaded, which reads its settings from here.
const settings = {
  LANDFALL_UPLOADS_PER_MINUTE: '100000',
  LANDFALL_WORKER_CONCURRENCY: '8',
  LANDFALL_LOG_LEVEL: 'info',
};
// oxlint-disable-next-line node/no-process-env -- the product in this process reads them there
Object.assign(process.env, settings);
wrapDatabase();
wrapFiles(join(dataDirectory, 'files'));
const { startLandfall } = await import('../apps/server/src/main.ts');
const { findViolations } = await import('../apps/server/src/features/flows/invariants.repository.ts');
const { connect } = await import('./crash/stage.mjs');

const total = { cases: 0, fired: 0, stuck: 0, violations: 0, unhandled: 0 };
process.on('unhandledRejection', (error) => unhandled(error));
process.on('uncaughtException', (error) => unhandled(error));
const report = (line) => process.stdout.write(`${line}\n`);
const began = Date.now();
const landfall = await startLandfall({ dataDirectory, demo: true, role: 'all', port: 0 });
const client = await connect({ dataDirectory });
const signedIn = { token: '', until: 0 };
const csv = sampleCsv(Number(options.seed), 30);
try {
  const lanes = [];
  for (let lane = 0; lane < Number(options.lanes); lane++) lanes.push(await newLane(lane));
  const counted = await countCalls(lanes[0]);
  const cases = sampleOf(counted);
  // Calls of the file store carry no engagement, so those cases run alone.
  await work(
    lanes[0],
    cases.filter(({ layer }) => layer === 'files'),
  );
  const others = cases.filter(({ layer }) => layer !== 'files');
  await Promise.all(lanes.map((lane) => work(lane, others)));
  for (const violation of await findViolations(client)) {
    total.violations += 1;
    report(`FAILED at the end: ${JSON.stringify(violation)}`);
  }
  report(
    JSON.stringify({
      ...total,
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
  const person = async () =>
    openPerson({ api: openApi(landfall.url, { token: await token(), tenant }), client, lane, engagementId });
  return { number, lane, person };
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
    `${cases.length} cases${options.all ? ', every n' : `, a sample of ${options.sample} n of each layer and kind`}`,
  );
  return cases
    .map((each) => ({ each, at: next() }))
    .toSorted((l, r) => l.at - r.at)
    .map(({ each }) => each);
}

function numbersOf(count, next) {
  if (options.n !== undefined) return [Number(options.n)];
  const all = Array.from({ length: count }, (_, index) => index + 1);
  const wanted = options.all ? count : Math.min(count, Number(options.sample));
  while (all.length > wanted) all.splice(Math.floor(next() * all.length), 1);
  return all;
}

/** One lane takes case after case. */
async function work(lane, cases) {
  for (let next = cases.pop(); next !== undefined; next = cases.pop()) {
    const { layer, kind, flow, deletion } = next;
    const someone = await lane.person();
    const done = { flowId: undefined };
    const isDone = await attempt(lane, { layer, kind, n: flow }, async () => {
      done.flowId = await someone.complete(csv);
    });
    // A flow that is stuck is left as it is; its engagement takes no other.
    if (!isDone) return;
    if (!(await attempt(lane, { layer, kind, n: deletion }, () => someone.remove(done.flowId)))) return;
  }
}

async function attempt({ lane }, fault, run) {
  lane.arm(fault.n === undefined ? undefined : fault);
  const error = await run().then(
    () => undefined,
    (thrown) => thrown,
  );
  const fired = lane.fired();
  lane.disarm();
  if (fault.n !== undefined || error !== undefined) await judge(fault, { fired, error, isOurs: lane.isOwn });
  return error === undefined;
}

/** What the other lanes are in the middle of is judged when they are done with it, and once more at the end. */
async function judge({ layer, n, kind }, { fired, error, isOurs }) {
  const violations = (await findViolations(client)).filter(({ flowId }) => isOurs(flowId));
  total.cases += 1;
  total.fired += Number(fired !== undefined);
  total.stuck += Number(error !== undefined);
  total.violations += violations.length;
  if (error !== undefined || violations.length > 0)
    report(`FAILED ${layer} ${n} ${kind}: ${fired ?? 'not fired'}\n       ${error?.message ?? ''}`);
  for (const violation of violations) report(`       ${JSON.stringify(violation)}`);
}
