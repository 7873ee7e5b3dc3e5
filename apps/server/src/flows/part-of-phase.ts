import type { BatchProgress, PhaseContext } from './define-phase.ts';

/** The share of a phase that one of its parts takes, each between 0 and 1. */
export interface PhasePart {
  readonly from: number;
  readonly to: number;
}

/**
 * The context of a part of a phase that goes through the rows more than once: all rows of the part are its share of
 * the rows of the phase, so that a bar over the phase moves on through all parts and is full at the end of the last.
 */
export function partOf(context: PhaseContext, { from, to }: PhasePart, rowsTotal: number): PhaseContext {
  const placed = (progress: BatchProgress): BatchProgress => {
    const share = Math.min(1, progress.rowsDone / Math.max(1, rowsTotal));
    return { ...progress, rowsTotal, rowsDone: Math.floor(rowsTotal * (from + (to - from) * share)) };
  };
  return {
    ...context,
    batch: (progress, work, ahead) =>
      context.batch(
        placed(progress),
        async (scope) => {
          const done = await work(scope);
          return done === undefined ? undefined : placed(done);
        },
        ahead,
      ),
  };
}
