import {
  type AssetClass,
  AssetClassifier,
  hintsAtType,
  mayHintAtType,
  structureFields,
  typeFields,
} from '@landfall/domain/inventory/classify-asset';
import type { FieldColumns } from './column-cells.ts';
import type { CopyBinary } from './copy-binary.ts';
import type { ImportGroups } from './group-plan.ts';
import type { StagedGroup } from './staged-group.ts';

/** A field that decides types, with its columns by block. */
interface DecidingField {
  readonly field: string;
  readonly columns: FieldColumns;
  /** One more than the highest number of a value in the block at hand. */
  limit: number;
  /** New numbers for what the fields up to this one say, where there may be too many to count them through. */
  readonly numbers: Map<number, number>;
  isNumbered: boolean;
}

/** Numbers up to this are told apart fastest. */
const smallNumber = 2 ** 30;
/** No block has more rows, and thus more different combinations. */
const rowLimit = 65_536;
const undecided = -1;

/** Finds the types of groups, from the values of each block only once, and writes them. */
export class GroupClasses {
  readonly #plan: ImportGroups;
  readonly #names: FieldColumns;
  readonly #isNamed: boolean;
  readonly #types: readonly DecidingField[];
  readonly #structures: readonly DecidingField[];
  readonly #classifier = new AssetClassifier();
  /** What is written for groups of one block by the combination of the values that decide their types. */
  readonly #written = new Map<number, Uint8Array>();
  #block = -1;

  constructor(plan: ImportGroups) {
    const present = (fields: readonly string[]): DecidingField[] =>
      fields
        .filter((field) => plan.rows.fields.has(field))
        .map((field) => ({
          field,
          columns: plan.rows.columns(field),
          limit: 1,
          numbers: new Map(),
          isNumbered: false,
        }));
    this.#plan = plan;
    this.#names = plan.rows.columns('name');
    this.#isNamed = plan.rows.fields.has('name');
    this.#types = present(typeFields);
    this.#structures = present(structureFields);
  }

  /** Adds the type of a group; rows of a block that agree in the few values that decide it are classified once. */
  add(out: CopyBinary, group: StagedGroup): void {
    if (this.#block !== group.block) this.#open(group.block);
    const combination = this.#nameDecides(group) ? undecided : this.#combinationOf(group);
    const known = combination === undecided ? undefined : this.#written.get(combination);
    if (known !== undefined) return out.addRaw(known, 0, known.length);
    const begin = out.length;
    addClass(
      out,
      this.#classifier.classify((field) => this.#plan.value(field, group.lead)),
    );
    if (combination !== undecided)
      this.#written.set(combination, new Uint8Array(out.memory.subarray(begin, out.length)));
  }

  #open(block: number): void {
    this.#block = block;
    this.#written.clear();
    let combinations = 2 ** this.#structures.length;
    for (const type of this.#types) {
      type.limit = (type.columns.at(block)?.ends.length ?? 0) + 1;
      type.numbers.clear();
      type.isNumbered = combinations * type.limit > smallNumber;
      combinations = type.isNumbered ? rowLimit * 2 ** this.#structures.length : combinations * type.limit;
    }
  }

  /** True when the name of a group says something about its type, or might. */
  #nameDecides({ lead, block, index, isAlone }: StagedGroup): boolean {
    const column = this.#names.at(block);
    const id = column?.ids[index] ?? 0;
    if (column === undefined || id === 0) return !isAlone && this.#isNamed;
    const start = id === 1 ? 0 : column.ends[id - 2]!;
    if (!mayHintAtType(column.bytes, start, column.ends[id - 1]!)) return false;
    return hintsAtType(this.#plan.value('name', lead) ?? '');
  }

  /** A number for everything but the name that the type depends on; none when other rows of the group have a say. */
  #combinationOf(group: StagedGroup): number {
    let combination = 0;
    for (const { field, columns, limit, numbers, isNumbered } of this.#types) {
      const id = columns.at(group.block)?.ids[group.index] ?? 0;
      if (id === 0 && this.#isElsewhere(field, group)) return undecided;
      combination = combination * limit + id;
      if (isNumbered) combination = numberOf(numbers, combination);
    }
    return combination * 2 ** this.#structures.length + this.#statedOf(group);
  }

  /** Which of the fields a group has that only need to be there, one bit a field. */
  #statedOf(group: StagedGroup): number {
    let stated = 0;
    for (const { field, columns } of this.#structures) {
      const isStated =
        (columns.at(group.block)?.ids[group.index] ?? 0) > 0 || this.#isElsewhere(field, group);
      stated = stated * 2 + (isStated ? 1 : 0);
    }
    return stated;
  }

  /** True when rows of the group have a field that its lead has not. */
  #isElsewhere(field: string, { lead, isAlone }: StagedGroup): boolean {
    return !isAlone && this.#plan.sourceRow(field, lead) >= 0;
  }
}

function addClass(out: CopyBinary, { type, source, rule, confidence }: AssetClass): void {
  out.addWord(type);
  out.addWord(source);
  if (rule === null) out.addNull();
  else out.addWord(rule);
  out.addFloat(confidence);
}

/** The number given to a key, the next one when it has none. */
function numberOf(numbers: Map<number, number>, key: number): number {
  const known = numbers.get(key);
  if (known !== undefined) return known;
  numbers.set(key, numbers.size);
  return numbers.size - 1;
}
