import { refuseBinary } from '../binary-signature.ts';
import type { EncodingCandidate } from '../source-parts.ts';
import { refuseTable, TabularRefusal } from '../table-source.ts';
import { decodeUtf8, findInvalidUtf8 } from '../utf8.ts';
import { isEbcdic } from './ebcdic.ts';
import { legacyCandidates, previewOf, utf8Preview } from './detect-legacy.ts';
import { wordsAboveAscii } from './legacy-scores.ts';
import { sevenBitEncoding } from './seven-bit.ts';
import { findEncoding, type TextEncoding, textEncodings } from './text-encoding.ts';
import { findUtf16 } from './utf-16-pattern.ts';

/** How the text of a file is written. */
export interface DetectedEncoding {
  readonly encoding: TextEncoding;
  /** From 0 to 1; 1 where a mark or strict decoding leaves no other reading. */
  readonly certainty: number;
  readonly hasByteOrderMark: boolean;
  /** Other ways to read the head, likeliest first. */
  readonly candidates: readonly EncodingCandidate[];
}

/** The first bytes of a text; `isWhole` says that nothing follows them. */
export interface TextHead {
  readonly bytes: Uint8Array;
  readonly isWhole: boolean;
}

/** A guess below this is not taken without asking. */
export const sureEnough = 0.97;

const marks: readonly (readonly [TextEncoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-32le', [0xff, 0xfe, 0, 0]],
  ['utf-32be', [0, 0, 0xfe, 0xff]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
  ['gb18030', [0x84, 0x31, 0x95, 0x33]],
];

function encodingByMark(bytes: Uint8Array): TextEncoding | undefined {
  return marks.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte))?.[0];
}

/** ISO-2022-JP switches to its pairs by ESC $ @ or ESC $ B, and has no byte above ASCII. */
function isIso2022Japanese(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(0x1b); at >= 0; at = bytes.indexOf(0x1b, at + 1)) {
    if (bytes[at + 1] === 0x24 && (bytes[at + 2] === 0x40 || bytes[at + 2] === 0x42)) return true;
  }
  return false;
}

function sure(encoding: TextEncoding, certainty = 1, hasByteOrderMark = false): DetectedEncoding {
  return { encoding, certainty, hasByteOrderMark, candidates: [] };
}

/**
 * Settles the encoding of a text by its first bytes, or takes the one that a person chose.
 *
 * Throws a `TabularRefusal` `encoding_undecidable` with candidates where the bytes leave it open.
 */
export function detectEncoding(head: TextHead, chosen?: string): DetectedEncoding {
  if (chosen !== undefined) return chosenEncoding(head, chosen);
  const marked = encodingByMark(head.bytes);
  if (marked !== undefined) return sure(marked, 1, true);
  const utf16 = findUtf16(head.bytes);
  if (utf16 !== undefined) return sure(utf16.encoding, utf16.certainty);
  const invalid = findInvalidUtf8(head.bytes, !head.isWhole);
  if (invalid >= 0) return detectLegacy(head, invalid);
  if (isByAccidentUtf8(head.bytes)) return askWithUtf8(head);
  if (isIso2022Japanese(head.bytes)) return sure('iso-2022-jp', 0.99);
  const sevenBit = sevenBitEncoding(head.bytes);
  return sevenBit === undefined ? sure('utf-8') : askAboutSevenBit(head, sevenBit);
}

/** Words that may be UTF-8 by accident; more of them are not. */
const mostAccidents = 3;
const isMixed = (word: string) => /[A-Za-z]/.test(word) && /[\u0530-\u07ff]/.test(word);

/**
 * Whether the few sequences of a text are well-formed by accident: all of them letters of Armenian, Semitic or
 * African scripts (U+0530 to U+07FF) within words of Latin letters, which no language has.
 */
function isByAccidentUtf8(bytes: Uint8Array): boolean {
  if (!hasFewSequences(bytes)) return false;
  const words = wordsAboveAscii(decodeUtf8(bytes));
  return words.length > 0 && words.length <= mostAccidents && words.every(isMixed);
}

