import { encodeUtf8 } from '../tabular/utf8.ts';
import { ByteBuffer } from './byte-buffer.ts';
import { addXmlText, closeText, endOfPlainText } from './cell-text.ts';
import { matches } from './matches.ts';
import { maxUnitText, PendingBytes } from './pending-bytes.ts';
import { XmlCursor, type XmlToken, xmlToken } from './xml-cursor.ts';
import { XmlDamage } from './xml-damage.ts';
import { addElementText } from './xml-element.ts';

/** Bytes of a segment are addressed by the low bits of a place, segments by the high ones. */
const segmentBits = 22;
const segmentBytes = 1 << segmentBits;
const placeMask = segmentBytes - 1;
/** The first segment is small: most workbooks hold few strings. */
const firstSegmentBytes = 1 << 16;
const megabyte = 1024 * 1024;

/**
 * Memory that the strings of a workbook may take, by its packed size: texts that differ pack to a tenth at best.
 *
 * A million rows with six identifiers each need less than 200 MB.
 */
export function stringBudget(packedBytes: number): number {
  return Math.min(448 * megabyte, Math.max(64 * megabyte, 12 * packedBytes));
}

/** Raised when the shared strings of a workbook need more memory than a reader may take. */
export class TooManyStrings extends Error {}

/**
 * The strings that cells point to, as cells of the table form: quoted where it asks for it.
 *
 * They are kept as bytes in large segments; no text is made of them.
 */
