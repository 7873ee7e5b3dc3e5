import type { ValueCount } from './column-profile.ts';

/** The `limit` most frequent values; equally frequent ones stay in the given order. */
export function topCounts(counts: readonly ValueCount[], limit: number): ValueCount[] {
  return counts.toSorted((left, right) => right.count - left.count).slice(0, limit);
}
