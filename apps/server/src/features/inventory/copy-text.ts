const initialBytes = 1 << 20;
const tab = 9;
const newline = 10;
const backslash = 92;
const quote = 34;
const openBrace = 123;
const closeBrace = 125;
/** What stands for a byte inside an array literal inside COPY text, where a backslash is written twice. */
const nextItem = Buffer.from('","');
const escapedQuote = Buffer.from(String.raw`\\"`);
const escapedBackslash = Buffer.from(String.raw`\\\\`);
const escapedTab = Buffer.from(String.raw`\t`);

/** Builds rows of COPY text in one growing buffer. */
export class CopyText {
  #bytes = Buffer.allocUnsafe(initialBytes);
  #length = 0;
  #isRowEmpty = true;
  #scratch = Buffer.alloc(4096);

  /** Bytes written since the last {@link clear}. */
  get length(): number {
    return this.#length;
  }

  /** Everything written since the last {@link clear}; valid until then. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
    this.#isRowEmpty = true;
  }

  /** Ends the row. */
  endRow(): void {
    this.#room(1);
    this.#bytes[this.#length++] = newline;
    this.#isRowEmpty = true;
  }

  /** Adds a field from UTF-8 bytes, escaped. */
  addBytes(bytes: Uint8Array, start: number, end: number): void {
    this.#startField((end - start) * 2);
    const own = this.#bytes;
    let at = this.#length;
    for (let from = start; from < end; from++) {
      const byte = bytes[from]!;
      const escape = byte > 13 && byte !== backslash ? 0 : escapeOf(byte);
      if (escape !== 0) {
        own[at++] = backslash;
        own[at++] = escape;
      } else own[at++] = byte;
    }
    this.#length = at;
  }

  /** Adds an array of texts from items that line feeds separate. */
  addList(bytes: Uint8Array, start: number, end: number): void {
    this.#startField((end - start) * 4 + 4);
    const own = this.#bytes;
    let at = this.#length;
    own[at++] = openBrace;
    own[at++] = quote;
    for (let from = start; from < end; from++) {
      const byte = bytes[from]!;
      if (byte === newline) at = put(own, at, nextItem);
      else if (byte === quote) at = put(own, at, escapedQuote);
      else if (byte === backslash) at = put(own, at, escapedBackslash);
      else if (byte === tab) at = put(own, at, escapedTab);
      else own[at++] = byte;
    }
    own[at++] = quote;
    own[at++] = closeBrace;
    this.#length = at;
  }

  /** Adds a field from a text, escaped; null is `\N`. */
  addText(text: string | null): void {
    if (text === null) return this.addNull();
    if (text.length * 3 > this.#scratch.length) this.#scratch = Buffer.alloc(text.length * 3);
    this.addBytes(this.#scratch, 0, this.#scratch.write(text));
  }

  /** Adds a field of plain ASCII that needs no escape: ids and words of ours. */
  addWord(word: string): void {
    this.#startField(word.length);
    this.#length += this.#bytes.write(word, this.#length, 'latin1');
  }

  addNumber(value: number): void {
    this.addWord(String(value));
  }

  addNull(): void {
    this.#startField(2);
    this.#bytes[this.#length++] = backslash;
    this.#bytes[this.#length++] = 78;
  }

  #startField(length: number): void {
    this.#room(length + 1);
    if (this.#isRowEmpty) this.#isRowEmpty = false;
    else this.#bytes[this.#length++] = tab;
  }

  #room(length: number): void {
    if (this.#length + length <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + length));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}

function put(into: Buffer, at: number, bytes: Buffer): number {
  into.set(bytes, at);
  return at + bytes.length;
}

function escapeOf(byte: number): number {
  if (byte === backslash) return backslash;
  if (byte === tab) return 116;
  if (byte === newline) return 110;
  return byte === 13 ? 114 : 0;
}

/** Pieces of a buffer small enough for a stream to take one by one. */
export function* piecesOf(bytes: Buffer): Generator<Buffer> {
  const size = 1 << 18;
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, Math.min(bytes.length, at + size));
}

/** A PostgreSQL array literal of texts. */
export function arrayLiteral(items: readonly string[]): string {
  return `{${items.map((item) => `"${item.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}
