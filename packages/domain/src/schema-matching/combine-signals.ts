import type { TargetField } from '../catalog/target-field.ts';
import { contextSignal } from './context.signal.ts';
import { headerSignal } from './header.signal.ts';
import type { ColumnReading, FileReading, Opinion, Signal } from './signal.ts';
import { typeSignal } from './type.signal.ts';
import { unitSignal } from './unit.signal.ts';
import { valuesSignal } from './values.signal.ts';

interface WeightedSignal {
  readonly signal: Signal;
  /** How strongly the log-odds of an opinion count. */
  readonly weight: number;
}

const signals: readonly WeightedSignal[] = [
  { signal: headerSignal, weight: 1 },
  { signal: valuesSignal, weight: 0.6 },
  { signal: unitSignal, weight: 0.5 },
  { signal: contextSignal, weight: 1.3 },
  { signal: typeSignal, weight: 1 },
];

export interface CombinedOpinion {
  /** Uncalibrated score in [0, 1]; 0 after a veto. */
  readonly score: number;
  readonly evidence: readonly Opinion[];
}

/**
 * Sums the log-odds of the signals that have an opinion on this pair.
 *
 * A signal without one is left out instead of counting as zero: an empty column says nothing about
 * whether its header fits. An opinion of exactly 0 is a veto.
 */
export function combineSignals(
  column: ColumnReading,
  field: TargetField,
  file: FileReading,
): CombinedOpinion {
  let odds = 0;
  let isVetoed = false;
  const evidence: Opinion[] = [];
  for (const { signal, weight } of signals) {
    const opinion = signal.opinion(column, field, file);
    if (opinion === undefined) continue;
    evidence.push(opinion);
    isVetoed ||= opinion.score === 0;
    odds += weight * logOdds(opinion.score);
  }
  return { score: isVetoed || evidence.length === 0 ? 0 : 1 / (1 + Math.exp(-odds)), evidence };
}

function logOdds(score: number): number {
  const bounded = Math.min(0.985, Math.max(0.015, score));
  return Math.log(bounded / (1 - bounded));
}
