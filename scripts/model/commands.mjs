/** The commands of a sequence: how they are drawn, and how each is given over HTTP. */
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { array, boolean, constant, constantFrom, integer, oneof, record } from 'fast-check';

const kind = (name, rest = {}) => record({ kind: constant(name), ...rest });
const doors = ['flows', 'discovery/flows', 'discovery/flow', 'discovery/flow intelligent'];
const phases = ['data_import', 'validation', 'attribute_mapping', 'data_cleansing', 'inventory'];
const often = (weight, arbitrary) => ({ weight, arbitrary });
const repeated = { repeated: boolean() };

const command = oneof(
  often(5, kind('upload', { rows: integer({ min: 1, max: 3 }), doomed: constant(false) })),
  often(2, kind('upload', { rows: integer({ min: 1, max: 3 }), doomed: constant(true) })),
  often(8, kind('approve', { bulk: constant(true), revision: constant(0), ...repeated })),
  often(2, kind('approve', { bulk: boolean(), revision: integer({ min: 0, max: 1 }) })),
  often(2, kind('reject', { revision: integer({ min: 0, max: 1 }) })),
  often(1, kind('reject', { revision: constant(0), phase: constantFrom(...phases, 'tech_debt') })),
  often(2, kind('resume_approve', { bulk: boolean(), door: constantFrom(...doors.slice(2)) })),
  often(4, kind('pause', repeated)),
  often(6, kind('resume', { door: constantFrom(...doors) })),
  often(1, kind('regenerate')),
  often(1, kind('force_restart')),
  often(1, kind('retry')),
  often(3, kind('restart_from', { phase: constantFrom(...phases, 'tech_debt') })),
  often(1, kind('cancel', repeated)),
  often(1, kind('delete', { force: boolean() })),
  often(1, kind('batch_delete', { force: boolean() })),
  often(2, kind('heal')),
  often(1, kind('lose_worker')),
  often(6, kind('wait')),
);

/** Sequences of exactly so many commands. */
export function sequences(length) {
  return array(command, { minLength: length, maxLength: length });
}

const bulkDecision = { approve_confidence_at_least: 0.5, remaining: 'ignore' };

const post = (path, body = {}) => ['POST', path, body];
const isIntelligent = ({ door }) => door.endsWith(' intelligent');
const intelligent = ({ id }, body) => post(`/discovery/flow/${id}/resume-intelligent`, body);
const bulk = (given) => (given.bulk ? bulkDecision : {});
const named = (given, { gate }) => ({
  gate_id: gate?.id ?? randomUUID(),
  gate_revision: (gate?.revision ?? 1) + (given.revision ?? 0),
});

/** Method, path and body of each kind of command; `place` holds what the person has seen of the flow. */
const requests = {
  // Columns are decided in bulk at the gate about columns only.
  approve: (given, place) =>
    post(`/flows/${place.id}/approve`, {
      ...named(given, place),
      ...(place.gate?.kind === 'mapping_approval' ? bulk(given) : {}),
    }),
  reject: (given, place) =>
    post(`/flows/${place.id}/reject`, {
      ...named(given, place),
      reason: 'not like this',
      ...(given.phase && { restart_from: given.phase }),
    }),
  resume: (given, place) =>
    isIntelligent(given) ? intelligent(place) : post(`/${given.door}/${place.id}/resume`),
  resume_approve: (given, place) =>
    isIntelligent(given)
      ? intelligent(place, { ...bulk(given), action: 'approve' })
      : post(`/discovery/flow/${place.id}/resume`, { ...bulk(given), approval: true }),
  regenerate: (_, place) => intelligent(place, { action: 'regenerate' }),
  force_restart: (_, place) => intelligent(place, { force_restart: true }),
  restart_from: ({ phase }, { id }) => post(`/flows/${id}/restart`, { phase }),
  delete: ({ force }, { id }) => ['DELETE', `/discovery/flows/${id}?force=${force}`, undefined],
  batch_delete: ({ force }, { id }) => post('/discovery/flows/batch-delete', { flow_ids: [id], force }),
  heal: (_, { tenant }) =>
    post('/admin/doctor', {
      client_account_id: tenant['x-client-account-id'],
      engagement_id: tenant['x-engagement-id'],
    }),
  pause: (_, { id }) => post(`/flows/${id}/pause`),
  retry: (_, { id }) => post(`/flows/${id}/retry`),
  cancel: (_, { id }) => post(`/flows/${id}/cancel`),
};

/** Gives a command; answers the word the model knows the answer by, and the answer itself. */
export async function give(api, given, place) {
  if (given.kind === 'upload') return worded(await api.upload(fileOf(given, place)));
  if (given.kind === 'lose_worker') return { word: place.loseWorker(), answer: undefined };
  if (given.kind === 'wait') return { word: 'waited', answer: undefined };
  const [method, path, body] = requests[given.kind](given, { ...place, id: place.flowId ?? randomUUID() });
  const headers = given.repeated ? { 'idempotency-key': randomUUID() } : {};
  const answer = await api.call(method, path, { body, headers });
  if (given.repeated && answer.status < 300) {
    const again = await api.call(method, path, { body, headers });
    if (!isDeepStrictEqual(again, answer))
      throw new Error(`The repeated request was answered differently: ${JSON.stringify(again)}`);
  }
  return worded(answer, given.kind);
}

function worded(answer, kindOf) {
  const { status, body } = answer;
  if (status >= 400) return { word: body?.code ?? body?.error ?? String(status), answer };
  if (kindOf === 'heal') return { word: body.findings_total === 0 ? 'nothing_found' : 'found', answer };
  return { word: wordOf(status, body), answer };
}

/** `done` for a change, whatever it is called; a batch of one answers inside 200. */
function wordOf(status, body) {
  const { outcome, code } = body.results?.[0] ?? body;
  if (outcome === 'failed') return code;
  const isChanged = body.changed ?? (status !== 200 || outcome === 'deleted');
  return isChanged ? 'done' : outcome;
}

/** A small file whose machines no other file of the engagement names; no row of a doomed one names any. */
function fileOf({ rows, doomed }, place) {
  place.uploads = (place.uploads ?? 0) + 1;
  const lines = Array.from(
    { length: rows },
    (_, row) =>
      `${doomed ? ',' : `web-${place.uploads}-${row},10.${place.uploads}.0.${row + 1}`},Ubuntu 22.04,Production`,
  );
  return `Hostname,IP Address,Operating System,Environment\n${lines.join('\n')}\n`;
}
