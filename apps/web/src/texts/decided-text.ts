import type { DecisionMade } from '../api/entities.ts';
import { formatTime } from './format.ts';

const decisionWord = { approve: 'Approved', reject: 'Changes were asked for' } as const;

/** Who decided before, what and when, in one sentence. */
export function decidedText({ decision, by, at }: DecisionMade): string {
  return `${decisionWord[decision]} by ${by}, ${formatTime(at)}.`;
}

/** Who was faster, where the body of a problem says so. */
export function decidedOf(body: unknown): DecisionMade | null {
  if (typeof body !== 'object' || body === null || !('decided' in body)) return null;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the member the contract gives lost decisions
  return body.decided as DecisionMade | null;
}
