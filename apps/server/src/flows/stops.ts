import { nextTurn } from '../platform/next-turn.ts';
import type { BatchProgress, PhaseContext } from './define-phase.ts';

/** Milliseconds of work without a batch before a run asks whether it may go on. */
const askedAfterMs = 1000;

/**
 * What long work between two batches does where it stops: it lets others run, and about every second a batch without
 * work makes sure that the run may go on, so that a flow that is cancelled or paused ends the work there.
 */
export function stopsOf(context: Pick<PhaseContext, 'batch'>, progress: BatchProgress): () => Promise<void> {
  let askedAt = performance.now();
  return async () => {
    await nextTurn();
    if (performance.now() - askedAt < askedAfterMs) return;
    await context.batch(progress, async () => {});
    askedAt = performance.now();
  };
}
