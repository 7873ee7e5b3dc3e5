import { ColumnCells, type GatheredColumn } from '../tabular/column-cells.ts';
import type { SourceRow } from '../tabular/record-reader.ts';
import { blockBytes } from './block-places.ts';
import { blockRows, rowFaults } from './cleansed-block.ts';

/** Cells of up to {@link blockRows} consecutive rows, column by column; those of faulty rows are left out. */
export class GatheredRows {
  readonly #cells: ColumnCells;
  readonly #faults = new Uint8Array(blockRows);
  #firstRow = 0;

  /** Takes the 1-based positions of the columns in the source. */
  constructor(positions: readonly number[]) {
    this.#cells = new ColumnCells(positions, blockRows);
  }

  /** Number of the first row gathered. */
  get firstRow(): number {
    return this.#firstRow;
  }

  get rowCount(): number {
    return this.#cells.rowCount;
  }

  get isFull(): boolean {
    return this.#cells.rowCount === blockRows || this.#cells.byteLength >= blockBytes;
  }

  /** For each row 0, or 1 + the index of its fault in {@link rowFaults}. */
  get faults(): Uint8Array {
    return this.#faults.subarray(0, this.rowCount);
  }

  /** The gathered cells of the column that was given `index`-th; valid until the next {@link add}. */
  column(index: number): GatheredColumn {
    return this.#cells.column(index);
  }

  /** Adds the next row of the source; none must be left out. */
  add({ record, rowNumber, fault }: SourceRow): void {
    if (this.rowCount === 0) this.#firstRow = rowNumber;
    this.#faults[this.rowCount] = fault === undefined ? 0 : rowFaults.indexOf(fault) + 1;
    this.#cells.add(record, fault === undefined ? record.cellCount : 0);
  }

  /** Forgets the rows and keeps the memory for others. */
  clear(): void {
    this.#cells.clear();
  }
}

/** Gathers the rows of a source into full blocks, which are used again once they are given back. */
export class RowGatherer {
  readonly #positions: readonly number[];
  #spare: GatheredRows | undefined;
  #filling: GatheredRows;

  constructor(positions: readonly number[]) {
    this.#positions = positions;
    this.#filling = new GatheredRows(positions);
  }

  /** Adds a row and answers the block it made full. */
  add(row: SourceRow): GatheredRows | undefined {
    this.#filling.add(row);
    return this.#filling.isFull ? this.#take() : undefined;
  }

  /** The last rows, which fill no block. */
  rest(): GatheredRows | undefined {
    return this.#filling.rowCount === 0 ? undefined : this.#take();
  }

  /** Takes back a block nobody needs any more. */
  recycle(rows: GatheredRows): void {
    rows.clear();
    this.#spare = rows;
  }

  #take(): GatheredRows {
    const full = this.#filling;
    this.#filling = this.#spare ?? new GatheredRows(this.#positions);
    this.#spare = undefined;
    return full;
  }
}
