/** What every case of the crash runner goes through, and what must be the same at its end. */
import { correctRows, deleteFlow, driveFlow, openApi } from './drive-flow.mjs';
import { sampleCsv } from './sample-file.mjs';
import { assetsOf, patiently } from './stage.mjs';

/** A row that names no machine, so that it is rejected. */
const orphan = ',,Ubuntu 22.04 LTS,4,16,160,Test,,dc1,,found in a rack';

/**
 * What is imported with a seed: an inventory whose last row is rejected, what corrects that row, and a later inventory
 * of half the same machines and some new ones.
 */
export function filesOf(seed, rows) {
  const later = { firstMachine: Math.floor(rows / 2), variant: 1, repeats: 0 };
  const values = { Hostname: `srv-${seed}-found`, 'Serial Number': `SN${seed}XFOUND` };
  return {
    first: `${sampleCsv(seed, rows)}${orphan}\n`,
    corrections: [{ row_number: rows + 1, values }],
    second: sampleCsv(seed, Math.ceil(rows / 2), later),
  };
}

/**
 * Brings the first file through its flow, corrects its rejected row, brings the second file through and deletes its
 * flow. Answers assets and accounting on the way: they are the same whatever was killed.
 */
export async function playScenario(stage, reviveUrl, { first, corrections, second }) {
  const tenant = await patiently(async () => stage.newEngagement(await reviveUrl()));
  const engagementId = tenant['x-engagement-id'];
  if (stage.receiver) await patiently(async () => addWebhook(stage, await reviveUrl(), tenant));
  const revive = async () => {
    const url = await reviveUrl();
    return openApi(url, { token: await stage.token(), tenant });
  };
  const one = await driveFlow(revive, first, { onGate: damageOnce(stage) });
  const corrected = await correctRows(revive, one, corrections);
  const { rejected } = corrected.accounting;
  if (rejected !== 0) throw new Error(`${rejected} rows are rejected after the correction`);
  const two = await driveFlow(revive, second);
  const both = await assetsOf(stage, engagementId);
  await deleteFlow(revive, two.flow_id);
  const left = await assetsOf(stage, engagementId);
  const flows = [one, corrected, two];
  const outcome = JSON.stringify({ accounting: flows.map(({ accounting }) => accounting), both, left });
  return { outcome, retries: flows.reduce((sum, { retries }) => sum + retries, 0) };
}

/** Leaves the two records of a flow in disagreement once, past every guard, so that the doctor has to cure it. */
function damageOnce(stage) {
  const done = { damage: false };
  return async (flowId) => {
    if (done.damage) return;
    done.damage = true;
    await stage.query(
      `begin; set local session_replication_role = replica;
       update master_flows set status = 'running' where flow_id = '${flowId}'; commit`,
    );
  };
}

async function addWebhook(stage, url, tenant) {
  const api = openApi(url, { token: await stage.token(), tenant });
  const events = ['flow.waiting', 'flow.failed', 'flow.stalled'];
  const { status, body } = await api.post('/webhooks', { url: stage.receiver.url, events });
  if (status !== 201) throw new Error(`No webhook: ${status} ${JSON.stringify(body)}`);
}
