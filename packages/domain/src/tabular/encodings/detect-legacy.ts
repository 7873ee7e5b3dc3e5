import type { EncodingCandidate } from '../source-parts.ts';
import { decodeUtf8 } from '../utf8.ts';
import {
  symbolDoubts,
  scoreAlphabetic,
  scoreEastAsian,
  unknownPairCost,
  wordsAboveAscii,
} from './legacy-scores.ts';
import { singleByteCodePoints } from './single-byte.ts';
import { isSingleByte, multiByteEncodings, singleByteEncodings, type TextEncoding } from './text-encoding.ts';
import { decodeStepOf, transcode } from './transcoder.ts';
import { decodeResult } from './decode-step.ts';

/** Nats by which an encoding is less usual than windows-1252, whatever the text. */
const encodingCost: Partial<Record<TextEncoding, number>> = {
  'windows-1252': 0,
  'windows-1250': 1.5,
  'windows-1251': 1,
  'windows-1253': 1.5,
  'windows-1254': 1.5,
  'windows-1255': 1.5,
  'windows-1256': 1.5,
  'windows-1257': 2.5,
  'windows-1258': 2.5,
  'windows-874': 1.5,
  'iso-8859-2': 3,
  'iso-8859-5': 3,
  'iso-8859-7': 2.5,
  'iso-8859-9': 2.5,
  'iso-8859-15': 2.5,
  'koi8-r': 2,
  'koi8-u': 2.5,
  macintosh: 2.5,
  ibm437: 3.5,
  ibm850: 3,
  ibm852: 3.5,
  ibm866: 2.5,
  ibm720: 3.5,
  ibm737: 3.5,
  ibm775: 4,
  ibm855: 5,
  ibm857: 3.5,
  ibm862: 3.5,
  ibm860: 5,
  ibm861: 5,
  ibm863: 5,
  ibm865: 5,
  ibm858: 4,
  ibm1125: 4.5,
  ibm869: 5,
  'kz-1048': 2.5,
  'koi8-t': 6,
  ptcp154: 6,
  'hp-roman8': 6,
  'x-mac-greek': 6,
  'x-mac-turkish': 6,
  'x-mac-icelandic': 6,
  'x-mac-croatian': 7,
  'x-mac-romanian': 6,
  shift_jis: 1,
  'euc-jp': 1.5,
  gb18030: 1,
  big5: 1.3,
  'euc-kr': 1,
};
const rareCost = 4.5;
/** Nats by which no known encoding is less usual than windows-1252. */
const unknownCost = 4.5;
/** The same for a character of an East Asian encoding. */
const unknownCharacterCost = 9.5;
/** Words are not independent of each other: their evidence counts in part. */
const evidenceWeight = 0.6;

const sampleLineBytes = 12 * 1024;
const previewLines = 3;
const previewLength = 160;
/** Characters shown before the first one above ASCII. */
const previewBefore = 40;
const mostCandidates = 6;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Distinct lines with bytes above ASCII, up to {@link sampleLineBytes}; first those that bring a new byte, since one
 * word may be all that tells two encodings apart. A line break is one in all encodings judged.
 */
function sampleLines(bytes: Uint8Array): Uint8Array {
  const known = new Set<string>();
  const seen = new Uint8Array(0x80);
  const first: Uint8Array[] = [];
  const others: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = endOfLine(bytes, at);
    const line = bytes.subarray(at, Math.min(end, cutWithin(bytes, at, sampleLineBytes)));
    at = end + 1;
    if (isAscii(line)) continue;
    const key = String.fromCharCode(...line);
    if (known.has(key)) continue;
    known.add(key);
    if (bringsNewByte(line, seen)) first.push(line);
    else others.push(line);
  }
  return joinedLines([...first, ...others], sampleLineBytes);
}

/** Whether a line has a byte above ASCII that is not `seen`; marks those it has. */
function bringsNewByte(line: Uint8Array, seen: Uint8Array): boolean {
  let isNew = false;
  for (const byte of line) {
    if (byte < 0x80 || seen[byte - 0x80] === 1) continue;
    seen[byte - 0x80] = 1;
    isNew = true;
  }
  return isNew;
}

/** Lines with their ends, until they are `most` bytes. */
function joinedLines(lines: readonly Uint8Array[], most: number): Uint8Array {
  const joined: number[] = [];
  for (const line of lines) {
    joined.push(...line, lineFeed);
    if (joined.length > most) break;
  }
  return Uint8Array.from(joined);
}

function endOfLine(bytes: Uint8Array, start: number): number {
  let end = start;
  while (end < bytes.length && bytes[end] !== lineFeed && bytes[end] !== carriageReturn) end++;
  return end;
}

function isAscii(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte >= 0x80) return false;
  return true;
}

/** Where a line that is too long can be cut: at a byte that is never part of a longer character. */
function cutWithin(bytes: Uint8Array, start: number, most: number): number {
  if (start + most >= bytes.length) return bytes.length;
  let end = start + most;
  while (end > start && bytes[end]! >= 0x30) end--;
  return end;
}

