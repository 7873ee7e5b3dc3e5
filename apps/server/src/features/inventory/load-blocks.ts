import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type CleansedBlock,
  type CleansedColumn,
  decodeBlock,
  valueText,
} from '@landfall/domain/cleansing/cleansed-block';
import { heardLater } from '../../platform/heard-later.ts';
import { unpack } from '../../platform/packing.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { readBlocks, type StoredBlock } from './cleansed-block.repository.ts';

const blocksPerRead = 8;

/** Rows of an import are read by the thread that writes them out, too. */
const sharedMemory = (byteLength: number): SharedArrayBuffer => new SharedArrayBuffer(byteLength);

/** Runs work in a read-only transaction of the tenant. */
export type ReadScope = <Result>(work: (scope: TenantScope) => Promise<Result>) => Promise<Result>;

/** The cleansed rows of an import in memory: about 250 bytes a row. */
export class CleansedRows {
  readonly blocks: readonly CleansedBlock[];
  readonly rowCount: number;
  readonly fields: ReadonlySet<string>;
  /** Column of each field by block, in the order of the blocks. */
  readonly #columns: ReadonlyMap<string, readonly (CleansedColumn | undefined)[]>;
  /** Block of each run of {@link stride} rows: blocks are equally long but for the last. */
  readonly #stride: number;

  constructor(blocks: readonly CleansedBlock[]) {
    this.blocks = blocks;
    this.rowCount = blocks.reduce((sum, block) => sum + block.rowCount, 0);
    this.#stride = blocks[0]?.rowCount ?? 1;
    this.fields = new Set(blocks.flatMap((block) => block.columns.map((column) => column.field)));
    this.#columns = new Map(
      [...this.fields].map((field) => [
        field,
        blocks.map((block) => block.columns.find((column) => column.field === field)),
      ]),
    );
  }

  /** Columns of a field by block; empty for a field the import does not have. */
  columns(field: string): readonly (CleansedColumn | undefined)[] {
    return this.#columns.get(field) ?? [];
  }

  /** Canonical text of a field in a row, counted from 0 over the import; null when unknown. */
  value(field: string, row: number): string | null {
    const block = Math.floor(row / this.#stride);
    const column = this.#columns.get(field)?.[block];
    const id = column?.ids[row - block * this.#stride] ?? 0;
    return column === undefined || id === 0 ? null : valueText(column, id - 1);
  }

  /** True when the field has a value in the row. */
  has(field: string, row: number): boolean {
    const block = Math.floor(row / this.#stride);
    return (this.#columns.get(field)?.[block]?.ids[row - block * this.#stride] ?? 0) > 0;
  }

  /** Reject code of a row's fault, 0 for a readable row. */
  fault(row: number): number {
    const block = Math.floor(row / this.#stride);
    return this.blocks[block]?.faults[row - block * this.#stride] ?? 0;
  }

  /** Index of the block that holds a row. */
  blockOf(row: number): number {
    return Math.floor(row / this.#stride);
  }

  /** First row of a block, counted from 0. */
  startOf(block: number): number {
    return block * this.#stride;
  }
}

/** Loads the cleansed rows of an import, each block shown as it comes; others run between two blocks. */
export async function loadCleansedRows(
  read: ReadScope,
  importId: string,
  onBlock: (block: CleansedBlock) => void = () => {},
): Promise<CleansedRows> {
  const next = (after: number): Promise<StoredBlock[]> =>
    heardLater(read((scope) => readBlocks(scope, importId, { after, limit: blocksPerRead })));
  const blocks: CleansedBlock[] = [];
  let coming = next(0);
  for (;;) {
    const stored = await coming;
    const last = stored.at(-1);
    if (last === undefined) return new CleansedRows(blocks);
    // The database reads the next blocks while these are unpacked.
    coming = next(last.firstRow);
    for (const unpacking of stored.map(({ body }) => heardLater(unpack(body)))) {
      const block = decodeBlock(await unpacking, sharedMemory);
      blocks.push(block);
      onBlock(block);
      await nextTurn();
    }
  }
}

/** The cleansed blocks that hold some of the rows `[first, last]`, 1-based. */
export async function loadBlocksOfRows(
  scope: TenantScope,
  importId: string,
  rows: { readonly first: number; readonly last: number },
): Promise<CleansedBlock[]> {
  const stored = await readBlocks(scope, importId, { covering: rows, limit: 1000 });
  const bodies = await Promise.all(stored.map(({ body }) => unpack(body)));
  return bodies.map((body) => decodeBlock(body));
}
