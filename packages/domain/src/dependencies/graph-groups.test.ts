import { expect, test } from 'vitest';
import type { GraphDirection } from './dependency-graph.ts';
import { collapseByGroups, distancesWithin } from './graph-groups.ts';

const edges = [
  { source: 0, target: 1 },
  { source: 1, target: 2 },
  { source: 2, target: 3 },
  { source: 4, target: 1 },
];

function distances(start: number, depth: number, direction: GraphDirection): number[] {
  return [...distancesWithin({ nodeCount: 5, edges }, { start, depth, direction })];
}

test('distances follow the direction and end at the depth', () => {
  expect(distances(1, 1, 'both')).toEqual([1, 0, 1, -1, 1]);
  expect(distances(1, 2, 'downstream')).toEqual([-1, 0, 1, 2, -1]);
  expect(distances(2, 3, 'upstream')).toEqual([2, 1, 0, -1, 2]);
});

test('edges inside a group are counted, others become edges of the groups, and an asset of two groups counts in both', () => {
  const groups = [[7], [7, 8], [8], [9], [9]];
  const collapsed = collapseByGroups(edges, (node) => groups[node] ?? []);
  expect(collapsed.inside).toEqual(
    new Map([
      [7, 1],
      [8, 1],
    ]),
  );
  expect(collapsed.between.map((edge) => [edge.source, edge.target, edge.edges.length])).toEqual([
    [7, 8, 2],
    [8, 9, 1],
    [9, 7, 1],
    [9, 8, 1],
  ]);
});