/** Which of the 256 bytes occur. */
function seenBytes(bytes: Uint8Array): Uint8Array {
  const seen = new Uint8Array(256);
  for (const byte of bytes) seen[byte] = 1;
  return seen;
}

interface JudgedHead {
  readonly bytes: Uint8Array;
  readonly isWhole: boolean;
  readonly seen: Uint8Array;
}

/** Whether every byte of the head has a character; a last one that is cut off is not held against it. */
function decodes({ bytes, seen, isWhole }: JudgedHead, encoding: TextEncoding): boolean {
  if (isSingleByte(encoding))
    return singleByteCodePoints(encoding).every((point, byte) => point >= 0 || seen[byte] === 0);
  const step = decodeStepOf(encoding);
  for (let at = 0; at < bytes.length; at += step.length) {
    const point = step.next(bytes, at, bytes.length);
    if (point === decodeResult.open) return !isWhole;
    if (point === decodeResult.none || isPrivate(point)) return false;
  }
  return true;
}

/** A character of private use has no meaning that everybody knows. */
const isPrivate = (point: number) => point >= 0xe000 && point < 0xf900;

interface Reading {
  readonly encoding: TextEncoding;
  readonly text: string;
  readonly score: number;
}

/** The encodings that are told by what text they make; ISO-2022-JP shows itself. */
const judgedEncodings = [...singleByteEncodings, ...multiByteEncodings].filter(
  (encoding) => encoding !== 'iso-2022-jp',
);
type JudgedEncoding = (typeof judgedEncodings)[number];

function scoreOf(text: string, encoding: JudgedEncoding): number {
  const likelihood = isSingleByte(encoding)
    ? scoreAlphabetic(text, encoding)
    : scoreEastAsian(text, encoding);
  return likelihood * evidenceWeight - (encodingCost[encoding] ?? rareCost);
}

/** Readings in the encodings that have a character for every byte, likeliest first, and scores of damaged ones. */
interface Readings {
  readonly whole: readonly Reading[];
  readonly damaged: readonly number[];
}

/** Characters of a sample that show which encodings are out of the question. */
const quickLength = 800;
/** Nats behind the best from which on an encoding is. */
const hopeless = 40;

function readingsOf(bytes: Uint8Array, isWhole: boolean): Readings {
  const sample = sampleLines(bytes);
  const seen = seenBytes(bytes);
  const texts = judgedEncodings.flatMap((encoding) => {
    const isDamaged = !decodes({ bytes, seen, isWhole }, encoding);
    const damage = isDamaged ? damagedText(sample, encoding) : undefined;
    if (isDamaged && damage === undefined) return [];
    const { text, cost } = damage ?? { text: decodeUtf8(transcode(sample, encoding)), cost: 0 };
    const start = startOf(text);
    return [{ encoding, text, start, cost, isDamaged, quick: scoreOf(start, encoding) - cost }];
  });
  const best = texts.reduce((most, { quick }) => Math.max(most, quick), -Infinity);
  const scored = texts
    .filter(({ quick }) => quick > best - hopeless)
    .map(({ encoding, text, start, cost, isDamaged, quick }) => {
      const score = start === text ? quick : scoreOf(text, encoding) - cost;
      return { encoding, text, isDamaged, score };
    });
  return {
    whole: scored.filter(({ isDamaged }) => !isDamaged).toSorted((a, b) => b.score - a.score),
    damaged: scored.filter(({ isDamaged }) => isDamaged).map(({ score }) => score),
  };
}

/** The first lines of a text, all that a person could tell an impossible encoding by. */
function startOf(text: string): string {
  const end = text.indexOf('\n', quickLength);
  return end < 0 ? text : text.slice(0, end);
}

/** Bytes without a character that a text may have; one with more is not in the encoding. */
const mostDamage = 3;
/** Nats that each of them costs. */
const damageCost = 5;
const replacement = '\ufffd';

/**
 * A text that is in an encoding but for a few bytes, and what these cost; undefined for more. Such a text cannot be
 * read, and must not be taken for one in an encoding that happens to have characters for all of its bytes.
 */
function damagedText(sample: Uint8Array, encoding: TextEncoding): { text: string; cost: number } | undefined {
  const step = decodeStepOf(encoding);
  let text = '';
  let damage = 0;
  for (let at = 0; at < sample.length; at += Math.max(step.length, 1)) {
    const point = step.next(sample, at, sample.length);
    const isCharacter = point >= 0 && !isPrivate(point);
    if (!isCharacter && ++damage > mostDamage) return undefined;
    text += isCharacter ? String.fromCodePoint(point) : replacement;
    if (point < 0) step.length = isSingleByte(encoding) || sample[at + 1]! < 0x80 ? 1 : 2;
  }
  return { text, cost: damage * damageCost };
}

