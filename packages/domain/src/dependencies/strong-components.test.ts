import { expect, test } from 'vitest';
import { cyclesOf } from './strong-components.ts';

const edges = (text: string) =>
  text.split(' ').map((pair) => {
    const [source = 0, target = 0] = pair.split('-').map(Number);
    return { source, target };
  });

test('cycles are found, also those that share a node, and chains are none', () => {
  expect(cyclesOf(8, edges('0-1 1-2 2-0 2-3 3-4 4-3 5-6 6-7'))).toEqual([
    [0, 1, 2],
    [3, 4],
  ]);
  expect(cyclesOf(4, edges('0-1 1-0 1-2 2-1 2-3'))).toEqual([[0, 1, 2]]);
});

test('a path of a hundred thousand nodes needs no deep stack', () => {
  const chain = Array.from({ length: 100_000 }, (_, node) => ({
    source: node,
    target: (node + 1) % 100_000,
  }));
  expect(cyclesOf(100_000, chain)[0]).toHaveLength(100_000);
});
