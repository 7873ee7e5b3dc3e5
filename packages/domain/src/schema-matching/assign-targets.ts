import { isPreselected } from './confidence-band.ts';

/** A possible target of one column. */
export interface Candidate {
  readonly target: string;
  readonly confidence: number;
}

export interface ColumnCandidates {
  readonly position: number;
  /** Whether the column has no value although the file has rows. */
  readonly isEmpty?: boolean;
  /** Best first. */
  readonly candidates: readonly Candidate[];
}

interface Pair {
  readonly position: number;
  readonly candidate: Candidate;
  readonly rank: number;
  readonly isEmpty: boolean;
}

/** First choices that would be preselected and have values come before columns without any. */
function isSettledFirst({ candidate, rank, isEmpty }: Pair): boolean {
  return !isEmpty && rank === 0 && isPreselected(candidate.confidence);
}

/**
 * Chooses at most one target per column so that no target without a merge rule is given twice.
 *
 * The surest pair of the whole file is settled first, but an empty column takes no target from one with values;
 * a column with values that loses its first choice falls back to its next candidate. Ties go to the earlier column.
 */
export function assignTargets(
  columns: readonly ColumnCandidates[],
  isShared: (target: string) => boolean,
): ReadonlyMap<number, Candidate> {
  const pairs = columns
    .flatMap(({ position, isEmpty = false, candidates }) =>
      candidates.map((candidate, rank): Pair => ({ position, candidate, rank, isEmpty })),
    )
    .filter(({ isEmpty, rank }) => !isEmpty || rank === 0)
    .toSorted(
      (left, right) =>
        Number(isSettledFirst(right)) - Number(isSettledFirst(left)) ||
        right.candidate.confidence - left.candidate.confidence ||
        left.rank - right.rank ||
        left.position - right.position,
    );
  const chosen = new Map<number, Candidate>();
  const taken = new Set<string>();
  for (const { position, candidate } of pairs) {
    if (chosen.has(position) || taken.has(candidate.target)) continue;
    chosen.set(position, candidate);
    if (!isShared(candidate.target)) taken.add(candidate.target);
  }
  return chosen;
}
