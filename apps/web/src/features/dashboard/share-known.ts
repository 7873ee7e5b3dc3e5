/** Percent of what is counted whose value is known; null where nothing is counted. Never 100 while one is unknown. */
export function shareKnown(groups: readonly { value: string | null; count: number }[]): number | null {
  const all = groups.reduce((sum, { count }) => sum + count, 0);
  if (all === 0) return null;
  const known = groups.reduce((sum, { value, count }) => (value === null ? sum : sum + count), 0);
  return Math.floor((known / all) * 1000) / 10;
}
