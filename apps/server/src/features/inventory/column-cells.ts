import type { CleansedColumn } from '@landfall/domain/cleansing/cleansed-block';
import type { CopyBinary } from './copy-binary.ts';

/** Columns of a field by block; an array of them is one. */
export interface FieldColumns {
  at(block: number): CleansedColumn | undefined;
}

/** Adds what is written of a value of a column, counted from 0; false, and nothing added, when that is nothing. */
export type AddValue = (out: CopyBinary, column: CleansedColumn, id: number) => boolean;

/** Where the bytes of a value of a column begin. */
export function startOfValue({ ends }: CleansedColumn, id: number): number {
  return id === 0 ? 0 : ends[id - 1]!;
}

const noIds: CleansedColumn['ids'] = new Uint16Array(0);
const nothing = 0xffff_ffff;

/**
 * Writes one field of row after row. What a value of a block looks like is found out once: further rows with it get
 * a copy from where it was written.
 */
export class ColumnCells {
  readonly #columns: FieldColumns;
  readonly #addValue: AddValue;
  /** Where the values below are written: in these bytes since they were last cleared, and of this block. */
  #out: CopyBinary | undefined;
  #run = -1;
  #block = -1;
  #ids = noIds;
  /** For each value, by its number in `ids`, where it begins and ends: an end of 0 when it is not written yet. */
  #places = new Uint32Array(0);

  constructor(columns: FieldColumns, addValue: AddValue) {
    this.#columns = columns;
    this.#addValue = addValue;
  }

  /** Adds the value of a row; false when there is nothing to add. Costs least for rows in the order of their blocks. */
  add(out: CopyBinary, block: number, index: number): boolean {
    if (block !== this.#block || out !== this.#out || out.run !== this.#run) this.#open(out, block);
    const id = this.#ids[index] ?? 0;
    if (id === 0) return false;
    const end = this.#places[id * 2 + 1]!;
    if (end === 0) return this.#addFirst(out, id);
    if (end === nothing) return false;
    out.repeat(this.#places[id * 2]!, end);
    return true;
  }

  /** Adds the value of a row of any block, without keeping anything of it; false when there is nothing to add. */
  addOnce(out: CopyBinary, block: number, index: number): boolean {
    const column = this.#columns.at(block);
    const id = column?.ids[index] ?? 0;
    if (column === undefined || id === 0) return false;
    return this.#addValue(out, column, id - 1);
  }

  /** True when the field has a value in a row. */
  has(block: number, index: number): boolean {
    return (this.#columns.at(block)?.ids[index] ?? 0) > 0;
  }

  #open(out: CopyBinary, block: number): void {
    const column = this.#columns.at(block);
    const places = ((column?.ends.length ?? 0) + 1) * 2;
    if (places > this.#places.length) this.#places = new Uint32Array(places);
    else this.#places.fill(0, 0, places);
    this.#ids = column?.ids ?? noIds;
    this.#out = out;
    this.#run = out.run;
    this.#block = block;
  }

  #addFirst(out: CopyBinary, id: number): boolean {
    const column = this.#columns.at(this.#block)!;
    const begin = out.length;
    const isAdded = this.#addValue(out, column, id - 1);
    this.#places[id * 2] = begin;
    this.#places[id * 2 + 1] = isAdded ? out.length : nothing;
    return isAdded;
  }
}
