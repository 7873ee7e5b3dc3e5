import { longestPlaceholderBytes } from '../tabular/placeholder-words.ts';
import { writeClean } from './clean-bytes.ts';
import { type ColumnPlan, isKeptBeside } from './column-plan.ts';
import { isCalendarDate, isClockStart } from './date-format.ts';
import { needsUnit, unitFactor } from './units.ts';

/** Answer of a fast reader besides a length: the cell needs `cleanseValue`. */
export const fastUndecided = -1;
/** Longest cell a fast reader is given, and longest value it writes, in bytes. */
export const longestFast = 512;

/**
 * Writes the canonical bytes of an ordinary cell without surrounding spaces to `out` from `at` on and returns
 * their length, at least 1.
 *
 * Equal to `cleanseValue` wherever it decides; {@link fastUndecided} for everything out of the ordinary.
 */
// oxlint-disable-next-line max-params -- runs for every cell: an options object would be one allocation each
export type FastReader = (
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Uint8Array,
  at: number,
) => number;

/** The fast reader of a plan, `undefined` when its cells have no ordinary form that bytes alone decide. */
export function fastReaderFor(plan: ColumnPlan): FastReader | undefined {
  return plan.options.skip === true ? undefined : readerFor(plan);
}

function readerFor(plan: ColumnPlan): FastReader | undefined {
  if (plan.options.skip === true) return undefined;
  if (plan.type === 'text') return textReader(plan);
  if (plan.type === 'uuid') return readUuid;
  if (plan.type === 'mac_list') return readMac;
  if (plan.type === 'ip_list' || plan.type === 'ip') return readIpv4;
  if (plan.type === 'date' || plan.type === 'timestamp') return dateReader(plan);
  return numberReader(plan);
}

/**
 * A cleaned text that holds a digit, or more bytes than any placeholder word, is its own canonical form: no placeholder
 * word has a digit. Short texts without one are few and repeat, so that the dictionary serves them.
 */
function textReader(plan: ColumnPlan): FastReader | undefined {
  if (plan.field === 'fqdn') return readFqdn;
  return keepsTexts(plan) ? readText : undefined;
}

/** True when a filled cell that needs no cleaning and is no placeholder word is its own value. */
export function keepsTexts(plan: ColumnPlan): boolean {
  const { type, field, options } = plan;
  if (type !== 'text' || field === 'fqdn' || options.skip === true || isKeptBeside(plan)) return false;
  const { multiValue, tooLong, credentials, secrets } = options;
  return [multiValue, tooLong, credentials, secrets].every((option) => option === undefined);
}

// oxlint-disable-next-line max-params -- runs for every cell
function readText(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  const shift = at - start;
  let hasDigit = false;
  let from = start;
  for (; from < end; from++) {
    const byte = bytes[from]!;
    if (byte < 32 || byte > 126) break;
    if (byte >= 48 && byte <= 57) hasDigit = true;
    out[from + shift] = byte;
  }
  if (from < end) return readUnusualText(bytes, start, end, out, at);
  return hasDigit || end - start > longestPlaceholderBytes ? end - start : fastUndecided;
}

/** As {@link readText}, for a text of other characters than printable ASCII. */
// oxlint-disable-next-line max-params -- runs for every such cell
function readUnusualText(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  const length = writeClean(bytes, start, end, out, at);
  return length > longestPlaceholderBytes || holdsDigit(out, at, at + length) ? length : fastUndecided;
}

function holdsDigit(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at]! >= 48 && bytes[at]! <= 57) return true;
  return false;
}

const dot = 46;
const hyphen = 45;
const comma = 44;
const dollar = 36;

// oxlint-disable-next-line complexity, max-params -- one pass over the bytes of every cell
function readFqdn(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  const last = bytes[end - 1] === dot ? end - 1 : end;
  if (last - start > 253) return fastUndecided;
  const shift = at - start;
  let labelStart = start;
  let labels = 0;
  let hasLetter = false;
  for (let from = start; from <= last; from++) {
    if (from === last || bytes[from] === dot) {
      const length = from - labelStart;
      if (length < 1 || length > 63 || bytes[labelStart] === hyphen || bytes[from - 1] === hyphen)
        return fastUndecided;
      labels++;
      labelStart = from + 1;
      if (from === last) break;
      hasLetter = false;
      out[from + shift] = dot;
      continue;
    }
    const lower = lowerOf(bytes[from]!);
    if (!isNamePart(lower)) return fastUndecided;
    if (lower > 57) hasLetter = true;
    out[from + shift] = lower;
  }
  return labels >= 2 && hasLetter ? last - start : fastUndecided;
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

// oxlint-disable-next-line max-params -- runs for every cell
function readUuid(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  if (end - start !== 36) return fastUndecided;
  for (let k = 0; k < 36; k++) {
    const byte = lowerOf(bytes[start + k]!);
    const isSeparator = k === 8 || k === 13 || k === 18 || k === 23;
    if (isSeparator ? byte !== hyphen : !isHex(byte)) return fastUndecided;
    out[at + k] = byte;
  }
  return 36;
}

// oxlint-disable-next-line complexity, max-params -- one pass over the bytes of every cell
function readMac(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
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
    if (length % 3 === 2) out[at + length++] = 58;
    out[at + length++] = byte;
  }
  return length;
}