/**
 * Ways to read bytes that are text in no encoding of Unicode, likeliest first; encodings that read the same text
 * are one candidate, named by the likeliest. None when no encoding has characters for all bytes.
 */
export function legacyCandidates(bytes: Uint8Array, isWhole: boolean): EncodingCandidate[] {
  const byText = new Map<string, { encoding: TextEncoding; text: string; weight: number }>();
  const { whole, damaged } = readingsOf(bytes, isWhole);
  const best = whole[0];
  if (best === undefined) return [];
  const unknown = -unknownCostOf(best) * evidenceWeight - unknownCost;
  const top = Math.max(best.score, unknown, ...damaged);
  let total = Math.exp(unknown - top) + Math.exp(best.score - top) * variantOdds(best);
  for (const score of damaged) total += Math.exp(score - top);
  for (const { encoding, text, score } of whole) {
    const weight = Math.exp(score - top);
    total += weight;
    const same = byText.get(text);
    if (same === undefined) byText.set(text, { encoding, text, weight });
    else same.weight += weight;
  }
  const texts = [...byText.values()].toSorted((a, b) => b.weight - a.weight).slice(0, mostCandidates);
  const shown = tellingLines(texts.map(({ text }) => text));
  return texts.map(({ encoding, text, weight }) => ({
    encoding,
    certainty: Math.floor(Math.min(weight / total, mostCertain(text)) * 1000) / 1000,
    preview: previewOf(text, shown),
  }));
}

/** Nats by which a variant of an encoding that has another letter for one of its bytes is less usual than it. */
const variantCost = 7;

/**
 * How much likelier than a reading it is that its text is in an encoding nobody knows which has other letters for
 * some of its bytes: code pages of one family share most of theirs.
 */
function variantOdds({ encoding, text }: Reading): number {
  if (!isSingleByte(encoding)) return 0;
  let odds = 0;
  for (const gain of symbolDoubts(text, encoding).values()) {
    odds += Math.exp(gain * evidenceWeight - variantCost);
  }
  return odds;
}

/** Numbers of the lines in which the readings of a text differ, the first two above all, in their order. */
function tellingLines(texts: readonly string[]): number[] {
  const lines = texts.map((text) => text.split('\n'));
  const [first, second] = lines;
  const differences = first!.map((line, index) => {
    const readings = new Set(lines.map((each) => each[index])).size;
    return second !== undefined && second[index] !== line ? readings + mostCandidates : readings;
  });
  const order = [...differences.keys()].toSorted((a, b) => differences[b]! - differences[a]!);
  return order.slice(0, previewLines).toSorted((a, b) => a - b);
}

/** What the certainty of texts that prove little is held below. */
const littleProof = 0.9;
const fewWords = 4;
const fewLetters = 5;
const symbolByLetter = /[A-Za-z][^\0-\u007f®™²]|[^\0-\u007f®™°][A-Za-z]/;
const lettersAboveAscii = /(?![A-Za-zªµºƒ])\p{L}/gu;

/** Symbols beside letters, and letters among none of ASCII, may as well be letters of another encoding while few. */
function mostCertain(text: string): number {
  const words = wordsAboveAscii(text);
  if (words.length > fewWords) return 1;
  const letters = words.join('').match(lettersAboveAscii) ?? [];
  if (letters.length === 0) return words.some((word) => symbolByLetter.test(word)) ? littleProof : 1;
  return letters.length < fewLetters && !words.some((word) => /[A-Za-z]/.test(word)) ? littleProof : 1;
}

function unknownCostOf({ encoding, text }: Reading): number {
  let pairs = 0;
  let characters = 0;
  for (const word of wordsAboveAscii(text)) {
    let isPlain = true;
    for (const character of word) {
      const wasPlain = isPlain;
      isPlain = character < '\u0080';
      if (!isPlain) characters++;
      if (!isPlain || !wasPlain) pairs++;
    }
    if (!isPlain) pairs++;
  }
  return isSingleByte(encoding) ? pairs * unknownPairCost : characters * unknownCharacterCost;
}

const firstLines = Array.from({ length: previewLines }, (_, index) => index);

/** Some lines of a text, the first if none are named, that a person reads to tell encodings apart. */
export function previewOf(text: string, shown: readonly number[] = firstLines): string[] {
  const lines = text.split('\n');
  return shown.flatMap((index) => (lines[index] ? [cutAroundLetters(lines[index])] : []));
}

/** The part of a line that has its first character above ASCII: that is what readings differ in. */
function cutAroundLetters(line: string): string {
  const first = line.search(/[^\0-\u007f]/);
  const start = first < previewLength - previewBefore ? 0 : first - previewBefore;
  return (start === 0 ? '' : '…') + line.slice(start, start + previewLength);
}

/** Lines of UTF-8 with characters above ASCII, to be read beside those of {@link legacyCandidates}. */
export function utf8Preview(bytes: Uint8Array): string[] {
  return previewOf(decodeUtf8(sampleLines(bytes)));
}
