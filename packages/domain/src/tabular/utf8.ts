/** Smallest code point that needs a sequence of the given length: shorter forms are overlong. */
const smallestOfLength = [0, 0, 0x80, 0x800, 0x1_0000] as const;

/** Length of the UTF-8 sequence that `lead` opens, or 0 when it cannot open one. */
export function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  if (lead >= 0xf0 && lead < 0xf5) return 4;
  return 0;
}

/** Code point of the sequence of `length` bytes at `at`, or -1 when it is not well formed. */
export function codePointAt(bytes: Uint8Array, at: number, length: number): number {
  let point = bytes[at]! & (length === 1 ? 0x7f : 0x7f >> length);
  for (let k = 1; k < length; k++) {
    const byte = bytes[at + k];
    if (byte === undefined || (byte & 0xc0) !== 0x80) return -1;
    point = (point << 6) | (byte & 0x3f);
  }
  const isSurrogate = point >= 0xd800 && point <= 0xdfff;
  if (isSurrogate || point > 0x10_ffff || point < (smallestOfLength[length] ?? 0)) return -1;
  return point;
}

/**
 * Offset of the first byte that is not well-formed UTF-8, or -1 when all are.
 *
 * With `isPrefix` a sequence that the end of `bytes` cuts short is not an error: more bytes follow.
 */
export function findInvalidUtf8(bytes: Uint8Array, isPrefix = false): number {
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) {
      at++;
      continue;
    }
    const length = sequenceLength(lead);
    if (length === 0) return at;
    if (at + length > bytes.length && isPrefix && isCutSequence(bytes, at)) return -1;
    if (codePointAt(bytes, at, length) < 0) return at;
    at += length;
  }
  return -1;
}

function isCutSequence(bytes: Uint8Array, at: number): boolean {
  for (let k = at + 1; k < bytes.length; k++) if (((bytes[k] ?? 0) & 0xc0) !== 0x80) return false;
  return true;
}

/** Number of bytes at the end of `bytes` that open a sequence without closing it: 0 to 3. */
export function cutSequenceLength(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    return sequenceLength(byte) > back ? back : 0;
  }
  return 0;
}

/** Text of the UTF-8 bytes in `[start, end)`; an ill-formed byte becomes U+FFFD. */
export function decodeUtf8(bytes: Uint8Array, start = 0, end = bytes.length): string {
  if (end - start > longText) return decodeLong(bytes, start, end);
  let at = start;
  while (at < end && bytes[at]! < 0x80) at++;
  const text = decodeAscii(bytes, start, at);
  if (at === end) return text;
  return text + (end - at < shortRest ? decodeMultiByte(bytes, at, end) : decodePiece(bytes, at, end));
}

/** Bytes below which characters are put together faster one by one than by a call for all of them. */
const shortRest = 16;

function decodeMultiByte(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  let at = start;
  while (at < end) {
    const length = sequenceLength(bytes[at]!);
    const point = length === 0 || at + length > end ? -1 : codePointAt(bytes, at, length);
    text += point < 0 ? '\uFFFD' : String.fromCodePoint(point);
    at += point < 0 ? 1 : length;
  }
  return text;
}

/** Bytes from which on a text is put together from long pieces; of few characters each, they take ten times its size. */
const longText = 4096;

function decodeLong(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; ) {
    const cut = Math.min(end, at + longText);
    // A sequence is open at the end of a piece when its lead byte is among the last three.
    const until = cut === end ? end : cut - cutSequenceLength(bytes.subarray(at, cut));
    text += decodePiece(bytes, at, until);
    at = until;
  }
  return text;
}

/** A UTF-8 byte makes one UTF-16 unit at most. */
const units = new Uint16Array(longText);

function decodePiece(bytes: Uint8Array, start: number, end: number): string {
  let count = 0;
  for (let at = start; at < end; ) {
    const length = sequenceLength(bytes[at]!);
    const found = length === 0 || at + length > end ? -1 : codePointAt(bytes, at, length);
    const point = found < 0 ? 0xfffd : found;
    if (point < 0x1_0000) units[count++] = point;
    else {
      units[count++] = 0xd7c0 + (point >> 10);
      units[count++] = 0xdc00 + (point & 0x3ff);
    }
    at += found < 0 ? 1 : length;
  }
  return Reflect.apply(String.fromCharCode, undefined, units.subarray(0, count));
}

/** Four characters a step: for the short cells of a table seven times as fast as spreading the bytes. */
function decodeAscii(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  let at = start;
  for (; at + 4 <= end; at += 4) {
    text += String.fromCharCode(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!);
  }
  for (; at < end; at++) text += String.fromCharCode(bytes[at]!);
  return text;
}

/** UTF-8 bytes of a text; an unpaired surrogate becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  return bytes.slice(0, writeUtf8(text, bytes, 0));
}

/** Bytes of the UTF-8 form of a text. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let k = 0; k < text.length; k++) {
    const unit = text.charCodeAt(k);
    if (unit >= 0x80) length++;
    // Each half of a surrogate pair stands for two of its four bytes; an unpaired one becomes U+FFFD.
    if (unit >= 0x800 && !isPairedSurrogate(text, k)) length++;
  }
  return length;
}

function isPairedSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  if (unit < 0xd800 || unit > 0xdfff) return false;
  if (unit < 0xdc00) return (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
  return (text.charCodeAt(at - 1) & 0xfc00) === 0xd800;
}

/** Writes the UTF-8 bytes of a text from `at` on, where three a UTF-16 unit must fit; answers where they end. */
export function writeUtf8(text: string, bytes: Uint8Array, at: number): number {
  let end = at;
  for (let k = 0; k < text.length; k++) {
    const unit = text.charCodeAt(k);
    if (unit >= 0x80) return writeMultiByte(text.slice(k), bytes, end);
    bytes[end++] = unit;
  }
  return end;
}

function writeMultiByte(text: string, bytes: Uint8Array, at: number): number {
  let end = at;
  for (let k = 0; k < text.length; k++) {
    const point = text.codePointAt(k) ?? 0;
    end = writeCodePoint(bytes, end, point);
    if (point > 0xffff) k++;
  }
  return end;
}

/** Writes one code point at `at`, half a surrogate pair as U+FFFD; answers where it ends. */
export function writeCodePoint(bytes: Uint8Array, at: number, given: number): number {
  const point = given >= 0xd800 && given <= 0xdfff ? 0xfffd : given;
  if (point < 0x80) {
    bytes[at] = point;
    return at + 1;
  }
  const length = point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
  for (let k = length - 1, rest = point; k > 0; k--, rest >>= 6) bytes[at + k] = 0x80 | (rest & 0x3f);
  bytes[at] = ((0xf00 >> length) & 0xff) | (point >> (6 * (length - 1)));
  return at + length;
}

/** Number of characters (code points) of the UTF-8 bytes in `[start, end)`. */
export function countCharacters(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let i = start; i < end; i++) if (((bytes[i] ?? 0) & 0xc0) !== 0x80) count++;
  return count;
}
