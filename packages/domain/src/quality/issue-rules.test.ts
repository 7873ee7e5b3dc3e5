import { expect, test } from 'vitest';
import { allowedDecisions, type IssueRule } from './issue-rules.ts';

function actions(rule: IssueRule, detail: Readonly<Record<string, unknown>> = {}): string[] {
  return allowedDecisions(rule, detail).map(({ action }) => action);
}

test('several values are split where the field keeps several, else the first is taken', () => {
  expect(actions('multi_value', { splits_at: ';' })).toEqual(['split', 'first_value', 'keep', 'skip']);
  expect(actions('multi_value')).toEqual(['first_value', 'keep', 'skip']);
  expect(actions('too_long', { splits_at: ';' })).toEqual([
    'split',
    'keep',
    'truncate',
    'first_value',
    'skip',
  ]);
  expect(actions('too_long')).toEqual(['keep', 'truncate', 'first_value', 'skip']);
});
