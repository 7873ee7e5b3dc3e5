import { hashBytes } from '../cleansing/byte-dictionary.ts';
import type { CleansedBlock, CleansedColumn } from '../cleansing/cleansed-block.ts';
import type { KeyColumn } from './group-rows.ts';

/** Further hashes of a row where they alone tell contents apart: with the first one 96 bits. */
const furtherHashes = 2;

/**
 * Numbers the distinct contents of rows, so that exact copies (equal in every cleansed field) share a number.
 *
 * Rows are compared by a hash and, when it is equal, value by value; or, where a row is dear to look at again, by
 * three hashes and the number of their values.
 */
export class RowContents {
  /** Fields with a value, for each row. */
  readonly filled: Uint16Array;
  readonly #ids: Int32Array;
  readonly #hashes: Int32Array;
  /** For each slot 1 + the first row with a content. */
  readonly #slots: Int32Array;
  readonly #mask: number;
  readonly #blocks: { readonly start: number; readonly block: CleansedBlock }[] = [];
  /** Further hashes of each row; undefined where rows are compared value by value. */
  readonly #further: Int32Array | undefined;
  #row = 0;
  #size = 0;

  constructor(rows: number, compared: 'values' | 'hashes' = 'values') {
    this.#further = compared === 'hashes' ? new Int32Array(rows * furtherHashes) : undefined;
    this.filled = new Uint16Array(rows);
    this.#ids = new Int32Array(rows).fill(-1);
    this.#hashes = new Int32Array(rows);
    let slots = 256;
    while (slots < rows * 2) slots *= 2;
    this.#slots = new Int32Array(slots);
    this.#mask = slots - 1;
  }

  /** Adds the rows of the next block. */
  add(block: CleansedBlock): void {
    const start = this.#row;
    if (this.#further === undefined) this.#blocks.push({ start, block });
    for (const column of block.columns) this.#addColumn(column, start);
    for (let row = 0; row < block.rowCount; row++) this.#place(start + row);
    this.#row += block.rowCount;
  }

  /** Content number of each row; rows of equal content have the same. */
  result(): KeyColumn {
    return { ids: this.#ids, size: this.#size };
  }

  #addColumn({ field, bytes, ends, ids }: CleansedColumn, start: number): void {
    const salt = hashText(field);
    const hashOf = new Int32Array(ends.length);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let id = 0, from = 0; id < hashOf.length; id++) {
      const end = ends[id]!;
      hashOf[id] = Math.imul(hashBytes(view, from, end) ^ salt, 0x9e3779b1);
      from = end;
    }
    if (this.#further !== undefined)
      addFurther({ bytes, ends, ids }, salt, this.#further.subarray(start * furtherHashes));
    const filled = this.filled.subarray(start, start + ids.length);
    const hashes = this.#hashes.subarray(start, start + ids.length);
    for (let row = 0; row < ids.length; row++) {
      const id = ids[row]!;
      if (id === 0) continue;
      filled[row]!++;
      // A sum over the fields: their order in the block does not matter.
      hashes[row]! += hashOf[id - 1]!;
    }
  }

  #place(row: number): void {
    const hash = this.#hashes[row]!;
    for (let slot = spread(hash) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const first = this.#slots[slot]! - 1;
      if (first < 0) {
        this.#slots[slot] = row + 1;
        this.#ids[row] = this.#size++;
        return;
      }
      if (this.#hashes[first] === hash && this.#isEqual(first, row)) {
        this.#ids[row] = this.#ids[first]!;
        return;
      }
    }
  }

  #isEqual(left: number, right: number): boolean {
    if (this.filled[left] !== this.filled[right]) return false;
    if (this.#further !== undefined) return haveSameHashes(this.#further, left, right);
    const a = this.#locate(left);
    const b = this.#locate(right);
    return a.block.columns.every((column) => {
      const other = b.block.columns.find((candidate) => candidate.field === column.field);
      return equalValues(column, a.index, { column: other, index: b.index });
    });
  }

  #locate(row: number): { readonly block: CleansedBlock; readonly index: number } {
    let low = 0;
    let high = this.#blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#blocks[middle]!.start <= row) low = middle;
      else high = middle - 1;
    }
    const { block, start } = this.#blocks[low]!;
    return { block, index: row - start };
  }
}

function haveSameHashes(hashes: Int32Array, left: number, right: number): boolean {
  for (let at = 0; at < furtherHashes; at++)
    if (hashes[left * furtherHashes + at] !== hashes[right * furtherHashes + at]) return false;
  return true;
}

/** Adds hashes of a column's values to those of the rows; they have nothing in common with {@link hashBytes}. */
function addFurther(
  { bytes, ends, ids }: Pick<CleansedColumn, 'bytes' | 'ends' | 'ids'>,
  salt: number,
  hashes: Int32Array,
): void {
  const known = new Int32Array(ends.length * furtherHashes);
  for (let id = 0, at = 0; id < ends.length; id++) {
    let one = salt ^ 0x811c9dc5;
    let other = salt + 0x27d4eb2f;
    for (const end = ends[id]!; at < end; at++) {
      one = Math.imul(one ^ bytes[at]!, 0x01000193);
      other = Math.imul(other ^ bytes[at]!, 0x5bd1e995);
      other ^= other >>> 15;
    }
    known[id * furtherHashes] = spread(one);
    known[id * furtherHashes + 1] = spread(other ^ 0x165667b1);
  }
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row]!;
    if (id === 0) continue;
    for (let at = 0; at < furtherHashes; at++)
      hashes[row * furtherHashes + at]! += known[(id - 1) * furtherHashes + at]!;
  }
}

// oxlint-disable-next-line complexity -- compares two packed values without making them texts
function equalValues(
  left: CleansedColumn,
  row: number,
  other: { column: CleansedColumn | undefined; index: number },
): boolean {
  const a = left.ids[row]!;
  const b = other.column?.ids[other.index] ?? 0;
  if (a === 0 || b === 0 || other.column === undefined) return a === b;
  let from = a === 1 ? 0 : left.ends[a - 2]!;
  let place = b === 1 ? 0 : other.column.ends[b - 2]!;
  const end = left.ends[a - 1]!;
  if (end - from !== other.column.ends[b - 1]! - place) return false;
  while (from < end) if (left.bytes[from++] !== other.column.bytes[place++]) return false;
  return true;
}

function hashText(text: string): number {
  let hash = 0x3c6ef372;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

function spread(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 13);
}
