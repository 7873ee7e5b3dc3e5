import { rejectReasons, rowOutcomes, type RejectReason, type RowOutcome } from './row-results.ts';

/** Rows of an import by outcome; `pending` ones have none yet. */
export interface RowAccounting {
  readonly sourceRows: number;
  readonly outcomes: Readonly<Record<RowOutcome, number>>;
  readonly pending: number;
  readonly rejectedByReason: Readonly<Partial<Record<RejectReason, number>>>;
}

/** Counts of the outcome codes in packed results, `reasons` beside them. */
export function tallyOutcomes(outcomes: Uint8Array, reasons: Uint8Array): Record<string, number> {
  const counts: Record<string, number> = {};
  for (let row = 0; row < outcomes.length; row++) {
    const outcome = rowOutcomes[(outcomes[row] ?? 0) - 1] ?? 'pending';
    counts[outcome] = (counts[outcome] ?? 0) + 1;
    const reason = rejectReasons[(reasons[row] ?? 0) - 1];
    if (outcome === 'rejected' && reason !== undefined)
      counts[`rejected:${reason}`] = (counts[`rejected:${reason}`] ?? 0) + 1;
  }
  return counts;
}

/** Sums the tallies of all blocks of an import. */
export function accountRows(
  sourceRows: number,
  tallies: readonly Readonly<Record<string, number>>[],
): RowAccounting {
  const sum = (key: string): number => tallies.reduce((total, tally) => total + (tally[key] ?? 0), 0);
  const outcomes = {
    created: sum('created'),
    updated: sum('updated'),
    merged_duplicate: sum('merged_duplicate'),
    unchanged: sum('unchanged'),
    rejected: sum('rejected'),
  };
  const rejectedByReason: Partial<Record<RejectReason, number>> = {};
  for (const reason of rejectReasons) {
    const count = sum(`rejected:${reason}`);
    if (count > 0) rejectedByReason[reason] = count;
  }
  return { sourceRows, outcomes, pending: sum('pending'), rejectedByReason };
}

/** True when the rows of every outcome and the pending ones add up to the source rows. */
export function reconciles(accounting: RowAccounting): boolean {
  const settled = rowOutcomes.reduce((total, outcome) => total + accounting.outcomes[outcome], 0);
  return settled + accounting.pending === accounting.sourceRows;
}
