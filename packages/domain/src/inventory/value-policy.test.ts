import { expect, test } from 'vitest';
import { keptFields } from './value-policy.ts';

const known = {
  lastSeen: '2026-03-01T00:00:00Z',
  classification: 'confidential',
  pii: true,
  retention: null,
  byPerson: ['location'],
};
const offering = (values: Record<string, string>) => (field: string) => values[field] ?? null;

test('an older observation of a machine changes nothing, a newer one all but what a person gave', () => {
  expect(keptFields('infrastructure', known, offering({ last_seen: '2026-02-01 10:00:00' }))).toBe('all');
  expect(keptFields('infrastructure', known, offering({ last_seen: '2026-03-01T00:00:00Z' }))).toEqual(
    new Set(['location']),
  );
  expect(keptFields('infrastructure', known, offering({}))).toEqual(new Set(['location']));
});

test('the most restrictive statement about data wins', () => {
  expect(
    keptFields('sensitive_data', known, offering({ data_classification: 'public', pii_flag: 'false' })),
  ).toEqual(new Set(['location', 'data_classification', 'pii_flag']));
  expect(
    keptFields('sensitive_data', { ...known, pii: false }, offering({ data_classification: 'restricted' })),
  ).toEqual(new Set(['location']));
});
