import { encodeUtf8 } from '../tabular/utf8.ts';
import { listSeparator } from '../cleansing/clean-text.ts';
import { type IdentityKind, junkNames, junkSerials, junkUuids, namespaceSeparator } from './identity-keys.ts';

const plus = 43;

/** Answer of a key writer besides a length: the value needs the function of its kind in `identity-keys.ts`. */
export const keyUndecided = -1;

/**
 * Writes the key of the value in `[start, end)` to `out` from `at` on and returns its length.
 *
 * Equal to the function of the kind wherever it decides, without making a text.
 */
// oxlint-disable-next-line max-params -- runs for every value: an options object would be one allocation each
export type KeyWriter = (
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Uint8Array,
  at: number,
) => number;

/** The writer of a kind, and how many bytes longer than the value a key may be. */
export interface KeyWriting {
  readonly write: KeyWriter;
  readonly extraBytes: number;
}

/** Kinds whose keys can be written from bytes; of a list of addresses it is the first usable one's. */
export type WrittenKind = Exclude<IdentityKind, 'name'>;

/** How keys of a kind are written; external ids are those of one source system. */
export function keyWriting(kind: WrittenKind, sourceSystem: string | null): KeyWriting {
  if (kind !== 'external_id') return { write: writers[kind], extraBytes: 0 };
  const prefix = encodeUtf8(`${(sourceSystem ?? '').trim().toLowerCase()}${namespaceSeparator}`);
  return { write: prefixWriter(prefix), extraBytes: prefix.length };
}

function prefixWriter(prefix: Uint8Array): KeyWriter {
  // oxlint-disable-next-line max-params -- runs for every value
  return (bytes, start, end, out, at) => {
    if (end === start || !isGraphic(bytes[start]!) || !isGraphic(bytes[end - 1]!)) return keyUndecided;
    if (mayBeRounded(bytes, start, end)) return keyUndecided;
    out.set(prefix, at);
    const shift = at + prefix.length - start;
    for (let from = start; from < end; from++) out[from + shift] = bytes[from]!;
    return prefix.length + end - start;
  };
}

/** True for bytes that may be a number with an exponent, as spreadsheets round long ones. */
function mayBeRounded(bytes: Uint8Array, start: number, end: number): boolean {
  const last = end - start;
  return last > 3 && (bytes[end - 2] === plus || bytes[end - 3] === plus || bytes[end - 4] === plus);
}

/** Writes the normal form of a name, as `nameKey` makes it. */
// oxlint-disable-next-line max-params -- runs for every value
export function writeName(
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Uint8Array,
  at: number,
): number {
  const shift = at - start;
  for (let from = start; from < end; from++) {
    const byte = bytes[from]!;
    if (!isGraphic(byte) && !isSingleBlank(bytes, from, start)) return keyUndecided;
    out[from + shift] = byte >= 65 && byte <= 90 ? byte + 32 : byte;
  }
  return bytes[end - 1] === blank && end > start ? keyUndecided : end - start;
}

const blank = 32;

/** A blank behind something else than a blank. */
function isSingleBlank(bytes: Uint8Array, at: number, start: number): boolean {
  return bytes[at] === blank && at > start && bytes[at - 1] !== blank;
}

/** ASCII that shows: neither blank nor control. */
function isGraphic(byte: number): boolean {
  return byte > 32 && byte < 127;
}

const dot = 46;
const hyphen = 45;
const underscore = 95;

// oxlint-disable-next-line complexity, max-params -- runs for every value
function writeFqdn(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  if (bytes[end - 1] === dot) return keyUndecided;
  if (isJunkName(bytes, start, end - start)) return keyUndecided;
  const shift = at - start;
  let dots = 0;
  for (let from = start; from < end; from++) {
    const byte = bytes[from]!;
    if (byte === dot) dots++;
    else if (!isLowerOrDigit(byte) && byte !== hyphen && byte !== underscore) return keyUndecided;
    out[from + shift] = byte;
  }
  return dots > 0 ? end - start : keyUndecided;
}

/** Length, first and last byte of a word: what one that identifies nothing shares with few others. */
function wordMark(length: number, first: number, last: number): number {
  return length * 65_536 + first * 256 + last;
}

function wordMarks(words: Iterable<string>): ReadonlySet<number> {
  return new Set(
    Array.from(words, (word) => wordMark(word.length, word.charCodeAt(0), word.charCodeAt(word.length - 1))),
  );
}

const junkSerialMarks = wordMarks(junkSerials);
const junkNameMarks = wordMarks(junkNames);
const longestJunkName = Math.max(...Array.from(junkNames, (name) => name.length));

/** True for all names that every machine has, and for few others. */
function isJunkName(bytes: Uint8Array, at: number, length: number): boolean {
  return (
    length <= longestJunkName && junkNameMarks.has(wordMark(length, bytes[at]!, bytes[at + length - 1]!))
  );
}

// oxlint-disable-next-line complexity, max-params -- runs for every value
function writeHostname(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  const shift = at - start;
  let letters = 0;
  let from = start;
  for (; from < end; from++) {
    const upper = upperOf(bytes[from]!);
    const isLetter = upper >= 65 && upper <= 90;
    if (isLetter) letters++;
    else if (upper === dot) break;
    else if (!isDigit(upper) && upper !== hyphen && upper !== underscore) return keyUndecided;
    out[from + shift] = isLetter ? upper + 32 : upper;
  }
  const length = from - start;
  if (letters === 0 || isJunkName(out, at, length)) return keyUndecided;
  // The domain behind the name does not matter, but a colon makes it an address.
  for (; from < end; from++) if (bytes[from] === colon) return keyUndecided;
  return length;
}

