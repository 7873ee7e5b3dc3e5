/* oxlint-disable vitest/expect-expect -- fast-check asserts the properties */
import { boolean, constantFrom, assert as assertAll, nat, option, property, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { childStatuses } from './flow-status.ts';
import { gateKinds } from './gate-kind.ts';
import {
  decideResume,
  resumeActions,
  type ResumeFacts,
  resumeOutcomes,
  resumeTable,
  type ResumeWish,
  rightToResume,
} from './resume-decision.ts';

const sound: ResumeFacts = {
  status: 'running',
  deleted: false,
  damage: 'none',
  mayDo: () => true,
  mapping: 'ahead',
  undecidedColumns: 0,
  gate: undefined,
  lastGateApproved: false,
  rawDataExists: true,
  run: 'live',
  retryable: false,
};
const auto: ResumeWish = { action: 'auto', forceRestart: false };
const approve: ResumeWish = { action: 'approve', forceRestart: false };
const regenerate: ResumeWish = { action: 'regenerate', forceRestart: false };
const force: ResumeWish = { action: 'approve', forceRestart: true };
const open = { kind: 'mapping_approval', satisfied: false } as const;
const waiting = { status: 'waiting_for_approval', gate: open, mapping: 'current' } as const;

/** The table as the specification prints it: number, facts, wish, outcome or code. */
const printed: readonly [number, Partial<ResumeFacts>, ResumeWish, string][] = [
  [2, { status: undefined }, auto, 'flow_not_found'],
  [3, { deleted: true }, auto, 'flow_deleted'],
  [4, { mayDo: () => false }, auto, 'forbid'],
  [4, { ...waiting, mayDo: (right) => right === 'flow.control' }, approve, 'forbid'],
  [5, { status: 'cancelled' }, auto, 'flow_cancelled'],
  [5, { status: 'cancelled' }, force, 'flow_cancelled'],
  [6, { damage: 'unexamined' }, auto, 'heal'],
  [7, { damage: 'link_to_confirm' }, approve, 'ask_for_import'],
  [7, { damage: 'no_cure' }, force, 'repair_required'],
  [8, { status: 'completed' }, force, 'flow_completed'],
  [9, { ...waiting }, force, 'restarted'],
  [10, { ...waiting, rawDataExists: false }, force, 'raw_data_missing'],
  [11, { status: 'completed' }, auto, 'already_completed'],
  [11, { status: 'completed', mapping: 'passed' }, regenerate, 'already_completed'],
  [12, { ...waiting, gate: { ...open, satisfied: true } }, approve, 'approved'],
  [13, waiting, approve, 'gate_not_satisfied'],
  [14, { lastGateApproved: true }, approve, 'already_approved'],
  [14, {}, approve, 'no_decision_pending'],
  [14, { status: 'paused', gate: open }, approve, 'flow_paused'],
  [14, { status: 'failed', retryable: true }, approve, 'flow_failed'],
  [15, { ...waiting, undecidedColumns: 3 }, regenerate, 'regenerated'],
  [16, waiting, regenerate, 'nothing_to_regenerate'],
  [17, {}, regenerate, 'phase_not_reached'],
  [17, { mapping: 'passed' }, regenerate, 'phase_passed'],
  [18, waiting, auto, 'requires_user_action'],
  [18, { ...waiting, gate: { ...open, satisfied: true } }, auto, 'requires_user_action'],
  [19, { status: 'paused', gate: open }, auto, 'resumed'],
  [20, { status: 'paused' }, auto, 'resumed'],
  [21, {}, auto, 'already_running'],
  [22, { run: 'lost' }, auto, 'requeued'],
  [23, { run: 'without_job' }, auto, 'requeued'],
  [24, { status: 'failed', retryable: true }, auto, 'retried'],
  [25, { status: 'failed' }, auto, 'not_retryable'],
  [26, { status: 'waiting_for_approval' }, auto, 'repair_required'],
  [26, { status: 'waiting_for_approval' }, approve, 'repair_required'],
];

function told(facts: ResumeFacts, wish: ResumeWish): { row: number; says: string } {
  const { row, answer } = decideResume(facts, wish);
  if (answer.kind === 'refuse') return { row, says: answer.code };
  return { row, says: 'outcome' in answer ? answer.outcome : answer.kind };
}

describe('F18 the table of the specification is the table in the code', () => {
  test.each(printed)('row %i', (row, facts, wish, says) => {
    expect(told({ ...sound, ...facts }, wish)).toEqual({ row, says });
  });

  test('rows 2 to 26 are all there, in order', () => {
    const numbers = resumeTable.map(({ row }) => row);
    expect(numbers).toEqual(numbers.toSorted((left, right) => left - right));
    expect([...new Set(numbers)]).toEqual(Array.from({ length: 25 }, (_, index) => index + 2));
    expect(new Set(printed.map(([row]) => row))).toEqual(new Set(numbers));
  });

  test('every outcome but the one of a rejection is the answer of a row', () => {
    const given = resumeTable.flatMap(({ answer }) => ('outcome' in answer ? [answer.outcome] : []));
    expect(resumeOutcomes.filter((outcome) => !given.includes(outcome))).toEqual(['changes_requested']);
  });
});

const anyFacts = record({
  status: option(constantFrom(...childStatuses), { nil: undefined }),
  deleted: boolean(),
  damage: constantFrom('unexamined', 'none', 'link_to_confirm', 'no_cure'),
  mapping: constantFrom('ahead', 'current', 'passed'),
  undecidedColumns: nat(3),
  gate: option(record({ kind: constantFrom(...gateKinds), satisfied: boolean() }), { nil: undefined }),
  lastGateApproved: boolean(),
  rawDataExists: boolean(),
  run: constantFrom('live', 'lost', 'without_job'),
  retryable: boolean(),
});
const anyWish = record({ action: constantFrom(...resumeActions), forceRestart: boolean() });

test('F19 whatever the state, only the action approve approves, and only a satisfied gate', () => {
  assertAll(
    property(anyFacts, anyWish, (facts, wish) => {
      const { answer } = decideResume({ ...facts, mayDo: () => true }, wish);
      if (answer.kind !== 'command' || answer.command !== 'approve') return true;
      return wish.action === 'approve' && !wish.forceRestart && facts.gate?.satisfied === true;
    }),
    { numRuns: 5000 },
  );
});

test('a caller without the right gets nothing but 403, 404 or 410', () => {
  assertAll(
    property(anyFacts, anyWish, (facts, wish) => {
      const { row } = decideResume({ ...facts, mayDo: () => false }, wish);
      return row <= 4;
    }),
  );
});

test('the right is that of the command: of the open gate for an approval, of the mapping for suggestions', () => {
  const preview = { gate: { kind: 'asset_preview', satisfied: true } } as const;
  expect(rightToResume(preview, approve)).toBe('gate.approve_preview');
  expect(rightToResume(preview, auto)).toBe('flow.control');
  expect(rightToResume(preview, force)).toBe('flow.control');
  expect(rightToResume(preview, regenerate)).toBe('mapping.decide');
});
