import { expect, test } from 'vitest';
import { defaultThresholds, thresholdsFrom, thresholdsOfCheck } from './check-thresholds.ts';

test('what is set and possible is in force, and the default for everything else', () => {
  expect(thresholdsFrom({})).toEqual(defaultThresholds);
  expect(
    thresholdsFrom({
      hot_percent: 70,
      ending_within_months: 1.5,
      sensitive_share: 2,
      idle_cpu_percent: '3',
      other: 1,
    }),
  ).toEqual({ ...defaultThresholds, hotPercent: 70 });
});

test('a check names the thresholds it goes by', () => {
  expect(thresholdsOfCheck('eol', defaultThresholds)).toEqual({ ending_within_months: 12 });
  expect(thresholdsOfCheck('lineage', defaultThresholds)).toEqual({});
});
