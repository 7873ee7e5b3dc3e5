import { ByteDictionary } from './byte-dictionary.ts';
import { blockRows, type CleansedBlock, type CleansedColumn } from './cleansed-block.ts';

/** A column that is filled: its distinct values, and the number of each row's value plus 1. */
interface Filling {
  readonly values: ByteDictionary;
  readonly ids: number[];
}

/** Chosen rows of an import's cleansed blocks, put together to few blocks of their own in the order they are added. */
export class PickedRows {
  readonly #full: CleansedBlock[] = [];
  #columns = new Map<string, Filling>();
  #faults: number[] = [];

  /** Copies the row at `index` of a block; nothing of the block is kept. */
  add(block: CleansedBlock, index: number): void {
    if (this.#faults.length === blockRows) this.#close();
    const at = this.#faults.length;
    this.#faults.push(block.faults[index] ?? 0);
    for (const { field, bytes, ends, ids } of block.columns) {
      const column = this.#columnOf(field);
      const id = ids[index] ?? 0;
      if (id === 0) continue;
      const start = id === 1 ? 0 : ends[id - 2]!;
      column.ids[at] = column.values.intern(bytes, start, ends[id - 1]!) + 1;
    }
  }

  /** The rows in blocks of {@link blockRows}, numbered anew from 1. */
  blocks(): CleansedBlock[] {
    return this.#faults.length === 0 ? this.#full : [...this.#full, this.#blockAtHand()];
  }

  #close(): void {
    this.#full.push(this.#blockAtHand());
    this.#faults = [];
    // A field keeps its column in all blocks that follow.
    this.#columns = new Map([...this.#columns.keys()].map((field) => [field, emptyColumn()] as const));
  }

  #blockAtHand(): CleansedBlock {
    const rowCount = this.#faults.length;
    return {
      firstRow: this.#full.length * blockRows + 1,
      rowCount,
      columns: [...this.#columns].map(([field, column]) => columnOf(field, column, rowCount)),
      faults: Uint8Array.from(this.#faults),
    };
  }

  #columnOf(field: string): Filling {
    let column = this.#columns.get(field);
    if (column === undefined) {
      column = emptyColumn();
      this.#columns.set(field, column);
    }
    return column;
  }
}

function emptyColumn(): Filling {
  return { values: new ByteDictionary(), ids: [] };
}

function columnOf(field: string, { values, ids }: Filling, rowCount: number): CleansedColumn {
  const rowIds = new Uint16Array(rowCount);
  // A row without a value leaves a gap.
  for (let row = 0; row < rowCount; row++) rowIds[row] = ids[row] ?? 0;
  return { field, bytes: values.bytes.slice(), ends: values.ends.slice(), ids: rowIds };
}
