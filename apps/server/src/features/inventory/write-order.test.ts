import { expect, test } from 'vitest';
import { groupsPerPiece, piecesByName } from './write-order.ts';

const shuffled = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `host-${((index * 7919) % count).toString().padStart(6, '0')}`);

test('pieces hold every position once, ordered by name over all of them', async () => {
  const names = shuffled(groupsPerPiece * 4 + 17);
  const pieces = await piecesByName(names);
  expect(pieces.length).toBeGreaterThan(3);
  const inOrder = pieces.flatMap((piece) => Array.from(piece, (at) => names[at]!));
  expect(inOrder).toEqual(names.toSorted());
});

test('the pieces are the same each time', async () => {
  const names = shuffled(30_000);
  expect(await piecesByName(names)).toEqual(await piecesByName(names));
});

test('one name for everything is cut into pieces of a bounded length', async () => {
  const pieces = await piecesByName(Array.from({ length: groupsPerPiece * 5 }, () => 'localhost'));
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(groupsPerPiece * 2);
  expect(pieces.reduce((sum, { length }) => sum + length, 0)).toBe(groupsPerPiece * 5);
});

test('nothing to write makes no piece', async () => {
  expect(await piecesByName([])).toEqual([]);
});
