import { maxRecordBytes, maxRecordText } from '../csv-scanner.ts';
import { maxNameBytes } from '../file-layout.ts';
import { OpenBytes } from '../nested/open-bytes.ts';
import { NameStack } from './name-stack.ts';
import { readXmlText, type XmlFlaw } from './xml-text.ts';

/** A name or value as the bytes it stands in; valid until the next call. */
export interface XmlToken {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** Told of the elements of a document, in order. */
export interface XmlHandler {
  /** An element with its qualified name; `offset` is that of its `<`. */
  open(name: XmlToken, offset: number): void;
  /** An attribute of the element opened last, entities resolved; answers false when the element has it already. */
  attribute(name: XmlToken, value: XmlToken): boolean;
  /** Text or CDATA, entities resolved; an element may have several. */
  text(value: XmlToken): void;
  /** `offset` is past the `>` of the end tag. */
  close(offset: number): void;
}

export type XmlFault = 'malformed' | 'doctype' | 'too_deep';

/** Raised at the first byte that is not well-formed XML, or that is refused. */
export class XmlSyntaxError extends Error {
  readonly fault: XmlFault;
  readonly byteOffset: number;
  constructor(fault: XmlFault, detail: string, byteOffset: number) {
    super(detail);
    this.name = 'XmlSyntaxError';
    this.fault = fault;
    this.byteOffset = byteOffset;
  }
}

const less = 0x3c;
const greater = 0x3e;
const slash = 0x2f;
const equals = 0x3d;
const doubleQuote = 0x22;
const singleQuote = 0x27;
const question = 0x3f;
const exclamation = 0x21;

const isSpace = new Uint8Array(256);
for (const byte of [0x20, 0x09, 0x0a, 0x0d]) isSpace[byte] = 1;

const startsName = new Uint8Array(256).fill(1, 0x80);
for (const each of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_:')
  startsName[each.charCodeAt(0)] = 1;
const continuesName = startsName.slice();
for (const each of '-.0123456789') continuesName[each.charCodeAt(0)] = 1;

/** Answer of a step that needs bytes which have not come yet. */
const cut = -1;

const flawDetails: Readonly<Record<XmlFlaw, string>> = {
  entity: 'An ampersand starts no known entity: only &lt; &gt; &amp; &apos; &quot; and numbers are read.',
  character: 'A character stands here that XML does not allow.',
  bracket: 'A “<” must be written &lt; within a value, and “]]>” as ]]&gt;.',
};

const bytesOf = (text: string) => Uint8Array.from(text, (each) => each.charCodeAt(0));
const cdataStart = bytesOf('<![CDATA[');
const cdataEnd = bytesOf(']]>');
const commentStart = bytesOf('<!--');
const doubleDash = bytesOf('--');
const instructionEnd = bytesOf('?>');

/**
 * Reads XML 1.0 without a document type from UTF-8 bytes in pieces of any size.
 *
 * Nothing is fetched and no entity is declared. Throws {@link XmlSyntaxError}.
 */
export class XmlScanner {
  readonly #handler: XmlHandler;
  readonly #names: NameStack;
  readonly #maxNesting: number;
  readonly #pending = new OpenBytes();
  /** Bytes that must be pending before another attempt, so that a long text costs O(n). */
  #wanted = 0;
  #offset = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  #hasRoot = false;
  #scratch = new Uint8Array(4096);

  constructor(handler: XmlHandler, maxNesting: number) {
    this.#handler = handler;
    this.#maxNesting = maxNesting;
    this.#names = new NameStack();
  }

  push(piece: Uint8Array): void {
    const bytes = this.#pending.add(piece);
    if (bytes.length > maxRecordBytes + piece.length)
      this.#fail(`A text or tag is longer than ${maxRecordText}.`, 0);
    if (bytes.length < this.#wanted) return;
    const read = this.#scan(bytes, false);
    this.#offset += read;
    this.#pending.keep(bytes, read);
    const rest = this.#pending.length;
    this.#wanted = rest > 65_536 ? rest * 2 : 0;
  }

  /** Says that nothing follows. */
  end(): void {
    const read = this.#scan(this.#pending.bytes, true);
    if (read < this.#pending.length) this.#fail('The file ends within a tag, comment or text.', read);
    if (this.#names.depth > 0) this.#fail(`The file ends before the end tag of “${this.#names.top}”.`, read);
    if (!this.#hasRoot) this.#fail('The file holds no element.', read);
  }

  #scan(bytes: Uint8Array, isLast: boolean): number {
    this.#bytes = bytes;
    let at = 0;
    while (at < bytes.length) {
      const next = bytes[at] === less ? this.#markup(at) : this.#text(at, isLast);
      if (next === cut) return at;
      at = next;
    }
    return at;
  }

  #text(at: number, isLast: boolean): number {
    const found = this.#bytes.indexOf(less, at);
    if (found < 0 && !isLast) return cut;
    const end = found < 0 ? this.#bytes.length : found;
    if (this.#names.depth > 0) {
      if (contains(this.#bytes, cdataEnd, { start: at, end })) this.#fail(flawDetails.bracket, at);
      this.#handler.text(this.#value({ start: at, end, isAttribute: false }));
      return end;
    }
    for (let k = at; k < end; k++)
      if (isSpace[this.#bytes[k]!] === 0) this.#fail('Text stands outside of the elements.', k);
    return end;
  }

  #markup(at: number): number {
    const kind = this.#bytes[at + 1];
    if (kind === undefined) return cut;
    if (kind === slash) return this.#endTag(at);
    if (kind === question) return this.#instruction(at);
    if (kind === exclamation) return this.#declaration(at);
    if (startsName[kind] === 0) this.#fail('A “<” is followed by no name; it must be written &lt;.', at);
    return this.#startTag(at);
  }

  #startTag(at: number): number {
    const close = this.#tagEnd(at);
    if (close === cut) return cut;
    const nameEnd = this.#nameEnd(at + 1);
    this.#openElement({ start: at + 1, end: nameEnd }, at);
    const isEmpty = this.#bytes[close - 1] === slash && close - 1 >= nameEnd;
    this.#readAttributes(nameEnd, isEmpty ? close - 1 : close);
    if (isEmpty) this.#closeElement(close + 1);
    return close + 1;
  }

  #openElement(name: { readonly start: number; readonly end: number }, at: number): void {
    if (this.#names.depth === 0 && this.#hasRoot) this.#fail('A second element stands beside the root.', at);
    if (this.#names.depth >= this.#maxNesting) {
      const detail = `The elements are nested more than ${this.#maxNesting} levels deep.`;
      throw new XmlSyntaxError('too_deep', detail, this.#offset + at);
    }
    this.#hasRoot = true;
    this.#names.push(this.#bytes, name.start, name.end);
    this.#handler.open({ bytes: this.#bytes, ...name }, this.#offset + at);
  }

  #closeElement(end: number): void {
    this.#names.pop();
    this.#handler.close(this.#offset + end);
  }

  /** The `>` of a tag, which may stand within quotes before. */
  #tagEnd(at: number): number {
    const bytes = this.#bytes;
    let quote = 0;
    for (let k = at + 1; k < bytes.length; k++) {
      const byte = bytes[k]!;
      if (quote !== 0) {
        if (byte === quote) quote = 0;
        else if (byte === less) this.#fail(flawDetails.bracket, k);
      } else if (byte === greater) return k;
      else if (byte === doubleQuote || byte === singleQuote) quote = byte;
      else if (byte === less) this.#fail('A tag is not closed before the next one.', k);
    }
    return cut;
  }

  #nameEnd(start: number): number {
    let end = start;
    while (end < this.#bytes.length && continuesName[this.#bytes[end]!] === 1) end++;
    if (end - start > maxNameBytes) this.#fail(`A name is longer than ${maxNameBytes} bytes.`, start);
    return end;
  }

  #readAttributes(start: number, end: number): void {
    const bytes = this.#bytes;
    let at = start;
    for (;;) {
      const before = at;
      while (at < end && isSpace[bytes[at]!] === 1) at++;
      if (at === end) return;
      if (at === before || startsName[bytes[at]!] === 0)
        this.#fail('An attribute must stand behind a space and start with a letter.', at);
      at = this.#readAttribute(at, end);
    }
  }

  #readAttribute(start: number, tagEnd: number): number {
    const bytes = this.#bytes;
    const nameEnd = this.#nameEnd(start);
    let at = this.#skipSpace(nameEnd, tagEnd);
    if (bytes[at] !== equals) this.#fail('An attribute has no value.', start);
    at = this.#skipSpace(at + 1, tagEnd);
    const quote = bytes[at];
    if (at >= tagEnd || (quote !== doubleQuote && quote !== singleQuote))
      this.#fail('The value of an attribute must stand in quotes.', at);
    const end = bytes.indexOf(quote ?? 0, at + 1);
    const value = this.#value({ start: at + 1, end, isAttribute: true });
    const isNew = this.#handler.attribute({ bytes, start, end: nameEnd }, value);
    if (!isNew) this.#fail('An element has the same attribute twice.', start);
    return end + 1;
  }

  #skipSpace(start: number, end: number): number {
    let at = start;
    while (at < end && isSpace[this.#bytes[at]!] === 1) at++;
    return at;
  }

  #endTag(at: number): number {
    const close = this.#bytes.indexOf(greater, at);
    if (close < 0) return cut;
    const nameEnd = this.#nameEnd(at + 2);
    if (this.#skipSpace(nameEnd, close) !== close) this.#fail('An end tag holds more than a name.', nameEnd);
    if (this.#names.depth === 0) this.#fail('An end tag has no start tag.', at);
    if (!this.#names.isTop(this.#bytes, at + 2, nameEnd))
      this.#fail(`The end tag does not match the start tag “${this.#names.top}”.`, at);
    this.#closeElement(close + 1);
    return close + 1;
  }

  #instruction(at: number): number {
    const end = indexOf(this.#bytes, instructionEnd, at + 2);
    if (end < 0) return cut;
    const nameEnd = this.#nameEnd(at + 2);
    if (nameEnd === at + 2) this.#fail('A processing instruction has no name.', at);
    const isDeclaration =
      nameEnd - at === 5 &&
      String.fromCharCode(...this.#bytes.subarray(at + 2, nameEnd)).toLowerCase() === 'xml';
    if (isDeclaration && this.#offset + at > 0)
      this.#fail('The XML declaration may only stand at the very start.', at);
    return end + 2;
  }

  #declaration(at: number): number {
    const bytes = this.#bytes;
    if (bytes.length - at < cdataStart.length && !startsWith(bytes, commentStart, at)) {
      return isPrefix(bytes, at) ? cut : this.#refuseDeclaration(at);
    }
    if (startsWith(bytes, commentStart, at)) return this.#comment(at);
    if (!startsWith(bytes, cdataStart, at)) return this.#refuseDeclaration(at);
    const end = indexOf(bytes, cdataEnd, at + cdataStart.length);
    if (end < 0) return cut;
    if (this.#names.depth === 0) this.#fail('Text stands outside of the elements.', at);
    this.#handler.text(
      this.#value({ start: at + cdataStart.length, end, isAttribute: false, isVerbatim: true }),
    );
    return end + cdataEnd.length;
  }

  #comment(at: number): number {
    const end = indexOf(this.#bytes, doubleDash, at + commentStart.length);
    if (end < 0 || end + 2 >= this.#bytes.length) return cut;
    if (this.#bytes[end + 2] !== greater) this.#fail('A comment holds “--”, which may only end it.', end);
    return end + 3;
  }

  #refuseDeclaration(at: number): never {
    const detail =
      'The file declares a document type (<!DOCTYPE …>), which could define entities or fetch other files. Remove it and upload the file again.';
    const opening = String.fromCharCode(...this.#bytes.subarray(at, at + 9)).toUpperCase();
    if ('<!DOCTYPE'.startsWith(opening)) throw new XmlSyntaxError('doctype', detail, this.#offset + at);
    return this.#fail('A “<!” starts neither a comment nor CDATA.', at);
  }

  /** Resolves entities and line ends of a value; the answer is valid until the next. */
  #value(range: { start: number; end: number; isAttribute: boolean; isVerbatim?: boolean }): XmlToken {
    const size = range.end - range.start;
    if (size > this.#scratch.length) this.#scratch = new Uint8Array(size * 2);
    const { end, flaw, flawAt } = readXmlText(this.#bytes, range, this.#scratch);
    if (flaw !== undefined) this.#fail(flawDetails[flaw], flawAt);
    return { bytes: this.#scratch, start: 0, end };
  }

  #fail(detail: string, at: number): never {
    throw new XmlSyntaxError('malformed', detail, this.#offset + at);
  }
}

function startsWith(bytes: Uint8Array, part: Uint8Array, at: number): boolean {
  for (let k = 0; k < part.length; k++) if (bytes[at + k] !== part[k]) return false;
  return true;
}

/** Whether the bytes from `at` on may still become a comment, CDATA or a document type. */
function isPrefix(bytes: Uint8Array, at: number): boolean {
  const opening = String.fromCharCode(...bytes.subarray(at, at + 9));
  return ['<!--', '<![CDATA[', '<!DOCTYPE'].some((each) => each.startsWith(opening.toUpperCase()));
}

function indexOf(bytes: Uint8Array, part: Uint8Array, start: number): number {
  for (let at = bytes.indexOf(part[0]!, start); at >= 0; at = bytes.indexOf(part[0]!, at + 1)) {
    if (startsWith(bytes, part, at)) return at;
  }
  return -1;
}

function contains(
  bytes: Uint8Array,
  part: Uint8Array,
  { start, end }: { start: number; end: number },
): boolean {
  const at = indexOf(bytes.subarray(0, end), part, start);
  return at >= 0;
}
