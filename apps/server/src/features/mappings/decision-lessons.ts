import type { MappingRow, StoredAlternative } from './mapping-rows.ts';
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
  const takenBack = lessonsOfState(before.status, before.targetField, refusedAlready(before));
  return [
    ...takenBack.map((lesson) => ({ ...lesson, weight: -1 as const })),
    ...lessonsOfState(after.status, after.targetField, refusedBy(before)),
  ];
}

/** A confirmed target, and the suggestion that was refused for it. */
function lessonsOfState(status: string, target: string | null, refused: string | null): TaughtTarget[] {
  const lessons: TaughtTarget[] = [];
  if (status === 'approved' && target !== null) {
    lessons.push({ targetField: target, polarity: 'positive', weight: 1 });
  }
  const refuses = status === 'approved' || status === 'rejected' || status === 'custom_attribute';
  const isOther = refused !== null && (status !== 'approved' || refused !== target);
  if (refuses && isOther) lessons.push({ targetField: refused, polarity: 'negative', weight: 1 });
  return lessons;
}

function refusedAlready({ status, targetField, alternatives }: MappingRow): string | null {
  if (status === 'rejected') return targetField;
  return alternatives.find(({ refused }) => refused === true)?.target_field ?? null;
}

/** The suggestion a decision about this row is made against. */
function refusedBy(row: MappingRow): string | null {
  return row.status === 'suggested' ? row.targetField : refusedAlready(row);
}

/** Alternatives to keep beside a decision: the refused suggestion comes first and is marked. */
export function alternativesAfter(before: MappingRow, after: ResolvedDecision): readonly StoredAlternative[] {
  const { status, targetField, confidence, evidence, alternatives } = before;
  if (status !== 'suggested' || targetField === null || targetField === after.targetField)
    return alternatives;
  return [
    { target_field: targetField, confidence: confidence ?? 0, evidence, refused: true },
    ...alternatives,
  ];
}
