import { expect, test } from 'vitest';
import { piiColumnsOf } from './pii-columns.ts';

const columns = [
  { column: 'Mail', kinds: { email: 40 }, share: 1, samples: [{ row: 1, value: '••••••@•••om' }] },
  { column: 'Odd' },
];

test('columns with personal data come from the check that looked for it, with their masked samples', () => {
  expect(piiColumnsOf({ step_name: 'pii_detection', output: { columns } })).toEqual([
    { column: 'Mail', kinds: { email: 40 }, share: 1, samples: ['••••••@•••om'] },
  ]);
});

test('what another check lists as columns, or counts, is none of it', () => {
  expect(piiColumnsOf({ step_name: 'quality', output: { columns: 7 } })).toEqual([]);
  expect(piiColumnsOf({ step_name: 'pii_detection', output: { columns: 7 } })).toEqual([]);
});
