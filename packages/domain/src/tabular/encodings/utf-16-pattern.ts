/** UTF-16 as its zero bytes show it, with how far they do. */
export interface Utf16Pattern {
  readonly encoding: 'utf-16le' | 'utf-16be';
  readonly certainty: number;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

interface UnitCounts {
  units: number;
  /** Units of printable ASCII, tabs and line breaks. */
  plain: number;
  lineBreaks: number;
  /** U+0000, lone surrogates and code points that are no characters. */
  impossible: number;
}

function countUnits(bytes: Uint8Array, high: 0 | 1): UnitCounts {
  const counts = { units: bytes.length >> 1, plain: 0, lineBreaks: 0, impossible: 0 };
  let isPairOpen = false;
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    const unit = (bytes[at + high]! << 8) | bytes[at + 1 - high]!;
    const isLow = unit >= 0xdc00 && unit < 0xe000;
    if (isLow !== isPairOpen || unit === 0 || unit >= 0xfffe) counts.impossible++;
    isPairOpen = unit >= 0xd800 && unit < 0xdc00;
    if (isPlain(unit)) counts.plain++;
    if (unit === lineFeed || unit === carriageReturn) counts.lineBreaks++;
  }
  return counts;
}

function isPlain(unit: number): boolean {
  return (unit >= 0x20 && unit < 0x7f) || unit === lineFeed || unit === carriageReturn || unit === 0x09;
}

/**
 * Tells UTF-16 without a mark by its zero bytes: digits, delimiters and line breaks are half zero in every
 * language, and only read the right way round are they what they are. Undefined for anything else.
 */
export function findUtf16(bytes: Uint8Array): Utf16Pattern | undefined {
  if (bytes.length < 4 || !bytes.includes(0)) return undefined;
  const little = countUnits(bytes, 1);
  const big = countUnits(bytes, 0);
  if (little.plain >= big.plain) return judge('utf-16le', little, big);
  return judge('utf-16be', big, little);
}

function judge(
  encoding: Utf16Pattern['encoding'],
  counts: UnitCounts,
  swapped: UnitCounts,
): Utf16Pattern | undefined {
  const share = counts.plain / counts.units;
  const fits = counts.impossible === 0 && share >= 0.05 && counts.plain >= 8 * swapped.plain;
  if (!fits || (counts.lineBreaks === 0 && share < 0.5)) return undefined;
  return { encoding, certainty: share > 0.2 ? 0.99 : 0.96 };
}
