const dollar = 36;
const comma = 44;
const dot = 46;
/** Digits up to which a number of bytes is exact as it is added up. */
const exactDigits = 15;

/**
 * The number in `[start, end)` when it is digits, with one or two decimals after a point if any, thousands grouped
 * by commas only before such decimals, and a dollar sign in front if any; -1 for any other spelling.
 */
// oxlint-disable-next-line complexity -- runs for every cell of a column of numbers: one loop, no text
export function readPlainAmount(bytes: Uint8Array, start: number, end: number): number {
  const first = bytes[start] === dollar ? start + 1 : start;
  let value = 0;
  let digits = 0;
  let groupEnd = 0;
  let at = first;
  for (; at < end; at++) {
    const digit = bytes[at]! - 48;
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      digits++;
    } else if (bytes[at] === comma && (groupEnd === 0 ? digits > 0 && digits < 4 : digits === groupEnd)) {
      groupEnd = digits + 3;
    } else break;
  }
  if (digits === 0 || digits + 2 > exactDigits) return -1;
  if (at === end) return groupEnd === 0 ? value : -1;
  const decimals = end - at - 1;
  const isAligned = groupEnd === 0 || digits === groupEnd;
  if (bytes[at] !== dot || decimals < 1 || decimals > 2 || !isAligned) return -1;
  for (at++; at < end; at++) {
    const digit = bytes[at]! - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return decimals === 1 ? value / 10 : value / 100;
}

/** True when the amount in `[start, end)` has no decimals. */
export function isWhole(bytes: Uint8Array, start: number, end: number): boolean {
  return !(end - start > 2 && bytes[end - 2] === dot) && !(end - start > 3 && bytes[end - 3] === dot);
}
