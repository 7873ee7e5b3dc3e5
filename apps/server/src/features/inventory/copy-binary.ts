const initialBytes = 1 << 20;
const newline = 10;
/** Bytes from which a copy by the engine is faster than one byte after the other. */
const longValue = 64;
/** As above, for a copy of a word at a time. */
const longRepeat = 256;
const wordBytes = 4;

/** Signature, flags and extension length in front of the rows of a binary COPY. */
const header = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
/** What stands behind the last row. */
const trailer = Buffer.from([0xff, 0xff]);
/** Number of the type `text`, which no installation changes. */
const textOid = 25;
/** Dimensions, flags, type, length and first index in front of the items of an array. */
const arrayHeaderBytes = 20;
/** What stands in front of the text of a `jsonb`. */
const jsonVersion = 1;
const [openBrace, comma, closeBrace] = [123, 44, 125];

/** Builds rows of binary COPY in one growing buffer: the server reads such rows in half the time of text. */
export class CopyBinary {
  #bytes = Buffer.allocUnsafe(initialBytes);
  #view = viewOf(this.#bytes);
  #length = 0;
  #run = 0;

  /** Bytes written since the last {@link clear}. */
  get length(): number {
    return this.#length;
  }

  /** The rows written since the last {@link clear}; valid until then. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** The memory the rows are in, which may be longer than they are; valid until more is added. */
  get memory(): Uint8Array {
    return this.#bytes;
  }

  /** How often this was cleared: what was written in another run is not there any more. */
  get run(): number {
    return this.#run;
  }

  clear(): void {
    this.#length = 0;
    this.#run++;
  }

  /** Begins a row of so many values, which must all follow. */
  beginRow(values: number): void {
    this.#room(2);
    this.#view.setUint16(this.#length, values);
    this.#length += 2;
  }

  /** Adds a value whose binary form these bytes are; for texts their UTF-8. */
  addBytes(bytes: Uint8Array, start: number, end: number): void {
    this.#begin(end - start);
    this.#copy(bytes, start, end);
  }

  /** Adds bytes as they are: whole values with their lengths, or a part of one. */
  addRaw(bytes: Uint8Array, start: number, end: number): void {
    this.#room(end - start);
    this.#copy(bytes, start, end);
  }

  /** Adds once more what was written to `[start, end)` since the last {@link clear}. */
  repeat(start: number, end: number): void {
    this.#room(end - start + wordBytes);
    if (end - start >= longRepeat) this.#bytes.copyWithin(this.#length, start, end);
    else {
      // The last word may be longer than what is left: what comes next is written over the rest of it.
      const view = this.#view;
      for (let from = start, at = this.#length; from < end; from += wordBytes, at += wordBytes)
        view.setUint32(at, view.getUint32(from));
    }
    this.#length += end - start;
  }

  /** Makes room for a value of at most so many bytes and returns where in {@link memory} they go. */
  open(most: number): number {
    this.#room(most + 4);
    return this.#length + 4;
  }

  /** Ends the value that was opened last, of which so many bytes were written. */
  close(length: number): void {
    this.#int32(length);
    this.#length += length;
  }

  /** Takes back what was added from a position on. */
  cut(position: number): void {
    this.#length = position;
  }

  /** Length of the value that begins at a position; -1 for null. */
  lengthAt(position: number): number {
    return this.#view.getInt32(position);
  }

  /** Adds an array of texts from UTF-8 items that line feeds separate. */
  addList(bytes: Uint8Array, start: number, end: number): void {
    let items = 1;
    for (let from = start; from < end; from++) if (bytes[from] === newline) items++;
    this.#begin(arrayHeaderBytes + items * 4 + (end - start) - (items - 1));
    this.#arrayHeader(items);
    if (items === 1) return this.addBytes(bytes, start, end);
    let item = start;
    for (let from = start; from <= end; from++) {
      if (from < end && bytes[from] !== newline) continue;
      this.addBytes(bytes, item, from);
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
    this.#int32(written);
    this.#length += written;
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
    this.#int32(written);
    this.#bytes[this.#length] = jsonVersion;
    this.#length += written;
  }

  /** Begins a `jsonb` of one object, whose members follow raw, each with its end; returns where it begins. */
  beginObject(): number {
    const begin = this.#length;
    this.#begin(2);
    this.#bytes[this.#length++] = jsonVersion;
    this.#bytes[this.#length++] = openBrace;
    return begin;
  }

  /** Ends the member of an object that was added last. */
  endMember(): void {
    this.#room(1);
    this.#bytes[this.#length++] = comma;
  }

  /** Ends the object that began at a position. */
  endObject(begin: number): void {
    // The last member has nothing behind it. The members themselves are not touched: they may be repeated elsewhere.
    if (this.#bytes[this.#length - 1] === comma) this.#length--;
    this.#room(1);
    this.#bytes[this.#length++] = closeBrace;
    this.#view.setInt32(begin, this.#length - begin - 4);
  }

  /** Adds a `bigint` from a whole number that a double holds exactly. */
  addInteger(value: number): void {
    this.#begin(8);
    const high = Math.floor(value / 2 ** 32);
    this.#int32(high);
    this.#int32(value - high * 2 ** 32);
  }

  /** Adds a `float8`; null as such. */
  addFloat(value: number | null): void {
    if (value === null) return this.addNull();
    this.#begin(8);
    this.#view.setFloat64(this.#length, value);
    this.#length += 8;
  }

  addNull(): void {
    this.#room(4);
    this.#int32(-1);
  }

  #arrayHeader(items: number): void {
    this.#int32(1);
    this.#int32(0);
    this.#int32(textOid);
    this.#int32(items);
    this.#int32(1);
  }

  /** Makes room for a value and writes its length. */
  #begin(length: number): void {
    this.#room(length + 4);
    this.#int32(length);
  }

  /** Writes the low 32 bits of a whole number. */
  #int32(value: number): void {
    this.#view.setInt32(this.#length, value);
    this.#length += 4;
  }

  #copy(bytes: Uint8Array, start: number, end: number): void {
    const own = this.#bytes;
    let at = this.#length;
    this.#length += end - start;
    if (end - start >= longValue) own.set(bytes.subarray(start, end), at);
    else for (let from = start; from < end; from++) own[at++] = bytes[from]!;
  }

  #room(length: number): void {
    if (this.#length + length > this.#bytes.length) this.#grow(length);
  }

  #grow(length: number): void {
    const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + length));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
    this.#view = viewOf(grown);
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** A whole binary COPY of these rows, in pieces small enough for a stream to take one by one. */
export function* copyOf(rows: Buffer): Generator<Buffer> {
  const size = 1 << 18;
  yield header;
  for (let at = 0; at < rows.length; at += size) yield rows.subarray(at, Math.min(rows.length, at + size));
  yield trailer;
}
