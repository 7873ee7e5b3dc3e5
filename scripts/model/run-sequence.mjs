/** One sequence of commands in an engagement of its own, held against the model after each. */
import { setTimeout as sleep } from 'node:timers/promises';
import { give } from './commands.mjs';
import { later, promises } from './promises.mjs';
import { isAtWork, observe, violationsIn } from './observe.mjs';

const settleWithinMs = 120_000;
const pollMs = 80;
const unique = (words) => [...new Set(words)].join(', ');
const key = (state) => JSON.stringify(state);

/** Runs the commands; throws at the first answer or state the model does not allow, or at a broken invariant. */
export async function runSequence({ api, sql, tenant, workers }, commands, onCommand = () => {}) {
  const place = { tenant, loseWorker: workers.lose };
  let possible = [{ status: 'none' }];
  for (const [index, given] of commands.entries()) {
    let done;
    try {
      if (given.kind === 'wait') await settled(api, sql, place);
      done = await step({ api, sql, place, workers }, given, possible.flatMap(later));
    } catch (error) {
      throw new Error(`command ${index + 1} ${JSON.stringify(given)}: ${error.message}`, { cause: error });
    }
    possible = done.states;
    onCommand(given, done.word);
  }
  await settled(api, sql, place);
  await without(sql);
}

async function step({ api, sql, place, workers }, given, possible) {
  const named = place.seen?.status === 'waiting_for_approval' && !given.revision ? 'open' : 'other';
  const { word, answer } = await give(api, given, place);
  workers.count();
  const allowed = possible.flatMap((state) =>
    promises[given.kind](state, { ...given, named, shaken: workers.areShaken() }),
  );
  const after = allowed.filter(([promised]) => promised === word).map(([, state]) => state);
  if (after.length === 0)
    throw new Error(
      `answered ${word}, promised ${unique(allowed.map(([promised]) => promised))}: ${JSON.stringify(answer).slice(0, 600)}`,
    );
  if (given.kind === 'upload' && word === 'done') place.flowId = answer.body.flow_id;
  place.seen = await observe(api, sql, place.flowId);
  place.gate = place.seen.gate ?? place.gate;
  const fitting = after.flatMap(later).filter((state) => fits(state, place.seen));
  if (fitting.length === 0)
    throw new Error(
      `the flow is ${JSON.stringify(place.seen)}, promised ${unique(after.flatMap(later).map(key))}`,
    );
  // What a refused command broke, the next look finds; there is one at the end at the latest.
  if (isAccepted(answer)) await without(sql);
  return { word, states: [...new Map(fitting.map((state) => [key(state), state])).values()] };
}

const isAccepted = (answer) => answer === undefined || answer.status < 400;
const gateAt = { mapping: 'mapping_approval', preview: 'asset_preview' };
const early = ['data_import', 'data_validation', 'field_mapping'];

/** Whether what is seen can be this state of the model. */
function fits(state, seen) {
  const { status, on, open } = state;
  if (status === 'waiting') return isAtGate(gateAt[on], seen);
  if (status !== seen.status) return false;
  if (status === 'paused' && open !== (seen.gate !== null)) return false;
  return status === 'none' || status === 'deleted' || early.includes(seen.phase) === (on === 'mapping');
}

function isAtGate(kind, { status, waiting, gate }) {
  return status === 'waiting_for_approval' && waiting === kind && gate?.kind === kind;
}

/** Waits until the flow stands still; a flow that never does is stranded. */
async function settled(api, sql, place) {
  const until = Date.now() + settleWithinMs;
  while (await isAtWork(sql, place.flowId)) {
    if (Date.now() > until) throw new Error(`the flow runs on and on: ${JSON.stringify(place.seen)}`);
    await sleep(pollMs);
  }
  place.seen = await observe(api, sql, place.flowId);
  place.gate = place.seen.gate ?? place.gate;
}

async function without(sql) {
  const violations = await violationsIn(sql);
  if (violations.length > 0) throw new Error(`invariants are broken: ${JSON.stringify(violations)}`);
}
