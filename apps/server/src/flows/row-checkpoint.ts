import type { Json } from '@landfall/domain/flow/phase-result';
import type { TenantScope } from '../platform/tenant-scope.ts';
import type { PhaseContext } from './define-phase.ts';

/** Stages of a phase that writes row by row; a checkpoint of one stage says nothing about another. */
export type RowStage = 'cleanse' | 'preview' | 'settle';

/** Stages of the creation of assets: the new ones piece by piece, then what became of each row. */
export interface CreationStep {
  /** Pieces of new assets that are written. */
  readonly pieces: number;
  readonly isCreated: boolean;
}

/** What of the creation is done, from the checkpoint of its last batch. */
export function creationStepOf(checkpoint: Json): CreationStep {
  const { stage, pieces } = fieldsOf(checkpoint);
  if (stage === 'create' && typeof pieces === 'number') return { pieces, isCreated: false };
  return { pieces: 0, isCreated: stage === 'settle' };
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
