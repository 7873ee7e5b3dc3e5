import { decodeUtf8 } from '../tabular/utf8.ts';
import { XmlDamage, XmlDoctype } from './xml-damage.ts';
import { decodeAttribute } from './xml-text.ts';

const lessThan = 0x3c;
const greaterThan = 0x3e;
const slash = 0x2f;
const colon = 0x3a;
const equals = 0x3d;
const doubleQuote = 0x22;
const singleQuote = 0x27;

/** What {@link XmlCursor.next} found. `more`: the bytes end here or inside a token. */
export const xmlToken = { more: 0, text: 1, cdata: 2, open: 3, empty: 4, close: 5 } as const;
export type XmlToken = (typeof xmlToken)[keyof typeof xmlToken];

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Where an attribute stands in the bytes. */
interface AttributeRange {
  nameStart: number;
  nameEnd: number;
  valueStart: number;
  valueEnd: number;
}

/** Walks over the tokens of XML bytes without copying them; tags are told by their names without prefix. */
export class XmlCursor {
  bytes: Uint8Array = new Uint8Array(0);
  /** Where the next token starts. */
  at = 0;
  length = 0;
  /** True when nothing follows `length`: an unfinished token is damage then. */
  isLast = false;
  /** Range of the token; of CDATA without its marks. */
  start = 0;
  end = 0;
  #nameStart = 0;
  #nameEnd = 0;
  readonly #range: AttributeRange = { nameStart: 0, nameEnd: 0, valueStart: 0, valueEnd: 0 };

  /** Points the cursor at `bytes[at, length)`. */
  reset(
    bytes: Uint8Array,
    range: { readonly at: number; readonly length: number; readonly isLast: boolean },
  ): void {
    this.bytes = bytes;
    this.at = range.at;
    this.length = range.length;
    this.isLast = range.isLast;
  }

  /** Steps over one token, past comments and processing instructions; throws {@link XmlDamage}, {@link XmlDoctype}. */
  next(): XmlToken {
    while (this.at < this.length) {
      if (this.bytes[this.at] !== lessThan) return this.#text();
      const mark = this.at + 1 < this.length ? this.bytes[this.at + 1] : undefined;
      if (mark === undefined) return this.#unfinished();
      if (mark === slash) return this.#closeTag();
      if (mark !== 0x3f && mark !== 0x21) return this.#openTag();
      const token = mark === 0x3f ? this.#skipTo('?>', 2) : this.#declaration();
      if (token !== undefined) return token;
    }
    return xmlToken.more;
  }

  /** True when the tag's name, without its prefix, is `name`. */
  isNamed(name: string): boolean {
    return this.#holds(this.#nameStart, this.#nameEnd, name);
  }

  /** The tag's name without its prefix. */
  get name(): string {
    return decodeUtf8(this.bytes, this.#nameStart, this.#nameEnd);
  }

  /** Bytes of the tag's prefix and its colon; 0 when it has none. */
  get prefixLength(): number {
    return this.#nameStart - this.start - 1;
  }

  /** Value of an attribute by its name without prefix; undefined when the tag has none. */
  attribute(name: string): string | undefined {
    const range = this.#range;
    range.valueEnd = this.#nameEnd - 1;
    while (this.#nextAttribute(range)) {
      if (this.#holds(range.nameStart, range.nameEnd, name)) {
        return decodeAttribute(decodeUtf8(this.bytes, range.valueStart, range.valueEnd));
      }
    }
    return undefined;
  }

  #holds(start: number, end: number, name: string): boolean {
    if (end - start !== name.length) return false;
    for (let k = 0; k < name.length; k++) if (this.bytes[start + k] !== name.charCodeAt(k)) return false;
    return true;
  }

