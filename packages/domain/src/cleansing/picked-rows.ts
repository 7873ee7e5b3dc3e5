import { blockRows, type CleansedBlock, type CleansedColumn } from './cleansed-block.ts';

/** Chosen rows of an import's cleansed blocks, put together to few blocks of their own in the order they are added. */
export class PickedRows {
  readonly #values = new Map<string, Map<number, Uint8Array>>();
  readonly #faults: number[] = [];

  /** Copies the row at `index` of a block; nothing of the block is kept. */
  add(block: CleansedBlock, index: number): void {
    const at = this.#faults.length;
    this.#faults.push(block.faults[index] ?? 0);
    for (const column of block.columns) {
      const values = this.#valuesOf(column.field);
      const id = column.ids[index] ?? 0;
      if (id === 0) continue;
      const start = id === 1 ? 0 : column.ends[id - 2];
      values.set(at, column.bytes.slice(start, column.ends[id - 1]));
    }
  }

  /** The rows in blocks of {@link blockRows}, numbered anew from 1. */
  blocks(): CleansedBlock[] {
    const blocks: CleansedBlock[] = [];
    for (let start = 0; start < this.#faults.length; start += blockRows) {
      const rowCount = Math.min(blockRows, this.#faults.length - start);
      const columns = [...this.#values].map(([field, values]) =>
        columnOf(field, values, { start, rowCount }),
      );
      const faults = Uint8Array.from(this.#faults.slice(start, start + rowCount));
      blocks.push({ firstRow: start + 1, rowCount, columns, faults });
    }
    return blocks;
  }

  #valuesOf(field: string): Map<number, Uint8Array> {
    let values = this.#values.get(field);
    if (values === undefined) {
      values = new Map();
      this.#values.set(field, values);
    }
    return values;
  }
}

function columnOf(
  field: string,
  values: ReadonlyMap<number, Uint8Array>,
  { start, rowCount }: { readonly start: number; readonly rowCount: number },
): CleansedColumn {
  const ids = new Uint16Array(rowCount);
  const pieces: Uint8Array[] = [];
  const ends: number[] = [];
  let length = 0;
  for (let row = 0; row < rowCount; row++) {
    const value = values.get(start + row);
    if (value === undefined) continue;
    pieces.push(value);
    ends.push((length += value.length));
    ids[row] = ends.length;
  }
  const bytes = new Uint8Array(length);
  for (const [index, piece] of pieces.entries()) bytes.set(piece, ends[index]! - piece.length);
  return { field, bytes, ends: Uint32Array.from(ends), ids };
}
