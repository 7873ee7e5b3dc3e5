import { expect, test } from 'vitest';
import { degreesOf, nearestAssets } from './dependency-graph.ts';

const edges = (...pairs: string[]) =>
  pairs.map((pair) => ({ source: pair.split('-')[0] ?? '', target: pair.split('-')[1] ?? '' }));

test('the nearest assets are shown, and among equally near ones those with most edges', () => {
  const distances = new Map([
    ['c', 1],
    ['a', 0],
    ['b', 1],
    ['d', 2],
  ]);
  const degrees = degreesOf(edges('a-b', 'a-c', 'c-d', 'd-c'));
  expect(nearestAssets(distances, degrees, 2)).toEqual({ shown: ['a', 'c'], truncated: true });
  expect(nearestAssets(distances, degrees, 4)).toEqual({ shown: ['a', 'c', 'b', 'd'], truncated: false });
});
