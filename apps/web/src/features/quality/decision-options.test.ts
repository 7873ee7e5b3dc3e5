import { expect, test } from 'vitest';
import type { QualityIssue } from '../../api/entities.ts';
import { openKinds } from './decision-options.ts';

type Option = QualityIssue['allowed_decisions'][number];

const option = (action: Option['action'], parameters: Option['parameters'] = {}): Option => ({
  action,
  label: action,
  parameters,
});

function issue(rule: string, options: readonly Option[], decided = false): QualityIssue {
  return {
    id: `${rule} ${Math.random()}`,
    rule_code: rule,
    severity: 'critical',
    title: `About ${rule}`,
    column_id: null,
    column: null,
    target_field: null,
    row_count: 1,
    sample: [],
    detail: {},
    allowed_decisions: [...options],
    decision: decided
      ? { action: 'keep', parameters: {}, decided_by: '', decided_by_name: '', decided_at: '', note: null }
      : null,
  };
}

const keep = option('keep');
const skip = option('skip');

test('several undecided findings of a kind are offered what all of them allow', () => {
  const found = [
    issue('too_long', [keep, skip]),
    issue('too_long', [option('split', { separator: ';' }), keep]),
    issue('too_long', [keep], true),
    issue('multi_value', [keep]),
  ];
  expect(openKinds(found)).toMatchObject([
    { rule: 'too_long', title: 'About too_long', issues: found.slice(0, 2), options: [keep] },
  ]);
});

test('decisions that need a table or a value of their own are not taken together', () => {
  const own = [option('map_values'), option('set_value', { value: '' })];
  expect(openKinds([issue('invalid_value', own), issue('invalid_value', own)])).toEqual([]);
});