function isLowerOrDigit(byte: number): boolean {
  return (byte >= 97 && byte <= 122) || isDigit(byte);
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}

function upperOf(byte: number): number {
  return byte >= 97 && byte <= 122 ? byte - 32 : byte;
}

function isWordByte(upper: number): boolean {
  return (upper >= 65 && upper <= 90) || isDigit(upper);
}

// oxlint-disable-next-line complexity, max-params -- runs for every value
function writeSerial(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  const length = end - start;
  if (length < 3) return keyUndecided;
  const first = upperOf(bytes[start]!);
  const second = upperOf(bytes[start + 1]!);
  // Two different characters at its start are no pattern of one character.
  if (first === second || !isWordByte(first) || !isWordByte(second)) return keyUndecided;
  if (bytes[start + 2] === plus) return keyUndecided;
  if (junkSerialMarks.has(wordMark(length, first, upperOf(bytes[end - 1]!)))) return keyUndecided;
  const shift = at - start;
  for (let from = start; from < end; from++) {
    const byte = bytes[from]!;
    // Single blanks between words stay as they are.
    if (!isGraphic(byte) && !isSingleBlank(bytes, from, start)) return keyUndecided;
    out[from + shift] = upperOf(byte);
  }
  return bytes[end - 1] === blank ? keyUndecided : length;
}

const shortestAddress = '1.1.1.1'.length;
const separator = listSeparator.charCodeAt(0);

/** First three characters of addresses that may be no machine's: loopback, link-local and broadcast. */
const doubtfulStarts: ReadonlySet<number> = new Set(
  ['127', '169', '255'].map((start) =>
    startMark(start.charCodeAt(0), start.charCodeAt(1), start.charCodeAt(2)),
  ),
);

function startMark(first: number, second: number, third: number): number {
  return first * 65_536 + second * 256 + third;
}

// oxlint-disable-next-line max-params -- runs for every value
function writeAddress(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  const first = bytes[start]!;
  if (end - start < shortestAddress || first === 48) return keyUndecided;
  if (doubtfulStarts.has(startMark(first, bytes[start + 1]!, bytes[start + 2]!))) return keyUndecided;
  const shift = at - start;
  let from = start;
  for (; from < end; from++) {
    const byte = bytes[from]!;
    if (byte === separator) break;
    if (!isDigit(byte) && byte !== dot) return keyUndecided;
    out[from + shift] = byte;
  }
  return from - start < shortestAddress ? keyUndecided : from - start;
}

const macLength = 17;
const colon = 58;

// oxlint-disable-next-line complexity, max-params -- runs for every value
function writeMac(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  if (end - start !== macLength) return keyUndecided;
  const shift = at - start;
  let used = 0;
  for (let from = start; from < end; from++) {
    const byte = bytes[from]!;
    const isHex = isDigit(byte) || (byte >= 97 && byte <= 102);
    if (!isHex && byte !== colon) return keyUndecided;
    if (isHex && byte !== 48) used++;
    out[from + shift] = byte;
  }
  // Even digits have even codes, letters of even value (a, c, e) odd ones.
  const low = bytes[start + 1]!;
  const isOwn = low !== colon && (low >= 97 ? low % 2 === 1 : low % 2 === 0);
  return isOwn && used > 0 && bytes[start] !== colon ? macLength : keyUndecided;
}

const uuidLength = 36;
const hyphenPlaces = [8, 13, 18, 23];
/** For each byte 1 when it is a hexadecimal digit in lower case. */
const hexDigits = Uint8Array.from({ length: 256 }, (_, byte) =>
  isDigit(byte) || (byte >= 97 && byte <= 102) ? 1 : 0,
);
/** Places the characters of a UUID come from when its first three fields are in the other byte order. */
const swappedPlaces = Uint8Array.from(
  [6, 7, 4, 5, 2, 3, 0, 1, 8, 11, 12, 9, 10, 13, 16, 17, 14, 15].concat(
    Array.from({ length: 18 }, (_, place) => place + 18),
  ),
);
const junkStarts: ReadonlySet<number> = new Set(
  [...junkUuids].map((uuid) => uuid.charCodeAt(0) * 256 + uuid.charCodeAt(1)),
);

// oxlint-disable-next-line complexity, max-params -- runs for every value
function writeUuid(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  if (end - start !== uuidLength) return keyUndecided;
  const order = bytes[start]! - bytes[start + 6]! || bytes[start + 1]! - bytes[start + 7]!;
  const own = bytes[start]! * 256 + bytes[start + 1]!;
  const swapped = bytes[start + 6]! * 256 + bytes[start + 7]!;
  if (order === 0 || junkStarts.has(own) || junkStarts.has(swapped)) return keyUndecided;
  for (const place of hyphenPlaces) if (bytes[start + place] !== hyphen) return keyUndecided;
  let digits = 0;
  for (let place = 0; place < uuidLength; place++) {
    digits += hexDigits[bytes[start + place]!]!;
    out[at + place] = bytes[start + (order < 0 ? place : swappedPlaces[place]!)]!;
  }
  if (digits !== uuidLength - hyphenPlaces.length) return keyUndecided;
  return uuidLength;
}

const writers: Readonly<Record<Exclude<WrittenKind, 'external_id'>, KeyWriter>> = {
  uuid: writeUuid,
  serial_number: writeSerial,
  fqdn: writeFqdn,
  hostname: writeHostname,
  ip_address: writeAddress,
  mac_address: writeMac,
};
