/** What the API shows of a flow, what the database holds, and what the journal leads to: they must be one. */
import { createHash } from 'node:crypto';
import { foldJournal } from '../../packages/domain/src/flow/fold-journal.ts';
import { findViolations } from '../../apps/server/src/features/flows/invariants.repository.ts';

const storedFlow = `select c.status, c.current_phase as phase, c.epoch, c.version::int, m.status as master,
    c.deleted_at is not null as deleted, (select json_agg(json_build_object('seq', e.seq, 'type', e.type,
      'phase', e.phase, 'epoch', e.epoch, 'fromStatus', e.from_status, 'toStatus', e.to_status) order by e.seq)
      from flow_events e where e.flow_id = c.flow_id) as events
  from discovery_flows c join master_flows m using (client_account_id, engagement_id, flow_id) where c.flow_id = $1`;

/**
 * Looks at the flow by the API and in the database and throws where they or the journal differ. A flow that runs
 * moves on between the two looks, so the API's answer is held against the journal up to the version it names.
 */
export async function observe(api, sql, flowId) {
  if (flowId === undefined) return { status: 'none' };
  const { status, body } = await api.call('GET', `/flows/${flowId}`);
  const { rows } = await sql.query({ name: 'stored', text: storedFlow, values: [flowId] });
  const [stored] = rows;
  if (status === 410 && stored.deleted && stored.master === 'deleted')
    return { status: 'deleted', gate: null };
  if (status !== 200) throw new Error(`The flow was answered ${status}: ${JSON.stringify(body)}`);
  same('database and journal', fold(stored.events), stored);
  const shown = { status: body.status, phase: body.current_phase, epoch: body.epoch, version: body.version };
  same('API and journal', fold(stored.events.filter(({ seq }) => seq <= body.version)), shown);
  if (body.gate !== null && !['waiting_for_approval', 'paused'].includes(body.status))
    throw new Error(`A flow that is ${body.status} is shown with an open gate`);
  return { ...shown, waiting: body.waiting_reason, gate: body.gate };
}

/** Whether the flow is running and not deleted, asked of the database alone. */
export async function isAtWork(sql, flowId) {
  const text = `select from discovery_flows where flow_id = $1 and status = 'running' and deleted_at is null`;
  const { rowCount } = await sql.query({ name: 'at work', text, values: [flowId] });
  return rowCount > 0;
}

function fold(events) {
  const folded = foldJournal(events);
  if (folded.contradiction) throw new Error(`The journal contradicts itself: ${folded.contradiction}`);
  return folded;
}

function same(what, expected, found) {
  for (const name of ['status', 'phase', 'epoch', 'version']) {
    if (expected[name] !== found[name])
      throw new Error(`${what} differ in ${name}: ${JSON.stringify(expected)} and ${JSON.stringify(found)}`);
  }
}

/** Broken invariants of the engagement the connection stands in; what deletions left is looked for at the end. */
export function violationsIn(sql) {
  return findViolations({ query: (text) => sql.query({ name: nameOf(text), text }) }, { remains: false });
}

const names = new Map();

/** A name for a statement, so that the database plans it once. */
function nameOf(text) {
  if (!names.has(text)) names.set(text, createHash('sha256').update(text).digest('hex').slice(0, 32));
  return names.get(text);
}
