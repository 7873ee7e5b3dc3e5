/** True when a source system is in the list, however it is capitalised. */
export function isListed(order: readonly string[], system: string): boolean {
  const wanted = system.trim().toLowerCase();
  return order.some((one) => one.toLowerCase() === wanted);
}

/** The order after one source changed places with its neighbour; `by` is -1 for up and 1 for down. */
export function moved(order: readonly string[], index: number, by: -1 | 1): string[] {
  const next = [...order];
  const [taken] = next.splice(index, 1);
  if (taken !== undefined) next.splice(index + by, 0, taken);
  return next;
}
