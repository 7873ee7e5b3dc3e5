import type { ChildStatus } from './flow-status.ts';
import { phaseIndex, type FlowTypeDefinition, type PhaseName } from './flow-type.ts';

/** What progress is computed from; nothing of it is stored. */
export interface ProgressFacts {
  readonly definition: FlowTypeDefinition;
  readonly status: ChildStatus;
  readonly currentPhase: PhaseName;
  readonly rowsDone: number;
  /** `null` until the phase knows how many rows there are. */
  readonly rowsTotal: number | null;
}

/** A running phase never shows more than this before it has succeeded. */
const highestShare = 0.95;

/**
 * Progress in percent, one decimal: finished phases plus the share of the current one, over all phases.
 * A phase that waits at its gate counts as not yet done; a completed flow is 100.
 */
export function progressPercentage(facts: ProgressFacts): number {
  if (facts.status === 'completed') return 100;
  const done = phaseIndex(facts.definition, facts.currentPhase);
  const percentage = ((done + currentShare(facts)) / facts.definition.phases.length) * 100;
  return Math.round(percentage * 10) / 10;
}

function currentShare({ status, rowsDone, rowsTotal }: ProgressFacts): number {
  if (status === 'waiting_for_approval' || rowsTotal === null || rowsTotal <= 0) return 0;
  return Math.min(highestShare, Math.max(0, rowsDone / rowsTotal));
}
