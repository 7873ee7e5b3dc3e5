import { charClass, classesOf } from './char-class.ts';
import type { ValueKind } from './column-profile.ts';
import { dateKind, monthNames, monthOfName } from './date-values.ts';
import { isEmail, isUrl, isUuidBytes, isVersion } from './identifier-values.ts';
import { isIpV4Bytes, isIpV6Bytes, isMacBytes, looksLikeFqdnBytes } from './network-values.ts';
import { isBoolean, isDecimal, isInteger, readPlainNumber } from './number-values.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

const c = charClass;
const letters = c.hexLetter | c.letter;
/** Cells longer than this are text: no other kind is written that long. */
const longestKind = 512;

/** The most specific kind a text is recognised as, after trimming; `text` when nothing fits. */
export function recogniseValue(text: string): ValueKind {
  const bytes = encodeUtf8(text.trim());
  return recogniseBytes(bytes, { start: 0, end: bytes.length, classes: classesOf(bytes, 0, bytes.length) });
}

/** A trimmed run of bytes with its character classes (see {@link charClass}). */
export interface ClassedRange {
  readonly start: number;
  readonly end: number;
  readonly classes: number;
}

/** {@link recogniseValue} over trimmed bytes: the character classes rule out most kinds without a look at the text. */
export function recogniseBytes(bytes: Uint8Array, range: ClassedRange): ValueKind {
  const { start, end, classes } = range;
  if (end - start > longestKind) return 'text';
  if ((classes & c.digit) === 0) return kindWithoutDigits(bytes, range);
  if ((classes & ~c.digit) === 0) return 'integer';
  return (
    networkKind(bytes, range) ??
    numberKind(bytes, range) ??
    dateKindOf(bytes, range) ??
    namedKind(bytes, range) ??
    'text'
  );
}

function kindWithoutDigits(bytes: Uint8Array, range: ClassedRange): ValueKind {
  const { start, end, classes } = range;
  if (end - start <= 9 && isBoolean(decodeUtf8(bytes, start, end))) return 'boolean';
  if ((classes & c.colon) !== 0 && isIpV6Bytes(bytes, start, end)) return 'ip';
  if ((classes & (c.colon | c.dash)) !== 0 && isMacBytes(bytes, start, end)) return 'mac';
  if ((classes & c.dash) !== 0 && isUuidBytes(bytes, start, end)) return 'uuid';
  return namedKind(bytes, range) ?? 'text';
}

const plainNumberClasses = c.digit | c.dot | c.dash | c.plus;
const numberClasses =
  c.digit | c.hexLetter | c.dot | c.comma | c.dash | c.plus | c.space | c.other | c.nonAscii;

function numberKind(bytes: Uint8Array, { start, end, classes }: ClassedRange): ValueKind | undefined {
  if ((classes & ~numberClasses) !== 0 || end - start > 32 || !opensNumber(bytes[start]!)) return undefined;
  const isPlain = (classes & ~plainNumberClasses) === 0 && readPlainNumber(bytes, start, end) !== undefined;
  if (isPlain) return (classes & c.dot) === 0 ? 'integer' : 'decimal';
  const text = decodeUtf8(bytes, start, end);
  if (isInteger(text)) return 'integer';
  return isDecimal(text) ? 'decimal' : undefined;
}

/** Letters in a number are one exponent sign, so a digit, sign or point must come first. */
function opensNumber(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x2b || byte === 0x2e;
}

function networkKind(bytes: Uint8Array, { start, end, classes }: ClassedRange): ValueKind | undefined {
  if ((classes & ~(c.digit | c.hexLetter | c.colon | c.dash | c.dot | c.other)) !== 0) return undefined;
  if ((classes & c.dot) !== 0 && isIpV4Bytes(bytes, start, end)) return 'ip';
  if (isMacBytes(bytes, start, end)) return 'mac';
  if ((classes & c.colon) !== 0 && isIpV6Bytes(bytes, start, end)) return 'ip';
  return (classes & c.dash) !== 0 && isUuidBytes(bytes, start, end) ? 'uuid' : undefined;
}

const notInDates = c.at | c.percent | c.semicolon | c.pipe | c.underscore | c.lineBreak | c.other;

function dateKindOf(bytes: Uint8Array, { start, end, classes }: ClassedRange): ValueKind | undefined {
  if ((classes & notInDates) !== 0 || end - start < 6 || end - start > 60) return undefined;
  if ((classes & (c.dash | c.slash | c.dot | c.space | c.nonAscii)) === 0) return undefined;
  if ((classes & letters) !== 0 && !hasDateWord(bytes, start, end)) return undefined;
  return dateKind(decodeUtf8(bytes, start, end));
}

/**
 * False for most text with letters that is no date: a cheap proof before the patterns are tried.
 *
 * The first word of a date is a month, a week day (a comma or space follows) or, after the digits, a
 * month or the few letters of a time.
 */
function hasDateWord(bytes: Uint8Array, start: number, end: number): boolean {
  const first = skipWhile(bytes, { start, end }, false);
  const after = skipWhile(bytes, { start: first, end }, true);
  const length = after - first;
  if (first > start && length <= 2) return true;
  if (first === start && length <= 10 && (bytes[after] === 0x2c || bytes[after] === 0x20)) return true;
  return mayBeMonth(bytes, first, length) && monthOfName(decodeUtf8(bytes, first, after)) !== undefined;
}

/** First offset in the range whose byte is not (or is) one of a word. */
function skipWhile(bytes: Uint8Array, range: { start: number; end: number }, isWord: boolean): number {
  let at = range.start;
  while (at < range.end && isWordByte(bytes[at]!) === isWord) at++;
  return at;
}

function mayBeMonth(bytes: Uint8Array, first: number, length: number): boolean {
  if (length < 3 || length > 11) return false;
  const one = bytes[first]!;
  const two = bytes[first + 1]!;
  const three = bytes[first + 2]!;
  return (
    two >= 0x80 ||
    three >= 0x80 ||
    monthOpenings.has(((one | 0x20) << 16) | ((two | 0x20) << 8) | (three | 0x20))
  );
}

const monthOpenings: ReadonlySet<number> = new Set(
  [...monthNames].flatMap(([name]) => {
    const [one = 0, two = 0, three = 0] = encodeUtf8(name);
    return three < 0x80 ? [(one << 16) | (two << 8) | three] : [];
  }),
);

function isWordByte(byte: number): boolean {
  const lower = byte | 0x20;
  return byte >= 0x80 || (lower >= 0x61 && lower <= 0x7a);
}

function namedKind(bytes: Uint8Array, { start, end, classes }: ClassedRange): ValueKind | undefined {
  if ((classes & c.colon) !== 0 && (classes & c.slash) !== 0) {
    return isUrl(decodeUtf8(bytes, start, end)) ? 'url' : undefined;
  }
  if ((classes & c.space) !== 0) return undefined;
  if ((classes & c.at) !== 0) return isEmail(decodeUtf8(bytes, start, end)) ? 'email' : undefined;
  return (classes & c.dot) === 0 ? undefined : dottedKind(bytes, { start, end, classes });
}

function dottedKind(bytes: Uint8Array, { start, end, classes }: ClassedRange): ValueKind | undefined {
  if ((classes & letters) !== 0 && looksLikeFqdnBytes(bytes, start, end)) return 'fqdn';
  if ((classes & c.digit) === 0 || !opensVersion(bytes[start]!)) return undefined;
  return isVersion(decodeUtf8(bytes, start, end)) ? 'version' : undefined;
}

function opensVersion(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte | 0x20) === 0x76;
}
