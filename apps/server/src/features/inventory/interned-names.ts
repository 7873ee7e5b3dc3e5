import type { ByteDictionary } from '@landfall/domain/cleansing/byte-dictionary';
import {
  type CleansedBlock,
  type CleansedColumn,
  valueText,
} from '@landfall/domain/cleansing/cleansed-block';
import { nameKey } from '@landfall/domain/entity-resolution/identity-keys';
import { keyUndecided, writeName } from '@landfall/domain/entity-resolution/key-bytes';
import { nameFallbacks } from '@landfall/domain/inventory/stored-fields';
import { nextTurn } from '../../platform/next-turn.ts';
import { firstItem } from './cell-values.ts';
import { keyDictionary, type NumberedKeys } from './key-numbers.ts';

/**
 * Names, or what stands for the name of a row without one: the first filled of {@link nameFallbacks}. Names that the
 * import does not give are numbered only when they are asked for: a first import compares them with nothing.
 */
export class InternedNames {
  readonly #rows: number;
  /** Made when the first name is numbered. */
  #ids: Int32Array | undefined;
  #values: ByteDictionary | undefined;
  #size = 0;
  readonly #waiting: { readonly block: CleansedBlock; readonly row: number }[] = [];
  /** True when the import itself names its assets. */
  isMapped = false;

  constructor(rows: number) {
    this.#rows = rows;
  }

  add(block: CleansedBlock, row: number): void {
    if (block.columns.some(({ field }) => field === 'name')) this.isMapped = true;
    this.#waiting.push({ block, row });
    if (this.isMapped) this.result();
  }

  /** Numbers what waits; others run in between. */
  async prepare(): Promise<void> {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      this.#number(next.block, next.row);
      await nextTurn();
    }
  }

  /** The numbers of the names, with their values unless they were let go. */
  result(): NumberedKeys {
    for (const { block, row } of this.#waiting.splice(0)) this.#number(block, row);
    const ids = (this.#ids ??= new Int32Array(this.#rows).fill(-1));
    return { ids, size: this.#size, values: this.#values };
  }

  /** Lets go of the values of the names that are numbered; their numbers stay. */
  forgetValues(): void {
    this.#values = undefined;
  }

  #number(block: CleansedBlock, row: number): void {
    const ids = (this.#ids ??= new Int32Array(this.#rows).fill(-1));
    const values = (this.#values ??= keyDictionary(this.#rows));
    const own = ids.subarray(row, row + block.rowCount);
    for (const field of ['name', ...nameFallbacks]) {
      const column = block.columns.find((candidate) => candidate.field === field);
      if (column !== undefined) fillNames(column, values, own);
    }
    this.#size = values.size;
  }
}

function fillNames(column: CleansedColumn, values: ByteDictionary, ids: Int32Array): void {
  const known = new Int32Array(column.ends.length).fill(-1);
  for (let row = 0; row < column.ids.length; row++) {
    const id = column.ids[row]!;
    if (id === 0 || ids[row] !== -1) continue;
    if (known[id - 1] === -1) known[id - 1] = internName(column, id - 1, values);
    ids[row] = known[id - 1]!;
  }
}

function internName(column: CleansedColumn, id: number, values: ByteDictionary): number {
  const start = id === 0 ? 0 : column.ends[id - 1]!;
  const end = column.ends[id]!;
  const at = values.reserve(end - start);
  const length = writeName(column.bytes, start, end, values.all, at);
  if (length !== keyUndecided) return values.internTail(length);
  return values.internText(nameKey(firstItem(valueText(column, id))));
}
