import { expect, test } from 'vitest';
import { VersionedCache } from './versioned-cache.ts';

test('gives a value back for its own version only', () => {
  const cache = new VersionedCache<number>(10);
  cache.put('a', 'v1', 1);
  expect(cache.get('a', 'v1')).toBe(1);
  expect(cache.get('a', 'v2')).toBeUndefined();
  expect(cache.get('b', 'v1')).toBeUndefined();
  cache.put('a', 'v2', 2);
  expect(cache.get('a', 'v1')).toBeUndefined();
  expect(cache.find('a')).toMatchObject({ version: 'v2', value: 2 });
});

test('forgets what was used longest ago when it grows too heavy', () => {
  const cache = new VersionedCache<string>(10, (text) => text.length);
  cache.put('a', 'v', 'aaaa');
  cache.put('b', 'v', 'bbbb');
  cache.get('a', 'v');
  cache.put('c', 'v', 'cccc');
  expect(['a', 'b', 'c'].map((key) => cache.get(key, 'v'))).toEqual(['aaaa', undefined, 'cccc']);
});

test('a replaced value no longer weighs', () => {
  const cache = new VersionedCache<string>(10, (text) => text.length);
  for (let turn = 0; turn < 5; turn++) cache.put('a', `v${turn}`, 'aaaa');
  cache.put('b', 'v', 'bbbb');
  expect(cache.get('a', 'v4')).toBe('aaaa');
});

test('keeps one value even when it alone is too heavy', () => {
  const cache = new VersionedCache<string>(3, (text) => text.length);
  cache.put('a', 'v', 'aaaa');
  cache.put('b', 'v', 'bbbb');
  expect([cache.get('a', 'v'), cache.get('b', 'v')]).toEqual([undefined, 'bbbb']);
});
