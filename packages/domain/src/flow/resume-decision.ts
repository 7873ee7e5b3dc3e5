import type { Right } from '../access/policy.ts';
import type { ChildStatus } from './flow-status.ts';
import { type GateKind, gateRight } from './gate-kind.ts';
import type { RefusalCode } from './transition-table.ts';

/** What a person may ask of a resume. `auto` goes on and never approves. */
export const resumeActions = ['auto', 'approve', 'regenerate'] as const;
export type ResumeAction = (typeof resumeActions)[number];

/** What a resume that is not refused leads to. */
export const resumeOutcomes = [
  'restarted',
  'already_completed',
  'approved',
  'already_approved',
  'changes_requested',
  'regenerated',
  'nothing_to_regenerate',
  'requires_user_action',
  'resumed',
  'already_running',
  'requeued',
  'retried',
] as const;
export type ResumeOutcome = (typeof resumeOutcomes)[number];

/** What a person asked for; `forceRestart` wins over `action`. */
export interface ResumeWish {
  readonly action: ResumeAction;
  readonly forceRestart: boolean;
}

/** What is wrong with the stored pair after every certain cure has been applied. */
export type Damage =
  /** The doctor has not looked yet. */
  | 'unexamined'
  | 'none'
  /** Only a person can tell which import is the flow's. */
  | 'link_to_confirm'
  /** No cure is certain, and there is nothing a person could confirm. */
  | 'no_cure';

/** Everything the table looks at, read under the locks of the flow. */
export interface ResumeFacts {
  /** `undefined` when the caller's tenant has no such flow; the other facts then mean nothing. */
  readonly status: ChildStatus | undefined;
  readonly deleted: boolean;
  readonly damage: Damage;
  readonly mayDo: (right: Right) => boolean;
  /** Where the flow stands on its way to the phase that maps columns. */
  readonly mapping: 'ahead' | 'current' | 'passed';
  readonly undecidedColumns: number;
  readonly gate: { readonly kind: GateKind; readonly satisfied: boolean } | undefined;
  /** True when the newest gate of this epoch was approved or closed by a person. */
  readonly lastGateApproved: boolean;
  readonly rawDataExists: boolean;
  /** `lost` when the lease has expired, `without_job` when nothing will ever deliver the run. */
  readonly run: 'live' | 'lost' | 'without_job';
  readonly retryable: boolean;
}

/** The command a row picks; the transition table then applies it. */
export type ResumeCommand = 'restart_from_first' | 'approve' | 'regenerate' | 'resume' | 'retry';

type Refusal = RefusalCode | 'phase_passed' | 'repair_required';

/** What a row of the table leads to. */
export type ResumeAnswer =
  | { readonly kind: 'refuse'; readonly code: Refusal }
  | { readonly kind: 'forbid' }
  /** The doctor looks and applies every certain cure; the table is asked again about the healed flow. */
  | { readonly kind: 'heal' }
  /** A person must confirm which import is the flow's. */
  | { readonly kind: 'ask_for_import' }
  | { readonly kind: 'same'; readonly outcome: ResumeOutcome }
  | { readonly kind: 'command'; readonly command: ResumeCommand; readonly outcome: ResumeOutcome };

/** One row of the decision table. */
export interface ResumeRow {
  readonly row: number;
  readonly when: (facts: ResumeFacts, wish: ResumeWish) => boolean;
  readonly answer: ResumeAnswer;
}

const refuse = (code: Refusal): ResumeAnswer => ({ kind: 'refuse', code });
const same = (outcome: ResumeOutcome): ResumeAnswer => ({ kind: 'same', outcome });
const run = (command: ResumeCommand, outcome: ResumeOutcome): ResumeAnswer => ({
  kind: 'command',
  command,
  outcome,
});

type Condition = ResumeRow['when'];
const asks =
  (action: ResumeAction, condition: Condition): Condition =>
  (facts, wish) =>
    wish.action === action && condition(facts, wish);
const stands =
  (status: ChildStatus, condition: Condition = () => true): Condition =>
  (facts, wish) =>
    facts.status === status && condition(facts, wish);

/**
 * The decision table of a resume, evaluated from top to bottom; the first row that fits decides.
 *
 * Row 1, a caller who is not signed in, is answered before a flow is looked for. Numbers are kept, so several
 * entries may carry the same one.
 */
