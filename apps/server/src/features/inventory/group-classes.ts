import {
  type AssetClass,
  AssetClassifier,
  hintsAtType,
  mayHintAtType,
  structureFields,
  typeFields,
} from '@landfall/domain/inventory/classify-asset';
import type { ImportGroups } from './group-plan.ts';
import type { FieldColumns, Place } from './staged-field.ts';

/** Finds the types of groups, from the values of each block only once. */
export class GroupClasses {
  readonly #plan: ImportGroups;
  readonly #names: FieldColumns;
  readonly #typeColumns: readonly FieldColumns[];
  readonly #structureColumns: readonly FieldColumns[];
  readonly #classifier = new AssetClassifier();
  /** Types of the groups of one block by the numbers of the values that decide them. */
  #classes = new Map<string, AssetClass>();
  #classBlock = -1;

  constructor(plan: ImportGroups, names: FieldColumns) {
    const present = (fields: readonly string[]): FieldColumns[] =>
      fields.filter((field) => plan.rows.fields.has(field)).map((field) => plan.rows.columns(field));
    this.#plan = plan;
    this.#names = names;
    this.#typeColumns = present(typeFields);
    this.#structureColumns = present(structureFields);
  }

  /** Type of a group; rows of a block that agree in the few values that decide it are classified once. */
  of(lead: number, place: Place, isAlone: boolean): AssetClass {
    const plan = this.#plan;
    if (!isAlone || this.#nameHints(lead, place))
      return this.#classifier.classify((field) => plan.value(field, lead));
    if (this.#classBlock !== place.block) {
      this.#classes = new Map();
      this.#classBlock = place.block;
    }
    const signature = this.#signature(place);
    let known = this.#classes.get(signature);
    if (known === undefined) {
      known = this.#classifier.classify((field) => plan.value(field, lead));
      this.#classes.set(signature, known);
    }
    return known;
  }

  #nameHints(lead: number, { block, index }: Place): boolean {
    const column = this.#names[block];
    const id = column?.ids[index] ?? 0;
    if (column === undefined || id === 0) return false;
    const start = id === 1 ? 0 : column.ends[id - 2]!;
    if (!mayHintAtType(column.bytes, start, column.ends[id - 1]!)) return false;
    return hintsAtType(this.#plan.value('name', lead) ?? '');
  }

  /** Everything but the name that the type of a row depends on, as numbers within its block. */
  #signature({ block, index }: Place): string {
    let signature = '';
    for (const columns of this.#typeColumns) signature += `${columns[block]?.ids[index] ?? 0},`;
    for (const columns of this.#structureColumns)
      signature += (columns[block]?.ids[index] ?? 0) > 0 ? '1' : '0';
    return signature;
  }
}
