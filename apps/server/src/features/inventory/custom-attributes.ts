import { jsonMember } from './cell-values.ts';
import { ColumnCells } from './column-cells.ts';
import type { CopyBinary } from './copy-binary.ts';
import type { ImportGroups } from './group-plan.ts';
import type { StageShape } from './stage-columns.ts';
import type { StagedGroup } from './staged-group.ts';

/** Writes the values of groups that have no field of their own, as one JSON object each. */
export class CustomAttributes {
  readonly #plan: ImportGroups;
  readonly #columns: readonly { readonly field: string; readonly cells: ColumnCells }[];

  constructor(plan: ImportGroups, custom: StageShape['custom']) {
    this.#plan = plan;
    this.#columns = custom.map(({ field, name }) => ({
      field,
      cells: new ColumnCells(plan.rows.columns(field), jsonMember(name)),
    }));
  }

  add(out: CopyBinary, { lead, block, index, isAlone }: StagedGroup): void {
    const begin = out.beginObject();
    for (const { field, cells } of this.#columns) {
      const isAdded =
        cells.add(out, block, index) ||
        (!isAlone && this.#addOther(out, cells, this.#plan.sourceRow(field, lead)));
      if (isAdded) out.endMember();
    }
    out.endObject(begin);
  }

  #addOther(out: CopyBinary, cells: ColumnCells, row: number): boolean {
    if (row < 0) return false;
    const { rows } = this.#plan;
    const block = rows.blockOf(row);
    return cells.addOnce(out, block, rows.indexIn(block, row));
  }
}
