/** A person who brings one file through one flow, whatever the product does meanwhile. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Each crash on the way costs a start, which takes its time on a machine busy with other things. */
const finishWithinMs = 600_000;
// Asking without a pause would take the processor from the work that is waited for.
const usualPollMs = 100;

/** Asked more often than one person may; the next turn asks again. */
class TooManyRequests extends Error {}

/** Requests to the API of one process as one person in one engagement. */
export function openApi(url, { token, tenant = {} }) {
  const call = async (method, path, rest = {}) => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      ...rest,
      headers: { authorization: `Bearer ${token}`, ...tenant, ...rest.headers },
      signal: AbortSignal.timeout(30_000),
    });
    const text = await answer.text();
    if (answer.status === 429) throw new TooManyRequests(text);
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  const json = { 'content-type': 'application/json' };
  const send = (method, path, body) => call(method, path, { headers: json, body: JSON.stringify(body) });
  return {
    get: (path) => call('GET', path),
    post: (path, body = {}) => send('POST', path, body),
    delete: (path, body = {}) => send('DELETE', path, body),
    upload(csv) {
      const form = new FormData();
      form.set('import_category', 'cmdb_export');
      form.set('file', new Blob([csv], { type: 'text/csv' }), 'servers.csv');
      return call('POST', '/data-imports', { body: form });
    },
  };
}

/**
 * Uploads, approves what is asked, tries again what failed for want of workers, and waits until the flow is complete;
 * answers the flow as the API shows it. `revive` gives the API of a running product and starts one when the last was
 * killed; `onGate` is told of each gate before it is decided, `onApproved` when the last one has been approved.
 */
export async function driveFlow(
  revive,
  csv,
  { withinMs = finishWithinMs, pollMs = usualPollMs, onApproved = () => {}, onGate = async () => {} } = {},
) {
  const state = { flowId: undefined, last: undefined, retries: 0, paused: false, onGate };
  const turn = async (api) => {
    const done = await step(api, csv, state);
    if (state.last?.phase === 'asset_inventory' && state.last.approved) onApproved();
    return done;
  };
  return { ...(await insist(revive, turn, { withinMs, pollMs, state })), retries: state.retries };
}

/** Corrects rejected rows of a complete flow and brings it to its end again; answers it as `driveFlow` does. */
export async function correctRows(revive, { flow_id: flowId, data_import_id: importId }, rows) {
  const state = { flowId, last: undefined, retries: 0, paused: false, sent: false, onGate: async () => {} };
  const turn = async (api) => {
    if (state.sent) return step(api, undefined, state);
    // Sent again when its answer was lost; what was taken the first time is then no correction any more.
    state.last = await accepted(api.post(`/data-imports/${importId}/corrections`, { rows }), 'correction');
    state.sent = state.last.status < 500;
    return undefined;
  };
  const limits = { withinMs: finishWithinMs, pollMs: usualPollMs, state };
  return { ...(await insist(revive, turn, limits)), retries: state.retries };
}

/** Deletes a flow and waits until its data is gone; answers the progress as the API shows it at the end. */
export function deleteFlow(revive, flowId, { withinMs = finishWithinMs, pollMs = usualPollMs } = {}) {
  const state = { flowId, last: undefined, accepted: false };
  return insist(revive, (api) => deletionStep(api, state), { withinMs, pollMs, state });
}

/** Repeats a turn until it answers something; a product that dies under a request is found alive the next time. */
async function insist(revive, turn, { withinMs, pollMs, state }) {
  const began = Date.now();
  // A function is asked each time: how long there is may change on the way.
  const left = typeof withinMs === 'function' ? withinMs : () => began + withinMs - Date.now();
  while (left() > 0) {
    try {
      const done = await turn(await revive());
      if (done) return done;
    } catch (error) {
      if (!isConnectionError(error) && !(error instanceof TooManyRequests)) throw error;
    }
    await sleep(pollMs);
  }
  throw new Error(`It did not come to an end: ${JSON.stringify(state)}`);
}

