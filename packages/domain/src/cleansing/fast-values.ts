import type { ColumnPlan } from './column-plan.ts';
import { isCalendarDate } from './date-format.ts';
import { needsUnit, unitFactor } from './units.ts';

/** Answers of a fast reader besides a length: the cell is empty, or it needs `cleanseValue`. */
export const fastEmpty = -1;
export const fastUndecided = -2;

/**
 * Writes the canonical bytes of an ordinary cell to `out` and returns their length.
 *
 * Equal to `cleanseValue` wherever it decides; {@link fastUndecided} for everything out of the ordinary.
 */
export type FastReader = (bytes: Uint8Array, start: number, end: number) => number;

/** A fast reader and the buffer it writes to. */
export interface FastColumn {
  readonly read: FastReader;
  readonly out: Uint8Array;
}

const longest = 512;

/** The fast reader of a plan, `undefined` when its cells have no ordinary form that bytes alone decide. */
export function fastColumnFor(plan: ColumnPlan): FastColumn | undefined {
  const out = new Uint8Array(longest);
  const read = readerFor(plan, out);
  return read === undefined || plan.options.skip === true ? undefined : { read: trimmed(read), out };
}

function readerFor(plan: ColumnPlan, out: Uint8Array): FastReader | undefined {
  if (plan.type === 'text') return textReader(plan, out);
  if (plan.type === 'uuid') return uuidReader(out);
  if (plan.type === 'mac_list') return macReader(out);
  if (plan.type === 'ip_list' || plan.type === 'ip') return ipv4Reader(out);
  if (plan.type === 'date' || plan.type === 'timestamp') return dateReader(plan, out);
  return numberReader(plan, out);
}

function trimmed(read: FastReader): FastReader {
  return (bytes, start, end) => {
    let first = start;
    let last = end;
    while (first < last && bytes[first] === 32) first++;
    while (last > first && bytes[last - 1] === 32) last--;
    if (first === last) return fastEmpty;
    return last - first > longest ? fastUndecided : read(bytes, first, last);
  };
}

/**
 * Printable ASCII that holds a digit is its own canonical form: no placeholder word has a digit. Texts
 * without one are few and repeat, so that the dictionary serves them.
 */
function textReader(plan: ColumnPlan, out: Uint8Array): FastReader | undefined {
  if (plan.field === 'fqdn') return fqdnReader(out);
  if (plan.options.multiValue !== undefined || plan.options.tooLong !== undefined) return undefined;
  return (bytes, start, end) => {
    let hasDigit = false;
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!;
      if (byte < 32 || byte > 126) return fastUndecided;
      if (byte >= 48 && byte <= 57) hasDigit = true;
      out[at - start] = byte;
    }
    return hasDigit ? end - start : fastUndecided;
  };
}

const dot = 46;
const hyphen = 45;

function fqdnReader(out: Uint8Array): FastReader {
  // oxlint-disable-next-line complexity -- one pass over the bytes of every cell
  return (bytes, start, end) => {
    const last = bytes[end - 1] === dot ? end - 1 : end;
    if (last - start > 253) return fastUndecided;
    let labelStart = start;
    let labels = 0;
    let hasLetter = false;
    for (let at = start; at <= last; at++) {
      if (at === last || bytes[at] === dot) {
        const length = at - labelStart;
        if (length < 1 || length > 63 || bytes[labelStart] === hyphen || bytes[at - 1] === hyphen)
          return fastUndecided;
        labels++;
        labelStart = at + 1;
        if (at === last) break;
        hasLetter = false;
        out[at - start] = dot;
        continue;
      }
      const lower = lowerOf(bytes[at]!);
      if (!isNamePart(lower)) return fastUndecided;
      if (lower > 57) hasLetter = true;
      out[at - start] = lower;
    }
    return labels >= 2 && hasLetter ? last - start : fastUndecided;
  };
}

function lowerOf(byte: number): number {
  return byte >= 65 && byte <= 90 ? byte + 32 : byte;
}

function isNamePart(byte: number): boolean {
  return (byte >= 97 && byte <= 122) || (byte >= 48 && byte <= 57) || byte === hyphen || byte === 95;
}

function isHex(byte: number): boolean {
  return (byte >= 48 && byte <= 57) || (byte >= 97 && byte <= 102);
}

function uuidReader(out: Uint8Array): FastReader {
  return (bytes, start, end) => {
    if (end - start !== 36) return fastUndecided;
    for (let k = 0; k < 36; k++) {
      const byte = lowerOf(bytes[start + k]!);
      const isSeparator = k === 8 || k === 13 || k === 18 || k === 23;
      if (isSeparator ? byte !== hyphen : !isHex(byte)) return fastUndecided;
      out[k] = byte;
    }
    return 36;
  };
}

