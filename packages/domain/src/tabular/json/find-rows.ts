import type { PathNode } from '../nested/path-tree.ts';
import { refuseTable } from '../table-source.ts';

/** Names under which answers of interfaces and exports wrap their rows. */
const wrapperNames = new Set(['data', 'records', 'items', 'results', 'rows', 'value']);
const deepestWrapper = 4;

/** The place whose objects are the rows of a document, and names beside it that hold no rows. */
export interface FoundRows {
  readonly row: PathNode;
  readonly leftOut: readonly string[];
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
    if (root.items.objects > 0) return { row: root.items, leftOut: [] };
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
  return { row: wrapped.items, leftOut: besides(wrapped) };
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
    level = members.filter(
      ({ objects, scalars, items }) => objects === 1 && scalars === 0 && items === undefined,
    );
    if (members.length !== 1)
      level = level.filter(({ name }) => wrapperNames.has(name.toLowerCase()) || isEnvelope(name));
  }
  return undefined;
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
