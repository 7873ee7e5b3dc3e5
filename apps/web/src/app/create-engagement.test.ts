// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { slugOf } from './create-engagement.tsx';

test.each([
  ['ACME Corp.', 'acme-corp'],
  ['Zürich – Süd', 'zurich-sud'],
  ['a'.repeat(80), 'a'.repeat(60)],
])('the short form of %s is %s, which the server accepts', (name, slug) => {
  expect(slugOf(name)).toBe(slug);
  expect(slugOf(name)).toMatch(/^[a-z0-9-]{2,60}$/);
});

test('names in another script get short forms that differ', () => {
  expect(slugOf('日本')).toMatch(/^[a-z0-9-]{2,60}$/);
  expect(slugOf('日本')).not.toBe(slugOf('東京'));
});
