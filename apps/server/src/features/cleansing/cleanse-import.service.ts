import { BlockCleanser } from '@landfall/domain/cleansing/block-cleanser';
import { type CleansedBlock, encodeBlock } from '@landfall/domain/cleansing/cleansed-block';
import type { ImportPlan } from '@landfall/domain/cleansing/import-plan';
import { pack } from '../../platform/packing.ts';
import { type BlockNotes, takeNotes } from './block-notes.ts';
import type { PackedBlock } from './cleansing.repository.ts';
import { readBlocks, type RowSource, runInTurns } from './source-rows.ts';

/** Takes finished blocks in row order; `nextRow` is the first row that is not in them. */
export type StoreBlocks = (blocks: readonly PackedBlock[], nextRow: number) => Promise<void>;

/**
 * Cleanses the rows of an import from `source.fromRow` on and stores them block by block.
 *
 * Blocks begin at the same rows whenever the same import is cleansed, so a repeated run replaces its own blocks.
 */
export async function cleanseImport(source: RowSource, plan: ImportPlan, store: StoreBlocks): Promise<void> {
  const cleanser = new BlockCleanser(plan);
  const gatherer = cleanser.gatherer();
  const writer = new BlockWriter(store);
  await readBlocks(source, {
    add: (row) => gatherer.add(row),
    rest: () => gatherer.rest(),
    async onBlock(rows) {
      const cleansed = await runInTurns(cleanser.cleanse(rows));
      const block = source.prepare?.(cleansed) ?? cleansed;
      gatherer.recycle(rows);
      const rejected = block.faults.reduce((sum, fault) => sum + (fault === 0 ? 0 : 1), 0);
      await writer.add(packBlock(block, takeNotes(cleanser.columns, rejected)));
    },
  });
  await writer.end();
}

/** Packed in the thread pool while the next rows are cleansed. */
async function packBlock(block: CleansedBlock, notes: BlockNotes): Promise<PackedBlock> {
  const body = await pack(encodeBlock(block));
  return { firstRow: block.firstRow, rowCount: block.rowCount, body, notes };
}

/** Blocks that wait while others are being stored; more would only take memory. */
const mostWaiting = 4;

/** Stores blocks in order while the next ones are made: one batch at a time, with all that are ready by then. */
class BlockWriter {
  readonly #store: StoreBlocks;
  #waiting: Promise<PackedBlock>[] = [];
  #storing: Promise<void> | undefined;

  constructor(store: StoreBlocks) {
    this.#store = store;
  }

  /** Takes a block; a failed store surfaces here, before anything follows it. */
  async add(block: Promise<PackedBlock>): Promise<void> {
    // Met again when it is stored; until then a failure must not count as unhandled.
    block.catch(() => {});
    this.#waiting.push(block);
    if (this.#waiting.length >= mostWaiting) await this.#storing;
    if (this.#storing === undefined) this.#start();
  }

  #start(): void {
    const ready = this.#waiting;
    this.#waiting = [];
    const storing = Promise.all(ready).then((blocks) => this.#store(blocks, nextRowOf(blocks)));
    this.#storing = storing;
    storing.then(
      () => {
        this.#storing = undefined;
      },
      () => {},
    );
  }

  async end(): Promise<void> {
    await this.#storing;
    if (this.#waiting.length === 0) return;
    this.#start();
    await this.#storing;
  }
}

function nextRowOf(blocks: readonly PackedBlock[]): number {
  const last = blocks.at(-1);
  return last === undefined ? 1 : last.firstRow + last.rowCount;
}
