import { expect, test } from 'vitest';
import { flowTypeForCategory } from './flow-type.ts';
import { nextSteps } from './next-steps.ts';

const facts = {
  definition: flowTypeForCategory('cmdb_export'),
  status: 'running',
  currentPhase: 'data_import',
  waitingReason: undefined,
  failure: undefined,
  undecided: undefined,
} as const;
const codes = (steps: ReturnType<typeof nextSteps>): string[] => steps.map(({ code }) => code);

test.each([
  ['a running flow is waited for', facts, ['wait', 'cancel']],
  [
    'a mapping is decided, then approved',
    { ...facts, status: 'waiting_for_approval', waitingReason: 'mapping_approval', undecided: 13 },
    ['open_mapping', 'decide_columns', 'approve'],
  ],
  [
    'a decided mapping is approved',
    { ...facts, status: 'waiting_for_approval', waitingReason: 'mapping_approval', undecided: 0 },
    ['open_mapping', 'approve'],
  ],
  [
    'a preview is reviewed',
    { ...facts, status: 'waiting_for_approval', waitingReason: 'asset_preview' },
    ['review_preview', 'approve'],
  ],
  [
    'conflicts are settled, which approves',
    { ...facts, status: 'waiting_for_approval', waitingReason: 'asset_conflict' },
    ['settle_conflicts'],
  ],
  ['a paused flow is resumed', { ...facts, status: 'paused' }, ['resume', 'cancel', 'delete']],
  [
    'a record that disagrees with itself is repaired first',
    { ...facts, status: 'paused', needsRepair: true },
    ['resume', 'cancel', 'delete'],
  ],
  [
    'a failure worth it is retried',
    { ...facts, status: 'failed', failure: { code: 'unavailable', retryable: true } },
    ['retry', 'restart', 'delete'],
  ],
  [
    'another failure needs its cause removed',
    { ...facts, status: 'failed', failure: { code: 'all_rows_rejected', retryable: false } },
    ['fix_cause', 'restart', 'delete'],
  ],
] as const)('%s', (_, given, expected) => {
  expect(codes(nextSteps(given))).toEqual(expected);
});

test('the number still to decide is said, and one is not many', () => {
  const waiting = { ...facts, status: 'waiting_for_approval', waitingReason: 'mapping_approval' } as const;
  const text = (undecided: number | undefined) => nextSteps({ ...waiting, undecided })[1]?.text;
  expect([text(13), text(1), text(undefined)]).toEqual([
    'Decide 13 columns.',
    'Decide 1 column.',
    'Decide the columns.',
  ]);
});