async function step(api, csv, state) {
  if (state.flowId === undefined) return upload(api, csv, state);
  const { status, body: flow } = await api.get(`/flows/${state.flowId}`);
  if (status >= 500) return undefined;
  if (status !== 200) refused('flow', { status, body: flow });
  state.last = { status: flow.status, phase: flow.current_phase, approved: false };
  if (flow.status === 'completed') return flow;
  if (flow.status === 'cancelled') refused('flow', { status, body: flow.failure });
  await moveOn(api, flow, state);
  return undefined;
}

/** What a person does about a flow that is not complete; nothing while it works, but pause it once. */
async function moveOn(api, flow, state) {
  if (flow.status === 'failed') return retry(api, flow, state);
  if (flow.status === 'paused') return accepted(api.post(`/flows/${state.flowId}/resume`), 'resume');
  if (flow.gate) return decide(api, flow, state);
  if (!state.paused && flow.current_phase === 'data_cleansing') return pause(api, state);
  return undefined;
}

/** Uploads; a conflict means that an upload whose answer was lost has made the flow. */
async function upload(api, csv, state) {
  const answer = await api.upload(csv);
  state.last = answer;
  const { flow_id: made, existing_flow: existing } = answer.body ?? {};
  state.flowId = made ?? existing?.flow_id;
  if (state.flowId === undefined && answer.status < 500) refused('upload', answer);
}

/** Once a flow, a person pauses it while it works, and has it go on. */
async function pause(api, state) {
  const { status } = await api.post(`/flows/${state.flowId}/pause`);
  state.paused = status < 500;
}

async function retry(api, flow, state) {
  if (flow.failure?.retryable !== true) refused('flow', { status: flow.status, body: flow.failure });
  state.retries += 1;
  state.last.failure = flow.failure;
  await accepted(api.post(`/flows/${state.flowId}/retry`), 'retry');
}

async function decide(api, { flow_id: flowId, gate }, state) {
  await state.onGate(flowId, gate.kind);
  const approval = { gate_id: gate.id, gate_revision: gate.revision };
  const rest =
    gate.kind === 'mapping_approval' ? { approve_confidence_at_least: 0.5, remaining: 'ignore' } : {};
  const answer = await accepted(
    api.post(`/flows/${flowId}/approve`, { ...approval, ...rest, ...state.confirmed }),
    'approval',
  );
  // A person reads the number and confirms it with the next try.
  state.confirmed = confirmationOf(answer);
  if (answer.body?.code === 'repair_required') await accepted(api.post(`/flows/${flowId}/resume`), 'resume');
  state.last.approved = answer.status < 300 && gate.kind === 'asset_preview';
  if (answer.body?.code === 'gate_not_satisfied') refused('approval', answer);
  if (!state.paused && answer.status < 300 && gate.kind === 'mapping_approval') await pause(api, state);
}

/** What confirms a large change that an approval was refused for. */
function confirmationOf({ body }) {
  return body?.large_change ? { confirm_large_change: body.large_change.affected } : {};
}

/** A conflict means that a command whose answer was lost has counted, or that somebody else was faster. */
async function accepted(asked, what) {
  const answer = await asked;
  if (answer.status >= 400 && answer.status < 500 && answer.status !== 409) refused(what, answer);
  return answer;
}

async function deletionStep(api, state) {
  if (!state.accepted) {
    const answer = await accepted(
      api.delete(`/discovery/flows/${state.flowId}`, { force: true, reason: 'Crash test' }),
      'deletion',
    );
    state.last = answer;
    state.accepted = answer.status < 300;
    return undefined;
  }
  const { status, body } = await api.get(`/discovery/flows/${state.flowId}/deletion`);
  state.last = { status, body };
  if (status >= 500) return undefined;
  if (status !== 200 || body.status === 'failed') refused('deletion', { status, body });
  return body.status === 'done' ? body : undefined;
}

function refused(what, answer) {
  throw new Error(`The ${what} was refused: ${JSON.stringify(answer).slice(0, 2000)}`);
}

function isConnectionError(error) {
  return error instanceof TypeError || error?.name === 'TimeoutError' || error?.name === 'AbortError';
}
