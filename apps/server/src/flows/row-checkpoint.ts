import type { Json } from '@landfall/domain/flow/phase-result';
import type { TenantScope } from '../platform/tenant-scope.ts';
import type { PhaseContext } from './define-phase.ts';

/** Stages of a phase that writes row by row; a checkpoint of one stage says nothing about another. */
export type RowStage = 'cleanse' | 'preview' | 'create';

/** First row a stage has not done, from the checkpoint of its last batch; 1 when it has done none. */
export function nextRowOf(checkpoint: Json, stage: RowStage): number {
  if (typeof checkpoint !== 'object' || checkpoint === null || Array.isArray(checkpoint)) return 1;
  const { stage: reached, nextRow } = Object.fromEntries(Object.entries(checkpoint));
  return reached === stage && typeof nextRow === 'number' ? nextRow : 1;
}

/** The read-only transactions of a run, as the features take them. */
export function readerOf(
  context: PhaseContext,
): <Result>(work: (scope: TenantScope) => Promise<Result>) => Promise<Result> {
  return (work) => context.read(work);
}
