import { writeCodePoint } from '../utf8.ts';

/** Why a text is not well formed. */
export type XmlFlaw = 'entity' | 'character' | 'bracket';

export interface XmlTextRange {
  readonly start: number;
  readonly end: number;
  /** Line breaks and tabs of an attribute are spaces. */
  readonly isAttribute: boolean;
  /** True for CDATA, whose ampersands are themselves. */
  readonly isVerbatim?: boolean;
}

export interface XmlText {
  readonly end: number;
  readonly flaw: XmlFlaw | undefined;
  /** Where in the source the flaw is. */
  readonly flawAt: number;
}

const ampersand = 0x26;
const semicolon = 0x3b;
const numberSign = 0x23;
const lowerX = 0x78;
const carriageReturn = 0x0d;
const lineFeed = 0x0a;
const longestEntity = 12;

const entities = new Map<string, number>([
  ['lt', 0x3c],
  ['gt', 0x3e],
  ['amp', 0x26],
  ['apos', 0x27],
  ['quot', 0x22],
]);

/** 1 for control characters that no XML holds. */
const isForbidden = new Uint8Array(256).fill(1, 0, 0x20);
for (const byte of [0x09, lineFeed, carriageReturn]) isForbidden[byte] = 0;

/** Writes the text of `[start, end)` to the start of `out`, where as many bytes must fit. */
export function readXmlText(bytes: Uint8Array, range: XmlTextRange, out: Uint8Array): XmlText {
  const resolves = range.isVerbatim !== true;
  let to = 0;
  let at = range.start;
  while (at < range.end) {
    const byte = bytes[at]!;
    if (byte === ampersand && resolves) {
      const { point, length } = entityAt(bytes, at, range.end);
      const flaw = flawOf(point);
      if (flaw !== undefined) return { end: to, flaw, flawAt: at };
      to = writeCodePoint(out, to, point);
      at += length;
      continue;
    }
    if (isForbidden[byte] === 1) return { end: to, flaw: 'character', flawAt: at };
    out[to++] = byte < 0x20 ? plainSpace(byte, range.isAttribute) : byte;
    at += byte === carriageReturn && at + 1 < range.end && bytes[at + 1] === lineFeed ? 2 : 1;
  }
  return { end: to, flaw: undefined, flawAt: -1 };
}

/** Line breaks are line feeds; in attributes they and tabs are spaces. */
function plainSpace(byte: number, isAttribute: boolean): number {
  if (isAttribute) return 0x20;
  return byte === carriageReturn ? lineFeed : byte;
}

function flawOf(point: number): XmlFlaw | undefined {
  if (point < 0) return 'entity';
  return isXmlCharacter(point) ? undefined : 'character';
}

function isSpace(byte: number): boolean {
  return byte === 0x09 || byte === lineFeed || byte === carriageReturn;
}

function isXmlCharacter(point: number): boolean {
  if (point < 0x20) return isSpace(point);
  return point <= 0x10_ffff && (point < 0xd800 || point > 0xdfff) && point !== 0xfffe && point !== 0xffff;
}

/** The entity at an ampersand: its code point, -1 for none, and its length. */
function entityAt(bytes: Uint8Array, at: number, end: number): { point: number; length: number } {
  const limit = Math.min(end, at + longestEntity + 1);
  let close = at + 1;
  while (close < limit && bytes[close] !== semicolon) close++;
  if (close === limit) return { point: -1, length: 1 };
  const length = close + 1 - at;
  if (bytes[at + 1] === numberSign) return { point: referenceAt(bytes, at + 2, close), length };
  const name = String.fromCharCode(...bytes.subarray(at + 1, close));
  return { point: entities.get(name) ?? -1, length };
}

/** Code point of the digits in `[start, end)`, hexadecimal behind an `x`; -1 for none or too many of them. */
function referenceAt(bytes: Uint8Array, start: number, end: number): number {
  const isHex = bytes[start] === lowerX;
  const first = isHex ? start + 1 : start;
  const radix = isHex ? 16 : 10;
  if (end === first || end - first > (isHex ? 6 : 7)) return -1;
  let point = 0;
  for (let at = first; at < end; at++) {
    const value = digitValue(bytes[at]!);
    if (value >= radix) return -1;
    point = point * radix + value;
  }
  return point;
}

/** Value of a digit of base 16, or 16 for any other byte. */
function digitValue(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : 16;
}
