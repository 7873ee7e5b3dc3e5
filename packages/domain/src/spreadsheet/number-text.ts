import { readPlainNumber } from '../tabular/number-values.ts';
import { decodeUtf8, encodeUtf8, writeUtf8 } from '../tabular/utf8.ts';
import type { ByteBuffer } from './byte-buffer.ts';

const space = 0x20;
const digitZero = 0x30;
const digitNine = 0x39;
const point = 0x2e;
const minus = 0x2d;
/** Digits that a double always gives back as they were. */
const exactDigits = 15;
/** Room for any number as text. */
const longest = 32;

/** True when the bytes are the shortest text of their number already: most numbers of most sheets are. */
// oxlint-disable-next-line complexity -- runs for every number: one loop, no text
export function isShortestNumber(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start] === minus ? start + 1 : start;
  const lead = bytes[first];
  const length = end - first;
  if (lead === undefined || length < 1 || length > exactDigits || lead < digitZero || lead > digitNine)
    return false;
  let pointAt = -1;
  for (let at = first + 1; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === point && pointAt < 0) pointAt = at;
    else if (byte < digitZero || byte > digitNine) return false;
  }
  if (lead === digitZero) {
    // 0 and 0.5; but 007, -0 and 0.0000001 are written otherwise.
    if (pointAt < 0) return length === 1 && first === start;
    if (pointAt !== first + 1 || length > 7) return false;
  }
  return pointAt < 0 || (bytes[end - 1] !== digitZero && pointAt < end - 1);
}

/** 1 for the bytes that a number may hold. */
const isOfNumber = new Uint8Array(256);
for (const byte of encodeUtf8('0123456789.+-eE')) isOfNumber[byte] = 1;

/** The number that the bytes show; NaN for any other text. */
export function numberOf(bytes: Uint8Array, start: number, end: number): number {
  const plain = readPlainNumber(bytes, start, end);
  if (plain !== undefined) return plain;
  let first = start;
  let last = end;
  while (first < last && bytes[first]! <= space) first++;
  while (last > first && bytes[last - 1]! <= space) last--;
  for (let at = first; at < last; at++) if (isOfNumber[bytes[at]!] === 0) return Number.NaN;
  return first === last ? Number.NaN : Number(decodeUtf8(bytes, first, last));
}

/** True for a whole number written out in digits: identifiers of 19 digits are, and a double would change the last ones. */
function isWrittenOut(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start] === minus ? start + 1 : start;
  if (end - first <= exactDigits || bytes[first] === digitZero) return false;
  for (let at = first; at < end; at++) {
    if (bytes[at]! < digitZero || bytes[at]! > digitNine) return false;
  }
  return true;
}

/**
 * Adds the shortest text that reads as the same number, of a whole number all digits; answers false, and adds nothing,
 * for what is none.
 */
export function addNumber(
  into: ByteBuffer,
  bytes: Uint8Array,
  { start, end }: { start: number; end: number },
): boolean {
  if (isShortestNumber(bytes, start, end) || isWrittenOut(bytes, start, end)) {
    into.add(bytes, start, end);
    return true;
  }
  const value = numberOf(bytes, start, end);
  if (!Number.isFinite(value)) return false;
  into.room(longest);
  into.length = writeUtf8(String(value), into.bytes, into.length);
  return true;
}

/** Adds a share as the percentage a cell shows, with all its digits: 0.125 as `12.5%`. */
export function addPercent(into: ByteBuffer, value: number): boolean {
  if (!Number.isFinite(value)) return false;
  const text = `${shiftedByTwo(value)}%`;
  into.room(longest + 1);
  into.length = writeUtf8(text, into.bytes, into.length);
  return true;
}

/** A hundred times a number, from its digits: multiplied, 0.07 would become 7.000000000000001. */
function shiftedByTwo(value: number): string {
  const [, sign = '', whole = '', part = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(value)) ?? [];
  if (whole === '') return String(Number((value * 100).toPrecision(15)));
  const digits = `${whole}${part.padEnd(2, '0')}`;
  const behindAt = whole.length + 2;
  const front = digits.slice(0, behindAt).replace(/^0+(?=\d)/, '');
  const behind = digits.slice(behindAt);
  return `${sign}${front}${behind === '' ? '' : `.${behind}`}`;
}

/** Adds a whole number with the zeros in front that a cell shows; answers false, and adds nothing, for any other. */
export function addPadded(into: ByteBuffer, value: number, digits: number): boolean {
  if (!Number.isSafeInteger(value) || value < 0) return false;
  into.room(longest + digits);
  into.length = writeUtf8(String(value).padStart(digits, '0'), into.bytes, into.length);
  return true;
}
