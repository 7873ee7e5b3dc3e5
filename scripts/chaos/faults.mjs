/** Kills workers and PostgreSQL at seeded times until stopped. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning } from '../crash/product.mjs';
import { random } from '../crash/sample-file.mjs';

const workerEveryMs = { least: 1000, most: 3000 };
const postgresEveryMs = 10_000;
/** Share of the kills that hit a worker still starting. */
const startingShare = 0.2;

/** Begins with the faults; `stop` ends them and waits until PostgreSQL answers again. */
export function startFaults(stage, fleet, { seed, pace }) {
  const counts = { workerKills: 0, startingWorkerKills: 0, postgresStops: 0, failedWorkerStarts: 0 };
  const stopping = new AbortController();
  const { signal } = stopping;
  const next = random(seed);
  const pause = (ms) => sleep(ms * pace, undefined, { signal }).catch(() => undefined);
  const killWorkers = async () => {
    while (!signal.aborted) {
      await pause(workerEveryMs.least + next() * (workerEveryMs.most - workerEveryMs.least));
      const alive = fleet.workers().filter(isRunning);
      // While none works, as on a slow machine after the last kill, one is left to come up.
      if (signal.aborted || !alive.some(({ isReady }) => isReady)) continue;
      const isStarting = next() < startingShare;
      const candidates = alive.filter(({ isReady }) => isReady !== isStarting);
      const victim = candidates[Math.floor(next() * candidates.length)];
      if (victim === undefined) continue;
      victim.child.kill('SIGKILL');
      counts[isStarting ? 'startingWorkerKills' : 'workerKills'] += 1;
    }
  };
  const stopPostgres = async () => {
    while (!signal.aborted) {
      await pause(postgresEveryMs);
      if (!signal.aborted && fleet.stopPostgres()) counts.postgresStops += 1;
    }
  };
  const running = [killWorkers(), stopPostgres()];
  return {
    counts,
    async stop() {
      stopping.abort();
      await Promise.all(running);
      counts.failedWorkerStarts = fleet.state.failedStarts;
      while (!(await fleet.databaseAnswers())) await sleep(100);
    },
  };
}
