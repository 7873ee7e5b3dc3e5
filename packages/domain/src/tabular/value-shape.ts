/** Characters of a shape at most; longer values end in an ellipsis. */
const longestShape = 32;

const digit = 0x39;
const lower = 0x61;
const upper = 0x41;

function shapeOfByte(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return digit;
  if (byte >= 0x61 && byte <= 0x7a) return lower;
  if (byte >= 0x41 && byte <= 0x5a) return upper;
  return byte >= 0x80 ? lower : byte;
}

const shapes = Uint8Array.from({ length: 256 }, (_, byte) => shapeOfByte(byte));

/**
 * Writes the shape of a value into `into` and returns its length in bytes.
 *
 * `9` stands for a digit, `a` and `A` for letters, every other character for itself: `srv-0042` is
 * `aaa-9999`. `into` must have room for 40 bytes.
 */
export function writeShape(
  bytes: Uint8Array,
  range: { start: number; end: number },
  into: Uint8Array,
): number {
  let length = 0;
  for (let at = range.start; at < range.end; at++) {
    const byte = bytes[at] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    if (length === longestShape) {
      into.set([0xe2, 0x80, 0xa6], length);
      return length + 3;
    }
    into[length++] = shapes[byte] ?? byte;
  }
  return length;
}
