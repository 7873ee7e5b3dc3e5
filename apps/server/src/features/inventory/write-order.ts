import { nextTurn } from '../../platform/next-turn.ts';

/** Groups written in one transaction: less than a second of work. */
export const groupsPerPiece = 12_288;
const samplesPerPiece = 16;
const namesPerTurn = 4096;

/** Bytes of a name that a double holds as a whole number, and how many doubles are kept of each name. */
const bytesPerPart = 6;
const parts = 3;

/** The beginnings of normalised names, to be put in order: eighteen bytes of each, longer ones as equal. */
export class NameStarts {
  readonly count: number;
  readonly #parts: Float64Array;

  constructor(count: number) {
    this.count = count;
    this.#parts = new Float64Array(count * parts);
  }

  /** Sets the name at a position from its UTF-8 in `[start, end)`. */
  // oxlint-disable-next-line max-params -- runs for every name
  set(at: number, bytes: Uint8Array, start: number, end: number): void {
    let from = start;
    for (let part = 0; part < parts; part++) {
      let value = 0;
      for (const behind = from + bytesPerPart; from < behind; from++)
        value = value * 256 + (from < end ? bytes[from]! : 0);
      this.#parts[at * parts + part] = value;
    }
  }

  /** Negative when the name at `left` comes before the one at `right`, 0 when their beginnings are equal. */
  compare(left: number, right: number): number {
    const own = this.#parts;
    const [from, to] = [left * parts, right * parts];
    return own[from]! - own[to]! || own[from + 1]! - own[to + 1]! || own[from + 2]! - own[to + 2]!;
  }
}

/**
 * Positions of names in pieces of neighbouring ones, each in the order of its names.
 *
 * Rows of a file come in any order; written in the order of their names, the entries of the name and domain name
 * indexes fall next to each other, which takes a third less time at a million assets. The pieces are the same each
 * time they are made, so that a number of finished pieces says where to go on. Others run in between.
 */
export async function piecesByName(names: NameStarts, perPiece = groupsPerPiece): Promise<Int32Array[]> {
  const bounds = sampleBounds(names, Math.ceil(names.count / perPiece));
  const places: number[][] = Array.from({ length: bounds.length + 1 }, () => []);
  for (let at = 0; at < names.count; at++) {
    if (at % namesPerTurn === 0) await nextTurn();
    places[placeOf(names, bounds, at)]!.push(at);
  }
  const pieces: Int32Array[] = [];
  for (const piece of places) {
    const inOrder = Int32Array.from(piece).toSorted(
      (left, right) => names.compare(left, right) || left - right,
    );
    pieces.push(...cutLong(inOrder, perPiece * 2));
    await nextTurn();
  }
  return pieces;
}

/** Positions of names that divide all into about equally large pieces, ascending, each name once. */
function sampleBounds(names: NameStarts, pieces: number): number[] {
  // Of pieces of a few names there are only so many.
  const perPiece = Math.max(1, Math.min(samplesPerPiece, Math.floor(names.count / pieces)));
  const samples = pieces * perPiece;
  const sample = Array.from({ length: Math.min(samples, names.count) }, (_, index) =>
    Math.floor((index * names.count) / samples),
  );
  sample.sort((left, right) => names.compare(left, right));
  const bounds = Array.from({ length: pieces - 1 }, (_, index) => sample[(index + 1) * perPiece]!);
  return bounds.filter((bound, index) => index === 0 || names.compare(bounds[index - 1]!, bound) !== 0);
}

/** Number of bounds that are not after the name at a position. */
function placeOf(names: NameStarts, bounds: readonly number[], at: number): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (names.compare(bounds[middle]!, at) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Many groups of one name fall into one piece, however long. */
function* cutLong(piece: Int32Array, most: number): Generator<Int32Array> {
  for (let at = 0; at < piece.length; at += most) yield piece.subarray(at, Math.min(piece.length, at + most));
}
