/**
 * `npm run test:chaos`: complete flows on two worker processes of the real product, with a worker killed every one to
 * three seconds and PostgreSQL stopped at once every ten. When the last flow has been approved the faults stop, and
 * 30 seconds later nothing may be lost, doubled or stuck.
 *
 *   node --import tsx scripts/test-chaos.mjs [--flows 300] [--lanes 8] [--seed N] [--deletions 10] [--minutes 20] [--pace 1]
 *
 * `--pace 3` has three times as long between the faults, for a machine that needs longer to start a process than the
 * faults leave it; the bar is met at 1 only.
 */
import { parseArgs } from 'node:util';
import { startFaults } from './chaos/faults.mjs';
import { judge } from './chaos/judge.mjs';
import { runLanes } from './chaos/lanes.mjs';
import { startFleet } from './chaos/fleet.mjs';
import { openStage } from './crash/stage.mjs';
import { dropBuild, keepBuild } from './crash/product.mjs';
import { ensureBuilt } from './prepare.mjs';

const { values } = parseArgs({
  options: {
    flows: { type: 'string', default: '300' },
    lanes: { type: 'string', default: '8' },
    workers: { type: 'string', default: '2' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    deletions: { type: 'string', default: '10' },
    minutes: { type: 'string', default: '20' },
    pace: { type: 'string', default: '1' },
  },
});
const options = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]));

ensureBuilt();
keepBuild();
const stage = openStage('chaos');
const began = Date.now();
const seconds = () => Math.round((Date.now() - began) / 100) / 10;
const say = (line) => process.stdout.write(`${String(seconds()).padStart(6)} s  ${line}\n`);
let fleet;
try {
  say(`seed ${options.seed}, ${options.flows} flows, ${options.workers} workers`);
  fleet = await startFleet(stage, options);
  const faults = startFaults(stage, fleet, options);
  const outcome = await runLanes({ stage, fleet, options, say, stopFaults: () => faults.stop() });
  await faults.stop();
  const verdict = await judge(stage, outcome);
  await fleet.stop();
  const { lost, doubled, stuck, violations, ...counts } = verdict;
  for (const line of [...lost, ...doubled, ...stuck]) say(line);
  for (const violation of violations) say(JSON.stringify(violation));
  say(
    `${lost.length} lost, ${doubled.length} doubled, ${stuck.length} stuck, ${violations.length} violations`,
  );
  const summary = { ...counts, ...faults.counts, pace: options.pace, seed: options.seed, seconds: seconds() };
  process.stdout.write(`${JSON.stringify(summary)}\n`);
  process.exitCode = lost.length + doubled.length + stuck.length + violations.length === 0 ? 0 : 1;
} finally {
  await fleet?.kill();
  if (process.exitCode === 0) stage.drop();
  else process.stdout.write(`The data is kept in ${stage.dataDirectory}\n`);
  dropBuild();
}
