import { shownWithin } from '../../platform/hidden-text.ts';
import type { HiddenColumns } from './hide-sensitive.ts';
import type { ProcessingStepRow } from './imports.repository.ts';

type Members = Readonly<Record<string, unknown>>;

/**
 * A step without what its output holds of hidden columns: how their cells are read, ranges of their numbers, cells that
 * failed. What is personal in the others is masked.
 */
export function stepWithoutHidden(step: ProcessingStepRow, hidden: HiddenColumns): ProcessingStepRow {
  return { ...step, output: membersWithout(step.output, hidden) };
}

function membersWithout(members: Members, hidden: HiddenColumns): Record<string, unknown> {
  const shown = hidden.shownIn('');
  const kept = Object.entries(members).map(([key, member]) => [
    shown(key),
    key === 'evidence' && isRecord(member)
      ? membersWithout(evidenceWithout(member, hidden), hidden)
      : without(member, hidden),
  ]);
  return Object.fromEntries(kept);
}

function without(value: unknown, hidden: HiddenColumns): unknown {
  if (Array.isArray(value)) {
    const kept = value.filter((item) => !isAboutHidden(item, hidden));
    return kept.map((item) => without(item, hidden));
  }
  if (isRecord(value)) return membersWithout(value, hidden);
  return shownWithin(value, hidden.shownIn(''));
}

/** Evidence of columns is kept by their positions. */
function evidenceWithout(evidence: Members, { isPositionHidden }: HiddenColumns): Members {
  return Object.fromEntries(Object.entries(evidence).filter(([place]) => !isPositionHidden(Number(place))));
}

/** True for an entry with cells of a hidden column; one of mere figures tells nothing of them. */
function isAboutHidden(item: unknown, { isPositionHidden, isFieldHidden }: HiddenColumns): boolean {
  if (!isRecord(item) || !Object.values(item).some(isRecord)) return false;
  const { position, field } = item;
  return (
    (typeof position === 'number' && isPositionHidden(position)) ||
    (typeof field === 'string' && isFieldHidden(field))
  );
}

function isRecord(value: unknown): value is Members {
  return typeof value === 'object' && value !== null;
}
