import { promisify } from 'node:util';
import { constants, deflateRaw } from 'node:zlib';
import { BlockCleanser } from '@landfall/domain/cleansing/block-cleanser';
import { encodeBlock } from '@landfall/domain/cleansing/cleansed-block';
import type { ImportPlan } from '@landfall/domain/cleansing/import-plan';
import { takeNotes } from './block-notes.ts';
import type { PackedBlock } from './cleansing.repository.ts';
import { forEachSourceRow, type RowSource } from './source-rows.ts';

const deflate = promisify(deflateRaw);

/** Takes finished blocks in row order; `nextRow` is the first row that is not in them. */
export type StoreBlocks = (blocks: readonly PackedBlock[], nextRow: number) => Promise<void>;

/**
 * Cleanses the rows of an import from `source.fromRow` on and stores them block by block.
 *
 * Blocks begin at the same rows whenever the same import is cleansed, so a repeated run replaces its own blocks.
 */
export async function cleanseImport(source: RowSource, plan: ImportPlan, store: StoreBlocks): Promise<void> {
  const cleanser = new BlockCleanser(plan);
  const packing: Promise<PackedBlock>[] = [];
  const take = (): void => {
    const block = cleanser.takeBlock();
    if (block === undefined) return;
    const rejected = block.faults.reduce((sum, fault) => sum + (fault === 0 ? 0 : 1), 0);
    const notes = takeNotes(cleanser.columns, rejected);
    const { firstRow, rowCount } = block;
    // Packed by zlib's own threads while the next rows are cleansed.
    packing.push(
      deflate(encodeBlock(block), { level: constants.Z_BEST_SPEED }).then((body) => ({
        firstRow,
        rowCount,
        body,
        notes,
      })),
    );
  };
  let storing: Promise<void> = Promise.resolve();
  const flush = async (): Promise<void> => {
    if (packing.length === 0) return;
    const ready = packing.splice(0);
    // One store runs while the next rows are cleansed; a failed one surfaces here, before anything follows it.
    await storing;
    storing = Promise.all(ready).then((blocks) => store(blocks, nextRowOf(blocks)));
    storing.catch(() => {});
  };
  await forEachSourceRow(
    source,
    (row) => {
      if (cleanser.add(row)) take();
    },
    flush,
  );
  take();
  await flush();
  await storing;
}

function nextRowOf(blocks: readonly PackedBlock[]): number {
  const last = blocks.at(-1);
  return last === undefined ? 1 : last.firstRow + last.rowCount;
}
