/**
 * `npm run test:crash`: ends the product with SIGKILL at every named point that two flows, a correction and a deletion
 * pass, at random times, and PostgreSQL beneath it, and requires that everything is finished all the same, that no
 * invariant is broken, and that assets and accounting are those of an undisturbed run. Prints how long work stood still.
 *
 *   node --import tsx scripts/test-crash.mjs [--seeds 1,2,3] [--rows 3000] [--victim worker|postgres] [--point NAME]
 *     [--points N] [--points-per-case 6] [--random-kills 20] [--postgres-stops 10] [--takeovers 10]
 *
 * The full measure is --seeds 1,2,3,4,5 --random-kills 100 --postgres-stops 50 --takeovers 20.
 */
import { parseArgs } from 'node:util';
import { crashAtPoints } from './crash/at-points.mjs';
import { crashAtRandom } from './crash/at-random.mjs';
import { measureTakeovers } from './crash/takeovers.mjs';
import { dropBuild, keepBuild } from './crash/product.mjs';
import { openReceiver } from './crash/receiver.mjs';
import { percentile } from '../bench/support/percentile.ts';
import { openStage } from './crash/stage.mjs';
import { ensureBuilt } from './prepare.mjs';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3' },
    rows: { type: 'string', default: '3000' },
    victim: { type: 'string', default: 'worker' },
    point: { type: 'string' },
    points: { type: 'string' },
    'points-per-case': { type: 'string', default: '6' },
    'random-kills': { type: 'string', default: '20' },
    'postgres-stops': { type: 'string', default: '10' },
    takeovers: { type: 'string', default: '10' },
  },
});
const seeds = values.seeds.split(',').filter(Boolean).map(Number);
const rows = Number(values.rows);
const total = { cases: 0, crashes: 0, violations: 0, differences: 0, notReached: 0, retries: 0 };
const bars = { resumeMs: 10_000, takeoverMs: 5000 };

ensureBuilt();
keepBuild();
const stage = openStage('crash');
stage.receiver = await openReceiver();
const began = Date.now();
/** From the start after a kill until the flow goes on; where that start was killed too, from the first to the last. */
const resumes = [];
const acrossKills = [];
const points = new Set();
const pointKills = {};
try {
  const common = { stage, rows, judge, report, resumes, acrossKills };
  for (const seed of seeds) {
    const options = {
      seed,
      victim: values.victim,
      only: values.point,
      perCase: Number(values['points-per-case']),
      most: values.points === undefined ? undefined : Number(values.points),
    };
    const reached = await crashAtPoints(common, options);
    for (const name of reached) points.add(name);
    pointKills[seed] = reached.size;
  }
  const random = { seed: seeds[0] ?? 1 };
  total.randomKills = await crashAtRandom(common, {
    ...random,
    victim: 'worker',
    times: Number(values['random-kills']),
  });
  total.postgresStops = await crashAtRandom(common, {
    ...random,
    victim: 'postgres',
    times: Number(values['postgres-stops']),
  });
  const takeovers = await measureTakeovers(common, { ...random, times: Number(values.takeovers) });
  finish(takeovers);
} finally {
  if (process.exitCode === 0) stage.drop();
  else report(`The data is kept in ${stage.dataDirectory}`);
  dropBuild();
  stage.receiver.close();
}

function finish(takeovers) {
  const summary = {
    ...total,
    points: points.size,
    // Points of each seed that ended their victim.
    pointKills,
    webhookMessages: stage.receiver.received.size,
    seeds,
    victim: values.victim,
    rows,
    resumeMs: figures(resumes),
    acrossKillsMs: figures(acrossKills),
    takeoverMs: figures(takeovers),
    seconds: Math.round((Date.now() - began) / 1000),
  };
  report(JSON.stringify(summary));
  const isSlow = summary.resumeMs.p99 > bars.resumeMs || summary.takeoverMs.most > bars.takeoverMs;
  if (isSlow) report('SLOW   a resume took more than 10 s (p99), or a takeover more than 5 s');
  const broken = total.violations + total.differences + total.notReached;
  process.exitCode = broken === 0 && !isSlow ? 0 : 1;
}

/** Counts one case; `expected` is the outcome of an undisturbed run. */
function judge(name, expected, { crashes, violations, outcome, retries = 0 }) {
  const isSame = outcome === expected;
  total.cases += 1;
  total.crashes += crashes;
  total.violations += violations.length;
  total.differences += Number(!isSame);
  total.retries += retries;
  report(`${isSame && violations.length === 0 ? 'ok    ' : 'FAILED'} ${name}`);
  if (!isSame) report(`       expected ${expected}\n       found    ${outcome}`);
  for (const violation of violations) report(`       ${JSON.stringify(violation)}`);
}

function report(line) {
  if (line.startsWith('MISSED')) total.notReached += 1;
  process.stdout.write(`${line}\n`);
}

/** Count and spread of times in ms. */
function figures(list) {
  const p50 = percentile(list, 0.5);
  return { count: list.length, p50, p99: percentile(list, 0.99), most: Math.max(0, ...list) };
}
