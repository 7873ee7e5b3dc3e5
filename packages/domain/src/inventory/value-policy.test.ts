import { expect, test } from 'vitest';
import type { ImportCategory } from '../catalog/import-category.ts';
import { keptFields, strictestOf, winningOffer } from './value-policy.ts';

const known = {
  lastSeen: '2026-03-01T00:00:00Z',
  classification: 'confidential',
  pii: true,
  retention: null,
  byPerson: ['location'],
  filled: ['business_criticality', 'custom:tier'],
};
const offering = (values: Record<string, string>) => (field: string) => values[field] ?? null;

test('an older observation of a machine changes nothing, a newer one all but what a person gave', () => {
  expect(keptFields('infrastructure', known, offering({ last_seen: '2026-02-01 10:00:00' }))).toBe('all');
  expect(keptFields('infrastructure', known, offering({ last_seen: '2026-03-01T00:00:00Z' }))).toEqual(
    new Set(['location']),
  );
  expect(keptFields('infrastructure', known, offering({}))).toEqual(new Set(['location']));
});

test('an older statement about an application replaces nothing; a newer one, and one without a time, may', () => {
  expect(keptFields('app_discovery', known, offering({ last_seen: '2020-01-01' }))).toEqual(
    new Set(['location', 'business_criticality', 'custom:tier']),
  );
  expect(keptFields('app_discovery', known, offering({ last_seen: '2026-07-01' }))).toEqual(
    new Set(['location']),
  );
  expect(keptFields('app_discovery', known, offering({}))).toEqual(new Set(['location']));
});

test('the most restrictive statement about data wins', () => {
  expect(
    keptFields('sensitive_data', known, offering({ data_classification: 'public', pii_flag: 'false' })),
  ).toEqual(new Set(['location', 'data_classification', 'pii_flag']));
  expect(
    keptFields('sensitive_data', { ...known, pii: false }, offering({ data_classification: 'restricted' })),
  ).toEqual(new Set(['location']));
});

test.each([
  ['7 years', '18 months', true],
  ['18 months', '7 years', false],
  ['P7Y', 'as the data protection officer decides', true],
  ['as the data protection officer decides', 'P1D', false],
  ['10 Jahre', 'P9Y', true],
  ['1 year', '12 months', false],
])('data that are kept %j stay so when a later file says %j: %s', (retention, offered, isKept) => {
  const kept = keptFields('sensitive_data', { ...known, retention }, offering({ retention_period: offered }));
  expect(kept !== 'all' && kept.has('retention_period')).toBe(isKept);
});

const of = (keepsStricter: boolean, ...texts: string[]) =>
  texts.map((text) => ({
    category: keepsStricter ? ('sensitive_data' as const) : ('cmdb_export' as const),
    lastSeen: null,
    text,
  }));
const seen = (category: ImportCategory, ...offers: readonly (readonly [string | null, string | null])[]) =>
  offers.map(([lastSeen, text]) => ({ category, lastSeen, text }));

test('of offers one after the other an older observation wins over none, an older statement where nobody said anything', () => {
  const [march, april, may] = ['2026-03-01', '2026-04-01', '2026-05-01'];
  expect(winningOffer('rack', seen('infrastructure', [april, 'A'], [march, 'B']))).toBe(0);
  expect(winningOffer('rack', seen('infrastructure', [april, 'A'], [may, 'B']))).toBe(1);
  expect(winningOffer('rack', seen('infrastructure', [april, 'A'], [null, 'B']))).toBe(1);
  expect(winningOffer('rack', seen('infrastructure', [april, 'A'], [may, null], [april, 'B']))).toBe(0);
  expect(winningOffer('rack', seen('infrastructure', [april, null], [march, 'B']))).toBe(-1);
  expect(winningOffer('rack', seen('app_discovery', [april, 'A'], [march, 'B']))).toBe(0);
  expect(winningOffer('rack', seen('app_discovery', [april, null], [march, 'B'], [march, 'C']))).toBe(1);
  expect(winningOffer('rack', seen('cmdb_export', [april, 'A'], [march, 'B']))).toBe(1);
});

test('of offers one after the other the most restrictive wins where the import keeps it, else the last', () => {
  expect(winningOffer('data_classification', of(true, 'public', 'restricted', 'internal'))).toBe(1);
  expect(winningOffer('data_classification', of(false, 'public', 'restricted', 'internal'))).toBe(2);
  expect(winningOffer('pii_flag', of(true, 'true', 'false'))).toBe(0);
  expect(winningOffer('retention_period', of(true, 'P7Y', 'P10Y', 'P1Y'))).toBe(1);
  expect(winningOffer('retention_period', of(true, '18 months', 'by policy 4711', '7 years', 'P6Y'))).toBe(2);
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
