import { strongKinds } from '@landfall/domain/entity-resolution/identity-keys';
import { type KeyKind, keyOfValue } from './cell-values.ts';
import { ColumnCells } from './column-cells.ts';
import type { CopyBinary } from './copy-binary.ts';
import type { ImportGroups } from './group-plan.ts';
import type { StagedGroup } from './staged-group.ts';

/** Writes the keys that groups give their assets: the strong ones and the host name. */
export class GroupKeys {
  readonly #plan: ImportGroups;
  readonly #strong: readonly ColumnCells[];
  readonly #hostname: ColumnCells;

  constructor(plan: ImportGroups, sourceSystem: string | null) {
    const cellsOf = (kind: KeyKind): ColumnCells =>
      new ColumnCells(plan.rows.columns(kind), keyOfValue(kind, sourceSystem));
    this.#plan = plan;
    this.#strong = strongKinds.map(cellsOf);
    this.#hostname = cellsOf('hostname');
  }

  /** Adds the strong keys that are the group's own, null for others, and its host name. */
  add(out: CopyBinary, group: StagedGroup): void {
    const own = this.#plan.ownKeys(group.lead);
    for (let bit = 0; bit < this.#strong.length; bit++) {
      if (((own >> bit) & 1) === 0) out.addNull();
      else this.#addKey(out, this.#strong[bit]!, group);
    }
    this.#addKey(out, this.#hostname, group);
  }

  /** Adds a key: of the lead, else of the first row of the group that has one. */
  #addKey(out: CopyBinary, cells: ColumnCells, { lead, block, index, isAlone }: StagedGroup): void {
    if (cells.add(out, block, index)) return;
    if (isAlone || !this.#addOther(out, cells, lead)) out.addNull();
  }

  #addOther(out: CopyBinary, cells: ColumnCells, lead: number): boolean {
    const { rows } = this.#plan;
    for (const row of this.#plan.members(lead)) {
      const block = rows.blockOf(row);
      if (cells.addOnce(out, block, rows.indexIn(block, row))) return true;
    }
    return false;
  }
}
