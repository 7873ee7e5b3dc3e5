import { describe, expect, test } from 'vitest';
import { findLargeChange, mostAssetsOfLargeChange } from './large-change.ts';

const none = { existing: 0, changed: 0, recognised: 0, rejectedRows: 0 };

describe('a large change', () => {
  test('is one of more than half of the existing assets, and not of exactly half', () => {
    expect(findLargeChange({ ...none, existing: 10, changed: 5, recognised: 5 }, 0.5)).toBeUndefined();
    expect(findLargeChange({ ...none, existing: 10, changed: 6, recognised: 4 }, 0.5)).toEqual({
      existing: 10,
      changed: 6,
      rejected: 0,
      affected: 6,
    });
  });

  test('counts rejected rows beside changed assets', () => {
    const effect = { existing: 10, changed: 3, recognised: 1, rejectedRows: 3 };
    expect(findLargeChange(effect, 0.5)).toEqual({ existing: 10, changed: 3, rejected: 3, affected: 6 });
  });

  test('never counts rejected rows for assets that other rows fit', () => {
    const effect = { existing: 10, changed: 0, recognised: 9, rejectedRows: 500 };
    expect(findLargeChange(effect, 0.5)).toBeUndefined();
  });

  test('is none in an engagement without assets, however many rows are rejected', () => {
    expect(findLargeChange({ ...none, rejectedRows: 900 }, 0.5)).toBeUndefined();
    expect(findLargeChange({ ...none, rejectedRows: 900 }, 0)).toBeUndefined();
  });

  test('follows the share of the engagement: 0 asks about any change, 1 about none', () => {
    const one = { ...none, existing: 10, changed: 1, recognised: 9 };
    expect(findLargeChange(one, 0)?.affected).toBe(1);
    expect(findLargeChange({ ...none, existing: 10, changed: 10 }, 1)).toBeUndefined();
  });

  test('is found by counting assets no further than needed', () => {
    for (const share of [0.05, 0.3, 0.5, 0.99, 1]) {
      for (let existing = 0; existing < 40; existing++) {
        const effect = { ...none, existing, changed: Math.min(existing, 7), rejectedRows: 4 };
        const counted = Math.min(existing, mostAssetsOfLargeChange(effect, share));
        expect(findLargeChange({ ...effect, existing: counted }, share)).toEqual(
          findLargeChange(effect, share),
        );
      }
    }
  });
});
