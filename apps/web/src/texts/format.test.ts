import { expect, test } from 'vitest';
import { countOf, formatAgo, formatBytes, formatDuration, formatShare, formatValue } from './format.ts';

test('a share that is almost nothing or almost all is never rounded to it', () => {
  expect(formatShare(0)).toBe('0%');
  expect(formatShare(0.0004)).toBe('<1%');
  expect(formatShare(0.9996)).toBe('>99%');
  expect(formatShare(1)).toBe('100%');
});

test('unknown is a dash, while zero and no are values', () => {
  expect(formatValue(null)).toBe('—');
  expect(formatValue('')).toBe('—');
  expect(formatValue(0)).toBe('0');
  expect(formatValue(false)).toBe('No');
  expect(formatValue(['a', 'b'])).toBe('a, b');
});

test('sizes, times and counts are words a person reads', () => {
  expect(formatBytes(1)).toBe('1 byte');
  expect(formatBytes(1_073_741_824)).toBe('1 GB');
  expect(formatDuration(250_000)).toBe('4 min 10 s');
  expect(countOf(1, 'row')).toBe('1 row');
  expect(countOf(184_220, 'row')).toBe('184,220 rows');
  expect(formatAgo('2026-11-21T10:00:00Z', Date.parse('2026-11-21T12:00:10Z'))).toBe('2 hours ago');
});
