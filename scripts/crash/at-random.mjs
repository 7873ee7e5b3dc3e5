/** Crashes at random times: of the product, or of PostgreSQL by an immediate stop. */
import { setTimeout as sleep } from 'node:timers/promises';
import { filesOf, playScenario } from './scenario.mjs';
import { postmaster } from './product.mjs';
import { lookAt, timeToProgress } from './resume-clock.mjs';
import { openRunningProduct } from './running-product.mjs';
import { random } from './sample-file.mjs';

const pauseMs = { worker: { least: 100, most: 4000 }, postgres: { least: 1500, most: 6000 } };

/** Plays the scenario until so many crashes have happened; answers how many did. */
export async function crashAtRandom({ stage, rows, judge, resumes, acrossKills }, { seed, victim, times }) {
  if (times === 0) return 0;
  const product = await openRunningProduct(stage, { setting: '', resumes, acrossKills });
  const files = filesOf(seed, rows);
  const { outcome: expected } = await playScenario(stage, product.revive, files);
  const run = { crashes: 0, ended: false };
  const crash = victim === 'worker' ? () => product.kill() : () => stopPostgres(stage, resumes);
  const crashing = crashRepeatedly({
    run,
    times,
    next: random(seed),
    pause: pauseMs[victim],
    product,
    crash,
  });
  while (run.crashes < times) {
    const before = run.crashes;
    const result = await playScenario(stage, product.revive, files);
    const violations = await stage.violations();
    const crashes = run.crashes - before;
    judge(`${crashes} random ${victim} crashes`, expected, { ...result, violations, crashes });
  }
  run.ended = true;
  await crashing;
  await product.stop();
  return run.crashes;
}

async function crashRepeatedly({ run, times, next, pause, product, crash }) {
  while (!run.ended && run.crashes < times) {
    await sleep(pause.least + next() * (pause.most - pause.least));
    if (run.ended || !product.isRunning()) continue;
    run.crashes += 1;
    await crash();
  }
}

/** Ends PostgreSQL as `pg_ctl stop -m immediate` does; the product starts it again. */
async function stopPostgres(stage, resumes) {
  const before = await lookAt(stage);
  process.kill(postmaster(stage.dataDirectory).pid, 'SIGQUIT');
  const ms = await timeToProgress(stage, before);
  if (ms !== undefined) resumes.push(ms);
}