/** Whether there are sequences, few of them, and none longer than two bytes. */
function hasFewSequences(bytes: Uint8Array): boolean {
  let sequences = 0;
  for (const byte of bytes) {
    if (byte >= 0xe0) return false;
    if (byte >= 0xc0) sequences++;
    if (sequences > 64) return false;
  }
  return sequences > 0;
}

function askWithUtf8(head: TextHead): never {
  const asUtf8 = { encoding: 'utf-8', certainty: 0.5, preview: utf8Preview(head.bytes) };
  const all = [...legacyCandidates(head.bytes, head.isWhole), asUtf8];
  const candidates = all.toSorted((a, b) => b.certainty - a.certainty);
  const detail = 'The encoding of the text cannot be told for sure. Choose the one in which it reads right.';
  return refuseTable('encoding_undecidable', detail, { candidates });
}

/** Refuses a text whose bytes are ASCII and which a mail encoding that is not read writes. */
function askAboutSevenBit(head: TextHead, name: string): never {
  const candidates = [{ encoding: 'utf-8', certainty: 0.1, preview: previewOf(decodeUtf8(head.bytes)) }];
  const detail = `The text seems to be written in ${name}, which is not read. Save it as UTF-8 and upload that, or choose utf-8 to take it as it stands.`;
  return refuseTable('encoding_undecidable', detail, { candidates });
}

function chosenEncoding(head: TextHead, chosen: string): DetectedEncoding {
  const encoding = findEncoding(chosen);
  if (encoding !== undefined) return sure(encoding, 1, encodingByMark(head.bytes) === encoding);
  const candidates = legacyCandidates(head.bytes, head.isWhole);
  const detail = `The encoding “${chosen.slice(0, 40)}” is not known. Choose one of these: ${textEncodings.join(', ')}.`;
  return refuseTable('encoding_undecidable', detail, { candidates });
}

function detectLegacy(head: TextHead, invalid: number): DetectedEncoding {
  const { bytes, isWhole } = head;
  const binary = refuseBinary(bytes);
  if (binary !== undefined) throw new TabularRefusal(binary);
  if (isEbcdic(bytes)) {
    const detail =
      'The text is in EBCDIC, the encoding of mainframes, which is not read. Convert it to UTF-8 and upload that.';
    return refuseTable('encoding_undecidable', detail, { byteOffset: invalid, candidates: [] });
  }
  const candidates = legacyCandidates(bytes, isWhole);
  if (isDamagedUtf8(bytes)) {
    const detail = `The text is UTF-8 but for the byte at offset ${invalid}. Repair that place, or choose the encoding it is in.`;
    return refuseTable('encoding_undecidable', detail, { byteOffset: invalid, candidates });
  }
  const [best, ...others] = candidates;
  const encoding = best === undefined ? undefined : findEncoding(best.encoding);
  if (best !== undefined && encoding !== undefined && best.certainty >= sureEnough) {
    return { encoding, certainty: best.certainty, hasByteOrderMark: false, candidates: others };
  }
  const detail =
    best === undefined
      ? `The bytes are text in no known encoding: the one at offset ${invalid} is the first that is not UTF-8.`
      : 'The encoding of the text cannot be told for sure. Choose the one in which it reads right.';
  return refuseTable('encoding_undecidable', detail, { byteOffset: invalid, candidates });
}

/** Legacy text is hardly ever well-formed UTF-8 in more than a few places: one that is has been damaged. */
function isDamagedUtf8(bytes: Uint8Array): boolean {
  let wellFormed = 0;
  let illFormed = 0;
  let at = 0;
  while (at < bytes.length) {
    if (bytes[at]! < 0x80) {
      at++;
      continue;
    }
    const length = wellFormedLength(bytes, at);
    if (length > 0) wellFormed++;
    else illFormed++;
    at += Math.max(length, 1);
  }
  return wellFormed >= 2 && wellFormed >= 2 * illFormed;
}

function wellFormedLength(bytes: Uint8Array, at: number): number {
  for (let length = 2; length <= 4; length++) {
    if (at + length <= bytes.length && findInvalidUtf8(bytes.subarray(at, at + length)) < 0) return length;
  }
  return 0;
}
