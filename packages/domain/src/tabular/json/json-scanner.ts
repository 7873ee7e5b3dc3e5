import { maxRecordBytes, maxRecordText } from '../csv-scanner.ts';
import { maxNameBytes } from '../file-layout.ts';
import { OpenBytes } from '../nested/open-bytes.ts';

/** A scalar or key as the bytes it stands in; valid until the next call. */
export interface JsonToken {
  readonly bytes: Uint8Array;
  /** Without the quotes of a string. */
  readonly start: number;
  readonly end: number;
  /** True for a string with a backslash. */
  readonly isEscaped: boolean;
}

/** Told what a document consists of, in order. Offsets count from its first byte. */
export interface JsonHandler {
  open(kind: JsonContainer, offset: number): void;
  /** `offset` is past the closing bracket. */
  close(kind: JsonContainer, offset: number): void;
  key(token: JsonToken): void;
  /** A string, or the text of a number, `true`, `false` or `null`. */
  value(kind: JsonScalar, token: JsonToken): void;
}

export type JsonContainer = 'object' | 'array';
export type JsonScalar = 'string' | 'number' | 'boolean' | 'null';

/** Raised at the first byte that is not JSON, or that nests too deep. */
export class JsonSyntaxError extends Error {
  readonly byteOffset: number;
  readonly line: number;
  readonly isTooDeep: boolean;
  constructor(detail: string, where: { byteOffset: number; line: number; isTooDeep?: boolean }) {
    super(detail);
    this.name = 'JsonSyntaxError';
    this.byteOffset = where.byteOffset;
    this.line = where.line;
    this.isTooDeep = where.isTooDeep ?? false;
  }
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const lineFeed = 0x0a;

/** What may come next. */
const expect = { value: 0, valueOrEnd: 1, keyOrEnd: 2, key: 3, colon: 4, commaOrEnd: 5, nothing: 6 } as const;
type Expectation = (typeof expect)[keyof typeof expect];

const expected: Readonly<Record<Expectation, string>> = {
  [expect.value]: 'a value',
  [expect.valueOrEnd]: 'a value or ]',
  [expect.keyOrEnd]: 'a name in quotes or }',
  [expect.key]: 'a name in quotes',
  [expect.colon]: 'a colon',
  [expect.commaOrEnd]: 'a comma or the end of the list or object',
  [expect.nothing]: 'nothing more',
};

const isSpace = new Uint8Array(256);
for (const byte of [0x20, 0x09, lineFeed, 0x0d]) isSpace[byte] = 1;

/** Bytes that a number or literal is made of; anything else ends it. */
const isWord = new Uint8Array(256);
for (const character of '+-.0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_')
  isWord[character.charCodeAt(0)] = 1;

/** 1 for the bytes at which plain text of a string ends: quote, backslash, control characters. */
const endsPlain = new Uint8Array(256);
endsPlain.fill(1, 0, 0x20);
endsPlain[quote] = 1;
endsPlain[backslash] = 1;

const numberForm = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const literals = new Map<string, JsonScalar>([
  ['true', 'boolean'],
  ['false', 'boolean'],
  ['null', 'null'],
]);

/** Answer of a step that needs bytes which have not come yet. */
const cut = -1;

/**
 * Reads JSON (RFC 8259, strictly) from UTF-8 bytes in pieces of any size, without making values of it.
 *
 * Throws {@link JsonSyntaxError}. Holds no more than one string or number and a bit for each open level.
 */
export class JsonScanner {
  readonly #handler: JsonHandler;
  readonly #maxNesting: number;
  /** Kinds of the open containers, outermost first. */
  readonly #levels: JsonContainer[] = [];
  #expect: Expectation = expect.value;
  readonly #pending = new OpenBytes();
  /** Bytes that must be pending before another attempt, so that a long string costs O(n). */
  #wanted = 0;
  #offset = 0;
  #line = 1;
  #bytes: Uint8Array = new Uint8Array(0);
  #isLast = false;
  #tokenStart = 0;
  #tokenEnd = 0;
  #isEscaped = false;

