import { expect, test } from 'vitest';
import { nextTurn } from './next-turn.ts';

test('of all that wait for a turn one goes on in each turn of the event loop, in the order they asked', async () => {
  const steps: string[] = [];
  const work = async (name: string): Promise<void> => {
    for (let piece = 1; piece <= 2; piece++) {
      await nextTurn();
      steps.push(`${name}${piece}`);
    }
  };
  const works = Promise.all(['a', 'b', 'c'].map(work));
  const perTurn: number[] = [];
  while (steps.length < 6) {
    const before = steps.length;
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    perTurn.push(steps.length - before);
  }
  await works;
  expect(steps).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'c2']);
  expect(Math.max(...perTurn)).toBe(1);
});

test('who waits alone goes on in the next turn', async () => {
  let hasGoneOn = false;
  void nextTurn().then(() => {
    hasGoneOn = true;
  });
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  await Promise.resolve();
  expect(hasGoneOn).toBe(true);
});
