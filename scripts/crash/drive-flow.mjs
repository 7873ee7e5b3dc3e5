/** A person who brings one file through one flow, whatever the product does meanwhile. */
import { setTimeout as sleep } from 'node:timers/promises';

const finishWithinMs = 180_000;

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
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  const json = { 'content-type': 'application/json' };
  return {
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, { headers: json, body: JSON.stringify(body) }),
    upload(csv) {
      const form = new FormData();
      form.set('import_category', 'cmdb_export');
      form.set('file', new Blob([csv], { type: 'text/csv' }), 'servers.csv');
      return call('POST', '/data-imports', { body: form });
    },
  };
}

/**
 * Uploads, approves what is asked, and waits until the flow is complete; answers the flow as the API shows it.
 * `revive` gives the API of a running product and starts one when the last was killed.
 */
export async function driveFlow(revive, csv) {
  const state = { flowId: undefined, last: undefined };
  const until = Date.now() + finishWithinMs;
  while (Date.now() < until) {
    const api = await revive();
    try {
      const done = await step(api, csv, state);
      if (done) return done;
    } catch (error) {
      // The product or its database died under the request; the next turn finds it alive.
      if (!isConnectionError(error)) throw error;
    }
    await sleep(150);
  }
  throw new Error(`The flow did not complete: ${JSON.stringify(state)}`);
}

async function step(api, csv, state) {
  if (state.flowId === undefined) return upload(api, csv, state);
  const { status, body: flow } = await api.get(`/flows/${state.flowId}`);
  if (status >= 500) return undefined;
  if (status !== 200) refused('flow', { status, body: flow });
  state.last = { status: flow.status, phase: flow.current_phase, progress: flow.progress_percentage };
  if (flow.status === 'completed') return flow;
  if (flow.status === 'failed' || flow.status === 'cancelled')
    refused('flow', { status, body: flow.failure });
  if (flow.gate) await decide(api, flow);
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

async function decide(api, { flow_id: flowId, gate }) {
  const approval = { gate_id: gate.id, gate_revision: gate.revision };
  const rest =
    gate.kind === 'mapping_approval' ? { approve_confidence_at_least: 0.5, remaining: 'ignore' } : {};
  const answer = await api.post(`/flows/${flowId}/approve`, { ...approval, ...rest });
  // A conflict means that an approval whose answer was lost has counted.
  if (answer.status >= 400 && answer.status < 500 && answer.status !== 409) refused('approval', answer);
  if (answer.body?.code === 'gate_not_satisfied') refused('approval', answer);
}

function refused(what, answer) {
  throw new Error(`The ${what} was refused: ${JSON.stringify(answer).slice(0, 2000)}`);
}

function isConnectionError(error) {
  return error instanceof TypeError || error?.name === 'TimeoutError' || error?.name === 'AbortError';
}