function macReader(out: Uint8Array): FastReader {
  // oxlint-disable-next-line complexity -- one pass over the bytes of every cell
  return (bytes, start, end) => {
    if (end - start !== 17 && end - start !== 14) return fastUndecided;
    const group = end - start === 17 ? 3 : 5;
    const separator = bytes[start + group - 1]!;
    if (group === 3 ? separator !== 58 && separator !== hyphen : separator !== dot) return fastUndecided;
    let length = 0;
    for (let k = 0; k < end - start; k++) {
      const byte = lowerOf(bytes[start + k]!);
      if (k % group === group - 1) {
        if (byte !== separator) return fastUndecided;
        continue;
      }
      if (!isHex(byte)) return fastUndecided;
      if (length % 3 === 2) out[length++] = 58;
      out[length++] = byte;
    }
    return length;
  };
}

function ipv4Reader(out: Uint8Array): FastReader {
  // oxlint-disable-next-line complexity -- one pass over the bytes of every cell
  return (bytes, start, end) => {
    let value = 0;
    let digits = 0;
    let dots = 0;
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!;
      if (byte >= 48 && byte <= 57) {
        if (digits > 0 && value === 0) return fastUndecided;
        value = value * 10 + byte - 48;
        digits++;
        if (value > 255) return fastUndecided;
      } else {
        if (byte !== dot || digits === 0) return fastUndecided;
        dots++;
        value = 0;
        digits = 0;
      }
      if (at - start > 14) return fastUndecided;
      out[at - start] = byte;
    }
    return dots === 3 && digits > 0 ? end - start : fastUndecided;
  };
}

/** Digits at `at`, `count` of them, as a number; NaN when one is no digit. */
// oxlint-disable-next-line max-params -- hot path
function digitsAt(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let k = 0; k < count; k++) {
    const digit = bytes[at + k]! - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function isIsoDate(bytes: Uint8Array, at: number): boolean {
  if (bytes[at + 4] !== hyphen || bytes[at + 7] !== hyphen) return false;
  return isCalendarDate(digitsAt(bytes, at, 4), digitsAt(bytes, at + 5, 2), digitsAt(bytes, at + 8, 2));
}

function isUtcClock(bytes: Uint8Array, at: number): boolean {
  if (bytes[at] !== 84 || bytes[at + 3] !== 58 || bytes[at + 6] !== 58 || bytes[at + 9] !== 90) return false;
  return (
    digitsAt(bytes, at + 1, 2) < 24 && digitsAt(bytes, at + 4, 2) < 60 && digitsAt(bytes, at + 7, 2) < 60
  );
}

/** `2026-03-17`, and `2026-03-17T08:20:00Z` as a moment or cut to its day. */
function dateReader(plan: ColumnPlan, out: Uint8Array): FastReader {
  return (bytes, start, end) => {
    const length = end - start;
    const decided = length === 10 || (length === 20 && isUtcClock(bytes, start + 10));
    if (!decided || !isIsoDate(bytes, start)) return fastUndecided;
    const kept = plan.type === 'date' ? 10 : length;
    for (let k = 0; k < kept; k++) out[k] = bytes[start + k]!;
    return kept;
  };
}

/** Bare numbers that need no conversion: up to nine digits, and one or two decimals after a point. */
function numberReader(plan: ColumnPlan, out: Uint8Array): FastReader | undefined {
  const numeric = ['integer', 'port', 'decimal', 'money', 'percent'].includes(plan.type);
  if (!numeric || !isPlainFactor(plan)) return undefined;
  const takesDecimals = plan.type !== 'integer' && plan.type !== 'port';
  const largest = largestOf(plan);
  // oxlint-disable-next-line complexity -- one pass over the bytes of every cell
  return (bytes, start, end) => {
    let at = start;
    let value = 0;
    while (at < end && bytes[at]! >= 48 && bytes[at]! <= 57) {
      value = value * 10 + bytes[at]! - 48;
      out[at - start] = bytes[at]!;
      at++;
    }
    const digits = at - start;
    if (digits === 0 || digits > 9 || (digits > 1 && bytes[start] === 48) || value > largest)
      return fastUndecided;
    if (at === end) return digits;
    if (!takesDecimals || value >= largest || !isShortFraction(bytes, at, end)) return fastUndecided;
    let last = end;
    while (bytes[last - 1] === 48) last--;
    if (bytes[last - 1] === dot) last--;
    for (; at < last; at++) out[at - start] = bytes[at]!;
    return last - start;
  };
}

/** A point with one or two digits behind it. */
function isShortFraction(bytes: Uint8Array, point: number, end: number): boolean {
  const count = end - point - 1;
  return bytes[point] === dot && count >= 1 && count <= 2 && digitsAt(bytes, point + 1, count) >= 0;
}

function isPlainFactor(plan: ColumnPlan): boolean {
  if (plan.type === 'percent') return plan.percentFactor === 1;
  if (plan.bareUnitUnknown) return false;
  if (plan.unit === null || !needsUnit(plan.unit) || plan.bareUnit === null) return true;
  return plan.bareUnit === plan.unit || unitFactor(plan.bareUnit, plan.unit) === 1;
}

function largestOf(plan: ColumnPlan): number {
  if (plan.type === 'percent') return 100;
  if (plan.type === 'port') return 65_535;
  return plan.field === 'migration_priority' ? -1 : 999_999_999;
}
