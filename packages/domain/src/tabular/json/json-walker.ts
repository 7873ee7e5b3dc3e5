import type { PathNode, PathTree } from '../nested/path-tree.ts';
import type { JsonContainer, JsonHandler, JsonScalar, JsonToken } from './json-scanner.ts';
import { unescapeJson } from './json-text.ts';

/** Follows a document through the tree of its places; what happens there is up to the class that extends it. */
export abstract class JsonWalker implements JsonHandler {
  readonly #tree: PathTree;
  /** Places of the open containers; those of lists are the places of their items. */
  readonly #places: PathNode[] = [];
  readonly #owners: number[] = [];
  #member: PathNode | undefined;
  #scratch = new Uint8Array(1024);

  constructor(tree: PathTree) {
    this.#tree = tree;
  }

  /** Starts another document. */
  restart(): void {
    this.#places.length = 0;
    this.#owners.length = 0;
    this.#member = undefined;
  }

  protected abstract opened(kind: JsonContainer, place: PathNode, offset: number): void;
  protected abstract closed(kind: JsonContainer, place: PathNode, offset: number): void;
  protected abstract found(kind: JsonScalar, place: PathNode, where: { readonly token: JsonToken }): void;
  /** Told of a name that the object had before. */
  protected abstract repeated(place: PathNode): void;

  open(kind: JsonContainer, offset: number): void {
    const place = this.#place();
    this.opened(kind, place, offset);
    if (kind === 'object') place.rewind();
    this.#places.push(kind === 'object' ? place : place.addItems());
    this.#owners.push(this.#tree.nextOwner());
    this.#member = undefined;
  }

  close(kind: JsonContainer, offset: number): void {
    const place = this.#places.pop();
    this.#owners.pop();
    this.#member = undefined;
    const container = kind === 'object' ? place : place?.parent;
    if (container !== undefined) this.closed(kind, container, offset);
  }

  key(token: JsonToken): void {
    const owner = this.#places[this.#places.length - 1]!;
    const place = token.isEscaped
      ? this.#escapedMember(owner, token)
      : this.#tree.member(owner, token.bytes, token);
    const stamp = this.#owners[this.#owners.length - 1]!;
    if (place.lastOwner === stamp) this.repeated(place);
    place.lastOwner = stamp;
    this.#member = place;
  }

  value(kind: JsonScalar, token: JsonToken): void {
    const place = this.#place();
    this.#member = undefined;
    this.found(kind, place, { token });
  }

  /** Where the value that comes now stands. */
  #place(): PathNode {
    return this.#member ?? this.#places[this.#places.length - 1] ?? this.#tree.root;
  }

  /** A name with escapes; one that is no text counts as it is written. */
  #escapedMember(owner: PathNode, token: JsonToken): PathNode {
    const size = token.end - token.start;
    if (size > this.#scratch.length) this.#scratch = new Uint8Array(size * 2);
    const { end, flaw } = unescapeJson(token, this.#scratch, 0);
    if (flaw !== undefined) return this.#tree.member(owner, token.bytes, token);
    return this.#tree.member(owner, this.#scratch, { start: 0, end });
  }
}
