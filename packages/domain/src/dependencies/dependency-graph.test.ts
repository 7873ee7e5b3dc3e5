import { expect, test } from 'vitest';
import { groupsThatMoveTogether, nearestAssets, pathsBetween } from './dependency-graph.ts';

const edges = (...pairs: string[]) =>
  pairs.map((pair) => ({ source: pair.split('-')[0] ?? '', target: pair.split('-')[1] ?? '' }));

test('the nearest assets are shown, and among equally near ones those with most edges', () => {
  const distances = new Map([
    ['c', 1],
    ['a', 0],
    ['b', 1],
    ['d', 2],
  ]);
  const graph = edges('a-b', 'a-c', 'c-d', 'd-c');
  expect(nearestAssets(distances, graph, 2)).toEqual({ shown: ['a', 'c'], truncated: true });
  expect(nearestAssets(distances, graph, 4)).toEqual({ shown: ['a', 'c', 'b', 'd'], truncated: false });
});

test('assets in a circle move together', () => {
  expect(groupsThatMoveTogether(edges('a-b', 'b-c', 'c-a', 'c-d', 'e-f', 'f-e'))).toEqual([
    ['a', 'b', 'c'],
    ['e', 'f'],
  ]);
});

test('ways between two assets, the shortest first, none through a circle', () => {
  const graph = edges('a-b', 'b-z', 'a-c', 'c-d', 'd-z', 'b-a', 'c-b', 'z-a');
  expect(pathsBetween(graph, { from: 'a', to: 'z' }, 5)).toEqual([
    ['a', 'b', 'z'],
    ['a', 'c', 'b', 'z'],
    ['a', 'c', 'd', 'z'],
  ]);
  expect(pathsBetween(graph, { from: 'a', to: 'z' }, 1)).toEqual([['a', 'b', 'z']]);
  expect(pathsBetween(graph, { from: 'a', to: 'nowhere' }, 5)).toEqual([]);
  expect(pathsBetween(graph, { from: 'a', to: 'a' }, 5)).toEqual([]);
});

test('a large tangle is searched for a bounded time', () => {
  const nodes = Array.from({ length: 60 }, (_, index) => `n${index}`);
  const tangle = nodes.flatMap((source) =>
    nodes.filter((target) => target !== source).map((target) => ({ source, target })),
  );
  const found = pathsBetween([...tangle, { source: 'n0', target: 'end' }], { from: 'n1', to: 'end' }, 5);
  expect(found[0]).toEqual(['n1', 'n0', 'end']);
  expect(found).toHaveLength(5);
});
