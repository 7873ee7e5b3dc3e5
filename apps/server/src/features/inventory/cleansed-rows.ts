import { blockRows, type CleansedBlock, valueText } from '@landfall/domain/cleansing/cleansed-block';
import type { FieldColumns } from './column-cells.ts';
import { decodedBytes, PackedBlock, packedBlocks, type PackedBody } from './packed-blocks.ts';
import { RowsApart } from './rows-apart.ts';

/** Rows as plain data in shared memory, for another thread. */
export type SharedRows =
  | { readonly kind: 'decoded'; readonly blocks: readonly CleansedBlock[] }
  | { readonly kind: 'packed'; readonly bodies: readonly PackedBody[] };

/** Rows are looked up by runs of 256, from whose first row on the block is found: blocks are mostly much longer. */
const runBits = 8;

const noColumns: FieldColumns = { at: () => undefined };

/** The cleansed rows of an import in memory: decoded, about 250 bytes a row, or packed, about a fifth of that. */
export class CleansedRows {
  readonly blocks: readonly CleansedBlock[];
  readonly rowCount: number;
  readonly fields: ReadonlySet<string>;
  readonly #columns: ReadonlyMap<string, FieldColumns>;
  /** First row of each block, counted from 0, and the row behind the last. */
  readonly #starts: Int32Array;
  /** Block that holds the first row of each run of 2 ** {@link runBits} rows. */
  readonly #blockOfRun: Uint32Array;
  #bytesPerRow: Float64Array | undefined;
  /** Copies of rows that are far from those they are read with. */
  #apart: RowsApart | undefined;

  constructor(blocks: readonly CleansedBlock[]) {
    this.blocks = blocks;
    this.#starts = startsOf(blocks);
    this.rowCount = this.#starts[blocks.length]!;
    this.#blockOfRun = blocksOfRuns(this.#starts, this.rowCount);
    this.fields = new Set(blocks.flatMap(fieldsOf));
    this.#columns = new Map([...this.fields].map((field) => [field, this.#columnsOf(field)] as const));
  }

  /** The rows that another thread has. */
  static of(rows: SharedRows): CleansedRows {
    return new CleansedRows(rows.kind === 'decoded' ? rows.blocks : packedBlocks(rows.bodies));
  }

  get shared(): SharedRows {
    const bodies = this.blocks.flatMap((block) => (block instanceof PackedBlock ? [block.packed] : []));
    return this.isPacked ? { kind: 'packed', bodies } : { kind: 'decoded', blocks: this.blocks };
  }

  /** True when each look at rows far from those before costs the decoding of a block. */
  get isPacked(): boolean {
    return this.blocks[0] instanceof PackedBlock;
  }

  /** Columns of a field by block; none for a field the import does not have. */
  columns(field: string): FieldColumns {
    return this.#columns.get(field) ?? noColumns;
  }

  /** Canonical text of a field in a row, counted from 0 over the import; null when unknown. */
  value(field: string, row: number): string | null {
    const block = this.blockOf(row);
    const column = this.#columns.get(field)?.at(block);
    const id = column?.ids[this.indexIn(block, row)] ?? 0;
    return column === undefined || id === 0 ? null : valueText(column, id - 1);
  }

  /** True when the field has a value in the row. */
  has(field: string, row: number): boolean {
    const block = this.blockOf(row);
    return (this.#columns.get(field)?.at(block)?.ids[this.indexIn(block, row)] ?? 0) > 0;
  }

  /** Reject code of a row's fault, 0 for a readable row. */
  fault(row: number): number {
    const block = this.#holding(row);
    return this.blocks[block]?.faults[row - this.#starts[block]!] ?? 0;
  }

  /** Bytes that a row takes decoded, which is what those of its block take on average. */
  bytesOfRow(row: number): number {
    this.#bytesPerRow ??= Float64Array.from(this.blocks, (block) => decodedBytes(block) / block.rowCount);
    return this.#bytesPerRow[this.#holding(row)] ?? 0;
  }

  /** Index of the block that a row is read from: the one that holds it, or one behind all of these with a copy. */
  blockOf(row: number): number {
    if (this.#apart?.has(row) === true) return this.blocks.length + this.#apart.blockOf(row);
    return this.#holding(row);
  }

  #holding(row: number): number {
    const starts = this.#starts;
    let block = this.#blockOfRun[row >>> runBits]!;
    while (starts[block + 1]! <= row) block++;
    return block;
  }

  /** Place of a row in the block it is read from. */
  indexIn(block: number, row: number): number {
    if (block < this.blocks.length || this.#apart === undefined) return row - this.#starts[block]!;
    return this.#apart.placeOf(row) % blockRows;
  }

  /** First row of a block, counted from 0. */
  startOf(block: number): number {
    return this.#starts[block]!;
  }

  /**
   * Copies rows of packed blocks, ascending, to where they can be read in any order, a block a step; rows that are
   * decoded stay as they are.
   */
  *bringNear(rows: Int32Array): Generator<void> {
    if (!this.isPacked || rows.length === 0) return;
    const apart = new RowsApart(rows, this.rowCount);
    for (let next = apart.next; next !== undefined; next = apart.next) {
      const at = this.#holding(next);
      const block = this.blocks[at];
      if (block === undefined) throw new Error(`No block holds row ${next + 1}.`);
      apart.take(block, this.startOf(at));
      yield;
    }
    this.#apart = apart;
  }

  #columnsOf(field: string): FieldColumns {
    const { blocks } = this;
    if (!this.isPacked) return blocks.map((block) => block.columns.find((column) => column.field === field));
    return {
      at: (at) => {
        const block = blocks[at];
        return block instanceof PackedBlock
          ? block.column(field)
          : this.#apart?.column(field, at - blocks.length);
      },
    };
  }
}

function startsOf(blocks: readonly CleansedBlock[]): Int32Array {
  const starts = new Int32Array(blocks.length + 1);
  for (const [at, { rowCount }] of blocks.entries()) starts[at + 1] = starts[at]! + rowCount;
  return starts;
}

function blocksOfRuns(starts: Int32Array, rowCount: number): Uint32Array {
  let block = 0;
  return Uint32Array.from({ length: (rowCount >>> runBits) + 1 }, (_, run) => {
    while (starts[block + 1]! <= run << runBits) block++;
    return block;
  });
}

function fieldsOf(block: CleansedBlock): readonly string[] {
  return block instanceof PackedBlock ? block.packed.fields : block.columns.map(({ field }) => field);
}
