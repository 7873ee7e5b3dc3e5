import { expect, test } from 'vitest';
import { isListed, moved } from './source-order.ts';

test('a source is listed once, however it is written', () => {
  expect(isListed(['ServiceNow'], ' servicenow ')).toBe(true);
  expect(isListed(['ServiceNow'], 'vCenter')).toBe(false);
});

test('a source changes places with the one above or below it', () => {
  expect(moved(['a', 'b', 'c'], 1, -1)).toEqual(['b', 'a', 'c']);
  expect(moved(['a', 'b', 'c'], 1, 1)).toEqual(['a', 'c', 'b']);
});