export const resumeTable: readonly ResumeRow[] = [
  { row: 2, when: ({ status }) => status === undefined, answer: refuse('flow_not_found') },
  { row: 3, when: ({ deleted }) => deleted, answer: refuse('flow_deleted') },
  { row: 4, when: (facts, wish) => !facts.mayDo(rightToResume(facts, wish)), answer: { kind: 'forbid' } },
  { row: 5, when: stands('cancelled'), answer: refuse('flow_cancelled') },
  { row: 6, when: ({ damage }) => damage === 'unexamined', answer: { kind: 'heal' } },
  { row: 7, when: ({ damage }) => damage === 'link_to_confirm', answer: { kind: 'ask_for_import' } },
  { row: 7, when: ({ damage }) => damage === 'no_cure', answer: refuse('repair_required') },
  {
    row: 8,
    when: stands('completed', (_, { forceRestart }) => forceRestart),
    answer: refuse('flow_completed'),
  },
  {
    row: 9,
    when: ({ rawDataExists }, { forceRestart }) => forceRestart && rawDataExists,
    answer: run('restart_from_first', 'restarted'),
  },
  { row: 10, when: (_, { forceRestart }) => forceRestart, answer: refuse('raw_data_missing') },
  { row: 11, when: stands('completed'), answer: same('already_completed') },
  {
    row: 12,
    when: asks(
      'approve',
      stands('waiting_for_approval', ({ gate }) => gate?.satisfied === true),
    ),
    answer: run('approve', 'approved'),
  },
  {
    row: 13,
    when: asks(
      'approve',
      stands('waiting_for_approval', ({ gate }) => gate !== undefined),
    ),
    answer: refuse('gate_not_satisfied'),
  },
  {
    row: 14,
    when: asks(
      'approve',
      stands('running', ({ lastGateApproved }) => lastGateApproved),
    ),
    answer: same('already_approved'),
  },
  { row: 14, when: asks('approve', stands('running')), answer: refuse('no_decision_pending') },
  { row: 14, when: asks('approve', stands('paused')), answer: refuse('flow_paused') },
  { row: 14, when: asks('approve', stands('failed')), answer: refuse('flow_failed') },
  {
    row: 15,
    when: asks('regenerate', (facts) => facts.mapping === 'current' && facts.undecidedColumns > 0),
    answer: run('regenerate', 'regenerated'),
  },
  {
    row: 16,
    when: asks('regenerate', ({ mapping }) => mapping === 'current'),
    answer: same('nothing_to_regenerate'),
  },
  {
    row: 17,
    when: asks('regenerate', ({ mapping }) => mapping === 'ahead'),
    answer: refuse('phase_not_reached'),
  },
  {
    row: 17,
    when: asks('regenerate', ({ mapping }) => mapping === 'passed'),
    answer: refuse('phase_passed'),
  },
  {
    row: 18,
    when: asks(
      'auto',
      stands('waiting_for_approval', ({ gate }) => gate !== undefined),
    ),
    answer: same('requires_user_action'),
  },
  {
    row: 19,
    when: asks(
      'auto',
      stands('paused', ({ gate }) => gate !== undefined),
    ),
    answer: run('resume', 'resumed'),
  },
  { row: 20, when: asks('auto', stands('paused')), answer: run('resume', 'resumed') },
  {
    row: 21,
    when: asks(
      'auto',
      stands('running', (facts) => facts.run === 'live'),
    ),
    answer: same('already_running'),
  },
  // A run that lost its worker has not failed, so it has attempts left however many there were.
  {
    row: 22,
    when: asks(
      'auto',
      stands('running', (facts) => facts.run === 'lost'),
    ),
    answer: run('resume', 'requeued'),
  },
  {
    row: 23,
    when: asks(
      'auto',
      stands('running', (facts) => facts.run === 'without_job'),
    ),
    answer: run('resume', 'requeued'),
  },
  {
    row: 24,
    when: asks(
      'auto',
      stands('failed', (facts) => facts.retryable),
    ),
    answer: run('retry', 'retried'),
  },
  { row: 25, when: asks('auto', stands('failed')), answer: refuse('not_retryable') },
  { row: 26, when: () => true, answer: refuse('repair_required') },
];

/** The right the command of a wish needs: that of the open gate for an approval, of the mapping for suggestions. */
export function rightToResume({ gate }: Pick<ResumeFacts, 'gate'>, wish: ResumeWish): Right {
  if (wish.forceRestart || wish.action === 'auto') return 'flow.control';
  if (wish.action === 'regenerate') return 'mapping.decide';
  return gate === undefined ? 'flow.control' : gateRight[gate.kind];
}

/** The first row of the table that fits. The last one fits always, so nothing is ever guessed. */
export function decideResume(facts: ResumeFacts, wish: ResumeWish): Pick<ResumeRow, 'row' | 'answer'> {
  const found = resumeTable.find(({ when }) => when(facts, wish));
  return found ?? { row: 26, answer: refuse('repair_required') };
}
