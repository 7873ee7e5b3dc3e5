import { expect, test } from 'vitest';
import { orderLength, sliceOfOrder } from './asset-order.ts';

/** Ids numbered 0 to 4 in ascending order, of which the last two have no value. */
const order = {
  ids: Buffer.concat([0, 1, 2, 3, 4].map((number) => Buffer.alloc(16, number))),
  known: 3,
};
const numbersIn = (descending: boolean, offset = 0, limit = 10) =>
  sliceOfOrder(order, { descending, offset, limit }).map((id) => Number(id[1]));

test('reads ids at positions, as far as there are any', () => {
  expect(orderLength(order)).toBe(5);
  expect(numbersIn(false)).toEqual([0, 1, 2, 3, 4]);
  expect(numbersIn(false, 1, 2)).toEqual([1, 2]);
  expect(numbersIn(false, 5)).toEqual([]);
});

test('the reverse keeps unknown values last', () => {
  expect(numbersIn(true)).toEqual([2, 1, 0, 4, 3]);
  expect(numbersIn(true, 2, 2)).toEqual([0, 4]);
});

test('writes ids as PostgreSQL does', () => {
  const ids = Buffer.from('0192f0c4a5b67c8d9e0f112233445566', 'hex');
  expect(sliceOfOrder({ ids, known: 1 }, { descending: false, offset: 0, limit: 1 })).toEqual([
    '0192f0c4-a5b6-7c8d-9e0f-112233445566',
  ]);
});