export class SharedStrings {
  readonly #segments: Uint8Array[] = [];
  /** Bytes used of the last segment, and those it has. */
  #used = 0;
  #size = 0;
  readonly #maxBytes: number;
  #bytes = 0;
  #places = new Uint32Array(1024);
  #lengths = new Uint32Array(1024);
  #count = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get count(): number {
    return this.#count;
  }

  /** Adds the bytes `[from, to)` as the next string. */
  add(source: Uint8Array, from: number, to: number): void {
    const length = to - from;
    this.#bytes += length + 8;
    if (this.#bytes > this.#maxBytes) throw new TooManyStrings('The shared strings need too much memory.');
    if (this.#used + length > this.#size) this.#openSegment(length);
    const segment = this.#segments.at(-1)!;
    const start = this.#used;
    for (let at = 0; at < length; at++) segment[start + at] = source[from + at]!;
    if (this.#count === this.#places.length) this.#grow();
    this.#places[this.#count] = ((this.#segments.length - 1) << segmentBits) | start;
    this.#lengths[this.#count++] = length;
    this.#used = start + length;
  }

  /** Adds string `index` to `into`; answers false, and adds nothing, when there is none. */
  addTo(into: ByteBuffer, index: number): boolean {
    if (!(index < this.#count)) return false;
    const place = this.#places[index]!;
    const start = place & placeMask;
    into.add(this.#segments[place >>> segmentBits]!, start, start + this.#lengths[index]!);
    return true;
  }

  /** A string longer than a segment has one to itself, so that every string starts within {@link segmentBytes}. */
  #openSegment(length: number): void {
    const isFirst = this.#segments.length === 0;
    this.#size = Math.max(isFirst ? firstSegmentBytes : segmentBytes, length);
    this.#segments.push(new Uint8Array(this.#size));
    this.#used = 0;
  }

  #grow(): void {
    const places = new Uint32Array(this.#count * 2);
    const lengths = new Uint32Array(this.#count * 2);
    places.set(this.#places);
    lengths.set(this.#lengths);
    this.#places = places;
    this.#lengths = lengths;
  }
}

const lessThan = 0x3c;
/** Bytes of `<si><t>` and of `</t></si>`: nearly every string stands between the two. */
const plainOpening = encodeUtf8('<si><t>');
/** An empty text as the table form writes it. */
const emptyText = encodeUtf8('""');
const plainClosing = encodeUtf8('</t></si>');

/** Reads the shared strings part, fed in pieces of any size. */
export class SharedStringsScanner {
  readonly strings: SharedStrings;
  readonly #pending = new PendingBytes();
  readonly #cursor = new XmlCursor();
  readonly #text = new ByteBuffer(4096);
  #isOpen = false;
  #isDone = false;

  constructor(maxBytes: number) {
    this.strings = new SharedStrings(maxBytes);
  }

  /** Bytes of the part in front of those now held: damage counts its offset from here. */
  get offset(): number {
    return this.#pending.offset;
  }

  /** Reads every string that `piece` completes; throws `XmlDamage`, `XmlDoctype`, {@link TooManyStrings}. */
  push(piece: Uint8Array): void {
    if (this.#isDone || !this.#pending.append(piece)) return;
    const used = this.#scan(false);
    if (!this.#pending.drop(used)) {
      throw new XmlDamage(`Shared string ${this.strings.count} is longer than ${maxUnitText}.`);
    }
  }

  /** Reads the rest; throws `XmlDamage` when the part ends before its root element does. */
  end(): void {
    if (!this.#isDone) this.#scan(true);
    if (!this.#isDone) throw new XmlDamage('The shared strings end before their last tag.');
  }

  #scan(isLast: boolean): number {
    const { length } = this.#pending;
    let at = 0;
    while (at < length && !this.#isDone) {
      const plainEnd = this.#plain(at);
      const next = plainEnd > 0 ? plainEnd : this.#unit(at, isLast);
      if (next < 0) break;
      at = next;
    }
    return at;
  }

  /** Reads `<si><t>…</t></si>`; 0 for anything else. */
  #plain(at: number): number {
    const { bytes, length } = this.#pending;
    if (!this.#isOpen || !matches(bytes, at, plainOpening)) return 0;
    const start = at + plainOpening.length;
    const plainEnd = endOfPlainText(bytes, start, length);
    let end = plainEnd < 0 ? start : plainEnd;
    while (end < length && bytes[end] !== lessThan) end++;
    if (end + plainClosing.length > length || !matches(bytes, end, plainClosing)) return 0;
    if (plainEnd >= 0) this.strings.add(bytes, start, end);
    else {
      this.#text.length = 0;
      addXmlText(this.#text, bytes, { start, end });
      this.#add();
    }
    return end + plainClosing.length;
  }

  #add(): void {
    closeText(this.#text, 0);
    this.strings.add(this.#text.bytes, 0, this.#text.length);
  }

  /** Reads one token outside of strings or one whole string; answers where it ends, -1 when more bytes are needed. */
  #unit(at: number, isLast: boolean): number {
    const { bytes, length } = this.#pending;
    const cursor = this.#cursor;
    cursor.reset(bytes, { at, length, isLast });
    const token = cursor.next();
    if (token === xmlToken.more) return -1;
    if (token === xmlToken.open && this.#isOpen) return this.#string();
    this.#takeToken(token);
    return cursor.at;
  }

  #takeToken(token: XmlToken): void {
    const cursor = this.#cursor;
    if (token === xmlToken.close) this.#isDone = true;
    if (token !== xmlToken.open && token !== xmlToken.empty) return;
    if (this.#isOpen) {
      if (cursor.isNamed('si')) this.strings.add(emptyText, 0, emptyText.length);
    } else if (!cursor.isNamed('sst')) {
      throw new XmlDamage(`The part is a ${cursor.name}, not a table of strings.`, cursor.start);
    } else if (token === xmlToken.open) this.#isOpen = true;
    else this.#isDone = true;
  }

  /** Reads a string of runs, or passes by what is no string. */
  #string(): number {
    const isString = this.#cursor.isNamed('si');
    this.#text.length = 0;
    if (!addElementText(this.#cursor, this.#text, 'runs')) return -1;
    if (isString) this.#add();
    return this.#cursor.at;
  }
}