  /** Moves `range` from one attribute to the next; false behind the last. */
  #nextAttribute(range: AttributeRange): boolean {
    const { bytes } = this;
    const last = this.end - 1;
    let at = this.#skipSpace(range.valueEnd + 1);
    if (at >= last || bytes[at] === slash) return false;
    range.nameStart = at;
    for (; at < last && bytes[at] !== equals && !isSpace(bytes[at]); at++) {
      if (bytes[at] === colon) range.nameStart = at + 1;
    }
    range.nameEnd = at;
    at = this.#skipSpace(at);
    if (bytes[at] !== equals) throw new XmlDamage('An attribute has no value.', at);
    at = this.#skipSpace(at + 1);
    const mark = bytes[at];
    if (mark !== doubleQuote && mark !== singleQuote) {
      throw new XmlDamage('The value of an attribute has no quotes.', at);
    }
    range.valueStart = at + 1;
    range.valueEnd = bytes.indexOf(mark, at + 1);
    return true;
  }

  #skipSpace(from: number): number {
    let at = from;
    while (at < this.length && isSpace(this.bytes[at])) at++;
    return at;
  }

  #text(): XmlToken {
    const { bytes, length } = this;
    let at = this.at;
    while (at < length && bytes[at] !== lessThan) at++;
    if (at === length && !this.isLast) return xmlToken.more;
    this.start = this.at;
    this.end = at;
    this.at = at;
    return xmlToken.text;
  }

  #openTag(): XmlToken {
    const { bytes, length } = this;
    this.#readName(this.at + 1);
    let quote = 0;
    for (let at = this.#nameEnd; at < length; at++) {
      const byte = bytes[at]!;
      if (quote !== 0) {
        if (byte === quote) quote = 0;
      } else if (byte === greaterThan) {
        return this.#tagEnds(at, bytes[at - 1] === slash ? xmlToken.empty : xmlToken.open);
      } else if (byte === lessThan) throw new XmlDamage('A tag opens inside another tag.', at);
      else if (byte === doubleQuote || byte === singleQuote) quote = byte;
    }
    return this.#unfinished();
  }

  #closeTag(): XmlToken {
    this.#readName(this.at + 2);
    const at = this.#skipSpace(this.#nameEnd);
    if (at >= this.length) return this.#unfinished();
    if (this.bytes[at] !== greaterThan) throw new XmlDamage('A closing tag is not closed.', at);
    return this.#tagEnds(at, xmlToken.close);
  }

  #tagEnds(at: number, token: XmlToken): XmlToken {
    if (this.#nameEnd === this.#nameStart) throw new XmlDamage('A tag has no name.', this.at);
    this.start = this.at;
    this.end = at + 1;
    this.at = at + 1;
    return token;
  }

  #readName(from: number): void {
    const { bytes, length } = this;
    let at = from;
    this.#nameStart = from;
    for (; at < length; at++) {
      const byte = bytes[at]!;
      if (byte === colon) this.#nameStart = at + 1;
      else if (byte === greaterThan || byte === slash || byte === lessThan || isSpace(byte)) break;
    }
    this.#nameEnd = at;
  }

  /** A comment is passed by, CDATA is a token, a document type is refused. */
  #declaration(): XmlToken | undefined {
    const opening = decodeUtf8(this.bytes, this.at, Math.min(this.at + 9, this.length));
    if (opening.startsWith('<!--')) return this.#skipTo('-->', 4);
    if (opening === '<![CDATA[') {
      const start = this.at + 9;
      const unfinished = this.#skipTo(']]>', 9);
      if (unfinished !== undefined) return unfinished;
      this.start = start;
      this.end = this.at - 3;
      return xmlToken.cdata;
    }
    if (opening.length < 9) return this.#unfinished();
    if (opening.toUpperCase() === '<!DOCTYPE') throw new XmlDoctype();
    throw new XmlDamage('A declaration stands where none may.', this.at);
  }

  /** Moves behind the next `ending`; answers `more` when it is not among the bytes. */
  #skipTo(ending: string, opening: number): XmlToken | undefined {
    const last = ending.charCodeAt(ending.length - 1);
    let at = this.at + opening + ending.length - 2;
    do {
      at = this.bytes.indexOf(last, at + 1);
      if (at < 0 || at >= this.length) return this.#unfinished();
    } while (!this.#holds(at - ending.length + 1, at + 1, ending));
    this.at = at + 1;
    return undefined;
  }

  #unfinished(): XmlToken {
    if (this.isLast) throw new XmlDamage('The XML ends inside a tag.', this.at);
    return xmlToken.more;
  }
}
