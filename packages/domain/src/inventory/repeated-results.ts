import { reconciles, type RowAccounting } from './accounting.ts';
import {
  assetIdBytesAt,
  assetIdBytesOf,
  codeOf,
  leadRowAt,
  type RowAction,
  rowActions,
  type RowResults,
} from './row-results.ts';

/** Counts of rows by word. */
type Counts = Readonly<Record<string, number>>;

/** What an import did to the inventory, when the same rows have nothing left to do: it made all its assets, or changed none. */
export type Repeatable = 'made_all' | 'changed_none';

/**
 * Whether rows that go the same way again leave every asset as it is, told from what was previewed and what became of
 * them; `undefined` when that is not known, because assets were changed or rows wait for a person.
 */
export function repeatableAs(actions: Counts, accounting: RowAccounting): Repeatable | undefined {
  const { outcomes, pending } = accounting;
  if (pending > 0 || !reconciles(accounting)) return undefined;
  if (isNothingBut(actions, ['create', 'merge', 'reject'])) {
    const isMade = isNothingBut(outcomes, ['created', 'merged_duplicate', 'rejected']);
    return isMade && outcomes.created === (actions['create'] ?? 0) ? 'made_all' : undefined;
  }
  const isUnchanged =
    isNothingBut(actions, idleActions) &&
    isNothingBut(outcomes, ['unchanged', 'merged_duplicate', 'rejected']);
  return isUnchanged ? 'changed_none' : undefined;
}

/** Actions of rows that leave every asset as it is. */
export const idleActions: readonly RowAction[] = ['unchanged', 'merge', 'reject'];

/** True when every counted word is one of these. */
export function isNothingBut(counts: Counts, words: readonly string[]): boolean {
  return Object.entries(counts).every(([word, count]) => count === 0 || words.includes(word));
}

/**
 * What the same rows do to an inventory that the import with this id has left as it is now: those that made an asset
 * find it unchanged, all others do what they did. Nothing has become of them yet.
 */
export function repeatedResults(importId: string, results: RowResults): RowResults {
  const idOf = assetIdBytesOf(importId);
  const { firstRow, rowCount, reasons, leadRows } = results;
  const actions = results.actions.slice();
  const assetIds = results.assetIds.slice();
  const [create, reject] = [codeOf(rowActions, 'create'), codeOf(rowActions, 'reject')];
  for (let index = 0; index < rowCount; index++) {
    if (actions[index] === create) actions[index] = codeOf(rowActions, 'unchanged');
    if (actions[index] === reject) continue;
    if (assetIdBytesAt(results, index).every((byte) => byte === 0))
      assetIds.set(idOf(leadRowAt(results, index)), index * 16);
  }
  return { firstRow, rowCount, actions, reasons, leadRows, assetIds, outcomes: null };
}
