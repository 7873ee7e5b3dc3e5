import { classOfByte } from './char-class.ts';

/** Characters of a shape at most; longer values end in an ellipsis. */
const longestShape = 32;
const ellipsis = [0xe2, 0x80, 0xa6] as const;

const digit = 0x39;
const lower = 0x61;
const upper = 0x41;

function shapeOfByte(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return digit;
  if (byte >= 0x61 && byte <= 0x7a) return lower;
  if (byte >= 0x41 && byte <= 0x5a) return upper;
  return byte >= 0x80 ? lower : byte;
}

/** Of each byte its character in a shape, and above that its class bits: one look for both. */
const shapeBits = 8;
const looks = Int32Array.from(
  { length: 256 },
  (_, byte) => (classOfByte[byte]! << shapeBits) | shapeOfByte(byte),
);

/**
 * Reads the shape and the character classes of a value in one pass.
 *
 * `9` stands for a digit, `a` and `A` for letters, every other character for itself: `srv-0042` is
 * `aaa-9999`. One reader serves many values: each {@link read} replaces the result of the one before.
 */
export class ShapeReader {
  /** The shape, {@link length} bytes of it. */
  readonly bytes = new Uint8Array(longestShape + ellipsis.length);
  length = 0;
  /** Bits of {@link charClass} of every byte of the value. */
  classes = 0;

  read(bytes: Uint8Array, start: number, end: number): void {
    const shape = this.bytes;
    let seen = 0;
    let length = 0;
    let at = start;
    for (; at < end && length < longestShape; at++) {
      const byte = bytes[at]!;
      const look = looks[byte]!;
      seen |= look;
      // A byte that goes on with a character has no place of its own: the next one is written over it.
      shape[length] = look;
      if ((byte & 0xc0) !== 0x80) length++;
    }
    let isLonger = false;
    for (; at < end; at++) {
      const byte = bytes[at]!;
      seen |= looks[byte]!;
      if ((byte & 0xc0) !== 0x80) isLonger = true;
    }
    if (isLonger) shape.set(ellipsis, length);
    this.length = isLonger ? length + ellipsis.length : length;
    this.classes = seen >>> shapeBits;
  }
}
