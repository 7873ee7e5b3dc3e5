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

// Above what any header can reach, so that a person's decision outranks every guess.
const afterOneApproval = 0.98;

/**
 * Confidence of a learned target: the share of positive decisions, at least 0.98 while nothing speaks against it.
 *
 * One rejection removes the candidate (0) until two approvals outweigh it.
 */
export function learnedConfidence(positives: number, negatives: number): number {
  if (positives <= 0) return 0;
  if (negatives === 0) return Math.max(afterOneApproval, 1 - 0.05 / positives);
  if (positives < 2 * negatives) return 0;
  return positives / (positives + negatives);
}

/** Decisions about a header, added up by target. */
export interface LearnedTarget {
  readonly targetField: string;
  readonly positives: number;
  readonly negatives: number;
}

/**
 * Decisions that apply to a header in a file of the source system.
 *
 * A decision made for one system holds for files of that system and for files that name none.
 */
export function learnedFor(
  learned: readonly LearnedMapping[],
  header: string,
  sourceSystem: string | null,
): readonly LearnedTarget[] {
  const key = learnedHeaderKey(header);
  const byTarget = new Map<string, LearnedTarget>();
  for (const entry of learned) {
    const isElsewhere =
      entry.sourceSystem !== null && sourceSystem !== null && entry.sourceSystem !== sourceSystem;
    if (entry.headerKey !== key || isElsewhere) continue;
    const known = byTarget.get(entry.targetField);
    byTarget.set(entry.targetField, {
      targetField: entry.targetField,
      positives: entry.positives + (known?.positives ?? 0),
      negatives: entry.negatives + (known?.negatives ?? 0),
    });
  }
  return [...byTarget.values()];
}
