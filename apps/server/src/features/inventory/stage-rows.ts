import type { CopyBinary } from './copy-binary.ts';
import { CustomAttributes } from './custom-attributes.ts';
import { GroupClasses } from './group-classes.ts';
import { GroupKeys } from './group-keys.ts';
import { GroupNames } from './group-names.ts';
import type { ImportGroups } from './group-plan.ts';
import { MergedValues } from './merged-values.ts';
import { fixedColumns, type StageShape } from './stage-columns.ts';
import { StagedField } from './staged-field.ts';
import { type StagedGroup, stagedGroup } from './staged-group.ts';
import type { NameStarts } from './write-order.ts';

/** Writes groups as rows of the staging table. */
export class StageRows {
  readonly #plan: ImportGroups;
  readonly #columnCount: number;
  readonly #names: GroupNames;
  readonly #classes: GroupClasses;
  readonly #keys: GroupKeys;
  readonly #custom: CustomAttributes;
  readonly #fields: readonly StagedField[];
  readonly #merged: MergedValues;
  /** Where the names of the group added last begin. */
  #nameAt = 0;

  constructor(plan: ImportGroups, shape: StageShape, sourceSystem: string | null) {
    this.#plan = plan;
    this.#columnCount = fixedColumns.length + shape.fields.length;
    this.#names = new GroupNames(plan);
    this.#classes = new GroupClasses(plan);
    this.#keys = new GroupKeys(plan, sourceSystem);
    this.#custom = new CustomAttributes(plan, shape.custom);
    this.#fields = shape.fields.map((field) => new StagedField(field, plan.rows.columns(field.field)));
    this.#merged = new MergedValues(plan, this.#fields);
  }

  /** Appends the group of a lead row, to be stored as the new asset with this id of 16 bytes. */
  add(out: CopyBinary, lead: number, assetId: Uint8Array): void {
    const group = stagedGroup(this.#plan, lead);
    this.#begin(out, lead, assetId);
    this.#names.add(out, group);
    this.#addRest(out, group);
  }

  /** Appends the group of a lead row, to be compared with the asset that has this id of 16 bytes, or to change it. */
  addChange(out: CopyBinary, lead: number, assetId: Uint8Array): void {
    const group = stagedGroup(this.#plan, lead);
    this.#begin(out, lead, assetId);
    this.#names.addStated(out, group);
    this.#addRest(out, group);
  }

  #begin(out: CopyBinary, lead: number, assetId: Uint8Array): void {
    out.beginRow(this.#columnCount);
    out.addInteger(lead + 1);
    out.addBytes(assetId, 0, assetId.length);
    this.#nameAt = out.length;
  }

  #addRest(out: CopyBinary, group: StagedGroup): void {
    this.#classes.add(out, group);
    this.#keys.add(out, group);
    this.#custom.add(out, group);
    if (!group.isAlone) return this.#merged.add(out, group.lead);
    // A group of one row has nothing to say about where its values come from.
    out.addNull();
    for (const { cells } of this.#fields) if (!cells.add(out, group.block, group.index)) out.addNull();
  }

  /** Keeps the beginning of the normalised name of the group added last, which is still in `out`. */
  keepName(out: CopyBinary, names: NameStarts, at: number): void {
    const normalised = this.#nameAt + 4 + out.lengthAt(this.#nameAt);
    const start = normalised + 4;
    names.set(at, out.memory, start, start + out.lengthAt(normalised));
  }
}
