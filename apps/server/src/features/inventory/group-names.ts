import { nameKey } from '@landfall/domain/entity-resolution/identity-keys';
import { nameFallbacks } from '@landfall/domain/inventory/stored-fields';
import { addName, firstItem } from './cell-values.ts';
import { ColumnCells } from './column-cells.ts';
import type { CopyBinary } from './copy-binary.ts';
import type { ImportGroups } from './group-plan.ts';
import type { StagedGroup } from './staged-group.ts';

const nameFields = ['name', ...nameFallbacks];

/** Name of a group: its own, else the best of its other identifiers; null when it has none of them. */
export function nameOfGroup(plan: ImportGroups, lead: number): string | null {
  for (const field of nameFields) {
    if (!plan.rows.fields.has(field)) continue;
    const value = plan.value(field, lead);
    if (value !== null) return firstItem(value);
  }
  return null;
}

/** Writes the names of groups, with the normal form of each behind it; null for a group that gives none. */
export class GroupNames {
  readonly #plan: ImportGroups;
  readonly #columns: readonly { readonly field: string; readonly cells: ColumnCells }[];

  constructor(plan: ImportGroups) {
    this.#plan = plan;
    this.#columns = nameFields
      .filter((field) => plan.rows.fields.has(field))
      .map((field) => ({ field, cells: new ColumnCells(plan.rows.columns(field), addName) }));
  }

  /** Adds what a new asset is called. */
  add(out: CopyBinary, { lead, block, index, isAlone }: StagedGroup): void {
    for (const { field, cells } of this.#columns) {
      if (cells.add(out, block, index)) return;
      // Another row of the group has what comes first.
      if (!isAlone && this.#plan.sourceRow(field, lead) >= 0) break;
    }
    addNames(out, nameOfGroup(this.#plan, lead));
  }

  /** Adds what an asset that exists is called from now on: it has a name, and another identifier is no better one. */
  addStated(out: CopyBinary, { lead, block, index, isAlone }: StagedGroup): void {
    const [first] = this.#columns;
    if (first?.field === 'name' && first.cells.add(out, block, index)) return;
    const name = isAlone ? null : this.#plan.value('name', lead);
    addNames(out, name === null ? null : firstItem(name));
  }
}

function addNames(out: CopyBinary, name: string | null): void {
  out.addText(name);
  out.addText(name === null ? null : nameKey(name));
}
