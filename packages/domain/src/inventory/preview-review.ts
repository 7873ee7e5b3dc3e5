import {
  codeOf,
  isSettledAt,
  rejectReasons,
  type RowAction,
  rowActions,
  type RowResults,
  wordOf,
} from './row-results.ts';

/** What a reviewer changed about one row of a preview before its approval. */
export interface RowReview {
  /** False for a row that is left out. */
  readonly selected: boolean;
  /** What the preview planned for the row. */
  readonly planned: RowAction;
  /** Lead row with which the row was left out; null when it was left out by itself, or is not. */
  readonly leftOutWith: number | null;
  /** Canonical values by field; null leaves a field of the row unknown. */
  readonly edits: Readonly<Record<string, string | null>>;
  /** The person who changed it last, and when, ISO 8601. */
  readonly by: string;
  readonly at: string;
  /** Changes so far. */
  readonly version: number;
}

/** What a selected row does once it is edited: a row that changed nothing may change something then. */
export function actionWithEdits({ planned, edits }: Pick<RowReview, 'planned' | 'edits'>): RowAction {
  return planned === 'unchanged' && Object.keys(edits).length > 0 ? 'update' : planned;
}

type Packed = Pick<RowResults, 'actions' | 'reasons'>;

const excluded = codeOf(rejectReasons, 'excluded_by_reviewer');

/** Action of the row at `index` of a block. */
export function actionAt({ actions }: Packed, index: number): RowAction {
  const action = wordOf(rowActions, actions[index]);
  if (action === undefined) throw new Error(`The row at ${index} has no action.`);
  return action;
}

/** True for a row that a reviewer has left out. */
export function isLeftOut({ reasons }: Packed, index: number): boolean {
  return reasons[index] === excluded;
}

/** Rejects the row at `index` because a reviewer leaves it out. */
export function leaveOut(block: Packed, index: number): void {
  block.actions[index] = codeOf(rowActions, 'reject');
  block.reasons[index] = excluded;
}

/** Gives the row at `index` an action again. */
export function takeBack(block: Packed, index: number, action: RowAction): void {
  block.actions[index] = codeOf(rowActions, action);
  block.reasons[index] = 0;
}

/** Rows of a block by action; rows whose outcome is known are no part of a preview. */
export function countActions(block: Pick<RowResults, 'actions' | 'outcomes'>): Record<string, number> {
  const byCode = new Uint32Array(256);
  for (let index = 0; index < block.actions.length; index++)
    if (!isSettledAt(block, index)) byCode[block.actions[index]!]!++;
  const counts: Record<string, number> = {};
  for (const [code, count] of byCode.entries()) {
    const action = wordOf(rowActions, code) ?? 'edge';
    if (count > 0) counts[action] = (counts[action] ?? 0) + count;
  }
  return counts;
}
