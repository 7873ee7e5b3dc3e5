import { expect, test } from 'vitest';
import { type LaidNode, layOut, nodeSize, tierOfKind, tiersByNeed } from './graph-layout.ts';

const node = (id: string, distance: number | null = null, type = 'server'): LaidNode => ({
  id,
  name: id,
  distance,
  tier: tierOfKind(type),
});
const edge = (pair: string) => ({ source_id: pair.split('-')[0] ?? '', target_id: pair.split('-')[1] ?? '' });

test('what needs the centre is to its left, what it needs to its right', () => {
  const nodes = [node('c', 0), node('web', 1), node('db', 1), node('san', 2), node('user', 2)];
  const { places } = layOut(nodes, ['web-c', 'c-db', 'db-san', 'user-web'].map(edge), 'c');
  const order = [...places].toSorted(([, a], [, b]) => a.x - b.x).map(([id]) => id);
  expect(order).toEqual(['user', 'web', 'c', 'db', 'san']);
});

test('without a centre kinds have columns, applications first', () => {
  const nodes = [node('db', null, 'database'), node('crm', null, 'application'), node('web')];
  const { places } = layOut(nodes, [], null);
  const xOf = (id: string) => places.get(id)?.x ?? 0;
  expect(xOf('crm')).toBeLessThan(xOf('web'));
  expect(xOf('web')).toBeLessThan(xOf('db'));
});

test('five hundred nodes have places of their own inside the picture, always the same', () => {
  const nodes = Array.from({ length: 500 }, (_, index) =>
    node(`n${index}`, index === 0 ? 0 : 1 + (index % 3)),
  );
  const edges = nodes.slice(1).map(({ id }, index) => edge(`${id}-n${index % 50}`));
  const { places, width, height } = layOut(nodes, edges, 'n0');
  expect(layOut(nodes, edges, 'n0').places).toEqual(places);
  const boxes = [...places.values()];
  expect(boxes).toHaveLength(500);
  for (const { x, y } of boxes) {
    expect(x - nodeSize.width / 2).toBeGreaterThanOrEqual(0);
    expect(x + nodeSize.width / 2).toBeLessThanOrEqual(width);
    expect(y + nodeSize.height / 2).toBeLessThanOrEqual(height);
  }
  const taken = new Set(boxes.map(({ x, y }) => `${x} ${y}`));
  expect(taken.size).toBe(500);
});

test('groups stand left of what they need, also in a circle, and none is left out', () => {
  const edges = ['web-core', 'core-db', 'web-db', 'db-web', 'batch-core'].map(edge);
  const tiers = tiersByNeed(['db', 'core', 'web', 'batch', 'alone'], edges);
  expect(Object.fromEntries(tiers)).toEqual({ alone: 0, batch: 0, core: 1, db: 2, web: 0 });
});
