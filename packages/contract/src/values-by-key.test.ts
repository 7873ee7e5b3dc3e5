import { expect, test } from 'vitest';
import { z } from 'zod';
import { valuesByKey } from './values-by-key.ts';

const row = z.object({ cells: valuesByKey(z.string().nullable(), z.string().max(20)) });
const given = JSON.parse('{"cells":{"__proto__":"a","constructor":"b","toString":null}}') as unknown;

test('every key of a file stays, those that every object has included', () => {
  const cells = new Map<string, unknown>([
    ['constructor', 'b'],
    ['toString', null],
    ['__proto__', 'a'],
  ]);
  expect(new Map(Object.entries(row.parse(given).cells))).toEqual(cells);
  expect(new Map(Object.entries(z.encode(row, row.parse(given)).cells))).toEqual(cells);
  expect(Object.getPrototypeOf(row.parse(given).cells)).toBe(Object.prototype);
});

test('values and keys are judged, that of __proto__ as the others', () => {
  const wrong = JSON.parse('{"cells":{"__proto__":1,"name":2}}') as unknown;
  expect(row.safeParse(wrong).error?.issues.map(({ path }) => path)).toEqual([
    ['cells', 'name'],
    ['cells', '__proto__'],
  ]);
  expect(row.safeParse({ cells: { ['long'.repeat(6)]: '' } }).success).toBe(false);
  expect(row.safeParse({ cells: ['a'] }).success).toBe(false);
});

test('the schema is described as a record is', () => {
  const plain = z.object({ cells: z.record(z.string().max(20), z.string().nullable()) });
  expect(z.toJSONSchema(row)).toEqual(z.toJSONSchema(plain));
});
