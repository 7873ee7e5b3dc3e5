import type { PhaseContext } from './define-phase.ts';

/** Items of one batch: as many as the phase takes by itself, or as few as the run was told. */
export function itemsOf({ batchRows }: Pick<PhaseContext, 'batchRows'>, usual: number): number {
  return Math.min(batchRows ?? usual, usual);
}

/** Blocks of one batch: one when the run was told how many rows a batch has, because a block then has that many. */
export function blocksOf({ batchRows }: Pick<PhaseContext, 'batchRows'>, usual: number): number {
  return batchRows === undefined ? usual : 1;
}
