import { type PreviewBlock, PreviewHash, sumCounts } from '../features/inventory/preview.service.ts';
import { keepSettledBlocks, writePreview } from '../features/inventory/row-results.repository.ts';
import { heardLater } from '../platform/heard-later.ts';
import { nextTurn } from '../platform/next-turn.ts';
import { blocksOf } from './batch-rows.ts';
import type { PhaseContext } from './define-phase.ts';
import { withSettledRows } from './settled-rows.ts';

/** What a preview says altogether. */
export interface PreviewCounts {
  readonly actions: Record<string, number>;
  readonly hash: string;
}

/** Blocks of the preview stored in one transaction. */
const blocksPerBatch = 8;

/** A preview that is to be stored. */
export interface PreviewToStore {
  readonly blocks: Iterable<PreviewBlock> | AsyncIterable<PreviewBlock>;
  readonly rowsTotal: number;
  /** True when other rows of the import keep the outcome they have. */
  readonly isCorrection: boolean;
}

/** Stores the preview of all rows; while the database stores some blocks, the next ones are described. */
export async function storePreview(
  context: PhaseContext,
  { blocks: previewedBlocks, rowsTotal, isCorrection }: PreviewToStore,
): Promise<PreviewCounts> {
  const { importId, epoch } = context;
  const hash = new PreviewHash();
  const counted: Readonly<Record<string, number>>[] = [];
  let ready: PreviewBlock[] = [];
  let storing: Promise<void> = Promise.resolve();
  const store = async (): Promise<void> => {
    await storing;
    const blocks = ready;
    ready = [];
    storing = heardLater(storeBlocks(context, rowsTotal, blocks));
  };
  if (isCorrection)
    await context.batch({ rowsDone: 0, rowsTotal }, (scope) => keepSettledBlocks(scope, { importId, epoch }));
  try {
    for await (const previewed of previewedBlocks) {
      const block = isCorrection ? await withSettledRows(context, previewed) : previewed;
      if (block === undefined) continue;
      hash.add(block);
      counted.push(block.counts.actions);
      ready.push(block);
      if (ready.length >= blocksOf(context, blocksPerBatch)) await store();
      else await nextTurn();
    }
    await store();
  } finally {
    // What was begun ends before anything else is done, also when another block failed.
    await Promise.allSettled([storing]);
  }
  await storing;
  return { actions: sumCounts(counted), hash: hash.value };
}

async function storeBlocks(
  context: PhaseContext,
  rowsTotal: number,
  blocks: readonly PreviewBlock[],
): Promise<void> {
  const last = blocks.at(-1);
  if (last === undefined) return;
  const { importId, epoch } = context;
  const rowsDone = last.firstRow + last.rowCount - 1;
  const progress = { rowsDone, rowsTotal, checkpoint: { stage: 'preview', nextRow: rowsDone + 1 } };
  await context.batch(progress, async (scope) => {
    for (const block of blocks) await writePreview(scope, { importId, epoch }, block);
  });
}
