import { type ReadingLimits, refuseTable, type SourceNote } from '../table-source.ts';
import { TableText } from '../table-text.ts';
import { PathTree } from './path-tree.ts';

/** A tree of places that refuses a document with far more names than columns. */
export function limitedTree({ maxColumns }: Pick<ReadingLimits, 'maxColumns'>): PathTree {
  return new PathTree(maxColumns * 4 + 1000, () => tooManyColumns(maxColumns));
}

export function tooManyColumns(maxColumns: number): never {
  // So many names are mostly values in the place of names: one member for each machine.
  const way =
    'Leave out the fields that are not needed; where the names of members are values, such as one member for each machine, make a list with a record for each of them. Then upload the file again.';
  const detail = `The records have more than ${maxColumns} different fields. ${way}`;
  return refuseTable('too_many_columns', detail);
}

/** Writes the header record of a table of nested values. */
export function headerText(headers: readonly string[]): TableText {
  const text = new TableText();
  for (const header of headers) text.text(header);
  text.endRecord();
  return text;
}

/** Tells what a file holds beside its records. */
export function leftOutNote(names: readonly string[]): SourceNote {
  const shown = names.slice(0, 8).map((name) => `“${name.slice(0, 60)}”`);
  const more = names.length > shown.length ? ` and ${names.length - shown.length} more` : '';
  const detail = `Beside the list of records the file holds ${shown.join(', ')}${more}, which are not part of the table.`;
  return { code: 'values_left_out', record: 0, detail };
}
