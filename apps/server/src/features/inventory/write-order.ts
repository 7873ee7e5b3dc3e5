import { setImmediate as nextTurn } from 'node:timers/promises';

/** Groups written in one transaction: less than a second of work. */
export const groupsPerPiece = 12_288;
const samplesPerPiece = 16;
const namesPerTurn = 4096;

/**
 * Positions of names in pieces of neighbouring ones, each in the order of its names.
 *
 * Rows of a file come in any order; written in the order of their names, the entries of the name and domain name
 * indexes fall next to each other, which takes a third less time at a million assets. The pieces are the same each
 * time they are made, so that a number of finished pieces says where to go on. Others run in between.
 */
export async function piecesByName(names: readonly string[]): Promise<Int32Array[]> {
  const bounds = sampleBounds(names, Math.ceil(names.length / groupsPerPiece));
  const places: number[][] = Array.from({ length: bounds.length + 1 }, () => []);
  for (const [at, name] of names.entries()) {
    if (at % namesPerTurn === 0) await nextTurn();
    places[placeOf(bounds, name)]!.push(at);
  }
  const pieces: Int32Array[] = [];
  for (const piece of places) {
    piece.sort((left, right) => compare(names[left]!, names[right]!) || left - right);
    pieces.push(...cutLong(Int32Array.from(piece)));
    await nextTurn();
  }
  return pieces;
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Names that divide all into about equally large pieces, ascending, each once. */
function sampleBounds(names: readonly string[], pieces: number): string[] {
  const samples = pieces * samplesPerPiece;
  const sample = Array.from(
    { length: Math.min(samples, names.length) },
    (_, index) => names[Math.floor((index * names.length) / samples)]!,
  );
  sample.sort(compare);
  const bounds = Array.from({ length: pieces - 1 }, (_, index) => sample[(index + 1) * samplesPerPiece]!);
  return [...new Set(bounds)];
}

/** Number of bounds that are not after the name. */
function placeOf(bounds: readonly string[], name: string): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bounds[middle]! <= name) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Many groups of one name fall into one piece, however long. */
function* cutLong(piece: Int32Array): Generator<Int32Array> {
  for (let at = 0; at < piece.length; at += groupsPerPiece * 2)
    yield piece.subarray(at, Math.min(piece.length, at + groupsPerPiece * 2));
}
