import { expect, test } from 'vitest';
import { shareKnown } from './share-known.ts';

test('the share of known values is null of nothing and never rounded up to all', () => {
  expect(shareKnown([])).toBeNull();
  expect(shareKnown([{ value: null, count: 0 }])).toBeNull();
  expect(
    shareKnown([
      { value: 'production', count: 3 },
      { value: null, count: 1 },
    ]),
  ).toBe(75);
  expect(
    shareKnown([
      { value: 'production', count: 99_999 },
      { value: null, count: 1 },
    ]),
  ).toBe(99.9);
  expect(shareKnown([{ value: 'test', count: 2 }])).toBe(100);
});
