import { codePointAt, sequenceLength } from '../tabular/utf8.ts';
import { cleaningNeed, needOfCharacter } from './cleaning-needs.ts';

/**
 * True when `cleanText` leaves the text of these bytes as it is, told without making a text of them: characters that
 * nothing is done about, whatever they stand beside, and no blank at either end.
 *
 * False where that cannot be told from single characters, as for those that combine with others.
 */
export function isCleanBytes(bytes: Uint8Array, start: number, end: number): boolean {
  if (end === start || bytes[start]! <= space || bytes[end - 1]! <= space) return false;
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = start; ; ) {
    while (at + 4 <= end && isPrintable(words.getInt32(at))) at += 4;
    // A sequence that the end cuts reaches beyond it.
    if (at >= end) return at === end;
    const length = cleanLength(bytes, at);
    if (length === 0) return false;
    at += length;
  }
}

const space = 0x20;
const lineFeed = 0x0a;

/** True for four bytes of printable ASCII: the one sum has the upper bit of bytes from 0x7f on, the other of those below 0x20. */
function isPrintable(word: number): boolean {
  return (((word + 0x0101_0101) | (word - 0x2020_2020)) & 0x8080_8080) === 0;
}

/** Bytes of the character at `at` when it is one that no cleaning changes, wherever it stands; 0 for others. */
function cleanLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  if (lead < 0x7f) return lead >= space || lead === lineFeed ? 1 : 0;
  const length = sequenceLength(lead);
  return needAt(bytes, at, length) === 0 ? length : 0;
}

/** What {@link writeClean} answers for a text that it leaves to `cleanText`. */
export const notWritten = -1;

/**
 * Writes what `cleanText` makes of these bytes to `out` from `at` on, never more than they are, and returns its length;
 * {@link notWritten} for texts that need more than one look at each character, and those with a blank at either end.
 */
// oxlint-disable-next-line complexity, max-params -- one pass over the bytes of every cell of a varied column of texts
export function writeClean(
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Uint8Array,
  at: number,
): number {
  let to = at;
  for (let from = start; from < end; ) {
    const length = sequenceLength(bytes[from]!);
    const next = from + length;
    const need = needAt(bytes, from, length);
    if (need === cleaningNeed.normalising || next > end) return notWritten;
    if (need === 0) while (from < next) out[to++] = bytes[from++]!;
    else if (need === cleaningNeed.blank) out[to++] = space;
    // The line feed of a pair is written when it comes.
    else if (need === cleaningNeed.lineBreak && !(next < end && bytes[next] === lineFeed))
      out[to++] = lineFeed;
    from = next;
  }
  return to > at && out[at]! > space && out[to - 1]! > space ? to - at : notWritten;
}

/** The need of the character in the `length` bytes at `at`; of those that are no text it cannot be told. */
function needAt(bytes: Uint8Array, at: number, length: number): number {
  if (length === 1) return needOfCharacter(bytes[at]!);
  const point = length === 0 ? -1 : codePointAt(bytes, at, length);
  return point < 0 ? cleaningNeed.normalising : needOfCharacter(point);
}
