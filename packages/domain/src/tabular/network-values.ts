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
    const first = at;
    let value = 0;
    while (at < end && at - first < 4 && isDigit(bytes[at] ?? 0))
      value = value * 10 + (bytes[at++] ?? 0) - 0x30;
    if (at === first || value > 255 || (at - first > 1 && bytes[first] === 0x30)) return false;
    if (octet < 3 && (at >= end || bytes[at++] !== dot)) return false;
  }
  return at === end;
}

/** True for an IPv6 address in any RFC 4291 spelling, with an IPv4 tail allowed and without a zone. */
export function isIpV6(text: string): boolean {
  return test(text, isIpV6Bytes);
}

/** {@link isIpV6} over bytes. */
export function isIpV6Bytes(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 2 || end - start > 45) return false;
  let groups = 0;
  let gap = false;
  let at = start;
  if (bytes[at] === colon) {
    if (bytes[at + 1] !== colon) return false;
    gap = true;
    at += 2;
  }
  while (at < end) {
    const digits = countHexDigits(bytes, at, end);
    if (bytes[at + digits] === dot && at + digits < end) {
      return isIpV4Bytes(bytes, at, end) && isGroupCount(groups + 2, gap);
    }
    if (digits === 0 || digits > 4) return false;
    groups++;
    at += digits;
    if (at === end) break;
    if (bytes[at++] !== colon || at === end) return false;
    if (bytes[at] !== colon) continue;
    if (gap) return false;
    gap = true;
    at++;
  }
  return isGroupCount(groups, gap);
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
  let labels = 0;
  let labelStart = start;
  for (let at = start; at <= end; at++) {
    if (at < end && bytes[at] !== dot) continue;
    if (!isLabel(bytes, labelStart, at)) return false;
    labels++;
    if (at === end) return labels >= 2 && isTopLabel(bytes, labelStart, at);
    labelStart = at + 1;
  }
  return false;
}

function isLabel(bytes: Uint8Array, start: number, end: number): boolean {
  if (end === start || end - start > 63 || bytes[start] === dash || bytes[end - 1] === dash) return false;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (!isLetter(byte) && !isDigit(byte) && byte !== dash && byte !== 0x5f) return false;
  }
  return true;
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
  let labels = 1;
  let last = start;
  for (let at = start; at < end - 1; at++) {
    if (bytes[at] !== dot) continue;
    labels++;
    last = at + 1;
  }
  if (labels > 2 || end - last === 2) return true;
  const ending = String.fromCharCode(...bytes.subarray(last, end)).toLowerCase();
  return commonEndings.has(ending.endsWith('.') ? ending.slice(0, -1) : ending);
}
