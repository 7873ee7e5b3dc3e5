import type { PathNode, PathTree } from '../nested/path-tree.ts';
import type { XmlHandler, XmlToken } from './xml-scanner.ts';

/** Attributes are places of their own: their key starts with this sign, which starts no element's name. */
const attributeSign = 0x40;
const lineFeed = 0x0a;

interface OpenElement {
  place: PathNode;
  /** Stands for this element among all. */
  owner: number;
  hasChildren: boolean;
  hasAttributes: boolean;
  isNil: boolean;
  /** Where its text starts in the text buffer. */
  textStart: number;
  /** Texts that stand before, between and behind its children. */
  texts: number;
}

/** Text of an element that has ended. */
export interface ElementText extends XmlToken {
  readonly hasChildren: boolean;
}

function qualifiedNameEndsWith(name: XmlToken, local: string): boolean {
  const text = String.fromCharCode(...name.bytes.subarray(name.start, Math.min(name.end, name.start + 40)));
  return text === local || text.endsWith(`:${local}`);
}

function isNamespace({ bytes, start, end }: XmlToken): boolean {
  if (end - start < 5) return false;
  return (
    String.fromCharCode(...bytes.subarray(start, start + 5)) === 'xmlns' &&
    (end - start === 5 || bytes[start + 5] === 0x3a)
  );
}

/** Follows a document through the tree of its places; what happens there is up to the class that extends it. */
export abstract class XmlWalker implements XmlHandler {
  readonly #tree: PathTree;
  readonly #open: OpenElement[] = [];
  #text = new Uint8Array(4096);
  #textEnd = 0;
  #key = new Uint8Array(256);

  constructor(tree: PathTree) {
    this.#tree = tree;
  }

  protected abstract opened(place: PathNode, offset: number): void;
  protected abstract attributeFound(place: PathNode, value: XmlToken): void;
  /** Told of the text of an element that has some, or has nothing at all; undefined text for a nil element. */
  protected abstract closed(place: PathNode, text: ElementText | undefined, offset: number): void;
  /** Told of an element whose parent had one of the same name before. */
  protected abstract repeated(place: PathNode): void;

  open(name: XmlToken, offset: number): void {
    const parent = this.#open[this.#open.length - 1];
    const above = parent?.place ?? this.#tree.root;
    const place = this.#tree.member(above, name.bytes, name);
    if (parent !== undefined) {
      parent.hasChildren = true;
      if (place.lastOwner === parent.owner) this.repeated(place);
      place.lastOwner = parent.owner;
    }
    place.rewind();
    const owner = this.#tree.nextOwner();
    this.#open.push({
      place,
      owner,
      hasChildren: false,
      hasAttributes: false,
      isNil: false,
      textStart: this.#textEnd,
      texts: 0,
    });
    this.opened(place, offset);
  }

  attribute(name: XmlToken, value: XmlToken): boolean {
    if (isNamespace(name)) return true;
    const element = this.#open[this.#open.length - 1]!;
    if (qualifiedNameEndsWith(name, 'nil') && isTrue(value)) {
      element.isNil = true;
      return true;
    }
    element.hasAttributes = true;
    const place = this.#attributePlace(element.place, name);
    if (place.lastOwner === element.owner) return false;
    place.lastOwner = element.owner;
    this.attributeFound(place, value);
    return true;
  }

  text(value: XmlToken): void {
    const element = this.#open[this.#open.length - 1]!;
    const size = value.end - value.start;
    if (size === 0) return;
    const isBlank = isBlankText(value);
    // Line breaks between elements are layout; what is left of a text that children interrupt is joined by spaces.
    if (isBlank && (element.hasChildren || value.bytes.subarray(value.start, value.end).includes(lineFeed)))
      return;
    this.#reserve(size + 1);
    if (element.hasChildren && this.#textEnd > element.textStart) this.#text[this.#textEnd++] = 0x20;
    this.#text.set(value.bytes.subarray(value.start, value.end), this.#textEnd);
    this.#textEnd += size;
    element.texts++;
  }

  close(offset: number): void {
    const { place, textStart, ...element } = this.#open.pop()!;
    const token = {
      bytes: this.#text,
      start: textStart,
      end: this.#textEnd,
      hasChildren: element.hasChildren,
    };
    this.#textEnd = textStart;
    const isPlain = !element.hasChildren && !element.hasAttributes;
    const hasText = token.end > token.start;
    this.closed(place, !element.isNil && (hasText || isPlain) ? token : undefined, offset);
  }

  #attributePlace(place: PathNode, name: XmlToken): PathNode {
    const size = name.end - name.start;
    if (size >= this.#key.length) this.#key = new Uint8Array(size * 2);
    this.#key[0] = attributeSign;
    for (let k = 0; k < size; k++) this.#key[k + 1] = name.bytes[name.start + k]!;
    return this.#tree.member(place, this.#key, { start: 0, end: size + 1 });
  }

  #reserve(bytes: number): void {
    if (this.#textEnd + bytes <= this.#text.length) return;
    const grown = new Uint8Array((this.#textEnd + bytes) * 2);
    grown.set(this.#text.subarray(0, this.#textEnd));
    this.#text = grown;
  }
}

function isTrue({ bytes, start, end }: XmlToken): boolean {
  const text = String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 5)));
  return text === 'true' || text === '1';
}

function isBlankText({ bytes, start, end }: XmlToken): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte !== 0x20 && byte !== 0x09 && byte !== lineFeed && byte !== 0x0d) return false;
  }
  return true;
}
