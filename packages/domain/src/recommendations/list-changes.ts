import { amenderOf, changedBy, type ColumnAmender } from '../cleansing/amend-block.ts';
import type { Amendment } from '../cleansing/amendment.ts';
import { type CleansedBlock, valueText } from '../cleansing/cleansed-block.ts';
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
  readonly #amender: ColumnAmender;
  readonly #changes = new Map<string, ValueChange>();
  #rowCount = 0;

  constructor(plans: readonly ColumnPlan[], amendment: Amendment) {
    this.#amender = amenderOf(amendment, plans);
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
    const change = this.#amender.changeIn(block);
    if (change === undefined) return;
    const { own, by, texts } = change;
    const seen = new Map<number, ValueChange | undefined>();
    for (let row = 0; row < block.rowCount; row++) {
      const id = changedBy(change, row);
      const after = texts.get(id);
      if (after === undefined || block.faults[row] !== 0) continue;
      if (!seen.has(id)) seen.set(id, this.#changeOf(by === own ? valueText(own, id - 1) : null, after));
      const list = seen.get(id);
      if (list === undefined) continue;
      list.rows.push(block.firstRow + row);
      this.#rowCount++;
    }
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
