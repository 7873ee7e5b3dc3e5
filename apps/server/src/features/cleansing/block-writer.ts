import { blockBytes } from '@landfall/domain/cleansing/block-places';
import type { CleansedColumn } from '@landfall/domain/cleansing/cleansed-block';
import type { PackedBlock } from './cleansing.repository.ts';

/** Takes finished blocks in row order; `nextRow` is the first row that is not in them. */
export type StoreBlocks = (blocks: readonly CleansedRowBlock[], nextRow: number) => Promise<void>;

/** A finished block with the values that were asked for beside it. */
export interface CleansedRowBlock extends PackedBlock {
  readonly wanted: readonly CleansedColumn[];
}

/** Blocks that wait while others are being stored; more would only take memory. */
const mostWaiting = 4;
/** Bytes of text that a block has only because of a row of many megabytes: it is stored before another is made. */
const longBlock = 2 * blockBytes;

/** Stores blocks in order while the next ones are made: one batch at a time, with all that are ready by then. */
export class BlockWriter {
  readonly #store: StoreBlocks;
  #waiting: Promise<CleansedRowBlock>[] = [];
  #storing: Promise<void> | undefined;

  constructor(store: StoreBlocks) {
    this.#store = store;
  }

  /** Takes a block and the bytes of its text; a failed store surfaces here, before anything follows it. */
  async add(block: Promise<CleansedRowBlock>, bytes: number): Promise<void> {
    // Met again when it is stored; until then a failure must not count as unhandled.
    block.catch(() => {});
    this.#waiting.push(block);
    if (this.#waiting.length >= mostWaiting || bytes >= longBlock) await this.#storing;
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

function nextRowOf(blocks: readonly CleansedRowBlock[]): number {
  const last = blocks.at(-1);
  return last === undefined ? 1 : last.firstRow + last.rowCount;
}
