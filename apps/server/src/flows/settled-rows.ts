import { tallyOutcomes } from '@landfall/domain/inventory/accounting';
import { countActions } from '@landfall/domain/inventory/preview-review';
import {
  assetIdAt,
  createdAssetId,
  isSettled,
  isSettledAt,
  leadRowAt,
  ownKeysAt,
  rowActions,
  type RowResults,
  wordOf,
} from '@landfall/domain/inventory/row-results';
import { eachBlock } from '../features/inventory/footprint-index.ts';
import type { PreviewBlock } from '../features/inventory/preview.service.ts';
import { readResults } from '../features/inventory/row-results.repository.ts';
import { correctionCourse } from './correction-course.repository.ts';
import type { PhaseContext } from './define-phase.ts';
import { readerOf } from './row-checkpoint.ts';

/** Rows that keep the outcome they have because only others are corrected. */
export interface SettledRows {
  /** One byte a row, counted from 0: 1 for a settled one. */
  readonly marks: Uint8Array;
  /** The asset that a settled row describes; `undefined` for a rejected row, one of an edge, and one that is open. */
  readonly assetOf: (row: number) => { readonly assetId: string; readonly hasStrongKey: boolean } | undefined;
}

/** The settled rows of an import, when corrections came after the others were written; else `undefined`. */
export async function settledRows(context: PhaseContext, rowCount: number): Promise<SettledRows | undefined> {
  const { keepsOutcomes } = await context.read((scope) => correctionCourse(scope, context));
  if (!keepsOutcomes) return undefined;
  const marks = new Uint8Array(rowCount);
  const blocks: RowResults[] = [];
  await eachBlock(readerOf(context), context.importId, (block) => {
    blocks.push(block);
    for (let index = 0; index < block.rowCount; index++)
      if (isSettledAt(block, index)) marks[block.firstRow - 1 + index] = 1;
  });
  const stride = blocks[0]?.rowCount ?? rowCount;
  return {
    marks,
    assetOf(row) {
      const block = blocks[Math.floor(row / stride)];
      return marks[row] === 1 && block !== undefined
        ? assetOfRow(block, row % stride, context.importId)
        : undefined;
    },
  };
}

function assetOfRow(block: RowResults, index: number, importId: string) {
  const action = wordOf(rowActions, block.actions[index]);
  if (action === undefined || action === 'reject') return undefined;
  const assetId = assetIdAt(block, index) ?? createdAssetId(importId, leadRowAt(block, index));
  return { assetId, hasStrongKey: ownKeysAt(block, index) !== 0 };
}

/**
 * A block of a new preview in which settled rows say what they said before; `undefined` when none of its rows is open.
 */
export async function withSettledRows(
  context: PhaseContext,
  block: PreviewBlock,
): Promise<PreviewBlock | undefined> {
  const { firstRow } = block;
  const [stored] = await context.read((scope) =>
    readResults(scope, context.importId, { first: firstRow, last: firstRow }),
  );
  if (stored === undefined || stored.outcomes === null) return block;
  return isSettled(stored) ? undefined : keepSettled(block, stored, stored.outcomes);
}

function keepSettled(fresh: PreviewBlock, stored: RowResults, outcomes: Uint8Array): PreviewBlock {
  const block = {
    ...fresh,
    actions: fresh.actions.slice(),
    reasons: fresh.reasons.slice(),
    leadRows: fresh.leadRows.slice(),
    assetIds: fresh.assetIds.slice(),
    outcomes,
  };
  for (let index = 0; index < block.rowCount; index++) {
    if (!isSettledAt(stored, index)) continue;
    block.actions[index] = stored.actions[index] ?? 0;
    block.reasons[index] = stored.reasons[index] ?? 0;
    block.leadRows.set(stored.leadRows.subarray(index * 4, index * 4 + 4), index * 4);
    block.assetIds.set(stored.assetIds.subarray(index * 16, index * 16 + 16), index * 16);
  }
  const tally = tallyOutcomes(outcomes, block.reasons);
  return { ...block, counts: { ...fresh.counts, actions: countActions(block), outcomes: tally } };
}
