import type { PathNode } from '../nested/path-tree.ts';
import { refuseTable } from '../table-source.ts';
import { wordList } from '../word-list.ts';

/** Names under which answers of interfaces and exports wrap their rows. */
const wrapperNames = new Set(['data', 'records', 'items', 'results', 'rows', 'value']);
const deepestWrapper = 4;
/** What stands beside a list that is one page of several, in lower case and without separators. */
const pageNames = new Set(
  wordList(`
  count | total | totalcount | totalrecords | totalresults | limit | offset | skip | skiptoken |
  page | pages | pagesize | perpage | totalpages | currentpage | startat | maxresults | next |
  previous | prev | first | last | nextlink | nextpage | nextpagetoken | nextcursor | nexttoken |
  cursor | hasmore | morerecords | istruncated | truncated | resulttruncated
`),
);
/** A list that groups what is listed in it, and the member that holds this: AWS shows instances by reservation. */
const groupedRows = {
  member: 'Instances',
  beside: new Set(['Groups', 'OwnerId', 'RequesterId', 'ReservationId']),
};

/** The place whose objects are the rows of a document, and names beside it that hold no rows. */
export interface FoundRows {
  readonly row: PathNode;
  readonly leftOut: readonly string[];
}

/** Lists of records that one row holds: names on the way to each, and how many records it has. */
interface HeldList {
  readonly path: string;
  readonly records: number;
}

const isListOfObjects = (node: PathNode) =>
  node.items !== undefined && node.items.objects > 0 && node.lists === 1;
const isEmptyList = (node: PathNode) => node.lists === 1 && node.items !== undefined && isUnused(node.items);
const isUnused = ({ scalars, nulls, objects, lists }: PathNode) => scalars + nulls + objects + lists === 0;

/**
 * Finds the rows: the objects of a list, of the one list in a wrapper, or the document itself where it is one object.
 *
 * Throws a `TabularRefusal` `file_has_no_rows` for a document without any.
 */
export function findRows(root: PathNode): FoundRows {
  if (root.items !== undefined) {
    if (root.items.objects > 0) return innermost(root.items);
    return refuseTable(
      'file_has_no_rows',
      noTable(isUnused(root.items) ? 'the list is empty' : 'the list holds no objects'),
    );
  }
  if (root.objects === 0) refuseTable('file_has_no_rows', noTable('it is a single value'));
  const wrapped = findWrapped(root);
  if (wrapped?.items === undefined) return { row: root, leftOut: [] };
  if (wrapped.items.objects === 0) {
    refuseTable('file_has_no_rows', noTable(`the list “${wrapped.name}” is empty`));
  }
  return innermost(wrapped.items);
}

/** The rows at the items of a list, or those that each item holds when it is but a group of them. */
function innermost(row: PathNode): FoundRows {
  const grouped = membersOfGroup(row);
  return { row: grouped ?? row, leftOut: besides((grouped ?? row).parent!) };
}

/** Items of the list that each item here is a group of; undefined where an item holds anything else. */
function membersOfGroup({ scalars, lists, children }: PathNode): PathNode | undefined {
  const { member, beside } = groupedRows;
  const list = children.find(({ name }) => name === member)?.items;
  const others = children.filter(({ name }) => name !== member);
  const isGroup = others.length > 0 && others.every(({ name }) => beside.has(name));
  return list !== undefined && list.objects > 0 && isGroup && scalars + lists === 0 ? list : undefined;
}

/** Depth to which a document of one row is searched for lists, and those that are named. */
const deepestList = 4;
const mostNamed = 4;

/**
 * What a person should know of a document that is read as one row although it holds lists of records, or is nothing but
 * named records; undefined where one row is what it looks like.
 */
export function oneRowHint(root: PathNode): string | undefined {
  const held = root.objects === 1 ? (listsHint(root) ?? namesHint(root)) : undefined;
  if (held === undefined) return undefined;
  return `The whole document is one row: ${held}. Save them as a list of objects to have a row for each.`;
}

