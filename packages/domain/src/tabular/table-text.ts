import { writeUtf8 } from './utf8.ts';

const quote = 0x22;
const comma = 0x2c;
const lineFeed = 0x0a;
/** `!` behind the closing quote of a damaged record. */
const damageMark = 0x21;

/** 1 for the bytes that make a cell need quotes: comma, quote, line feed, carriage return. */
const needsQuotes = new Uint8Array(256);
for (const byte of [comma, quote, lineFeed, 0x0d]) needsQuotes[byte] = 1;

/**
 * Writes the table form: UTF-8, comma, LF, RFC 4180 quotes, one record for each record of the source.
 *
 * A missing value is an empty cell, an empty text is `""`. A damaged record is one quoted cell of the text as found,
 * with `!` behind its closing quote, which no sound record has.
 */
export class TableText {
  #bytes: Uint8Array;
  #length = 0;
  #isRecordOpen = false;

  constructor(firstBytes = 128 * 1024) {
    this.#bytes = new Uint8Array(firstBytes);
  }

  /** Bytes written and not taken yet. */
  get byteLength(): number {
    return this.#length;
  }

  /** Adds a cell without a value. */
  missing(): void {
    this.#open(1);
  }

  /** Adds a cell. */
  text(value: string): void {
    this.#open(value.length * 3 + 2);
    const start = this.#length;
    this.#length = writeUtf8(value, this.#bytes, start);
    this.#closeCell(start);
  }

  /** Adds a cell of the UTF-8 bytes `[start, end)`. */
  bytes(source: Uint8Array, start = 0, end = source.length): void {
    this.#open(end - start + 2);
    const first = this.#length;
    this.#bytes.set(source.subarray(start, end), first);
    this.#length = first + end - start;
    this.#closeCell(first);
  }

  /** Adds one or more cells that stand next to each other in a table form: `[start, end)` with their quotes. */
  cells(source: Uint8Array, start: number, end: number): void {
    this.#open(end - start);
    this.#append(source, start, end);
  }

  /** Adds whole records of a table form, or one without its line break, as they are. */
  records(source: Uint8Array, start = 0, end = source.length): void {
    this.#room(end - start);
    this.#append(source, start, end);
  }

  /** Ends a record; without a cell since the last one it is a blank line. */
  endRecord(): void {
    this.#room(1);
    this.#bytes[this.#length++] = lineFeed;
    this.#isRecordOpen = false;
  }

  /** Adds a whole record that cannot be taken: a row rejected as `unparseable_row`, with the text as it was found. */
  damaged(found: string): void {
    this.#open(found.length * 3 + 2);
    const start = this.#length;
    this.#length = writeUtf8(found, this.#bytes, start);
    this.#quoteFrom(start);
    this.#room(1);
    this.#bytes[this.#length++] = damageMark;
    this.endRecord();
  }

  /** Hands out what was written since the last call. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  #append(source: Uint8Array, start: number, end: number): void {
    this.#bytes.set(source.subarray(start, end), this.#length);
    this.#length += end - start;
  }

  /** Makes room for a cell, and puts the comma before all but the first. */
  #open(bytes: number): void {
    this.#room(bytes + 1);
    if (this.#isRecordOpen) this.#bytes[this.#length++] = comma;
    this.#isRecordOpen = true;
  }

  #closeCell(start: number): void {
    const bytes = this.#bytes;
    const end = this.#length;
    if (start === end) return this.#quoteFrom(start);
    for (let at = start; at < end; at++) if (needsQuotes[bytes[at]!] === 1) return this.#quoteFrom(start);
  }

  /** Puts the cell that starts at `start` into quotes, its own doubled. */
  #quoteFrom(start: number): void {
    let quotes = 0;
    for (let at = start; at < this.#length; at++) if (this.#bytes[at] === quote) quotes++;
    this.#room(quotes + 2);
    const bytes = this.#bytes;
    let to = this.#length + quotes + 2;
    let from = this.#length;
    this.#length = to;
    bytes[--to] = quote;
    while (from > start) {
      const byte = bytes[--from]!;
      bytes[--to] = byte;
      if (byte === quote) bytes[--to] = quote;
    }
    bytes[--to] = quote;
  }

  #room(bytes: number): void {
    const wanted = this.#length + bytes;
    if (wanted <= this.#bytes.length) return;
    const grown = new Uint8Array(wanted * 2);
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
