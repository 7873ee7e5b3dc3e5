import { charClass, classOfByte } from './char-class.ts';
import { encodeUtf8 } from './utf8.ts';

const dot = 0x2e;
const colon = 0x3a;
const dash = 0x2d;

/** Value of a hexadecimal digit, or -1. */
function hexValue(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isLetter(byte: number): boolean {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

type ByteTest = (bytes: Uint8Array, start: number, end: number) => boolean;

function test(text: string, holds: ByteTest): boolean {
  const bytes = encodeUtf8(text);
  return holds(bytes, 0, bytes.length);
}

/** True for a dotted IPv4 address, octets 0-255 without leading zeros. */
export function isIpV4(text: string): boolean {
  return test(text, isIpV4Bytes);
}

/** {@link isIpV4} over bytes. */
export function isIpV4Bytes(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 7 || end - start > 15) return false;
  let at = start;
  for (let octet = 0; octet < 4; octet++) {
    const length = octetLength(bytes, at, end);
    if (length === 0) return false;
    at += length;
    if (octet === 3) return at === end;
    if (bytes[at] !== dot) return false;
    at++;
  }
  return false;
}

/** Digits of the number 0-255 without leading zeros at `start`; 0 when there is none. */
function octetLength(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  let at = start;
  while (at < end && at - start < 4 && isDigit(bytes[at]!)) value = value * 10 + bytes[at++]! - 0x30;
  const hasLeadingZero = at - start > 1 && bytes[start] === 0x30;
  return value > 255 || hasLeadingZero ? 0 : at - start;
}

/** True for an IPv6 address in any RFC 4291 spelling, with an IPv4 tail allowed and without a zone. */
export function isIpV6(text: string): boolean {
  return test(text, isIpV6Bytes);
}

/** {@link isIpV6} over bytes. */
// oxlint-disable-next-line complexity -- runs for many cells: one loop over the groups, no allocation but its state
export function isIpV6Bytes(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 2 || end - start > 45) return false;
  const startsWithGap = bytes[start] === colon;
  if (startsWithGap && bytes[start + 1] !== colon) return false;
  const state = { groups: 0, gap: startsWithGap, at: startsWithGap ? start + 2 : start };
  while (state.at < end) {
    const digits = countHexDigits(bytes, state.at, end);
    if (state.at + digits < end && bytes[state.at + digits] === dot) {
      return isIpV4Bytes(bytes, state.at, end) && isGroupCount(state.groups + 2, state.gap);
    }
    if (digits === 0 || digits > 4) return false;
    state.groups++;
    state.at += digits;
    if (state.at < end && !readSeparator(bytes, end, state)) return false;
  }
  return isGroupCount(state.groups, state.gap);
}

/** Reads the `:` or the one `::` after a group; false when neither may stand there. */
function readSeparator(bytes: Uint8Array, end: number, state: { gap: boolean; at: number }): boolean {
  if (bytes[state.at] !== colon || state.at + 1 === end) return false;
  state.at++;
  if (bytes[state.at] !== colon) return true;
  if (state.gap) return false;
  state.gap = true;
  state.at++;
  return true;
}

function isGroupCount(groups: number, gap: boolean): boolean {
  return gap ? groups < 8 : groups === 8;
}

function countHexDigits(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && hexValue(bytes[at]) >= 0) at++;
  return at - start;
}

/** True for a MAC address: six pairs with colons or dashes, `0011.2233.4455`, or twelve bare hex digits with a letter. */
export function isMac(text: string): boolean {
  return test(text, isMacBytes);
}

/** {@link isMac} over bytes. */
export function isMacBytes(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length === 17) return isGroupedHex(bytes, start, { group: 2, separators: [colon, dash], end });
  if (length === 14) return isGroupedHex(bytes, start, { group: 4, separators: [dot], end });
  return length === 12 && isBareMac(bytes, start, end);
}

function isGroupedHex(
  bytes: Uint8Array,
  start: number,
  shape: { group: number; separators: readonly number[]; end: number },
): boolean {
  const separator = bytes[start + shape.group] ?? 0;
  if (!shape.separators.includes(separator)) return false;
  for (let at = start; at < shape.end; at++) {
    const isSeparatorPlace = (at - start) % (shape.group + 1) === shape.group;
    if (isSeparatorPlace ? bytes[at] !== separator : hexValue(bytes[at]) < 0) return false;
  }
  return true;
}

/** Twelve digits alone are more often an account or serial number, twelve letters a word. */
function isBareMac(bytes: Uint8Array, start: number, end: number): boolean {
  let letters = 0;
  for (let at = start; at < end; at++) {
    const value = hexValue(bytes[at]);
    if (value < 0) return false;
    if (value > 9) letters++;
  }
  return letters > 0 && letters < 12;
}

/** True for a fully qualified domain name: at least two labels, the last one of letters or an `xn--` name. */
export function isFqdn(text: string): boolean {
  return test(text, isFqdnBytes);
}

/** {@link isFqdn} over bytes. */
export function isFqdnBytes(bytes: Uint8Array, start: number, givenEnd: number): boolean {
  const end = bytes[givenEnd - 1] === dot ? givenEnd - 1 : givenEnd;
  if (end - start < 4 || end - start > 253) return false;
  let labels = 1;
  let labelStart = start;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if ((classOfByte[byte]! & labelClasses) !== 0) continue;
    if (byte !== dot || !isLabel(bytes, labelStart, at)) return false;
    labels++;
    labelStart = at + 1;
  }
  return labels >= 2 && isLabel(bytes, labelStart, end) && isTopLabel(bytes, labelStart, end);
}

/** Underscores are not allowed in host names, yet found in service records and internal zones. */
const labelClasses =
  charClass.letter | charClass.hexLetter | charClass.digit | charClass.dash | charClass.underscore;

/** Whether a label may be so long, and begin and end so; its bytes are known to be those of labels. */
function isLabel(bytes: Uint8Array, start: number, end: number): boolean {
  return end > start && end - start <= 63 && bytes[start] !== dash && bytes[end - 1] !== dash;
}

function isTopLabel(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 2) return false;
  const isPunycode = end - start > 4 && bytes[start + 2] === dash && bytes[start + 3] === dash;
  for (let at = start; at < end; at++) if (!isLetter(bytes[at] ?? 0) && !isPunycode) return false;
  return true;
}

const commonEndings = new Set(
  'com net org info biz gov edu mil int local lan corp internal intra intranet home localdomain domain ad test example invalid cloud dev app site online tech private'.split(
    ' ',
  ),
);

/**
 * True for a name that is meant as a domain name.
 *
 * With only two labels `John.Doe` and `notes.txt` have the syntax too, so then the ending must be a
 * country code or a known one.
 */
export function looksLikeFqdnBytes(bytes: Uint8Array, start: number, end: number): boolean {
  if (!isFqdnBytes(bytes, start, end)) return false;
  const last = dotBefore(bytes, start, bytes[end - 1] === dot ? end - 1 : end);
  if (dotBefore(bytes, start, last) >= start) return true;
  const ending = String.fromCharCode(...bytes.subarray(last + 1, end)).toLowerCase();
  const word = ending.endsWith('.') ? ending.slice(0, -1) : ending;
  return word.length === 2 || commonEndings.has(word);
}

/** Offset of the last dot in `[start, end)`; `start - 1` when there is none. */
function dotBefore(bytes: Uint8Array, start: number, end: number): number {
  let at = end - 1;
  while (at >= start && bytes[at] !== dot) at--;
  return at;
}
