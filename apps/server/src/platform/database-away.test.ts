import { describe, expect, test } from 'vitest';
import { isDatabaseAway, saysDatabaseAway } from './database-away.ts';

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

test.each([
  'Error listing database-backed queues: connect ENOENT /tmp/.s.PGSQL.5432',
  'Error: connect ECONNREFUSED 127.0.0.1:5432',
  'Database connection failed: the database system is starting up. Retrying in 0.84s (attempt 1)',
  'Unexpected error in pool: error: terminating connection due to administrator command',
  'Error listing database-backed queues: Connection terminated due to connection timeout',
])('the text of an error says so too: %s', (text) => {
  expect(saysDatabaseAway(text)).toBe(true);
});

test.each([
  "Error: ENOENT: no such file or directory, open '/data/files/1'",
  'Contention detected in queue phases.',
  'error: terminating connection due to idle-in-transaction timeout',
  'Error in step being automatically retried. Attempt 1 of 3.',
])('another text does not: %s', (text) => {
  expect(saysDatabaseAway(text)).toBe(false);
});

test('what is no error is none of that', () => {
  expect(isDatabaseAway('ECONNRESET')).toBe(false);
  expect(isDatabaseAway(undefined)).toBe(false);
});
