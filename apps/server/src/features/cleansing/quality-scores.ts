import type { BlockNotes } from './block-notes.ts';
import type { ImportShape } from './import-shape.ts';
import { targetOf } from './import-shape.ts';

/** Scores from 0 to 100; null when there is nothing to divide by. */
export interface QualityFigures {
  readonly completeness: number | null;
  readonly validity: number | null;
  readonly uniqueness: number | null;
  readonly conformity: number | null;
  readonly overall: number | null;
}

/**
 * Scores of an import from the profile of its mapped columns, its duplicates and, once cleansed, its failures.
 *
 * Validity and conformity are null before the rows were cleansed, because nothing was parsed yet.
 */
export function qualityFigures(
  shape: ImportShape,
  duplicateRows: number | null,
  notes: BlockNotes | null,
): QualityFigures {
  const mapped = shape.columns.filter((column) => targetOf(column, 'suggested') !== undefined);
  const cells = mapped.length * shape.rowCount;
  const missing = mapped.reduce(
    (sum, { profile }) => sum + profile.nullCount + profile.emptyCount + profile.placeholderCount,
    0,
  );
  const completeness = share(cells - missing, cells);
  const filled =
    notes?.columns.reduce((sum, column) => sum + column.filledBefore - column.placeholders, 0) ?? 0;
  const failed = notes?.columns.reduce((sum, column) => sum + column.failed, 0) ?? 0;
  const validity = notes === null ? null : share(filled - failed, filled);
  const uniqueness = duplicateRows === null ? null : share(shape.rowCount - duplicateRows, shape.rowCount);
  return {
    completeness,
    validity,
    uniqueness,
    conformity: validity,
    overall: overallOf([completeness, validity, uniqueness, validity]),
  };
}

const weights = [0.35, 0.35, 0.15, 0.15];

function overallOf(scores: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const [index, score] of scores.entries()) {
    if (score === null) return null;
    sum += score * (weights[index] ?? 0);
  }
  return Math.round(sum * 10) / 10;
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((1000 * part) / whole) / 10;
}