  constructor(handler: JsonHandler, maxNesting: number) {
    this.#handler = handler;
    this.#maxNesting = maxNesting;
  }

  push(piece: Uint8Array): void {
    const bytes = this.#pending.add(piece);
    if (bytes.length > maxRecordBytes + piece.length)
      this.#fail(`A text is longer than ${maxRecordText}.`, 0);
    if (bytes.length < this.#wanted) return;
    const read = this.#scan(bytes);
    this.#offset += read;
    this.#pending.keep(bytes, read);
    const rest = this.#pending.length;
    this.#wanted = rest > 65_536 ? rest * 2 : 0;
  }

  /** Says that nothing follows. */
  end(): void {
    this.#isLast = true;
    const read = this.#scan(this.#pending.bytes);
    if (read < this.#pending.length) this.#fail('The text ends within a string.', read);
    if (this.#expect !== expect.nothing)
      this.#fail(`The text ends where ${expected[this.#expect]} should stand.`, read);
  }

  #scan(bytes: Uint8Array): number {
    this.#bytes = bytes;
    let at = 0;
    while (at < bytes.length) {
      const byte = bytes[at]!;
      if (isSpace[byte] === 1) {
        if (byte === lineFeed) this.#line++;
        at++;
        continue;
      }
      const next = this.#step(byte, at);
      if (next === cut) return at;
      at = next;
    }
    return at;
  }

  /** Reads what starts with `byte` at `at`; answers where it ends. */
  #step(byte: number, at: number): number {
    switch (this.#expect) {
      case expect.value:
      case expect.valueOrEnd:
        return this.#valueOrEnd(byte, at);
      case expect.key:
      case expect.keyOrEnd:
        return this.#keyOrEnd(byte, at);
      case expect.colon:
        if (byte !== colon) return this.#unexpected(at);
        this.#expect = expect.value;
        return at + 1;
      case expect.commaOrEnd:
        return this.#afterValue(byte, at);
      case expect.nothing:
        return this.#unexpected(at);
      default:
        return this.#expect satisfies never;
    }
  }

  #valueOrEnd(byte: number, at: number): number {
    const isEnd = byte === closeBracket && this.#expect === expect.valueOrEnd;
    return isEnd ? this.#close('array', at) : this.#value(byte, at);
  }

  #keyOrEnd(byte: number, at: number): number {
    const isEnd = byte === closeBrace && this.#expect === expect.keyOrEnd;
    return isEnd ? this.#close('object', at) : this.#key(byte, at);
  }

