import type { MappingRow } from './mapping-rows.ts';
import type { ResolvedDecision } from './resolve-decision.ts';

/** What one decision teaches about a header: a target confirmed or refused, or an earlier lesson taken back. */
export interface TaughtTarget {
  readonly targetField: string;
  readonly polarity: 'positive' | 'negative';
  readonly weight: 1 | -1;
}

/** Lessons of moving a column from what it is to what was decided; ignoring a column teaches nothing. */
export function lessonsOf(before: MappingRow, after: ResolvedDecision): TaughtTarget[] {
  if (before.status === after.status && before.targetField === after.targetField) return [];
  return [...retracted(before), ...taught(before, after)];
}

function retracted({ status, targetField }: MappingRow): TaughtTarget[] {
  if (targetField === null) return [];
  if (status === 'approved') return [{ targetField, polarity: 'positive', weight: -1 }];
  return status === 'rejected' ? [{ targetField, polarity: 'negative', weight: -1 }] : [];
}

function taught(before: MappingRow, after: ResolvedDecision): TaughtTarget[] {
  const refused = before.targetField;
  const refusal: TaughtTarget[] =
    refused === null || (refused === after.targetField && after.status === 'approved')
      ? []
      : [{ targetField: refused, polarity: 'negative', weight: 1 }];
  if (after.status === 'approved' && after.targetField !== null) {
    return [{ targetField: after.targetField, polarity: 'positive', weight: 1 }, ...refusal];
  }
  return after.status === 'rejected' || after.status === 'custom_attribute' ? refusal : [];
}
