import { instant } from '../shared/instant.ts';

/** More than a row has cells. */
const mostCells = 65_536;

/**
 * Weights by which rows lead: of observations of one thing the newest does, because its values are those that hold;
 * of equally new ones, and of rows that do not say when, the one with most values.
 */
export function newestFirst(
  filled: ArrayLike<number>,
  observedAt: (row: number) => string | null,
): Float64Array {
  const seconds = new Map<string, number>();
  const secondsOf = (text: string): number => {
    const known = seconds.get(text) ?? Math.max(0, Math.floor(instant(text) / 1000));
    seconds.set(text, known);
    return known;
  };
  return Float64Array.from(filled, (cells, row) => {
    const time = observedAt(row);
    return (time === null ? 0 : secondsOf(time) * mostCells) + cells;
  });
}
