export type ConfidenceBand = 'high' | 'medium' | 'low' | 'none';

/** Lowest confidence of each band; the only set of thresholds there is. */
export const bandFloors = { high: 0.85, medium: 0.6, low: 0.4 } as const;

/** Band of a confidence; no suggestion at all is `none`. */
export function confidenceBand(confidence: number | null): ConfidenceBand {
  if (confidence === null || confidence < bandFloors.low) return 'none';
  if (confidence >= bandFloors.high) return 'high';
  return confidence >= bandFloors.medium ? 'medium' : 'low';
}

/** Whether a suggestion of this confidence is preselected. */
export function isPreselected(confidence: number | null): boolean {
  return confidence !== null && confidence >= bandFloors.medium;
}
