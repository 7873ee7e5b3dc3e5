/** The `limit` most frequent values; equally frequent ones stay in the given order. */
export function topCounts<Counted extends { readonly count: number }>(
  counts: readonly Counted[],
  limit: number,
): Counted[] {
  return counts.toSorted((left, right) => right.count - left.count).slice(0, limit);
}
