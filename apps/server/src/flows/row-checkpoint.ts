import type { Json } from '@landfall/domain/flow/phase-result';
import type { TenantScope } from '../platform/tenant-scope.ts';
import type { PhaseContext } from './define-phase.ts';

/** Stages of a phase that writes row by row; a checkpoint of one stage says nothing about another. */
export type RowStage = 'cleanse' | 'preview' | 'settle';

/** New assets that are written: whole windows, and pieces of the window after them. */
export interface WrittenPieces {
  readonly windows: number;
  readonly pieces: number;
}

/** How new assets are cut into windows; a release that cuts them in another way has another number. */
export const windowLayout = 4;

/**
 * New assets that are written, from the checkpoint of the last batch of a creation; `all` when only rows are to be
 * settled. Windows of another release say nothing: all are written again, which leaves out what is there already.
 */
export function writtenPiecesOf(checkpoint: Json): WrittenPieces | 'all' {
  const { stage, layout, windows, pieces } = fieldsOf(checkpoint);
  if (stage === 'settle') return 'all';
  const isCreating =
    stage === 'create' &&
    layout === windowLayout &&
    typeof windows === 'number' &&
    typeof pieces === 'number';
  return isCreating ? { windows, pieces } : { windows: 0, pieces: 0 };
}

/** First row a stage has not done, from the checkpoint of its last batch; 1 when it has done none. */
export function nextRowOf(checkpoint: Json, stage: RowStage): number {
  const { stage: reached, nextRow } = fieldsOf(checkpoint);
  return reached === stage && typeof nextRow === 'number' ? nextRow : 1;
}

function fieldsOf(checkpoint: Json): Readonly<Record<string, Json>> {
  if (typeof checkpoint !== 'object' || checkpoint === null || Array.isArray(checkpoint)) return {};
  return Object.fromEntries(Object.entries(checkpoint));
}

/** The read-only transactions of a run, as the features take them. */
export function readerOf(
  context: PhaseContext,
): <Result>(work: (scope: TenantScope) => Promise<Result>) => Promise<Result> {
  return (work) => context.read(work);
}