// oxlint-disable-next-line complexity, max-params -- one pass over the bytes of every cell
function readIpv4(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  if (end - start > 15) return fastUndecided;
  const shift = at - start;
  let value = 0;
  let digits = 0;
  let dots = 0;
  for (let from = start; from < end; from++) {
    const byte = bytes[from]!;
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
    out[from + shift] = byte;
  }
  return dots === 3 && digits > 0 ? end - start : fastUndecided;
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
  const year = digitsAt(bytes, at, 4);
  const month = digitsAt(bytes, at + 5, 2);
  const day = digitsAt(bytes, at + 8, 2);
  return isCalendarDate(year, month, day) && !isClockStart(year, month, day);
}

function isUtcClock(bytes: Uint8Array, at: number): boolean {
  if (bytes[at] !== 84 || bytes[at + 3] !== 58 || bytes[at + 6] !== 58 || bytes[at + 9] !== 90) return false;
  return (
    digitsAt(bytes, at + 1, 2) < 24 && digitsAt(bytes, at + 4, 2) < 60 && digitsAt(bytes, at + 7, 2) < 60
  );
}

/** `2026-03-17`, and `2026-03-17T08:20:00Z` as a moment or cut to its day. */
function dateReader(plan: ColumnPlan): FastReader {
  const isDay = plan.type === 'date';
  // oxlint-disable-next-line max-params -- runs for every cell
  return (bytes, start, end, out, at) => {
    const length = end - start;
    const decided = length === 10 || (length === 20 && isUtcClock(bytes, start + 10));
    if (!decided || !isIsoDate(bytes, start)) return fastUndecided;
    const kept = isDay ? 10 : length;
    for (let k = 0; k < kept; k++) out[at + k] = bytes[start + k]!;
    return kept;
  };
}

/**
 * Numbers that need no conversion: up to nine digits, one or two decimals after a point, thousands grouped by
 * commas when a decimal point proves it; money may begin with a dollar sign.
 */
function numberReader(plan: ColumnPlan): FastReader | undefined {
  const numeric = ['integer', 'port', 'decimal', 'money', 'percent'].includes(plan.type);
  if (!numeric || !isPlainFactor(plan)) return undefined;
  const takesDecimals = plan.type !== 'integer' && plan.type !== 'port';
  const isMoney = plan.type === 'money';
  const largest = largestOf(plan);
  // oxlint-disable-next-line complexity, max-params -- one pass over the bytes of every cell
  return (bytes, start, end, out, at) => {
    const first = isMoney && bytes[start] === dollar ? start + 1 : start;
    let from = first;
    let value = 0;
    let digits = 0;
    let groupEnd = 0;
    for (; from < end; from++) {
      const byte = bytes[from]!;
      if (byte >= 48 && byte <= 57) {
        value = value * 10 + byte - 48;
        out[at + digits++] = byte;
      } else if (byte === comma && (groupEnd === 0 ? digits > 0 && digits < 4 : digits === groupEnd)) {
        groupEnd = digits + 3;
      } else break;
    }
    if (digits === 0 || digits > 9 || (digits > 1 && bytes[first] === 48) || value > largest)
      return fastUndecided;
    if (from === end) return groupEnd === 0 ? digits : fastUndecided;
    if (groupEnd !== 0 && digits !== groupEnd) return fastUndecided;
    if (!takesDecimals || value >= largest || !isShortFraction(bytes, from, end)) return fastUndecided;
    let last = end;
    while (bytes[last - 1] === 48) last--;
    if (bytes[last - 1] === dot) last--;
    let length = digits;
    for (; from < last; from++) out[at + length++] = bytes[from]!;
    return length;
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
