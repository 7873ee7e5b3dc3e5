import { type CleansedColumn, valueText } from '@landfall/domain/cleansing/cleansed-block';
import type { StoredField } from '@landfall/domain/inventory/stored-fields';
import { type EncodedKind, encodeColumn, encodeValue } from './binary-values.ts';
import type { CopyBinary } from './copy-binary.ts';

/** Columns of a field by block. */
export type FieldColumns = readonly (CleansedColumn | undefined)[];

/** Where a row is: its block and its place in it. */
export interface Place {
  readonly block: number;
  readonly index: number;
}

/** Writes the values of one field as its column of the staging table takes them. */
export class StagedField {
  readonly field: string;
  readonly isList: boolean;
  readonly #columns: FieldColumns;
  /** Undefined where the bytes of the canonical text are the value. */
  readonly #encodedKind: EncodedKind | undefined;
  #encodedBlock = -1;
  #encoded: CleansedColumn | undefined;

  constructor({ field, kind }: StoredField, columns: FieldColumns) {
    this.field = field;
    this.isList = kind === 'text[]';
    this.#columns = columns;
    this.#encodedKind = kind === 'text' || kind === 'text[]' ? undefined : kind;
  }

  /** Adds the value of a row. Rows come in the order of their blocks: each block's values are encoded once. */
  add(out: CopyBinary, { block, index }: Place): void {
    const column = this.#columnOf(block);
    const id = column === undefined ? 0 : column.ids[index]!;
    if (column === undefined || id === 0) return out.addNull();
    const start = id === 1 ? 0 : column.ends[id - 2]!;
    if (this.isList) out.addList(column.bytes, start, column.ends[id - 1]!);
    else out.addBytes(column.bytes, start, column.ends[id - 1]!);
  }

  /** Adds the value of a row of any block. */
  addAnywhere(out: CopyBinary, place: Place): void {
    const column = this.#columns[place.block];
    const id = column?.ids[place.index] ?? 0;
    if (this.#encodedKind === undefined || place.block === this.#encodedBlock || id === 0)
      return this.add(out, place);
    if (column === undefined) return out.addNull();
    const value = encodeValue(this.#encodedKind, valueText(column, id - 1));
    out.addBytes(value, 0, value.length);
  }

  /** True when the second row has the value of the first, or none. */
  isSameOrNone(first: Place, second: Place): boolean {
    const [left, right] = [this.#columns[first.block], this.#columns[second.block]];
    const id = right?.ids[second.index] ?? 0;
    if (left === undefined || right === undefined || id === 0) return id === 0;
    const own = left.ids[first.index]!;
    return left === right ? own === id : isSameValue(left, own - 1, right, id - 1);
  }

  #columnOf(block: number): CleansedColumn | undefined {
    const column = this.#columns[block];
    if (column === undefined || this.#encodedKind === undefined) return column;
    if (block !== this.#encodedBlock) {
      this.#encoded = encodeColumn(this.#encodedKind, column);
      this.#encodedBlock = block;
    }
    return this.#encoded;
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
