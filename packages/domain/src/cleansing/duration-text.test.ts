import { describe, expect, test } from 'vitest';
import { compareDurations, hoursOfDuration } from './duration-text.ts';

const year = 365.2425 * 24;

describe('a duration', () => {
  test.each([
    ['P7Y', 7 * year],
    ['P1Y6M', 1.5 * year],
    ['p2w', 2 * 7 * 24],
    ['P1DT12H', 36],
    ['P0.5Y', year / 2],
    ['7 years', 7 * year],
    ['7years', 7 * year],
    ['18 months', 1.5 * year],
    ['1 year and 6 months', 1.5 * year],
    ['2 Jahre, 6 Monate', 2.5 * year],
    ['1,5 Jahre', 1.5 * year],
    ['1,000 days', 24_000],
    ['10 ans', 10 * year],
    ['5 años', 5 * year],
    ['6 meses', year / 2],
    ['10 anos', 10 * year],
    ['7年間', 7 * year],
    ['18か月', 1.5 * year],
    ['30 days', 720],
    ['90d', 90 * 24],
    ['7 years after the end of the contract', 7 * year],
    ['at least 7 years', 7 * year],
    ['permanent', Infinity],
    ['Unbegrenzt', Infinity],
  ])('is read from %j', (text, hours) => {
    expect(hoursOfDuration(text)).toBeCloseTo(hours, 6);
  });

  test.each([
    '',
    'P',
    'PT',
    '7',
    '5-10 years',
    '3 years or 5 years',
    '7 years, checked 2026',
    '2031-12-31',
    'see policy 4 of the works council',
    '5 m',
    'until the contract ends',
    'not permanent',
    `${'1,'.repeat(500_000)}1 year`,
  ])('is not read from %j', (text) => {
    expect(hoursOfDuration(text)).toBeUndefined();
  });
});

describe('of two texts about how long', () => {
  test.each([
    ['7 years', '18 months'],
    ['P10Y', 'P9Y11M'],
    ['2 Jahre', 'P1Y'],
    ['1 year', 'a very long text about how long data is kept'],
    ['P1D', '99'],
    ['10', '9'],
    ['10', 'see the policy'],
    ['see the policy', 'policy'],
    ['permanent', '30 years'],
  ])('%j is longer than %j', (longer, shorter) => {
    expect(compareDurations(longer, shorter)).toBeGreaterThan(0);
    expect(compareDurations(shorter, longer)).toBeLessThan(0);
  });

  test.each([
    ['12 months', 'P1Y'],
    ['permanent', 'forever'],
    ['policy', 'police'],
  ])('%j and %j are as long', (left, right) => {
    expect(compareDurations(left, right)).toBe(0);
    expect(compareDurations(right, left)).toBe(0);
  });
});
