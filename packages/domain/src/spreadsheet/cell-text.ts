import { decodeUtf8, findInvalidUtf8, writeUtf8 } from '../tabular/utf8.ts';
import type { ByteBuffer } from './byte-buffer.ts';
import { XmlDamage } from './xml-damage.ts';
import { characterOfReference } from './xml-text.ts';

const ampersand = 0x26;
const lessThan = 0x3c;
const semicolon = 0x3b;
const underscore = 0x5f;
const carriageReturn = 0x0d;
const lineFeed = 0x0a;

/** What a byte of XML text asks for. */
const mark = { quotes: 1, decoding: 2, underscore: 4, nonAscii: 8, tag: 16 } as const;

const markOfByte = new Uint8Array(256);
for (let byte = 0; byte < 0x20; byte++) markOfByte[byte] = mark.decoding;
markOfByte[0x09] = 0;
for (const byte of [0x22, 0x2c, lineFeed]) markOfByte[byte] = mark.quotes;
markOfByte[ampersand] = mark.decoding;
markOfByte[lessThan] = mark.tag;
markOfByte[underscore] = mark.underscore;
for (let byte = 0x80; byte < 0x100; byte++) markOfByte[byte] = mark.nonAscii;

/**
 * Adds the text of XML character data `[start, end)` to `into`: references and `_xHHHH_` escapes decoded,
 * line breaks as LF. Throws {@link XmlDamage} for what XML does not allow.
 */
export function addXmlText(
  into: ByteBuffer,
  source: Uint8Array,
  range: { start: number; end: number },
): void {
  const { start, end } = range;
  into.room(end - start);
  const { bytes } = into;
  let to = into.length;
  let marks = 0;
  for (let at = start; at < end; at++) {
    const byte = source[at]!;
    bytes[to++] = byte;
    marks |= markOfByte[byte]!;
  }
  if ((marks & mark.nonAscii) !== 0) requireUtf8(source, start, end);
  if ((marks & mark.decoding) === 0 && ((marks & mark.underscore) === 0 || !hasEscape(source, start, end))) {
    into.length = to;
  } else addDecoded(into, source, range);
}

/** Adds the text of a CDATA section, where references mean nothing. */
export function addCdata(into: ByteBuffer, source: Uint8Array, range: { start: number; end: number }): void {
  const { start, end } = range;
  requireUtf8(source, start, end);
  const escaped = decodeUtf8(source, start, end).replaceAll('&', '&amp;');
  const bytes = new Uint8Array(escaped.length * 3);
  addXmlText(into, bytes, { start: 0, end: writeUtf8(escaped, bytes, 0) });
}

/** Where the text from `start` on ends when its bytes are what the table form writes; -1 for any other text. */
export function endOfPlainText(source: Uint8Array, start: number, length: number): number {
  let marks = 0;
  let at = start;
  for (; at < length; at++) {
    marks |= markOfByte[source[at]!]!;
    if ((marks & ~mark.underscore) !== 0) break;
  }
  const isPlain = at < length && at > start && source[at] === lessThan;
  if (!isPlain) return -1;
  return (marks & mark.underscore) !== 0 && hasEscape(source, start, at) ? -1 : at;
}

/** Puts the text from `start` on into quotes where the table form asks for them; an empty text always. */
export function closeText(into: ByteBuffer, start: number): void {
  const { bytes, length } = into;
  let asks = start === length;
  for (let at = start; at < length && !asks; at++) {
    const byte = bytes[at]!;
    asks = markOfByte[byte] === mark.quotes || byte === carriageReturn;
  }
  if (asks) into.quoteFrom(start);
}

function requireUtf8(source: Uint8Array, start: number, end: number): void {
  const invalid = findInvalidUtf8(source.subarray(start, end));
  if (invalid >= 0) throw new XmlDamage('A text is not UTF-8.', start + invalid);
}

function isHexDigit(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  const lower = byte | 0x20;
  return (byte >= 0x30 && byte <= 0x39) || (lower >= 0x61 && lower <= 0x66);
}

/** The UTF-16 unit of an escape `_xHHHH_` at `at`; -1 when none stands there. */
function escapeAt(source: Uint8Array, at: number, end: number): number {
  if (at + 7 > end || source[at] !== underscore || source[at + 1] !== 0x78 || source[at + 6] !== underscore) {
    return -1;
  }
  for (let k = at + 2; k < at + 6; k++) if (!isHexDigit(source[k])) return -1;
  return Number.parseInt(decodeUtf8(source, at + 2, at + 6), 16);
}

function hasEscape(source: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if (source[at] === underscore && source[at + 1] === 0x78 && escapeAt(source, at, end) >= 0) return true;
  }
  return false;
}

/** Character of the escapes at `at` and the bytes they take; undefined for what no text can hold: it stays as it is. */
function readEscape(
  source: Uint8Array,
  at: number,
  end: number,
): { text: string; bytes: number } | undefined {
  const unit = escapeAt(source, at, end);
  if (unit <= 0) return undefined;
  if (unit < 0xd800 || unit > 0xdfff) return { text: String.fromCharCode(unit), bytes: 7 };
  const low = unit < 0xdc00 ? escapeAt(source, at + 7, end) : -1;
  if (low < 0xdc00 || low > 0xdfff) return undefined;
  return { text: String.fromCharCode(unit, low), bytes: 14 };
}

function readReference(source: Uint8Array, at: number, end: number): { text: string; bytes: number } {
  const stop = Math.min(end, at + 12);
  let to = at + 1;
  while (to < stop && source[to] !== semicolon) to++;
  const reference = decodeUtf8(source, at + 1, to);
  const text = to < stop ? characterOfReference(reference) : undefined;
  if (text === undefined) throw new XmlDamage(`The entity &${reference}; is not declared.`, at);
  return { text, bytes: to + 1 - at };
}

function addDecoded(
  into: ByteBuffer,
  source: Uint8Array,
  { start, end }: { start: number; end: number },
): void {
  let at = start;
  while (at < end) {
    const byte = source[at]!;
    const found =
      byte === ampersand
        ? readReference(source, at, end)
        : byte === underscore
          ? readEscape(source, at, end)
          : undefined;
    if (found === undefined) {
      at += addByte(into, source, at);
      continue;
    }
    into.length = writeUtf8(found.text, into.bytes, into.length);
    at += found.bytes;
  }
}

/** Adds one byte and answers how many it stands for: CR LF and a lone CR are line breaks. */
function addByte(into: ByteBuffer, source: Uint8Array, at: number): number {
  const byte = source[at]!;
  if (markOfByte[byte] === mark.decoding && byte !== carriageReturn && byte !== ampersand) {
    throw new XmlDamage(`A text holds the control character ${byte}.`, at);
  }
  if (byte !== carriageReturn) {
    into.bytes[into.length++] = byte;
    return 1;
  }
  if (source[at + 1] !== lineFeed) into.bytes[into.length++] = lineFeed;
  return 1;
}
