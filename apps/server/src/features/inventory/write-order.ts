import { setImmediate as nextTurn } from 'node:timers/promises';
import { nameKey } from '@landfall/domain/entity-resolution/identity-keys';
import type { PreviewedGroups } from './group-plan.ts';
import { nameOfGroup } from './stage-rows.ts';

/** Groups written in one transaction: less than a second of work. */
const groupsPerPiece = 12_288;
const samplesPerPiece = 16;
const groupsPerTurn = 2048;

/**
 * The groups an import creates, in pieces of neighbouring names.
 *
 * Rows of a file come in any order; written in the order of their names, the entries of the name, host and domain
 * name indexes fall next to each other, which takes a third less time at a million assets. The pieces are the same
 * each time they are made, so that a number of finished pieces says where to go on.
 */
export async function piecesByName(plan: PreviewedGroups): Promise<Int32Array[]> {
  const leads = plan.created;
  const wanted = Math.ceil(leads.length / groupsPerPiece);
  if (wanted <= 1) return leads.length === 0 ? [] : [leads];
  const bounds = sampleBounds(plan, wanted);
  const pieceOf = new Uint16Array(leads.length);
  const sizes = new Int32Array(bounds.length + 1);
  for (const [at, lead] of leads.entries()) {
    if (at % groupsPerTurn === 0) await nextTurn();
    const piece = placeOf(bounds, nameKey(nameOfGroup(plan, lead)));
    pieceOf[at] = piece;
    sizes[piece]!++;
  }
  return dealOut(leads, pieceOf, sizes).flatMap((piece) => [...cutLong(piece)]);
}

/** Leads of a piece in the order of their names. */
export function sortByName(plan: PreviewedGroups, piece: Int32Array): Int32Array {
  const named = Array.from(piece, (lead) => ({ lead, name: nameKey(nameOfGroup(plan, lead)) }));
  named.sort((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0));
  return Int32Array.from(named, ({ lead }) => lead);
}

/** Names that divide the groups into about equally large pieces, ascending, each once. */
function sampleBounds(plan: PreviewedGroups, pieces: number): string[] {
  const leads = plan.created;
  const samples = pieces * samplesPerPiece;
  const names = Array.from({ length: samples }, (_, index) =>
    nameKey(nameOfGroup(plan, leads[Math.floor((index * leads.length) / samples)]!)),
  );
  names.sort();
  const bounds = Array.from({ length: pieces - 1 }, (_, index) => names[(index + 1) * samplesPerPiece]!);
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

function dealOut(leads: Int32Array, pieceOf: Uint16Array, sizes: Int32Array): Int32Array[] {
  const pieces = Array.from(sizes, (size) => new Int32Array(size));
  const next = new Int32Array(sizes.length);
  for (let at = 0; at < leads.length; at++) {
    const piece = pieceOf[at]!;
    pieces[piece]![next[piece]!++] = leads[at]!;
  }
  return pieces.filter(({ length }) => length > 0);
}

/** Many groups of one name fall into one piece, however long. */
function* cutLong(piece: Int32Array): Generator<Int32Array> {
  for (let at = 0; at < piece.length; at += groupsPerPiece * 2)
    yield piece.subarray(at, Math.min(piece.length, at + groupsPerPiece * 2));
}
