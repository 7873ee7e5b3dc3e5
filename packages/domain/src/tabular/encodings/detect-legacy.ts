import type { EncodingCandidate } from '../source-parts.ts';
import { decodeUtf8 } from '../utf8.ts';
import { scoreAlphabetic, scoreEastAsian, wordsAboveAscii } from './legacy-scores.ts';
import { singleByteCodePoints } from './single-byte.ts';
import { isSingleByte, multiByteEncodings, singleByteEncodings, type TextEncoding } from './text-encoding.ts';
import { decodeStepOf, transcode } from './transcoder.ts';
import { decodeResult } from './decode-step.ts';

/** Nats by which an encoding is less usual than windows-1252, whatever the text. */
const encodingCost: Partial<Record<TextEncoding, number>> = {
  'windows-1252': 0,
  'windows-1250': 0.5,
  'windows-1251': 0.5,
  'windows-1253': 1,
  'windows-1254': 1,
  'windows-1255': 1,
  'windows-1256': 1,
  'windows-1257': 1,
  'windows-1258': 2.5,
  'windows-874': 1,
  'iso-8859-2': 2,
  'iso-8859-5': 3,
  'iso-8859-7': 2.5,
  'iso-8859-9': 2.5,
  'iso-8859-15': 2.5,
  'koi8-r': 2,
  'koi8-u': 2.5,
  macintosh: 2.5,
  ibm437: 3,
  ibm850: 2.5,
  ibm852: 3,
  ibm866: 2.5,
  shift_jis: 0.5,
  'euc-jp': 1.5,
  gb18030: 0.5,
  big5: 0.8,
  'euc-kr': 0.5,
};
const rareCost = 4.5;
/** Nats that a pair of characters with one above ASCII costs when the text is of no known language or encoding. */
const unknownPairCost = 5.3;
/** The same for a character of an East Asian encoding. */
const unknownCharacterCost = 9.5;
/** Words are not independent of each other: their evidence counts half. */
const evidenceWeight = 0.5;

const sampleLineBytes = 12 * 1024;
const previewLines = 3;
const previewLength = 160;
const mostCandidates = 6;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Distinct lines with bytes above ASCII, up to {@link sampleLineBytes}: a line break is one in all encodings judged. */
function sampleLines(bytes: Uint8Array): Uint8Array {
  const lines = new Map<string, Uint8Array>();
  let size = 0;
  for (let at = 0; at < bytes.length && size < sampleLineBytes; ) {
    const end = endOfLine(bytes, at);
    const line = bytes.subarray(at, Math.min(end, cutWithin(bytes, at, sampleLineBytes)));
    at = end + 1;
    if (isAscii(line)) continue;
    const key = String.fromCharCode(...line);
    if (!lines.has(key)) size += line.length + 1;
    lines.set(key, line);
  }
  const sample = new Uint8Array(size);
  let to = 0;
  for (const line of lines.values()) {
    sample.set(line, to);
    sample[to + line.length] = lineFeed;
    to += line.length + 1;
  }
  return sample;
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

/** Whether every byte of the head has a character; a last one that is cut off is not held against it. */
function decodes(bytes: Uint8Array, encoding: TextEncoding, isWhole: boolean): boolean {
  if (isSingleByte(encoding)) {
    const points = singleByteCodePoints(encoding);
    for (const byte of bytes) if (points[byte]! < 0) return false;
    return true;
  }
  const step = decodeStepOf(encoding);
  for (let at = 0; at < bytes.length; at += step.length) {
    const point = step.next(bytes, at, bytes.length);
    if (point === decodeResult.open) return !isWhole;
    if (point === decodeResult.none || (point >= 0xe000 && point < 0xf900)) return false;
  }
  return true;
}

interface Reading {
  readonly encoding: TextEncoding;
  readonly text: string;
  readonly score: number;
}

function readingsOf(bytes: Uint8Array, isWhole: boolean): Reading[] {
  const sample = sampleLines(bytes);
  const readings: Reading[] = [];
  for (const encoding of [...singleByteEncodings, ...multiByteEncodings]) {
    if (encoding === 'iso-2022-jp' || !decodes(bytes, encoding, isWhole)) continue;
    const text = decodeUtf8(transcode(sample, encoding));
    const likelihood = isSingleByte(encoding)
      ? scoreAlphabetic(text, encoding)
      : scoreEastAsian(text, encoding);
    readings.push({
      encoding,
      text,
      score: likelihood * evidenceWeight - (encodingCost[encoding] ?? rareCost),
    });
  }
  return readings.toSorted((a, b) => b.score - a.score);
}

/**
 * Ways to read bytes that are text in no encoding of Unicode, likeliest first; encodings that read the same text
 * are one candidate, named by the likeliest. None when no encoding has characters for all bytes.
 */
export function legacyCandidates(bytes: Uint8Array, isWhole: boolean): EncodingCandidate[] {
  const byText = new Map<string, { encoding: TextEncoding; text: string; weight: number }>();
  const readings = readingsOf(bytes, isWhole);
  const best = readings[0];
  if (best === undefined) return [];
  const unknown = -unknownCostOf(best) * evidenceWeight;
  const top = Math.max(best.score, unknown);
  let total = Math.exp(unknown - top);
  for (const { encoding, text, score } of readings) {
    const weight = Math.exp(score - top);
    total += weight;
    const same = byText.get(text);
    if (same === undefined) byText.set(text, { encoding, text, weight });
    else same.weight += weight;
  }
  const texts = [...byText.values()].toSorted((a, b) => b.weight - a.weight);
  return texts.slice(0, mostCandidates).map(({ encoding, text, weight }) => ({
    encoding,
    certainty: Math.floor(Math.min(weight / total, mostCertain(text)) * 1000) / 1000,
    preview: previewOf(text),
  }));
}

/** A symbol or two fit every language: the bytes may as well be letters of another encoding. */
function mostCertain(text: string): number {
  const words = wordsAboveAscii(text);
  return words.length > 2 || words.some((word) => /[^\0-\u007f]/.test(word.replace(/\P{L}/gu, ''))) ? 1 : 0.9;
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

/** Some lines of a text that a person reads to tell encodings apart. */
export function previewOf(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '');
  return lines.slice(0, previewLines).map((line) => line.slice(0, previewLength));
}
