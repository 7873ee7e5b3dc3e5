import { writeCodePoint } from '../utf8.ts';
import type { JsonToken } from './json-scanner.ts';

const backslash = 0x5c;
const letterU = 0x75;
const escapes = new Map<number, number>([
  [0x62, 0x08],
  [0x66, 0x0c],
  [0x6e, 0x0a],
  [0x72, 0x0d],
  [0x74, 0x09],
]);

/** Why a string cannot be stored as text. */
export type TextFlaw = 'nul' | 'lone_surrogate';

/** Bytes of a string written by {@link unescapeJson}. */
export interface UnescapedText {
  readonly end: number;
  readonly flaw: TextFlaw | undefined;
}

function hexAt(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let k = at; k < at + 4; k++) {
    const byte = bytes[k]!;
    value = value * 16 + (byte <= 0x39 ? byte - 0x30 : (byte | 0x20) - 0x57);
  }
  return value;
}

/**
 * Writes the UTF-8 of an escaped string into `out` from `at` on, where as many bytes as the token has must fit.
 *
 * `out` holds nothing useful where a flaw is told: U+0000 and half a surrogate pair are in no text.
 */
export function unescapeJson({ bytes, start, end }: JsonToken, out: Uint8Array, at: number): UnescapedText {
  let to = at;
  let flaw: TextFlaw | undefined;
  let from = start;
  while (from < end) {
    const byte = bytes[from]!;
    if (byte !== backslash) {
      out[to++] = byte;
      from++;
    } else if (bytes[from + 1] !== letterU) {
      const kind = bytes[from + 1]!;
      out[to++] = escapes.get(kind) ?? kind;
      from += 2;
    } else {
      const point = escapedPoint(bytes, from, end);
      flaw ??= flawOf(point);
      to = writeCodePoint(out, to, point);
      from += point > 0xffff ? 12 : 6;
    }
  }
  return { end: to, flaw };
}

function flawOf(point: number): TextFlaw | undefined {
  if (point === 0) return 'nul';
  return point >= 0xd800 && point <= 0xdfff ? 'lone_surrogate' : undefined;
}

/** Code point of the escape at `at`, of both where two make a surrogate pair. */
function escapedPoint(bytes: Uint8Array, at: number, end: number): number {
  const unit = hexAt(bytes, at + 2);
  if (unit < 0xd800 || unit > 0xdbff) return unit;
  if (at + 12 > end || bytes[at + 6] !== backslash || bytes[at + 7] !== letterU) return unit;
  const low = hexAt(bytes, at + 8);
  return low < 0xdc00 || low > 0xdfff ? unit : 0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
}
