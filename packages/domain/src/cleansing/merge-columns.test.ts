import { expect, test } from 'vitest';
import { mergeValues } from './merge-columns.ts';

test.each([
  ['18 months', '7 years', '7 years'],
  ['7 years', '18 months', '7 years'],
  ['see the retention schedule', 'P1Y', 'P1Y'],
  ['P1Y', 'see the retention schedule', 'P1Y'],
  ['P1Y', '12 months', 'P1Y'],
  ['short', 'longer', 'longer'],
  ['7', '10', '10'],
])('of %j and %j the longest is %j', (left, right, longest) => {
  expect(mergeValues('longest', left, right)).toBe(longest);
});
