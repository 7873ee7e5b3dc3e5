import { expect, test } from 'vitest';
import { groupsPerPiece, NameStarts, piecesByName } from './write-order.ts';

function startsOf(names: readonly string[]): NameStarts {
  const starts = new NameStarts(names.length);
  for (const [at, name] of names.entries()) starts.set(at, Buffer.from(name), 0, Buffer.byteLength(name));
  return starts;
}

const shuffled = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `host-${((index * 7919) % count).toString().padStart(6, '0')}`);

test('pieces hold every position once, ordered by name over all of them', async () => {
  const names = shuffled(groupsPerPiece * 4 + 17);
  const pieces = await piecesByName(startsOf(names));
  expect(pieces.length).toBeGreaterThan(3);
  const inOrder = pieces.flatMap((piece) => Array.from(piece, (at) => names[at]!));
  expect(inOrder).toEqual(names.toSorted());
});

test('the order is that of the bytes, over eighteen of them', () => {
  const names = ['', 'a', 'aa', 'b', 'host-00000001', 'host-0000009', 'z', 'ä', '機器'];
  const starts = startsOf(names);
  for (const left of names.keys())
    for (const right of names.keys())
      expect(Math.sign(starts.compare(left, right)), `${names[left]} ${names[right]}`).toBe(
        Math.sign(Buffer.compare(Buffer.from(names[left]!), Buffer.from(names[right]!))),
      );
  const long = startsOf(['the-same-beginning-1', 'the-same-beginning-2']);
  expect(long.compare(0, 1)).toBe(0);
});

test('the pieces are the same each time', async () => {
  const names = shuffled(30_000);
  expect(await piecesByName(startsOf(names))).toEqual(await piecesByName(startsOf(names)));
});

test('one name for everything is cut into pieces of a bounded length', async () => {
  const pieces = await piecesByName(startsOf(Array.from({ length: groupsPerPiece * 5 }, () => 'localhost')));
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(groupsPerPiece * 2);
  expect(pieces.reduce((sum, { length }) => sum + length, 0)).toBe(groupsPerPiece * 5);
});

test('nothing to write makes no piece', async () => {
  expect(await piecesByName(new NameStarts(0))).toEqual([]);
});
