/** Two workers share the work; the one that executes a run is killed, and the other takes it over. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startFleet } from '../chaos/fleet.mjs';
import { filesOf, playScenario } from './scenario.mjs';
import { connect } from './stage.mjs';

const largeFactor = 8;
const giveUpMs = 30_000;

/** Milliseconds of each takeover, from the death of a worker to the run being another's or done. */
export async function measureTakeovers({ stage, rows, judge }, { seed, times }) {
  if (times === 0) return [];
  const fleet = await startFleet(stage, { workers: 2 });
  const client = await connect(stage);
  const measured = [];
  try {
    const files = filesOf(seed, rows * largeFactor);
    const revive = async () => fleet.url;
    const { outcome: expected } = await playScenario(stage, revive, files);
    const run = { ended: false };
    const killing = killOwners({ fleet, client, measured, times, run });
    while (measured.length < times && !run.ended) {
      const before = measured.length;
      const result = await playScenario(stage, revive, files);
      const crashes = measured.length - before;
      judge(`${crashes} takeovers`, expected, { ...result, violations: await stage.violations(), crashes });
    }
    run.ended = true;
    await killing;
    return measured;
  } finally {
    await client.end();
    await fleet.stop();
  }
}

async function killOwners({ fleet, client, measured, times, run }) {
  while (!run.ended && measured.length < times) {
    const owned = await findOwned(client);
    const owner = fleet.workers().find(({ child }) => owned?.owner.startsWith(`${child.pid}-`));
    const other = fleet.workers().find((worker) => worker !== owner);
    if (owner === undefined || !other.isReady) {
      await sleep(10);
      continue;
    }
    owner.child.kill('SIGKILL');
    measured.push(await timeToTakeover(client, owned));
    // Both work again before the next one is killed.
    while (!run.ended && !fleet.workers().every(({ isReady }) => isReady)) await sleep(50);
  }
}

async function findOwned(client) {
  const { rows } = await client.query(
    `select id, lease_owner as owner from phase_runs where status = 'executing' and lease_owner is not null limit 1`,
  );
  return rows[0];
}

async function timeToTakeover(client, { id, owner }) {
  const began = Date.now();
  while (Date.now() - began < giveUpMs) {
    const { rows } = await client.query(
      `select from phase_runs where id = $1 and status = 'executing' and lease_owner = $2`,
      [id, owner],
    );
    if (rows.length === 0) break;
    await sleep(20);
  }
  return Date.now() - began;
}
