import { expect, test } from 'vitest';
import { pick } from './find-context.ts';

const acme = { id: '1', name: 'Acme', slug: 'acme' };
const entries = [
  acme,
  { id: '2', name: 'Globex', slug: 'globex-eu' },
  { id: '3', name: 'GLOBEX', slug: 'globex-us' },
];

test('finds by id, slug or name in any case', () => {
  expect(pick('client', entries, '1')).toBe(acme);
  expect(pick('client', entries, 'ACME')).toBe(acme);
  expect(pick('client', entries, 'globex-us').id).toBe('3');
});

test('says what there is when nothing fits or a name is not enough', () => {
  expect(() => pick('client', entries, 'Initech')).toThrow(
    'There is no client called Initech; you have: acme, globex-eu, globex-us.',
  );
  expect(() => pick('client', entries, 'Globex')).toThrow(/^Several clients are called Globex/);
  expect(() => pick('client', [], 'x')).toThrow('you have: none.');
});
