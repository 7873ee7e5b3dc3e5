import { expect, test } from 'vitest';
import { pathsBetween } from './graph-paths.ts';

const [a, b, c, d, z] = [0, 1, 2, 3, 4];

function graph(pairs: readonly (readonly [number, number])[]) {
  const edges = pairs.map(([source, target]) => ({ source, target }));
  return { nodeCount: 1 + Math.max(...pairs.flat()), edges };
}

test('ways between two nodes, the shortest first, none through a circle, parallel edges once', () => {
  const known = graph([
    [a, b],
    [b, z],
    [b, z],
    [a, c],
    [c, d],
    [d, z],
    [b, a],
    [c, b],
    [z, a],
  ]);
  expect(pathsBetween(known, { from: a, to: z }, 5)).toEqual([
    [a, b, z],
    [a, c, b, z],
    [a, c, d, z],
  ]);
  expect(pathsBetween(known, { from: a, to: z }, 1)).toEqual([[a, b, z]]);
  expect(pathsBetween({ ...known, nodeCount: 6 }, { from: a, to: 5 }, 5)).toEqual([]);
  expect(pathsBetween(known, { from: a, to: a }, 5)).toEqual([]);
});

test('a large tangle is searched for a bounded time', () => {
  const nodes = Array.from({ length: 60 }, (_, index) => index);
  const tangle = nodes.flatMap((source) =>
    nodes.filter((target) => target !== source).map((target) => [source, target] as const),
  );
  const found = pathsBetween(graph([...tangle, [0, 60]]), { from: 1, to: 60 }, 5);
  expect(found[0]).toEqual([1, 0, 60]);
  expect(found).toHaveLength(5);
});
