import { writeUuid } from '@landfall/domain/inventory/row-results';

const initialBytes = 1 << 20;
const newline = 10;
/** Bytes from which a copy by the engine is faster than one byte after the other. */
const longValue = 64;

/** Signature, flags and extension length in front of the rows of a binary COPY. */
const header = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
/** What stands behind the last row. */
const trailer = Buffer.from([0xff, 0xff]);
/** Number of the type `text`, which no installation changes. */
const textOid = 25;
/** Dimensions, flags, type, length and first index in front of the items of an array. */
const arrayHeaderBytes = 20;

/** Builds rows of binary COPY in one growing buffer: the server reads such rows in half the time of text. */
export class CopyBinary {
  #bytes = Buffer.allocUnsafe(initialBytes);
  #length = 0;

  /** Bytes written since the last {@link clear}. */
  get length(): number {
    return this.#length;
  }

  /** The rows written since the last {@link clear}; valid until then. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  /** Begins a row of so many values, which must all follow. */
  beginRow(values: number): void {
    this.#room(2);
    this.#length = this.#bytes.writeUInt16BE(values, this.#length);
  }

  /** Adds a value whose binary form these bytes are; for texts their UTF-8. */
  addBytes(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    this.#begin(length);
    const own = this.#bytes;
    let at = this.#length;
    this.#length += length;
    if (length >= longValue) {
      own.set(bytes.subarray(start, end), at);
      return;
    }
    for (let from = start; from < end; from++) own[at++] = bytes[from]!;
  }

  /** Adds an array of texts from UTF-8 items that line feeds separate. */
  addList(bytes: Uint8Array, start: number, end: number): void {
    let items = 1;
    for (let from = start; from < end; from++) if (bytes[from] === newline) items++;
    this.#begin(arrayHeaderBytes + items * 4 + (end - start) - (items - 1));
    this.#arrayHeader(items);
    let item = start;
    for (let from = start; from <= end; from++) {
      if (from < end && bytes[from] !== newline) continue;
      this.#length = this.#bytes.writeInt32BE(from - item, this.#length);
      for (; item < from; item++) this.#bytes[this.#length++] = bytes[item]!;
      item = from + 1;
    }
  }

  /** Adds an array of texts; null when there are none. */
  addTexts(items: readonly string[]): void {
    if (items.length === 0) return this.addNull();
    const joined = Buffer.from(items.join('\n'));
    this.addList(joined, 0, joined.length);
  }

  /** Adds a text; null as such. */
  addText(text: string | null): void {
    if (text === null) return this.addNull();
    this.#room(text.length * 3 + 4);
    const written = this.#bytes.write(text, this.#length + 4);
    this.#length = this.#bytes.writeInt32BE(written, this.#length) + written;
  }

  /** Adds a text of plain ASCII: words of ours. */
  addWord(word: string): void {
    this.#begin(word.length);
    this.#length += this.#bytes.write(word, this.#length, 'latin1');
  }

  /** Adds a `jsonb` from its JSON text. */
  addJson(text: string | null): void {
    if (text === null) return this.addNull();
    this.#room(text.length * 3 + 5);
    const written = this.#bytes.write(text, this.#length + 5) + 1;
    this.#length = this.#bytes.writeInt32BE(written, this.#length);
    // The version of the form, then the text.
    this.#bytes[this.#length] = 1;
    this.#length += written;
  }

  /** Adds a `uuid` from its text. */
  addUuid(text: string): void {
    this.#begin(16);
    writeUuid(text, this.#bytes, this.#length);
    this.#length += 16;
  }

  /** Adds a `bigint` from a whole number that a double holds exactly. */
  addInteger(value: number): void {
    this.#begin(8);
    const high = Math.floor(value / 2 ** 32);
    this.#length = this.#bytes.writeInt32BE(high, this.#length);
    this.#length = this.#bytes.writeUInt32BE(value - high * 2 ** 32, this.#length);
  }

  /** Adds a `float8`; null as such. */
  addFloat(value: number | null): void {
    if (value === null) return this.addNull();
    this.#begin(8);
    this.#length = this.#bytes.writeDoubleBE(value, this.#length);
  }

  addNull(): void {
    this.#room(4);
    this.#length = this.#bytes.writeInt32BE(-1, this.#length);
  }

  #arrayHeader(items: number): void {
    for (const word of [1, 0, textOid, items, 1]) this.#length = this.#bytes.writeInt32BE(word, this.#length);
  }

  /** Makes room for a value and writes its length. */
  #begin(length: number): void {
    this.#room(length + 4);
    this.#length = this.#bytes.writeInt32BE(length, this.#length);
  }

  #room(length: number): void {
    if (this.#length + length <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + length));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}

/** A whole binary COPY of these rows, in pieces small enough for a stream to take one by one. */
export function* copyOf(rows: Buffer): Generator<Buffer> {
  const size = 1 << 18;
  yield header;
  for (let at = 0; at < rows.length; at += size) yield rows.subarray(at, Math.min(rows.length, at + size));
  yield trailer;
}
