/** Crashes at named points: some at a time in one case, until each has ended its victim. */
import { filesOf, playScenario } from './scenario.mjs';
import { openPlan } from './plan.mjs';
import { lostMessages } from './receiver.mjs';
import { openRunningProduct } from './running-product.mjs';
import { random } from './sample-file.mjs';

const tries = 3;

/** Runs all points of one seed; answers the names of those that were reached. */
export async function crashAtPoints(
  { stage, rows, judge, report, resumes, acrossKills },
  { seed, victim, only, perCase, most },
) {
  const plan = openPlan(stage);
  const product = await openRunningProduct(stage, { setting: plan.setting, resumes, acrossKills });
  try {
    return await crashAtEach(
      { stage, rows, judge, report },
      { seed, victim, only, perCase, most },
      { plan, product },
    );
  } finally {
    plan.disarm();
    await product.stop();
  }
}

async function crashAtEach(
  { stage, rows, judge, report },
  { seed, victim, only, perCase, most },
  { plan, product },
) {
  const files = filesOf(seed, rows);
  plan.record();
  const { outcome: expected } = await playScenario(stage, product.revive, files);
  const known = plan.passed().filter(({ name }) => only === undefined || name === only);
  // The same points for each seed when not all of them are wanted.
  const byName = known.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  const chosen = shuffled(byName, 1).slice(0, most);
  report(`seed ${seed}: ${chosen.length} of ${known.length} points, ${victim}`);
  const reached = new Set();
  let waiting = shuffled(chosen, seed).map(({ name, hits }) => ({
    name,
    hit: ((seed - 1) % hits) + 1,
    tries: 0,
  }));
  while (waiting.length > 0) {
    const armed = waiting.splice(0, perCase);
    plan.arm(armed, victim);
    const began = Date.now();
    const result = await playScenario(stage, product.revive, files);
    const hits = new Set(plan.hits());
    plan.disarm();
    const violations = await stage.violations();
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    const name = `seed ${seed} ${seconds} s: ${[...hits].join(', ')}`;
    judge(name, expected, { ...result, violations, crashes: hits.size });
    for (const hit of hits) reached.add(hit);
    waiting = waiting.concat(missedOf(armed, hits, report));
  }
  await product.revive();
  for (const { id, status } of await lostMessages(stage, stage.receiver))
    report(`MISSED webhook message ${id} is ${status} and did not arrive`);
  return reached;
}

/** Points that were not passed, as after a crash before them the work goes on behind them; tried again alone. */
function missedOf(armed, hits, report) {
  const again = [];
  for (const point of armed.filter(({ name }) => !hits.has(name))) {
    if (point.tries + 1 < tries) again.push({ ...point, hit: 1, tries: point.tries + 1 });
    else report(`MISSED ${point.name} was not reached`);
  }
  return again;
}

function shuffled(list, seed) {
  const next = random(seed);
  return list
    .map((item) => ({ item, at: next() }))
    .toSorted((left, right) => left.at - right.at)
    .map(({ item }) => item);
}
