import { expect, test } from 'vitest';
import { keptFor } from './server-access.ts';

test('a token is asked for once, and again when it grew old', async () => {
  let [asked, now] = [0, 0];
  const token = keptFor(
    10,
    () => Promise.resolve(`token ${++asked}`),
    () => now,
  );

  expect([await token(), await token()]).toEqual(['token 1', 'token 1']);
  now = 10 * 60_000;
  expect(await token()).toBe('token 2');
});
