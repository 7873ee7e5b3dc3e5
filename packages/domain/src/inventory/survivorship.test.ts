import { expect, test } from 'vitest';
import { type OfferedValue, pickSurvivor } from './survivorship.ts';

const offer = (value: string | null, given: Partial<OfferedValue> = {}): OfferedValue => ({
  value,
  origin: 'import',
  observedAt: '2026-01-01',
  ...given,
});

test('null never beats a value, and nothing comes of nothing', () => {
  expect(pickSurvivor([offer('a'), offer(null, { observedAt: '2027-01-01' })])).toEqual({
    index: 0,
    rule: 'only_value',
  });
  expect(pickSurvivor([offer(null)])).toBeUndefined();
});

test('F66 zero and false survive like any value', () => {
  expect(pickSurvivor([offer('0'), offer(null)])?.index).toBe(0);
});

test('a person wins over every source, then precedence, then the newer, then the surer', () => {
  expect(pickSurvivor([offer('a', { origin: 'user' }), offer('b', { observedAt: '2027-01-01' })])).toEqual({
    index: 0,
    rule: 'user_value',
  });
  expect(pickSurvivor([offer('a', { precedence: 1 }), offer('b', { precedence: 0 })])).toEqual({
    index: 1,
    rule: 'source_precedence',
  });
  expect(pickSurvivor([offer('a'), offer('b', { observedAt: '2026-06-01' })])).toEqual({
    index: 1,
    rule: 'newer',
  });
  expect(pickSurvivor([offer('a', { confidence: 0.5 }), offer('b', { confidence: 0.9 })])).toEqual({
    index: 1,
    rule: 'more_certain',
  });
  expect(pickSurvivor([offer('a'), offer('b')])).toEqual({ index: 0, rule: 'first' });
});
