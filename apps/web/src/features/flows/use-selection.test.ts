import { expect, test } from 'vitest';
import { idsBetween } from './use-selection.ts';

test('a range is the same from either end', () => {
  const listed = ['a', 'b', 'c', 'd'];
  expect(idsBetween(listed, 'b', 'd')).toEqual(['b', 'c', 'd']);
  expect(idsBetween(listed, 'd', 'b')).toEqual(['b', 'c', 'd']);
});

test('a range whose start has left the list is the one entry', () => {
  expect(idsBetween(['a', 'b'], 'gone', 'b')).toEqual(['b']);
});
