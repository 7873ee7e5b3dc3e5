import { amendedColumn } from '../cleansing/amend-block.ts';
import type { Amendment } from '../cleansing/amendment.ts';
import { type CleansedBlock, type CleansedColumn, valueText } from '../cleansing/cleansed-block.ts';
import type { ColumnPlan } from '../cleansing/column-plan.ts';

/** What becomes of one value in some rows. */
export interface ValueChange {
  /** Null where the field was unknown. */
  readonly before: string | null;
  readonly after: string;
  /** Row numbers, ascending. */
  readonly rows: number[];
}

/** Adds up what an amendment changes, block by block in the order of the rows. */
export class ChangeList {
  readonly #plans: readonly ColumnPlan[];
  readonly #amendment: Amendment;
  readonly #changes = new Map<string, ValueChange>();
  #rowCount = 0;

  constructor(plans: readonly ColumnPlan[], amendment: Amendment) {
    this.#plans = plans;
    this.#amendment = amendment;
  }

  /** Rows that change; those set aside have no values. */
  get rowCount(): number {
    return this.#rowCount;
  }

  /** Each value with what it becomes, in the order they were first met. */
  get changes(): ValueChange[] {
    return [...this.#changes.values()];
  }

  /** Adds the rows of a block. */
  add(block: CleansedBlock): void {
    const { field } = this.#amendment;
    const column = amendedColumn(block, this.#plans, this.#amendment);
    if (column === undefined) return;
    const old = block.columns.find((other) => other.field === field);
    const changeOf = this.#finder(old, column);
    for (const [row, id] of column.ids.entries()) {
      if (id === 0 || block.faults[row] !== 0) continue;
      const change = changeOf(old?.ids[row] ?? 0, id);
      if (change === undefined) continue;
      change.rows.push(block.firstRow + row);
      this.#rowCount++;
    }
  }

  /** Finds the change from a value of one column to one of the other, each pair once. */
  #finder(old: CleansedColumn | undefined, column: CleansedColumn) {
    const seen = new Map<number, ValueChange | undefined>();
    return (oldId: number, id: number): ValueChange | undefined => {
      const pair = oldId * 65_536 + id;
      if (!seen.has(pair)) {
        const before = old === undefined || oldId === 0 ? null : valueText(old, oldId - 1);
        seen.set(pair, this.#changeOf(before, valueText(column, id - 1)));
      }
      return seen.get(pair);
    };
  }

  /** `undefined` for a value that stays. */
  #changeOf(before: string | null, after: string): ValueChange | undefined {
    if (before === after) return undefined;
    const key = JSON.stringify([before, after]);
    const known = this.#changes.get(key) ?? { before, after, rows: [] };
    this.#changes.set(key, known);
    return known;
  }
}
