import type { FlowCommandName } from './flow-command.ts';
import type { ChildStatus } from './flow-status.ts';

/** Columns of the table: the child status, `deleted` for a tombstone, `none` for no such flow in the tenant. */
export const flowColumns = [
  'running',
  'waiting_for_approval',
  'paused',
  'completed',
  'failed',
  'cancelled',
  'deleted',
  'none',
] as const;
export type FlowColumn = (typeof flowColumns)[number];

/** Typed no-ops: HTTP 200, nothing written. */
export const noOpCodes = [
  'already_started',
  'already_recorded',
  'gate_already_open',
  'already_approved',
  'already_paused',
  'already_running',
  'requires_user_action',
  'already_completed',
  'already_cancelled',
  'already_deleted',
  'nothing_to_heal',
] as const;
export type NoOpCode = (typeof noOpCodes)[number];

const refusalStatus = {
  incomplete_discovery_flow_exists: 409,
  transition_not_allowed: 409,
  flow_not_found: 404,
  flow_deleted: 410,
  flow_running: 409,
  flow_paused: 409,
  flow_completed: 409,
  flow_failed: 409,
  flow_cancelled: 409,
  decision_pending: 409,
  stale_phase_result: 409,
  no_decision_pending: 409,
  already_decided: 409,
  gate_not_satisfied: 409,
  gate_revision_stale: 409,
  nothing_to_retry: 409,
  not_retryable: 409,
  unknown_phase: 422,
  phase_not_reached: 409,
  raw_data_missing: 409,
  finding_changed: 409,
} as const;
export type RefusalCode = keyof typeof refusalStatus;

/** HTTP status of a refusal. */
export function statusOfRefusal(code: RefusalCode): 404 | 409 | 410 | 422 {
  return refusalStatus[code];
}

/** One thing a cell may lead to: a next status, a typed no-op or a refusal. */
export type CellOutcome =
  | { readonly to: ChildStatus | 'deleted' }
  | { readonly noOp: NoOpCode }
  | { readonly refuse: RefusalCode };

/** Everything a cell allows; an empty cell is refused with `transition_not_allowed`. */
export type Cell = readonly CellOutcome[];

const to = (status: ChildStatus | 'deleted'): CellOutcome => ({ to: status });
const same = (code: NoOpCode): CellOutcome => ({ noOp: code });
const no = (code: RefusalCode): CellOutcome => ({ refuse: code });

const running = to('running');
const stale = [no('stale_phase_result')];
const paused = [no('flow_paused')];
const completed = [no('flow_completed')];
const failed = [no('flow_failed')];
const cancelled = [no('flow_cancelled')];
const slotTaken = [no('incomplete_discovery_flow_exists')];
const gone = { deleted: [no('flow_deleted')], none: [no('flow_not_found')] } as const;
const restartGuards = [no('unknown_phase'), no('phase_not_reached'), no('raw_data_missing')];
const restart = [running, ...restartGuards];
const healed = [
  running,
  to('waiting_for_approval'),
  to('paused'),
  to('completed'),
  to('failed'),
  to('cancelled'),
  same('nothing_to_heal'),
  no('finding_changed'),
];

/**
 * The whole transition table: command x status -> what may follow. The reducer picks one outcome of a cell
 * and can pick nothing else; what is not in a cell is refused.
 */
export const transitionTable: Readonly<Record<FlowCommandName, Readonly<Record<FlowColumn, Cell>>>> = {
  upload_new: {
    running: slotTaken,
    waiting_for_approval: slotTaken,
    paused: slotTaken,
    completed: [running],
    failed: slotTaken,
    cancelled: [running],
    deleted: [running],
    none: [running],
  },
  upload_correction: {
    running: [no('flow_running')],
    waiting_for_approval: [running],
    paused,
    completed: [running, no('incomplete_discovery_flow_exists')],
    failed: [running],
    cancelled,
    ...gone,
  },
  start_phase: {
    running: [running, same('already_started'), no('stale_phase_result')],
    waiting_for_approval: [no('decision_pending')],
    paused,
    completed,
    failed,
    cancelled,
    ...gone,
  },
  phase_succeeded: {
    running: [running, to('completed'), same('already_recorded'), no('stale_phase_result')],
    waiting_for_approval: [no('stale_phase_result'), same('already_recorded')],
    paused: [no('stale_phase_result'), same('already_recorded')],
    completed: [no('stale_phase_result'), same('already_recorded')],
    failed: [no('stale_phase_result'), same('already_recorded')],
    cancelled: stale,
    ...gone,
  },
  phase_needs_decision: {
    running: [to('waiting_for_approval'), no('stale_phase_result')],
    waiting_for_approval: [same('gate_already_open'), no('stale_phase_result')],
    paused: stale,
    completed: stale,
    failed: stale,
    cancelled: stale,
    ...gone,
  },
  phase_failed: {
    running: [running, to('failed'), no('stale_phase_result')],
    waiting_for_approval: stale,
    paused: stale,
    completed: stale,
    failed: [same('already_recorded'), no('stale_phase_result')],
    cancelled: stale,
    ...gone,
  },
  approve: {
    running: [same('already_approved'), no('no_decision_pending')],
    waiting_for_approval: [
      running,
      no('gate_not_satisfied'),
      no('gate_revision_stale'),
      no('already_decided'),
    ],
    paused,
    completed: [same('already_approved'), no('flow_completed')],
    failed,
    cancelled,
    ...gone,
  },
  reject: {
    running: [no('no_decision_pending'), no('already_decided')],
    waiting_for_approval: [
      to('waiting_for_approval'),
      running,
      no('gate_revision_stale'),
      no('already_decided'),
      no('phase_not_reached'),
    ],
    paused,
    completed,
    failed,
    cancelled,
    ...gone,
  },
  pause: {
    running: [to('paused')],
    waiting_for_approval: [to('paused')],
    paused: [same('already_paused')],
    completed,
    failed,
    cancelled,
    ...gone,
  },
  resume: {
    running: [same('already_running'), running],
    waiting_for_approval: [same('requires_user_action')],
    paused: [to('waiting_for_approval'), running],
    completed: [same('already_completed')],
    failed,
    cancelled,
    ...gone,
  },
  retry: {
    running: [same('already_running')],
    waiting_for_approval: [no('nothing_to_retry')],
    paused,
    completed,
    failed: [running, no('not_retryable')],
    cancelled,
    ...gone,
  },
  restart_from: {
    running: restart,
    waiting_for_approval: restart,
    paused: restart,
    completed,
    failed: restart,
    cancelled,
    ...gone,
  },
  cancel: {
    running: [to('cancelled')],
    waiting_for_approval: [to('cancelled')],
    paused: [to('cancelled')],
    completed,
    failed: [to('cancelled')],
    cancelled: [same('already_cancelled')],
    ...gone,
  },
  delete: {
    running: [to('deleted'), no('flow_running')],
    waiting_for_approval: [to('deleted')],
    paused: [to('deleted')],
    completed: [to('deleted')],
    failed: [to('deleted')],
    cancelled: [to('deleted')],
    deleted: [same('already_deleted')],
    none: [no('flow_not_found')],
  },
  heal: {
    running: healed,
    waiting_for_approval: healed,
    paused: healed,
    completed: healed,
    failed: healed,
    cancelled: healed,
    deleted: [same('nothing_to_heal')],
    none: [no('flow_not_found')],
  },
  note: {
    running: [running],
    waiting_for_approval: [to('waiting_for_approval')],
    paused,
    completed,
    failed,
    cancelled,
    ...gone,
  },
};
