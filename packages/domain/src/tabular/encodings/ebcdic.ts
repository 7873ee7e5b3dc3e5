/** Line ends of EBCDIC: NEL and LF. */
const lineEnds = [0x15, 0x25];

/** First and last byte of what all code pages of EBCDIC have in common: letters, digits, marks and controls. */
const common = [
  [0x81, 0x89],
  [0x91, 0x99],
  [0xa2, 0xa9],
  [0xc1, 0xc9],
  [0xd1, 0xd9],
  [0xe2, 0xe9],
  [0xf0, 0xf9],
  [0x40, 0x40],
  [0x4b, 0x50],
  [0x5c, 0x61],
  [0x6b, 0x6f],
  [0x7a, 0x7f],
  [0x05, 0x05],
  [0x0d, 0x0d],
  [0x15, 0x15],
  [0x25, 0x25],
] as const;

const isCommon = new Uint8Array(256);
for (const [first, last] of common) isCommon.fill(1, first, last + 1);

/** Share of bytes that letters of one language may take. */
const mostOthers = 0.2;

/** Whether a text is in EBCDIC: it has its line ends, neither spaces nor line ends of ASCII, and its letters. */
export function isEbcdic(bytes: Uint8Array): boolean {
  if (bytes.includes(0x20) || bytes.includes(0x0a)) return false;
  if (!lineEnds.some((byte) => bytes.includes(byte))) return false;
  let others = 0;
  for (const byte of bytes) others += 1 - isCommon[byte]!;
  return others <= bytes.length * mostOthers;
}
