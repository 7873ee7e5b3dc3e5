import { expect, test } from 'vitest';
import { paceOf, type RunLook, withLook } from './run-pace.ts';

const looksAt = (...seen: [seconds: number, rows: number][]): readonly RunLook[] =>
  seen.reduce<readonly RunLook[]>(
    (looks, [seconds, rows]) => withLook(looks, { runId: 'run', at: seconds * 1000, rows }),
    [],
  );

test('the pace is not known after a moment, however much was done in it', () => {
  expect(paceOf([])).toBeUndefined();
  expect(paceOf(looksAt([0, 0], [2.7, 98_000]))).toBeUndefined();
});

test('the pace is what was watched last, not the average of the whole run', () => {
  expect(paceOf(looksAt([0, 0], [5, 50_000]))).toBe(10_000);
  expect(paceOf(looksAt([0, 0], [10, 50_000], [20, 51_000], [30, 52_000], [40, 53_000]))).toBe(100);
});

test('a run that does no row for a while has no known pace', () => {
  expect(paceOf(looksAt([0, 0], [10, 50_000], [20, 50_000], [30, 50_000]))).toBeUndefined();
});

test('what was seen of another run says nothing', () => {
  const looks = withLook(looksAt([0, 0], [9, 90]), { runId: 'other', at: 10_000, rows: 0 });
  expect(looks).toEqual([{ runId: 'other', at: 10_000, rows: 0 }]);
});