function listsHint(root: PathNode): string | undefined {
  const lists = listsBelow(root, '', 1).toSorted((left, right) => right.records - left.records);
  if (lists.length === 0) return undefined;
  const named = lists.slice(0, mostNamed).map(({ path, records }) => `“${path}” with ${records} records`);
  const more = lists.length > mostNamed ? ` and ${lists.length - mostNamed} more` : '';
  return `the records of its lists (${named.join(', ')}${more}) stand in single cells of it`;
}

function namesHint({ children }: PathNode): string | undefined {
  const [first, second] = children;
  if (first === undefined || second === undefined || !children.every(isOneObject) || !areAlike(children))
    return undefined;
  return `“${first.name.slice(0, 60)}”, “${second.name.slice(0, 60)}” and the like are read as columns`;
}

const isOneObject = ({ objects, scalars, lists }: PathNode) => objects === 1 && scalars + lists === 0;

/** Lists of several objects that stand once in the document. */
function listsBelow(node: PathNode, before: string, depth: number): HeldList[] {
  if (depth > deepestList) return [];
  return node.children.flatMap((child) => {
    const path = before === '' ? child.name : `${before}.${child.name}`;
    if (isListOfObjects(child) && (child.items?.objects ?? 0) > 1)
      return [{ path: path.slice(0, 60), records: child.items?.objects ?? 0 }];
    return child.objects === 1 ? listsBelow(child, path, depth + 1) : [];
  });
}

/** True for objects that have a member in common, as records of one kind do. */
function areAlike([first, ...others]: readonly PathNode[]): boolean {
  const names = new Set(first?.children.map(({ name }) => name));
  return others.every(({ children }) => children.some(({ name }) => names.has(name)));
}

function noTable(reason: string): string {
  return `The JSON is well formed but holds no table: ${reason}. A table is a list of objects.`;
}

/** The one list of rows below objects that hold nothing else of the kind. */
function findWrapped(root: PathNode): PathNode | undefined {
  let level = [root];
  for (let depth = 0; depth < deepestWrapper; depth++) {
    const members = level.flatMap(({ children }) => children);
    const named = members.filter(({ name }) => wrapperNames.has(name.toLowerCase()));
    const lists = named.filter(isListOfObjects);
    if (lists.length > 0) return lists.length === 1 ? lists[0] : undefined;
    const empty = named.filter(isEmptyList);
    if (empty.length === 1 && members.every((member) => member.items === undefined || member === empty[0]))
      return empty[0];
    if (members.length === 1 && isListOfObjects(members[0]!)) return members[0];
    const paged = pagedList(members);
    if (paged !== undefined) return paged;
    level = members.filter(
      ({ objects, scalars, items }) => objects === 1 && scalars === 0 && items === undefined,
    );
    if (members.length !== 1)
      level = level.filter(({ name }) => wrapperNames.has(name.toLowerCase()) || isEnvelope(name));
  }
  return undefined;
}

/** The one list of a page, where all else says which page it is. */
function pagedList(members: readonly PathNode[]): PathNode | undefined {
  const others = members.filter((member) => !isListOfObjects(member));
  const isPage = others.every(
    ({ name, objects, items }) =>
      objects === 0 && items === undefined && pageNames.has(name.toLowerCase().replaceAll(/[^a-z]/g, '')),
  );
  return isPage && members.length - others.length === 1 ? members.find(isListOfObjects) : undefined;
}

const isEnvelope = (name: string) =>
  ['d', 'result', 'response', 'body', 'payload'].includes(name.toLowerCase());

/** Names of the members beside a list and beside the objects around it. */
function besides(list: PathNode): string[] {
  const names: string[] = [];
  for (let node: PathNode | undefined = list; node?.parent !== undefined; node = node.parent) {
    for (const other of node.parent.children) if (other !== node) names.push(other.name);
  }
  return names;
}
