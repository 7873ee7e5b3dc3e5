import {
  blockRows,
  type CleansedBlock,
  type CleansedColumn,
} from '@landfall/domain/cleansing/cleansed-block';
import { PickedRows } from '@landfall/domain/cleansing/picked-rows';

/** Copies of some rows, put together to blocks of their own. */
export class RowsApart {
  readonly #rows: Int32Array;
  readonly #isApart: Uint8Array;
  readonly #picked = new PickedRows();
  #blocks: readonly CleansedBlock[] = [];
  #at = 0;

  /** For rows of an import of `rowCount`, ascending and counted from 0. */
  constructor(rows: Int32Array, rowCount: number) {
    this.#rows = rows;
    this.#isApart = new Uint8Array((rowCount + 7) >> 3);
    for (const row of rows) this.#isApart[row >> 3]! |= 1 << (row & 7);
  }

  /** Copies those of the rows that the next block holds, which begins at `start`; true when more are to come. */
  take(block: CleansedBlock, start: number): boolean {
    const end = start + block.rowCount;
    for (; this.#at < this.#rows.length && this.#rows[this.#at]! < end; this.#at++)
      this.#picked.add(block, this.#rows[this.#at]! - start);
    if (this.#at < this.#rows.length) return true;
    this.#blocks = this.#picked.blocks();
    return false;
  }

  /** The first row that was not copied yet; undefined when there is none. */
  get next(): number | undefined {
    return this.#rows[this.#at];
  }

  has(row: number): boolean {
    return (this.#isApart[row >> 3]! & (1 << (row & 7))) !== 0;
  }

  /** Number of a row among those apart. */
  placeOf(row: number): number {
    let low = 0;
    let high = this.#rows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#rows[middle]! <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  blockOf(row: number): number {
    return Math.floor(this.placeOf(row) / blockRows);
  }

  column(field: string, block: number): CleansedColumn | undefined {
    return this.#blocks[block]?.columns.find((column) => column.field === field);
  }
}
