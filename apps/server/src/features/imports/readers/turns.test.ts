import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

test('no more than so many pieces of work run at once, and all of them run, failures included', async () => {
  const turns = new Turns(3);
  let running = 0;
  let most = 0;
  const work = (fails: boolean) =>
    turns.run(async () => {
      most = Math.max(most, ++running);
      await pause(1);
      running--;
      if (fails) throw new Error('Failed.');
    });
  const settled = await Promise.allSettled(Array.from({ length: 40 }, (_, k) => work(k % 3 === 0)));
  expect(most).toBe(3);
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(26);
});
