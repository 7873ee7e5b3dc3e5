import { describe, expect, test } from 'vitest';
import { isDatabaseAway } from './database-away.ts';

const withCode = (code: string) => Object.assign(new Error('It did not work.'), { code });

describe('the database is away', () => {
  test.each(['08006', '08003', '57P01', '57P02', '57P03', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT'])(
    'when an error has the code %s',
    (code) => {
      expect(isDatabaseAway(withCode(code))).toBe(true);
    },
  );

  test.each([
    'Connection terminated unexpectedly',
    'Query read timeout',
    'timeout exceeded when trying to connect',
    'Client has encountered a connection error and is not queryable',
  ])('when the driver says: %s', (message) => {
    expect(isDatabaseAway(new Error(message))).toBe(true);
  });
});

test.each(['23505', '40001', '57014', '42501', 'EACCES'])(
  'an answer of the database or another error is none of that: %s',
  (code) => {
    expect(isDatabaseAway(withCode(code))).toBe(false);
  },
);

test('what is no error is none of that', () => {
  expect(isDatabaseAway('ECONNRESET')).toBe(false);
  expect(isDatabaseAway(undefined)).toBe(false);
});
