import { missingCells } from '@landfall/domain/cleansing/placeholder-cells';
import { cellRules } from '@landfall/domain/quality/issue-rules';
import type { BlockNotes, ColumnNotes } from './block-notes.ts';
import { type ImportShape, planOf, targetOf } from './import-shape.ts';

/** Scores from 0 to 100; null when there is nothing to divide by. */
export interface QualityFigures {
  readonly completeness: number | null;
  readonly validity: number | null;
  readonly uniqueness: number | null;
  readonly conformity: number | null;
  readonly overall: number | null;
}

/** An issue of a column as far as a score asks for it. */
export interface ScoredIssue {
  readonly columnId: string | null;
  readonly ruleCode: string;
  readonly rowCount: number;
}

/** Whose cells validity and conformity count: by the likely mapping, or by the one that a person approved. */
export type ScoreBasis = 'suggested' | 'approved';

/** What the scores of an import follow from besides the profile of its columns. */
export interface ScoreFacts {
  /** Null while nobody has looked for duplicates. */
  readonly duplicateRows: number | null;
  /** What became of the cells; null while no row is cleansed by any mapping. */
  readonly notes: BlockNotes | null;
  readonly issues: readonly ScoredIssue[];
}

/**
 * Scores of an import from the profile of its mapped columns, its duplicates, its unreadable cells and its issues.
 *
 * Validity and conformity are null before the rows were cleansed, because nothing was parsed yet.
 */
export function qualityFigures(
  shape: ImportShape,
  { duplicateRows, notes, issues }: ScoreFacts,
): QualityFigures {
  const plans = new Map(planOf(shape, 'suggested').columns.map((plan) => [plan.position, plan] as const));
  const mapped = shape.columns.filter(({ position }) => plans.has(position));
  const cells = mapped.length * shape.rowCount;
  const missing = mapped.reduce(
    (sum, { profile, position }) => sum + missingCells(profile, plans.get(position)),
    0,
  );
  const completeness = share(cells - missing, cells);
  // Columns that nothing fits are cleansed ahead as texts, which says nothing about them.
  const read = notes?.columns.filter(({ position }) => plans.has(position)) ?? [];
  const filled = read.reduce((sum, column) => sum + filledCells(column), 0);
  const failed = read.reduce((sum, column) => sum + column.failed, 0);
  const validity = notes === null ? null : share(filled - failed, filled);
  const conformity = notes === null ? null : share(filled - cellsWithIssue(shape, read, issues), filled);
  const uniqueness = duplicateRows === null ? null : share(shape.rowCount - duplicateRows, shape.rowCount);
  return {
    completeness,
    validity,
    uniqueness,
    conformity,
    overall: overallOf([completeness, validity, uniqueness, conformity]),
  };
}

/** Scores of one column that feeds a field; from 0 to 100, null when there is nothing to divide by. */
export interface ColumnFigures {
  readonly column: string;
  readonly field: string;
  readonly completeness: number | null;
  readonly validity: number | null;
}

/** How much of each mapped column is filled, and how much of that its field can take. */
export function columnFigures(shape: ImportShape, notes: BlockNotes): ColumnFigures[] {
  return shape.columns.flatMap((column) => {
    const field = targetOf(column, 'suggested')?.key;
    const found = notes.columns.find(({ position }) => position === column.position);
    if (field === undefined || found === undefined) return [];
    const filled = filledCells(found);
    const completeness = share(filled, shape.rowCount);
    return [{ column: column.key, field, completeness, validity: share(filled - found.failed, filled) }];
  });
}

/** A score of the values as they were imported and as they were cleansed. */
export interface ScoreBeforeAndAfter {
  readonly before: number | null;
  readonly after: number | null;
}

/** What cleansing made of the imported columns. */
export interface CleansingFigures {
  /** Cells that state something. */
  readonly completeness: ScoreBeforeAndAfter;
  /** Values of the file that are written as the inventory holds them. */
  readonly uniformity: ScoreBeforeAndAfter;
}

/** Scores of the cleansed columns; `filledLater` are missing values that recommendations filled afterwards. */
export function cleansingFigures(
  rowCount: number,
  { columns }: BlockNotes,
  filledLater: number,
): CleansingFigures {
  const total = (count: (column: ColumnNotes) => number): number =>
    columns.reduce((sum, column) => sum + count(column), 0);
  const cells = columns.length * rowCount;
  const stated = total(filledCells);
  const readable = stated - total(({ failed }) => failed);
  const held = total(({ filledAfter }) => filledAfter) + filledLater;
  return {
    completeness: { before: share(stated, cells), after: share(Math.min(held, cells), cells) },
    uniformity: {
      before: share(readable - total(({ converted }) => converted), stated),
      after: share(readable, stated),
    },
  };
}

function filledCells({ filledBefore, placeholders }: ColumnNotes): number {
  return filledBefore - placeholders;
}

/** Rules about cells that hold nothing, and those whose cells are counted as failed already. */
const apart: ReadonlySet<string> = new Set(['missing_values', 'placeholder_values', ...cellRules]);

/**
 * Filled cells that cannot be read or that an issue is about. Issues of one column are about the same cells as far as
 * their counts allow, because which cells they share is not stored.
 */
function cellsWithIssue(
  shape: ImportShape,
  columns: readonly ColumnNotes[],
  issues: readonly ScoredIssue[],
): number {
  const most = new Map<string, number>();
  for (const { columnId, ruleCode, rowCount } of issues) {
    if (columnId === null || apart.has(ruleCode)) continue;
    most.set(columnId, Math.max(most.get(columnId) ?? 0, rowCount));
  }
  return columns.reduce((sum, column) => {
    const id = shape.columns.find(({ position }) => position === column.position)?.id ?? '';
    return sum + Math.min(filledCells(column), Math.max(column.failed, most.get(id) ?? 0));
  }, 0);
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
