import { expect, test } from 'vitest';
import type { IssueDraft } from './issue-rules.ts';
import { mergeIssues } from './merge-issues.ts';

const issue = (
  severity: IssueDraft['severity'],
  first: number,
  columnId: string | null = null,
): IssueDraft => ({
  rule: 'invalid_value',
  severity,
  columnId,
  targetField: null,
  rowCount: 1,
  ranges: [[first, first]],
  sample: [{ row_number: first, value: `row ${first}` }],
  detail: { first },
});

test('what two checks found under one key is one issue with the rows of both, as grave as the graver', () => {
  expect(mergeIssues([issue('info', 1), issue('critical', 7), issue('warning', 3, 'column')])).toEqual([
    {
      ...issue('critical', 7),
      rowCount: 2,
      ranges: [
        [1, 1],
        [7, 7],
      ],
      sample: [
        { row_number: 1, value: 'row 1' },
        { row_number: 7, value: 'row 7' },
      ],
    },
    issue('warning', 3, 'column'),
  ]);
});