  #afterValue(byte: number, at: number): number {
    const kind = this.#levels[this.#levels.length - 1];
    if (byte === comma) {
      this.#expect = kind === 'object' ? expect.key : expect.value;
      return at + 1;
    }
    if (byte === closeBrace && kind === 'object') return this.#close('object', at);
    if (byte === closeBracket && kind === 'array') return this.#close('array', at);
    return this.#unexpected(at);
  }

  #key(byte: number, at: number): number {
    if (byte !== quote) return this.#unexpected(at);
    const end = this.#string(at);
    if (end === cut) return cut;
    if (end - at > maxNameBytes) this.#fail(`A name is longer than ${maxNameBytes} bytes.`, at);
    this.#handler.key(this.#token());
    this.#expect = expect.colon;
    return end;
  }

  #value(byte: number, at: number): number {
    if (byte === openBrace) return this.#open('object', at);
    if (byte === openBracket) return this.#open('array', at);
    if (byte !== quote) return this.#word(at);
    const end = this.#string(at);
    if (end === cut) return cut;
    this.#scalar('string');
    return end;
  }

  #open(kind: JsonContainer, at: number): number {
    if (this.#levels.length >= this.#maxNesting) {
      const where = { byteOffset: this.#offset + at, line: this.#line, isTooDeep: true };
      throw new JsonSyntaxError(`The values are nested more than ${this.#maxNesting} levels deep.`, where);
    }
    this.#levels.push(kind);
    this.#expect = kind === 'object' ? expect.keyOrEnd : expect.valueOrEnd;
    this.#handler.open(kind, this.#offset + at);
    return at + 1;
  }

  #close(kind: JsonContainer, at: number): number {
    this.#levels.pop();
    this.#expect = this.#levels.length === 0 ? expect.nothing : expect.commaOrEnd;
    this.#handler.close(kind, this.#offset + at + 1);
    return at + 1;
  }

  #scalar(kind: JsonScalar): void {
    this.#expect = this.#levels.length === 0 ? expect.nothing : expect.commaOrEnd;
    this.#handler.value(kind, this.#token());
  }

  #token(): JsonToken {
    return {
      bytes: this.#bytes,
      start: this.#tokenStart,
      end: this.#tokenEnd,
      isEscaped: this.#isEscaped,
    };
  }

  /** Reads a number or literal. */
  #word(at: number): number {
    const bytes = this.#bytes;
    let end = at;
    while (end < bytes.length && isWord[bytes[end]!] === 1) end++;
    if (end === bytes.length && !this.#isLast) return cut;
    if (end === at) return this.#unexpected(at);
    const kind = isPlainInteger(bytes, at, end) ? 'number' : this.#wordKind(at, end);
    this.#tokenStart = at;
    this.#tokenEnd = end;
    this.#isEscaped = false;
    this.#scalar(kind);
    return end;
  }

  #wordKind(at: number, end: number): JsonScalar {
    const text = wordText(this.#bytes, at, end);
    return kindOfWord(text) ?? this.#fail(`“${text.slice(0, 40)}” is no number, true, false or null.`, at);
  }

  /** Reads the string that opens at `at`; answers past its closing quote. */
  #string(at: number): number {
    const bytes = this.#bytes;
    const { length } = bytes;
    let end = at + 1;
    this.#isEscaped = false;
    for (;;) {
      while (end < length && endsPlain[bytes[end]!] === 0) end++;
      if (end >= length) return cut;
      const byte = bytes[end]!;
      if (byte === quote) break;
      if (byte !== backslash)
        this.#fail('A line break or control character stands within a string; it must be escaped.', end);
      this.#isEscaped = true;
      end = this.#escape(end);
      if (end === cut) return cut;
    }
    this.#tokenStart = at + 1;
    this.#tokenEnd = end;
    return end + 1;
  }

  #escape(at: number): number {
    const bytes = this.#bytes;
    const kind = bytes[at + 1];
    if (kind === undefined) return cut;
    if (kind !== 0x75) {
      if (!simpleEscapes.has(kind))
        this.#fail('A backslash is followed by a character that cannot be escaped.', at);
      return at + 2;
    }
    for (let k = 2; k < 6; k++) {
      const byte = bytes[at + k];
      if (byte === undefined) return cut;
      if (!isHex(byte)) this.#fail('\\u is not followed by four hexadecimal digits.', at);
    }
    return at + 6;
  }

  #unexpected(at: number): never {
    const found = describe(this.#bytes[at] ?? 0);
    return this.#fail(`${found} stands where ${expected[this.#expect]} should.`, at);
  }

  #fail(detail: string, at: number): never {
    throw new JsonSyntaxError(detail, { byteOffset: this.#offset + at, line: this.#line });
  }
}

const simpleEscapes = new Set(Array.from('"\\/bfnrt', (each) => each.charCodeAt(0)));

function isHex(byte: number): boolean {
  const lower = byte | 0x20;
  return (byte >= 0x30 && byte <= 0x39) || (lower >= 0x61 && lower <= 0x66);
}

function kindOfWord(text: string): JsonScalar | undefined {
  return numberForm.test(text) ? 'number' : literals.get(text);
}

/** True for digits without a zero in front: what most numbers are, told without a text. */
function isPlainInteger(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[start] === 0x30) return end === start + 1;
  for (let at = start; at < end; at++) if (bytes[at]! < 0x30 || bytes[at]! > 0x39) return false;
  return true;
}

function wordText(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]!);
  return text;
}

function describe(byte: number): string {
  return byte > 0x20 && byte < 0x7f
    ? `“${String.fromCharCode(byte)}”`
    : `The byte 0x${byte.toString(16).padStart(2, '0')}`;
}
