import { expect, test } from 'vitest';
import { ownValue } from './own-value.ts';

test('a table answers for its own keys and for no other', () => {
  const table = Object.fromEntries([
    ['__proto__', 'a'],
    ['ip', 'b'],
  ]);
  expect(['__proto__', 'ip'].map((key) => ownValue(table, key))).toEqual(['a', 'b']);
  expect(['constructor', 'toString', 'hasOwnProperty'].map((key) => ownValue(table, key))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
