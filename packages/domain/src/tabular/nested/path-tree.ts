import { decodeUtf8 } from '../utf8.ts';

/**
 * One place in documents of nested values: all values with the same names on their way from the root.
 *
 * The items of a list are one place, {@link items}.
 */
export class PathNode {
  readonly parent: PathNode | undefined;
  /** Name under the parent; empty for the root and for the items of a list. */
  readonly name: string;
  readonly #key: Uint8Array;
  /** Place among the children of the parent. */
  readonly #index: number;
  /** Places of members, in the order they were first seen. */
  readonly children: PathNode[] = [];
  #byKey: Map<string, PathNode> | undefined;
  /** Child that is expected next: members nearly always come in the same order. */
  #cursor = 0;
  items: PathNode | undefined;
  /** Values seen here, by kind. */
  scalars = 0;
  objects = 0;
  lists = 0;
  nulls = 0;
  /** True when one object has several values here that are not a list: elements of one name. */
  isRepeated = false;
  /** Items that the row now read has had here. */
  itemsInRow = 0;
  /** Stands for the object that had this member last; tells names given twice. */
  lastOwner = 0;
  /** Column of the values that stand here; -1 for none. */
  column = -1;
  /** Column of the whole list as it is written; -1 for none. */
  wholeColumn = -1;
  /** Columns that get one entry for each item of the list whose items are here. */
  alignedColumns: readonly number[] = [];

  constructor(parent?: PathNode, key: Uint8Array = new Uint8Array(0)) {
    this.parent = parent;
    this.#key = key;
    this.#index = parent?.children.length ?? 0;
    this.name = decodeUtf8(key);
  }

  /** Says that the members of another object follow. */
  rewind(): void {
    this.#cursor = 0;
  }

  /** The place of the member with this name; undefined when there is none yet. */
  child(bytes: Uint8Array, start: number, end: number): PathNode | undefined {
    const expected = this.children[this.#cursor];
    if (expected?.hasKey(bytes, start, end)) {
      this.#cursor++;
      return expected;
    }
    const found = this.#byKey?.get(keyText(bytes, start, end));
    if (found !== undefined) this.#cursor = found.#index + 1;
    return found;
  }

  addChild(key: Uint8Array): PathNode {
    const child = new PathNode(this, key);
    this.children.push(child);
    this.#byKey ??= new Map();
    this.#byKey.set(keyText(key, 0, key.length), child);
    this.#cursor = this.children.length;
    return child;
  }

  addItems(): PathNode {
    this.items ??= new PathNode(this);
    return this.items;
  }

  hasKey(bytes: Uint8Array, start: number, end: number): boolean {
    const key = this.#key;
    if (key.length !== end - start) return false;
    for (let k = 0; k < key.length; k++) if (bytes[start + k] !== key[k]) return false;
    return true;
  }
}

/** A key as a map key: each byte one character. */
function keyText(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]!);
  return text;
}

/** A tree of the places in a document; refuses to grow beyond `maxNodes`. */
export class PathTree {
  readonly root = new PathNode();
  readonly #maxNodes: number;
  readonly #onTooMany: (count: number) => never;
  #count = 1;
  #owners = 0;

  constructor(maxNodes: number, onTooMany: (count: number) => never) {
    this.#maxNodes = maxNodes;
    this.#onTooMany = onTooMany;
  }

  /** A number that stands for an object, whichever reading of the document it is in. */
  nextOwner(): number {
    return ++this.#owners;
  }

  member(
    node: PathNode,
    bytes: Uint8Array,
    range: { readonly start: number; readonly end: number },
  ): PathNode {
    const known = node.child(bytes, range.start, range.end);
    if (known !== undefined) return known;
    if (++this.#count > this.#maxNodes) this.#onTooMany(this.#count);
    return node.addChild(bytes.slice(range.start, range.end));
  }
}

/**
 * Gives each place below the objects of a row its columns and answers their headers, in the order first seen.
 *
 * A member is `a`, a member of an object in it `a.b`, of the objects in a list `a[].b`. A list of which these columns
 * do not tell all stands in `a[]` as it is written. Plain items of a list share the column `a` of plain values.
 */
export function assignColumns(row: PathNode): string[] {
  const headers: string[] = [];
  for (const child of row.children) assign(child, { path: child.name, isWithinList: false }, headers);
  return headers;
}

interface Place {
  readonly path: string;
  readonly isWithinList: boolean;
}

/** Answers the columns below a place that have one value for each item of the list around it. */
function assign(node: PathNode, { path, isWithinList }: Place, headers: string[]): number[] {
  const { items } = node;
  const columns: number[] = [];
  if (hasPlainValues(node)) {
    node.column = headers.push(path) - 1;
    if (items === undefined) columns.push(node.column);
    else items.column = node.column;
  }
  for (const child of node.children) {
    columns.push(...assign(child, { path: `${path}.${child.name}`, isWithinList }, headers));
  }
  if (items === undefined || items.objects + items.lists === 0) return columns;
  if (!isWithinList && isMoreThanColumns(items)) node.wholeColumn = headers.push(`${path}[]`) - 1;
  items.alignedColumns = items.children.flatMap((child) =>
    assign(child, { path: `${path}[].${child.name}`, isWithinList: true }, headers),
  );
  return columns;
}

/** True for items that columns of values do not tell all about: lists within them, values beside objects, objects without any. */
function isMoreThanColumns(items: PathNode): boolean {
  return items.scalars + items.lists > 0 || items.children.length === 0 || items.children.some(holdsList);
}

function holdsList({ items, children }: PathNode): boolean {
  return items !== undefined || children.some(holdsList);
}

/** True for a place of scalars, of lists of them, of empty lists, and of nothing but null. */
function hasPlainValues({ scalars, nulls, objects, items, lists }: PathNode): boolean {
  if (scalars > 0) return true;
  if (items === undefined) return nulls > 0 && objects === 0;
  return items.scalars > 0 || (lists > 0 && items.objects + items.lists === 0);
}
