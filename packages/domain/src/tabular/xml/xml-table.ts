import type { PathNode } from '../nested/path-tree.ts';
import { refuseTable } from '../table-source.ts';

/** Where the rows of a document are, with the names of what stands beside them. */
export interface XmlRowPlace {
  readonly row: PathNode;
  readonly leftOut: readonly string[];
}

const isAttribute = ({ name }: PathNode) => name.startsWith('@');

/** Name without the prefix of its namespace. */
export function localName({ name }: PathNode): string {
  const plain = name.replace(/^@/, '');
  return plain.slice(plain.indexOf(':') + 1);
}

const hasStructure = ({ children }: PathNode) => children.length > 0;

/** Values that one element here has of its own: attributes and leaves, those of single elements in it included. */
function ownFields(node: PathNode): number {
  let fields = 0;
  for (const child of node.children) {
    if (child.isRepeated) continue;
    fields += hasStructure(child) ? ownFields(child) : 1;
  }
  return fields;
}

function* placesBelow(node: PathNode): Generator<PathNode, void> {
  for (const child of node.children) {
    if (isAttribute(child)) continue;
    yield child;
    yield* placesBelow(child);
  }
}

/**
 * Finds the rows: the repeating element that holds the most values, counted over the whole document.
 *
 * Where nothing with attributes or children repeats, a repeating leaf is a row, and at last the innermost single
 * element around all values.
 */
export function findXmlRows(root: PathNode): XmlRowPlace {
  const places = [...placesBelow(root)];
  const repeating = places.filter(({ objects }) => objects > 1);
  const structured = mostOf(repeating.filter(hasStructure), (place) => place.objects * ownFields(place));
  const row = structured ?? mostOf(repeating, ({ objects }) => objects) ?? singleRow(root);
  if (row === undefined)
    return refuseTable('file_has_no_rows', 'The XML is well formed but holds no values.');
  return { row, leftOut: namesBeside(row) };
}

function mostOf(places: readonly PathNode[], count: (place: PathNode) => number): PathNode | undefined {
  let best: PathNode | undefined;
  let most = 0;
  for (const place of places) {
    const found = count(place);
    if (found <= most) continue;
    best = place;
    most = found;
  }
  return best;
}

/** Goes into the document as long as an element holds nothing but one element with values. */
function singleRow(root: PathNode): PathNode | undefined {
  let row = root.children[0];
  for (;;) {
    const [only, ...others] = row?.children ?? [];
    if (only === undefined || others.length > 0 || isAttribute(only) || !hasStructure(only)) return row;
    row = only;
  }
}

/** Places beside a row and beside the elements around it. */
function namesBeside(row: PathNode): string[] {
  const names: string[] = [];
  for (let node = row; node.parent?.parent !== undefined; node = node.parent) {
    for (const other of node.parent.children)
      if (other !== node) names.push(`${localName(node.parent)}.${localName(other)}`);
  }
  return names;
}

interface Place {
  readonly path: string;
  readonly headers: string[];
}

/** Gives each place below a row its column and answers the headers, in the order first seen. */
export function assignXmlColumns(row: PathNode): string[] {
  const headers: string[] = [];
  if (hasText(row)) row.column = headers.push(localName(row)) - 1;
  for (const child of row.children) assign(child, { path: localName(child), headers });
  return headers;
}

/** Answers the columns below a place that have one value for each element of the list around it. */
function assign(node: PathNode, { path, headers }: Place): number[] {
  const columns: number[] = [];
  if (isAttribute(node) || hasText(node)) columns.push((node.column = headers.push(path) - 1));
  const isList = node.isRepeated && hasStructure(node);
  for (const child of node.children) {
    columns.push(...assign(child, { path: `${path}${isList ? '[]' : ''}.${localName(child)}`, headers }));
  }
  if (!isList) return node.isRepeated ? [] : columns;
  node.alignedColumns = columns;
  return [];
}

/** True for a place with text, and for one of empty leaves only. */
function hasText({ scalars, children, nulls, lists }: PathNode): boolean {
  return scalars > 0 || (children.length === 0 && nulls + lists > 0);
}
