import type { CleansedColumn } from '@landfall/domain/cleansing/cleansed-block';
import type { StoredField } from '@landfall/domain/inventory/stored-fields';
import { storedValue } from './cell-values.ts';
import { ColumnCells, type FieldColumns } from './column-cells.ts';

/** Where a row is: its block and its place in it. */
export interface Place {
  readonly block: number;
  readonly index: number;
}

/** One field of an import as its column of the staging table takes it. */
export class StagedField {
  readonly field: string;
  readonly isList: boolean;
  readonly cells: ColumnCells;
  readonly #columns: FieldColumns;

  constructor({ field, kind }: StoredField, columns: FieldColumns) {
    this.field = field;
    this.isList = kind === 'text[]';
    this.cells = new ColumnCells(columns, storedValue(kind));
    this.#columns = columns;
  }

  /** True when the second row has the value of the first, or none. */
  isSameOrNone(first: Place, second: Place): boolean {
    const [left, right] = [this.#columns.at(first.block), this.#columns.at(second.block)];
    const id = right?.ids[second.index] ?? 0;
    if (left === undefined || right === undefined || id === 0) return id === 0;
    const own = left.ids[first.index]!;
    return left === right ? own === id : isSameValue(left, own - 1, right, id - 1);
  }
}

// oxlint-disable-next-line max-params -- runs for every list of every merged row
function isSameValue(left: CleansedColumn, leftId: number, right: CleansedColumn, rightId: number): boolean {
  const leftStart = leftId === 0 ? 0 : left.ends[leftId - 1]!;
  const rightStart = rightId === 0 ? 0 : right.ends[rightId - 1]!;
  const length = left.ends[leftId]! - leftStart;
  if (right.ends[rightId]! - rightStart !== length) return false;
  for (let at = 0; at < length; at++)
    if (left.bytes[leftStart + at] !== right.bytes[rightStart + at]) return false;
  return true;
}
