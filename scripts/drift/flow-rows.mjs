/** Rows of one drifted flow, table by table, from its combination. */
import { randomUUID } from 'node:crypto';
import { gateKindOf, hasReached, wordsOf } from './combinations.mjs';
import { importRows } from './import-rows.mjs';

const statuses = ['running', 'waiting_for_approval', 'paused', 'completed', 'failed', 'cancelled'];
/** Every row of a drifted flow by table; `place` gives tenant, person and a foreign import. */
export function flowRows(combination, place) {
  const words = wordsOf(combination);
  const ids = { flow: randomUUID(), import: randomUUID(), twin: randomUUID(), file: randomUUID() };
  const tenant = { client_account_id: place.client, engagement_id: place.engagement };
  const flow = { combination, words, ids, place, tenant, epoch: combination.epoch === 'equal' ? 1 : 2 };
  const events = journalOf(flow);
  const gates = gatesOf(flow);
  const runs = runsOf(flow);
  const version = events.at(-1)?.seq ?? 1;
  const { record } = combination;
  return {
    flowId: ids.flow,
    combination,
    jobs: runs.filter((run) => run.hasJob),
    rows: {
      master_flows: record === 'no_master' ? [] : [masterOf(flow, version)],
      discovery_flows: record === 'no_child' ? [] : [childOf(flow, version)],
      flow_events: events,
      flow_gates: gates.map((gate) => without(gate, 'decision')),
      gate_decisions: gates.flatMap(({ decision }) => decision ?? []),
      phase_runs: runs.map((run) => without(run, 'hasJob')),
      ...importRows(flow, runs),
    },
  };
}

function without(row, name) {
  const kept = { ...row };
  delete kept[name];
  return kept;
}

function masterOf({ combination, words, ids, place, tenant }, version) {
  return {
    ...tenant,
    flow_id: ids.flow,
    flow_type: words.flowType,
    flow_type_version: 1,
    import_category: combination.category,
    flow_name: 'Drifted',
    status: combination.master,
    created_by: place.user,
    completed_at: combination.master === 'completed' ? place.at : null,
    version,
    created_at: place.at,
    updated_at: place.at,
  };
}

function childOf(flow, version) {
  const { combination, words, ids, place, tenant, epoch } = flow;
  const { child, link, record } = combination;
  const linked = { mutual: ids.import, foreign: place.foreignImports[combination.category] };
  return {
    ...tenant,
    flow_id: ids.flow,
    data_import_id: linked[link] ?? ids.file,
    flow_type: words.flowType,
    import_category: combination.category,
    status: child,
    current_phase: words.word,
    epoch,
    waiting_reason: child === 'waiting_for_approval' ? gateKindOf(words.canonical) : null,
    failure_code: child === 'failed' ? 'internal_error' : null,
    failure_detail: child === 'failed' ? 'It failed.' : null,
    failure_retryable: child === 'failed' ? true : null,
    started_at: place.at,
    deleted_at: record === 'deleted' ? place.at : null,
    deleted_by: record === 'deleted' ? place.user : null,
    version,
    created_at: place.at,
    updated_at: place.at,
  };
}

/** Events the transition table allows that lead to the stored state, to another one, or that have a gap. */
function journalOf({ combination, words, ids, place, tenant, epoch }) {
  const { child, journal, record } = combination;
  if (journal === 'absent') return [];
  const known = statuses.includes(child) ? child : 'running';
  const to = journal === 'elsewhere' ? (known === 'paused' ? 'running' : 'paused') : known;
  const types = { waiting_for_approval: 'decision_needed', running: 'phase_started', failed: 'phase_failed' };
  const steps = [{ type: 'flow_created', from: null, to: 'running', phase: words.phases[0], epoch: 1 }];
  if (epoch > 1)
    steps.push({ type: 'restarted', from: 'running', to: 'running', phase: words.phases[0], epoch });
  steps.push({ type: types[to] ?? to, from: 'running', to, phase: words.canonical, epoch });
  if (record === 'deleted') {
    steps.push({
      type: 'deleted',
      from: to,
      to: to === 'completed' ? to : 'cancelled',
      phase: words.canonical,
      epoch,
    });
  }
  return steps.map(({ type, from, to: status, phase, epoch: at }, index) => ({
    ...tenant,
    flow_id: ids.flow,
    seq: index + 1 + (journal === 'gap' && index === steps.length - 1 ? 1 : 0),
    type,
    actor_user_id: place.user,
    actor_kind: 'user',
    phase,
    epoch: at,
    from_status: from,
    to_status: status,
    payload: {},
    created_at: place.at,
  }));
}

function gatesOf(flow) {
  const { combination, words } = flow;
  const fitting = words.canonical;
  const other = fitting === 'field_mapping' ? words.phases[1] : 'field_mapping';
  const open = { none: [], fitting: [fitting], other: [other], two: [fitting, other] }[combination.gate];
  const gates = open.map((phase) => gateOf(flow, { phase, kind: gateKindOf(phase), status: 'open' }));
  if (hasReached(combination, 'approved')) {
    gates.push(gateOf(flow, { phase: 'field_mapping', kind: 'mapping_approval', status: 'approved' }));
  }
  if (hasReached(combination, 'settled') && words.flowType === 'discovery') {
    gates.push(gateOf(flow, { phase: 'asset_inventory', kind: 'asset_preview', status: 'approved' }));
  }
  return gates;
}

function gateOf({ ids, place, tenant }, { phase, kind, status }) {
  const id = randomUUID();
  const decided = {
    ...tenant,
    gate_id: id,
    decision: 'approve',
    revision: 1,
    subject_hash: 'h',
    actor_user_id: place.user,
  };
  return {
    ...tenant,
    id,
    flow_id: ids.flow,
    phase,
    kind,
    status,
    subject: {},
    subject_hash: 'h',
    opened_at: place.at,
    closed_at: status === 'open' ? null : place.at,
    decision: status === 'approved' ? [{ ...decided, created_at: place.at }] : undefined,
  };
}

/** The newest run, and a succeeded one for each phase before it unless every run is lost. */
function runsOf(flow) {
  const { combination, words, epoch } = flow;
  if (combination.run === 'none') return [];
  const offset = { equal: 0, behind: 1, ahead: -1 }[combination.epoch];
  const status = {
    live: 'executing',
    expired: 'executing',
    jobless: 'queued',
    queued: 'queued',
    waiting: 'needs_decision',
  };
  const at = words.phases.indexOf(words.canonical);
  const done = [...new Set(words.phases.slice(0, at))].map((phase) =>
    runOf(flow, { phase, status: 'succeeded', epoch: 1 }),
  );
  const newest = runOf(flow, {
    phase: words.canonical,
    status: status[combination.run] ?? 'succeeded',
    epoch: epoch + offset,
  });
  return [...done.filter(({ phase }) => phase !== newest.phase), newest];
}

function runOf({ combination, ids, place, tenant }, { phase, status, epoch }) {
  const executing = status === 'executing';
  const id = (place.runIds[`${ids.flow}:${phase}`] ??= randomUUID());
  return {
    ...tenant,
    id,
    flow_id: ids.flow,
    phase,
    epoch,
    attempt: 1,
    status,
    lease_owner: executing ? 'planted/run' : null,
    lease_until: executing ? (combination.run === 'live' ? place.later : place.at) : null,
    run_at: place.at,
    started_at: status === 'queued' ? null : place.later,
    finished_at: status === 'succeeded' ? place.later : null,
    created_at: place.at,
    updated_at: place.at,
    hasJob: combination.run === 'queued' && status === 'queued',
  };
}
