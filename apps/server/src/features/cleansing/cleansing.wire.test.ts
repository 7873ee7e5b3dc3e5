import { expect, test } from 'vitest';
import { issueOnWire } from './cleansing.wire.ts';
import type { StoredIssue } from './quality.repository.ts';

const issue: StoredIssue = {
  id: '01a20329-be7d-761c-be1b-ed386c224bbb',
  importId: '01a20329-be47-71c6-b759-8cbf10ecd7d1',
  ruleCode: 'invalid_value',
  severity: 'warning',
  columnId: null,
  column: 'Contact',
  columnStatus: 'suggested',
  sensitiveKind: null,
  importCategory: 'sensitive_data',
  targetField: 'created_at',
  rowCount: 1,
  sample: [{ row_number: 3, value: 'Jane Roe' }],
  detail: { values: [{ value: 'Jane Roe', count: 1 }] },
  action: null,
  parameters: null,
  decidedBy: null,
  decidedByName: null,
  decidedAt: null,
  note: null,
};

test('F57 samples of a file about sensitive data are shown only to those who may see them', () => {
  expect(issueOnWire(issue, false)).toMatchObject({ sample: [{ row_number: 3, value: '•••' }], detail: {} });
  expect(issueOnWire(issue, false).detail).toEqual({});
  expect(issueOnWire(issue, true)).toMatchObject({ sample: issue.sample, detail: issue.detail });
  expect(issueOnWire({ ...issue, importCategory: 'cmdb_export' }, false).sample).toEqual(issue.sample);
});

test('words that wait for a meaning are told, unless they are personal or secret themselves', () => {
  const words = { ...issue, column: 'Level', ruleCode: 'unknown_classification' };
  expect(issueOnWire(words, false).detail).toEqual(issue.detail);
  const values = [
    { value: 'grey', count: 3 },
    { value: 'ann@example.org', count: 1 },
  ];
  const mixed = { ...words, sensitiveKind: 'email', detail: { values } };
  expect(issueOnWire(mixed, false).detail).toEqual({
    values: [values[0], { value: '••••••@•••rg', count: 1 }],
  });
  expect(issueOnWire(mixed, true).detail).toEqual({ values });
  expect(issueOnWire({ ...words, sensitiveKind: 'secret' }, false).detail).toEqual({});
});
