import { expect, test } from 'vitest';
import { CommandEnd, exitCodes } from './exit-codes.ts';
import { explain } from './explain.ts';

const failure = (code: string) => Object.assign(new Error(`${code}: raw`), { code, path: '/data/x' });

test('an expected end is its sentence', () => {
  expect(explain(new CommandEnd(exitCodes.refused, 'No.'))).toBe('No.');
});

test('a full disk and a foreign directory are sentences that name the path', () => {
  expect(explain(failure('ENOSPC'))).toBe(
    'The disk that holds /data/x is full; free some space and start again.',
  );
  expect(explain(failure('EACCES'))).toMatch(/^This account may not use \/data\/x;/);
});

test('a bug keeps its stack', () => {
  expect(explain(new TypeError('oops'))).toContain('explain.test.ts');
  expect(explain('oops')).toBe('oops');
});
