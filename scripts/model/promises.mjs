/**
 * What a person is promised about one flow, in forty lines: which answers a command may have in which state, and the
 * state each answer leads to. Written from the product's description, not from its code.
 *
 * A state is `{ status, on }`; `on` is what the flow is on its way to or waits at: `mapping`, `preview`, then `end`.
 * A paused flow also has `open`, true when a gate is open; a `doomed` one cannot get past the preview, because its file
 * names no machine. A rule answers `[answer, next state]` pairs; the answer is `done` for a change, otherwise the code
 * of the no-op or the refusal. A command that is `shaken` comes shortly after a worker was lost.
 */

const stages = ['mapping', 'preview', 'end'];
const stageOf = {
  data_import: 'mapping',
  validation: 'mapping',
  attribute_mapping: 'mapping',
  data_cleansing: 'preview',
  inventory: 'preview',
};
/** Phases that are surely reached when the flow is on its way to the stage, and not at it yet. */
const reachedEarly = { mapping: ['data_import'], preview: ['data_cleansing'], end: Object.keys(stageOf) };
const refusal = {
  paused: 'flow_paused',
  failed: 'flow_failed',
  completed: 'flow_completed',
  cancelled: 'flow_cancelled',
  deleted: 'flow_deleted',
  none: 'flow_not_found',
};

/** The states a flow may be in a moment later without anybody's doing. */
export function later(state) {
  if (state.status !== 'running') return [state];
  const { on, doomed } = state;
  if (doomed && on === 'preview') return [state, { ...state, status: 'failed' }];
  return [state, { ...state, status: on === 'end' ? 'completed' : 'waiting' }];
}

const same = (state, ...answers) => answers.map((answer) => [answer, state]);
const work = ({ doomed }, on) => ({ status: 'running', on, doomed });
const onward = (state) => work(state, stages[stages.indexOf(state.on) + 1]);
const done = (state) => [['done', state]];
const by = (state, cells) => cells[state.status]?.() ?? same(state, refusal[state.status]);
const undecided = (state) => same(state, 'no_decision_pending', 'already_decided', 'already_approved');
const misnamed = (state) => same(state, 'gate_revision_stale', 'already_decided');

function restart(state, phase) {
  const stage = stageOf[phase];
  if (stage === undefined) return same(state, 'unknown_phase');
  if (stages.indexOf(stage) > stages.indexOf(state.on)) return same(state, 'phase_not_reached');
  const isSure = ['waiting', 'failed'].includes(state.status) || state.open || stage !== state.on;
  const isEarly = reachedEarly[state.on].includes(phase);
  return [...done(work(state, stage)), ...(isSure || isEarly ? [] : same(state, 'phase_not_reached'))];
}

function decide(state, { named, bulk }) {
  if (named !== 'open') return misnamed(state);
  return [
    ...done(onward(state)),
    ...(bulk || state.on !== 'mapping' ? [] : same(state, 'gate_not_satisfied')),
  ];
}

function regenerate(state) {
  if (state.status === 'completed') return same(state, 'already_completed');
  if (state.on !== 'mapping') return same(state, 'phase_passed');
  return [...same(state, 'regenerated', 'nothing_to_regenerate', 'phase_not_reached')];
}

const alive = (state, rule) => by(state, { running: rule, waiting: rule, paused: rule, failed: rule });
const remove = (state) => done({ status: 'deleted', on: state.on });

/** The rules, by the kind of a command. */
export const promises = {
  upload: (s, { doomed }) =>
    ['none', 'completed', 'cancelled', 'deleted'].includes(s.status)
      ? done(work({ doomed }, 'mapping'))
      : same(s, 'incomplete_discovery_flow_exists'),
  approve: (s, command) =>
    by(s, {
      running: () => undecided(s),
      waiting: () => decide(s, command),
      completed: () => same(s, 'already_approved', 'flow_completed'),
    }),
  reject: (s, command) => {
    const isUnknown = command.phase !== undefined && stageOf[command.phase] === undefined;
    if (isUnknown && s.status !== 'none') return same(s, 'unknown_phase', 'flow_deleted');
    const ask = () => (command.phase ? restart(s, command.phase) : done(s));
    return by(s, {
      running: () => undecided(s),
      waiting: () => (command.named === 'open' ? ask() : misnamed(s)),
    });
  },
  pause: (s) =>
    by(s, {
      running: () => done({ ...s, status: 'paused', open: false }),
      waiting: () => done({ ...s, status: 'paused', open: true }),
      paused: () => same(s, 'already_paused'),
    }),
  resume: (s, { shaken }) =>
    by(s, {
      // Work whose worker was lost is taken up at once.
      running: () => same(s, 'already_running', ...(shaken ? ['done'] : [])),
      waiting: () => same(s, 'requires_user_action'),
      paused: () => done({ ...work(s, s.on), status: s.open ? 'waiting' : 'running' }),
      completed: () => same(s, 'already_completed'),
      failed: () => same(s, 'not_retryable'),
    }),
  resume_approve: (s, command) =>
    by(s, {
      running: () => undecided(s),
      waiting: () => decide(s, { ...command, named: 'open' }),
      completed: () => same(s, 'already_completed'),
    }),
  regenerate: (s) => (['cancelled', 'deleted', 'none'].includes(s.status) ? by(s, {}) : regenerate(s)),
  force_restart: (s) => alive(s, () => done(work(s, 'mapping'))),
  retry: (s) =>
    by(s, {
      running: () => same(s, 'already_running'),
      waiting: () => same(s, 'nothing_to_retry'),
      failed: () => same(s, 'not_retryable'),
    }),
  restart_from: (s, { phase }) => alive(s, () => restart(s, phase)),
  cancel: (s) => {
    const end = () => done({ status: 'cancelled', on: s.on });
    return by(s, {
      running: end,
      waiting: end,
      paused: end,
      failed: end,
      cancelled: () => same(s, 'already_cancelled'),
    });
  },
  delete: (s, { force }) => {
    if (s.status === 'none') return by(s, {});
    if (s.status === 'deleted') return same(s, 'already_deleted');
    return s.status === 'running' && !force ? same(s, 'flow_running') : remove(s);
  },
  heal: (s, { shaken }) => same(s, 'nothing_found', ...(shaken ? ['found'] : [])),
  lose_worker: (s) => same(s, 'lost', 'spared'),
  wait: (s) => same(s, 'waited'),
};
promises.batch_delete = promises.delete;
