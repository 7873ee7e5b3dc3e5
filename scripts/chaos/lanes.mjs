/** People who bring files one after the other, each in an engagement of their own. */
import { deleteFlow, driveFlow, openApi } from '../crash/drive-flow.mjs';
import { random, sampleCsv } from '../crash/sample-file.mjs';

const graceMs = 30_000;
const sayEvery = 25;
/** All lanes are one person to the API, which may ask ten times a second. */
const asksPerSecond = 8;

/**
 * Brings all files through their flows. Faults stop when the last gate of the last flow is approved; what has not
 * ended 30 seconds later is stuck. Answers each file with what became of it.
 */
export async function runLanes({ stage, fleet, options, say, stopFaults }) {
  const { flows: wanted, lanes, seed, deletions, minutes } = options;
  const run = { approved: 0, calm: undefined, until: Date.now() + minutes * 60_000, completed: 0 };
  const onApproved = async () => {
    run.approved += 1;
    if (run.approved < wanted) return;
    await stopFaults();
    run.calm = Date.now();
    say('every flow is approved, the faults have stopped');
  };
  const files = planFiles({ wanted, lanes, seed, deletions });
  const tenants = [];
  for (let lane = 0; lane < lanes; lane++) tenants.push(await stage.newEngagement(fleet.url));
  const lane = async (number) => {
    const tenant = tenants[number];
    const revive = async () => openApi(fleet.url, { token: await stage.token(), tenant });
    for (const file of files.filter((each) => each.lane === number)) {
      file.engagementId = tenant['x-engagement-id'];
      await bring(file, { revive, run, onApproved, pollMs: (lanes * 1000) / asksPerSecond });
      run.completed += 1;
      if (run.completed % sayEvery === 0) say(`${run.completed} of ${wanted} flows complete`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, (_, number) => lane(number)));
  const settledMs = run.calm === undefined ? undefined : Date.now() - run.calm;
  return { files, tenants, settledMs, graceMs };
}

function planFiles({ wanted, lanes, seed, deletions }) {
  const next = random(seed + 1);
  return Array.from({ length: wanted }, (_, index) => {
    const rows = 20 + Math.floor(next() * 181);
    return { index, lane: index % lanes, rows, isDeleted: deletions > 0 && index % deletions === 3 };
  });
}

async function bring(file, { revive, run, onApproved, pollMs }) {
  const { index, rows, isDeleted } = file;
  // Machines of their own, so that the assets at the end can be counted.
  const csv = sampleCsv(1, rows, { firstMachine: index * 1000, variant: index });
  file.machines = new Set(csv.match(/srv-1-\d+/g)).size;
  const approval = { told: false };
  const told = () => {
    if (!approval.told) void onApproved();
    approval.told = true;
  };
  const rest = () => (run.calm === undefined ? run.until - Date.now() : run.calm + graceMs - Date.now());
  try {
    const flow = await driveFlow(revive, csv, { withinMs: rest, pollMs, onApproved: told });
    // An approval whose answer was lost is known by the flow being complete.
    told();
    file.flowId = flow.flow_id;
    file.retries = flow.retries;
    file.accounting = flow.accounting;
    if (isDeleted) await deleteFlow(revive, flow.flow_id, { withinMs: rest, pollMs });
  } catch (error) {
    file.error = error.message;
    told();
  }
}
