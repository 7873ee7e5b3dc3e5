import { headerWords, squash } from './header-words.ts';

/** Earlier decisions of one client about a header, added up. */
export interface LearnedMapping {
  /** Header in the form {@link learnedHeaderKey} gives it. */
  readonly headerKey: string;
  /** System the file came from; null holds for every system. */
  readonly sourceSystem: string | null;
  readonly targetField: string;
  readonly positives: number;
  readonly negatives: number;
}

/** Form of a header under which decisions are remembered: case, accents and separators do not count. */
export function learnedHeaderKey(header: string): string {
  return squash(headerWords(header)) || header.trim().toLowerCase();
}

const afterOneApproval = 0.95;

/**
 * Confidence of a learned target: the share of positive decisions, at least 0.95 while nothing speaks against it.
 *
 * One rejection removes the candidate (0) until two approvals outweigh it.
 */
export function learnedConfidence(positives: number, negatives: number): number {
  if (positives <= 0) return 0;
  if (negatives === 0) return Math.max(afterOneApproval, 1 - 0.05 / positives);
  if (positives < 2 * negatives) return 0;
  return positives / (positives + negatives);
}

/** Decisions that apply to a header in a file of the source system, the most specific ones first. */
export function learnedFor(
  learned: readonly LearnedMapping[],
  header: string,
  sourceSystem: string | null,
): readonly LearnedMapping[] {
  const key = learnedHeaderKey(header);
  return learned
    .filter(
      (entry) =>
        entry.headerKey === key && (entry.sourceSystem === null || entry.sourceSystem === sourceSystem),
    )
    .toSorted((left, right) => Number(right.sourceSystem !== null) - Number(left.sourceSystem !== null));
}
