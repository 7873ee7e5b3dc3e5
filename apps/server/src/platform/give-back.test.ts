import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { giveBack } from './give-back.ts';

const megabytes = 64;

function residentMegabytes(): number {
  return process.memoryUsage.rss() / 2 ** 20;
}

test('memory that is given back is free without a collection of garbage, and empty for those who kept it', async () => {
  const views = [1, 2].map(() => new Uint8Array(megabytes * 2 ** 20).fill(1));
  const before = residentMegabytes();
  giveBack([...views, views[0]!.subarray(5)]);
  expect(views.map(({ length }) => length)).toEqual([0, 0]);
  await sleep(20);
  expect(before - residentMegabytes()).toBeGreaterThan(megabytes * 1.5);
});

test('small memory, which others may share, and memory shared with threads are left alone', () => {
  const small = new Uint8Array(1000);
  const shared = new Uint8Array(new SharedArrayBuffer(2 ** 20));
  giveBack([small, shared]);
  expect(small.length).toBe(1000);
  expect(shared.length).toBe(2 ** 20);
});
