import { sampleBytes } from '../file-layout.ts';
import type { EncodingCandidate } from '../source-parts.ts';
import {
  type FileBytes,
  type ReadingOptions,
  refuseTable,
  type SourceFacts,
  type TableReader,
  type TableSource,
  TabularRefusal,
} from '../table-source.ts';
import { utf8TextFacts, utf8TextSource } from '../utf8-text-source.ts';
import { detectEncoding, type DetectedEncoding, type TextHead } from './detect-encoding.ts';
import { legacyCandidates } from './detect-legacy.ts';
import type { TextEncoding } from './text-encoding.ts';
import { joined, Transcoder } from './transcoder.ts';
import { UndecodableByte } from './undecodable-byte.ts';

/** The first {@link sampleBytes} of a file. */
export async function textHead(file: FileBytes): Promise<TextHead> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of file.read({ start: 0, end: sampleBytes + 1 })) {
    pieces.push(piece.slice(0, sampleBytes + 1 - length));
    length += piece.length;
    if (length > sampleBytes) break;
  }
  const bytes = new Uint8Array(Math.min(length, sampleBytes));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece.subarray(0, bytes.length - at), at);
    at += Math.min(piece.length, bytes.length - at);
  }
  return { bytes, isWhole: length <= sampleBytes };
}

/**
 * The text of a file as UTF-8 without a byte order mark.
 *
 * Throws a `TabularRefusal` `encoding_undecidable` at the first byte that has no character, with its offset.
 */
export function utf8Pieces(file: FileBytes, encoding: TextEncoding): AsyncIterable<Uint8Array> {
  return encoding === 'utf-8' ? withoutMark(checkedUtf8(file)) : transcoded(file, encoding);
}

const lineFeed = 0x0a;
const markLength = 3;

async function* withoutMark(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let head: Uint8Array | undefined = new Uint8Array(0);
  for await (const piece of pieces) {
    if (head === undefined) {
      yield piece;
      continue;
    }
    head = joined(head, piece);
    if (head.length < markLength) continue;
    yield afterMark(head);
    head = undefined;
  }
  if (head !== undefined) yield afterMark(head);
}

function afterMark(head: Uint8Array): Uint8Array {
  const isMark = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
  return isMark ? head.subarray(markLength) : head;
}

async function* transcoded(file: FileBytes, encoding: TextEncoding): AsyncGenerator<Uint8Array, void> {
  const transcoder = new Transcoder(encoding);
  try {
    for await (const piece of file.read()) yield transcoder.push(piece);
    transcoder.end();
  } catch (error) {
    if (!(error instanceof UndecodableByte)) throw error;
    const { byteOffset } = error;
    const candidates = encoding.startsWith('utf-') ? [] : await candidatesAt(file, byteOffset);
    const detail = `Read as ${encoding}, the text has no character for the byte at offset ${byteOffset}. Choose another encoding, or repair that place.`;
    const others = candidates.filter((each) => each.encoding !== encoding);
    refuseTable('encoding_undecidable', detail, { byteOffset, candidates: others });
  }
}

/** UTF-8 as it is; a place that is not comes with the encodings that it may be in. */
async function* checkedUtf8(file: FileBytes): AsyncGenerator<Uint8Array, void> {
  try {
    yield* utf8TextSource(file).read();
  } catch (error) {
    if (!(error instanceof TabularRefusal)) throw error;
    const { code, byteOffset } = error.refusal;
    // A pack that is cut off names its place as well.
    if (code !== 'encoding_undecidable' || byteOffset === undefined) throw error;
    const candidates = await candidatesAt(file, byteOffset);
    throw new TabularRefusal({ ...error.refusal, candidates });
  }
}

/** Bytes before and behind a place that are judged with the head of the file. */
const aroundBytes = 64 * 1024;

/** Encodings that a text with a byte at `offset` may be in: its head may hold nothing above ASCII. */
async function candidatesAt(file: FileBytes, offset: number): Promise<EncodingCandidate[]> {
  const { bytes } = await textHead(file);
  const start = Math.max(0, offset - aroundBytes);
  let around: Uint8Array = new Uint8Array(0);
  for await (const piece of file.read({ start, end: offset + aroundBytes })) around = joined(around, piece);
  const whole = around.subarray(
    start === 0 ? 0 : around.indexOf(lineFeed) + 1,
    around.lastIndexOf(lineFeed) + 1,
  );
  return legacyCandidates(joined(joined(bytes, Uint8Array.of(lineFeed)), whole), false);
}

/** Facts about the encoding of a source. */
export function encodingFacts(
  found: DetectedEncoding,
): Pick<SourceFacts, 'encoding' | 'encodingCertainty' | 'encodingCandidates'> {
  const { encoding, certainty, candidates } = found;
  return { encoding, encodingCertainty: certainty, encodingCandidates: candidates };
}

async function openText(file: FileBytes, { choices }: ReadingOptions): Promise<TableSource> {
  const found = detectEncoding(await textHead(file), choices.encoding);
  const facts: SourceFacts = { ...utf8TextFacts, ...encodingFacts(found) };
  if (found.encoding === 'utf-8') return { facts, read: () => checkedUtf8(file) };
  return { facts, read: () => utf8Pieces(file, found.encoding) };
}

/** Reads delimited text of any encoding; text in UTF-8 passes as it is. */
export const textReader: TableReader = { formats: ['delimited_text'], open: openText };
