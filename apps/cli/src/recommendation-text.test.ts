import type { Recommendation } from '@landfall/contract/recommendations';
import { expect, test } from 'vitest';
import { recommendationText } from './recommendation-text.ts';

const recommendation: Recommendation = {
  id: '01a20329-be7d-761c-be1b-ed386c224bbb',
  key: 'spelling:vendor',
  category: 'standardization',
  rule_code: 'one_spelling',
  title: 'Write Dell as one',
  fields: ['vendor'],
  affected_rows: 3,
  status: 'proposed',
  preview: [
    { row_number: 2, field: 'vendor', before: 'DELL', after: 'Dell' },
    { row_number: 1200, field: 'vendor', before: null, after: 'D'.repeat(70) },
  ],
  changes_path: '/api/v1/recommendations/x/changes',
  decided_by_name: null,
  decided_at: null,
};

test('a recommendation is told with the rows it would change', () => {
  expect(recommendationText(recommendation)).toBe(`01a20329-be7d-761c-be1b-ed386c224bbb  proposed
  Write Dell as one (vendor; 3 rows)
    row 2  vendor: “DELL” -> “Dell”
    row 1,200  vendor: unknown -> “${'D'.repeat(60)}…”
    and 1 more`);
});
