import { expect, test } from 'vitest';
import { keptFields, strictestOf, winningOffer } from './value-policy.ts';

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

const of = (keepsStricter: boolean, ...texts: string[]) => texts.map((text) => ({ keepsStricter, text }));

test('of offers one after the other the most restrictive wins where the import keeps it, else the last', () => {
  expect(winningOffer('data_classification', of(true, 'public', 'restricted', 'internal'))).toBe(1);
  expect(winningOffer('data_classification', of(false, 'public', 'restricted', 'internal'))).toBe(2);
  expect(winningOffer('pii_flag', of(true, 'true', 'false'))).toBe(0);
  expect(winningOffer('retention_period', of(true, 'P7Y', 'P10Y', 'P1Y'))).toBe(1);
  expect(winningOffer('data_owner', of(true, 'Ada', 'Bob'))).toBe(1);
  expect(winningOffer('data_owner', [])).toBe(-1);
});

test('rows about one thing say together what the strictest of them says, in any order', () => {
  expect(strictestOf('data_classification', ['public', 'restricted', 'internal'])).toBe('restricted');
  expect(strictestOf('data_classification', ['restricted', 'internal', 'public'])).toBe('restricted');
  expect(strictestOf('pii_flag', ['true', 'false'])).toBe('true');
  expect(strictestOf('pii_flag', ['false', 'true'])).toBe('true');
  expect(strictestOf('pii_flag', [])).toBeUndefined();
});
