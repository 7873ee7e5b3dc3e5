import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ImpactCounter } from './impact-counter.ts';
import type { FootprintCounts, ReadScope } from './inventory-port.ts';

const read: ReadScope = () => Promise.reject(new Error('nothing is read in this test'));
const counts = (assets: number): FootprintCounts => ({
  assets,
  assetsShared: 0,
  valuesRolledBack: 0,
  dependencies: 0,
  applications: 0,
});

/** A measurement that ends when the test says so. */
function counting(longestWaitMs?: number) {
  const pending: { importId: string; end: (found: FootprintCounts) => void; fail: (error: Error) => void }[] =
    [];
  const counter = new ImpactCounter(
    (_read, importId) =>
      new Promise((resolve, reject) => pending.push({ importId, end: resolve, fail: reject })),
    longestWaitMs,
  );
  return { counter, pending };
}

test('one state is counted once, however many ask, and remembered until it changes', async () => {
  const { counter, pending } = counting();
  const asked = [1, 2, 3].map(() => counter.countsOf(read, { importId: 'a', mark: '1' }));
  expect(pending).toHaveLength(1);
  pending[0]?.end(counts(7));
  expect(await Promise.all(asked)).toEqual([counts(7), counts(7), counts(7)]);
  expect(await counter.countsOf(read, { importId: 'a', mark: '1' })).toEqual(counts(7));
  expect(pending).toHaveLength(1);

  const changed = counter.countsOf(read, { importId: 'a', mark: '2' });
  expect(pending).toHaveLength(2);
  pending[1]?.end(counts(8));
  expect(await changed).toEqual(counts(8));
});

test('who waits too long is told so, and the count is there for the next who asks', async () => {
  const { counter, pending } = counting(30);
  await expect(counter.countsOf(read, { importId: 'a', mark: '1' })).rejects.toMatchObject({
    code: 'impact_being_counted',
    kind: 'unavailable',
  });
  pending[0]?.end(counts(9));
  expect(await counter.countsOf(read, { importId: 'a', mark: '1' })).toEqual(counts(9));
  expect(pending).toHaveLength(1);
});

test('a count of an older state is never given for a newer one', async () => {
  const { counter, pending } = counting();
  const older = counter.countsOf(read, { importId: 'a', mark: '1' });
  const newer = counter.countsOf(read, { importId: 'a', mark: '2' });
  pending[0]?.end(counts(1));
  expect(await older).toEqual(counts(1));
  await sleep(5);
  expect(pending).toHaveLength(2);
  pending[1]?.end(counts(2));
  expect(await newer).toEqual(counts(2));
});

test('a count that fails is told to those who wait, and the next who asks counts anew', async () => {
  const { counter, pending } = counting();
  const failing = counter.countsOf(read, { importId: 'a', mark: '1' });
  pending[0]?.fail(new Error('the database is away'));
  await expect(failing).rejects.toThrow('the database is away');
  const again = counter.countsOf(read, { importId: 'a', mark: '1' });
  pending[1]?.end(counts(3));
  expect(await again).toEqual(counts(3));
});
