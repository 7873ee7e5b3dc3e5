/**
 * Combined score against the share of right answers, measured on labelled export files.
 *
 * Between two points the confidence is read off the straight line; scores outside keep the end values.
 */
export const calibrationTable: readonly (readonly [score: number, confidence: number])[] = [
  [0, 0],
  [0.4, 0.34],
  [0.6, 0.52],
  [0.68, 0.6],
  [0.75, 0.72],
  [0.82, 0.86],
  [0.9, 0.92],
  [0.97, 0.95],
  [1, 0.98],
];

/** Confidence in [0, 1] for a combined score. */
export function calibrate(score: number): number {
  let previous: readonly [number, number] = [0, 0];
  for (const point of calibrationTable) {
    if (score <= point[0]) {
      const width = point[0] - previous[0];
      const share = width === 0 ? 1 : (score - previous[0]) / width;
      return previous[1] + share * (point[1] - previous[1]);
    }
    previous = point;
  }
  return previous[1];
}
