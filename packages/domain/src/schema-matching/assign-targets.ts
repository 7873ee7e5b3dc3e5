/** A possible target of one column. */
export interface Candidate {
  readonly target: string;
  readonly confidence: number;
}

export interface ColumnCandidates {
  readonly position: number;
  /** Best first. */
  readonly candidates: readonly Candidate[];
}

/**
 * Chooses at most one target per column so that no target without a merge rule is given twice.
 *
 * The surest pair of the whole file is settled first; a column that loses its first choice falls back to
 * its next candidate. Ties go to the earlier column.
 */
export function assignTargets(
  columns: readonly ColumnCandidates[],
  isShared: (target: string) => boolean,
): ReadonlyMap<number, Candidate> {
  const pairs = columns
    .flatMap(({ position, candidates }) =>
      candidates.map((candidate, rank) => ({ position, candidate, rank })),
    )
    .toSorted(
      (left, right) =>
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
