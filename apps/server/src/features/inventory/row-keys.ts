import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ByteDictionary } from '@landfall/domain/cleansing/byte-dictionary';
import {
  type CleansedBlock,
  type CleansedColumn,
  valueText,
} from '@landfall/domain/cleansing/cleansed-block';
import type { KeyColumn, RowKeys } from '@landfall/domain/entity-resolution/group-rows';
import { RowContents } from '@landfall/domain/entity-resolution/row-contents';
import { type IdentityKind, nameKey, strongKinds } from '@landfall/domain/entity-resolution/identity-keys';
import { keyUndecided, type WrittenKind, writeName } from '@landfall/domain/entity-resolution/key-bytes';
import { nameFallbacks } from '@landfall/domain/inventory/stored-fields';
import { type InternedKeys, keyDictionary, KeyNumbers } from './key-numbers.ts';
import { type KeysApart, openKeys } from './keys-apart.ts';
import type { CleansedRows } from './load-blocks.ts';

/** All keys of the rows of an import; the dictionaries serve to look up what the inventory holds. */
export interface ImportKeys extends RowKeys {
  readonly interned: Readonly<Record<IdentityKind, InternedKeys>>;
  readonly sourceSystem: string | null;
}

/** Numbers the strong keys of the rows of an import, block by block; blocks need not be kept. */
export class StrongKeys {
  readonly #columns: readonly KeyNumbers[];
  #row = 0;

  constructor(rows: number, sourceSystem: string | null) {
    this.#columns = strongKinds.map((kind) => new KeyNumbers(rows, kind, sourceSystem));
  }

  /** Takes the next block of cleansed rows; only columns of strong kinds matter. */
  add(block: Pick<CleansedBlock, 'rowCount' | 'columns'>): void {
    for (const column of block.columns)
      this.#columns.find(({ kind }) => kind === column.field)?.add(column, this.#row);
    this.#row += block.rowCount;
  }

  /** The numbers of each strong kind, in the order of {@link strongKinds}. */
  result(): InternedKeys[] {
    return this.#columns.map((column) => column.result());
  }
}

/** Keys of rows of which only the strong ones are known. */
export function rowsByStrongKeys(rowCount: number, strong: readonly InternedKeys[]): RowKeys {
  const unknown = unknownKeys(rowCount);
  return {
    rows: rowCount,
    strong,
    hostname: unknown,
    name: unknown,
    address: unknown,
    content: unknown,
    typeClass: new Int32Array(rowCount),
    filled: new Uint16Array(rowCount),
    eligible: new Uint8Array(rowCount).fill(1),
  };
}

/** Interns the identity keys of every row, distinct values only; others run between two blocks. */
export async function internKeys(rows: CleansedRows, sourceSystem: string | null): Promise<ImportKeys> {
  const reader = new KeyReader(rows.rowCount, sourceSystem);
  try {
    for (const block of rows.blocks) {
      reader.add(block);
      await nextTurn();
    }
    return await reader.result();
  } finally {
    reader.close();
  }
}

/** Kinds whose keys are numbered apart, in a thread for a large import: about half of the work. */
const kindsApart = ['uuid', 'fqdn', 'hostname', 'ip_address', 'mac_address'] as const;
type KindHere = Exclude<WrittenKind, (typeof kindsApart)[number]>;

/** Reads the identity keys of an import block by block, while others are still being loaded. */
export class KeyReader {
  readonly #rows: number;
  readonly #sourceSystem: string | null;
  readonly #numbers: Readonly<Record<KindHere, KeyNumbers>>;
  readonly #apart: KeysApart<(typeof kindsApart)[number]>;
  readonly #names: InternedNames;
  readonly #contents: RowContents;
  readonly #typeClass: Int32Array;
  readonly #typeNumbers = new Map<string, number>();
  readonly #eligible: Uint8Array;
  #row = 0;

  constructor(rows: number, sourceSystem: string | null) {
    const numbers = (kind: WrittenKind): KeyNumbers => new KeyNumbers(rows, kind, sourceSystem);
    this.#rows = rows;
    this.#sourceSystem = sourceSystem;
    this.#numbers = {
      external_id: numbers('external_id'),
      serial_number: numbers('serial_number'),
    };
    this.#apart = openKeys({ rows, sourceSystem, kinds: kindsApart });
    this.#names = new InternedNames(rows);
    this.#contents = new RowContents(rows);
    this.#typeClass = new Int32Array(rows);
    this.#eligible = new Uint8Array(rows);
  }

  /** Lets go of what is not finished. */
  close(): void {
    this.#apart.close();
  }

  /** Takes the next block of cleansed rows. */
  add(block: CleansedBlock): void {
    const row = this.#row;
    if (row + block.rowCount > this.#rows) throw new Error(`More than ${this.#rows} cleansed rows`);
    const columnOf = (field: string): CleansedColumn | undefined =>
      block.columns.find((column) => column.field === field);
    for (const numbers of Object.values(this.#numbers)) {
      const column = columnOf(numbers.kind);
      if (column !== undefined) numbers.add(column, row);
    }
    this.#apart.add(block, row);
    this.#names.add(block, row);
    const types = columnOf('asset_type');
    if (types !== undefined) addClasses(types, this.#typeNumbers, this.#typeClass.subarray(row));
    this.#contents.add(block);
    markNamed(block, columnOf('name')?.ids, this.#eligible.subarray(row));
    this.#row += block.rowCount;
  }

  async result(): Promise<ImportKeys> {
    const numbers = this.#numbers;
    const apart = await this.#apart.result();
    const interned = {
      ...apart,
      external_id: numbers.external_id.result(),
      serial_number: numbers.serial_number.result(),
      name: this.#names.result(),
    };
    markIdentified(
      identityKinds.map((kind) => interned[kind].ids),
      this.#eligible,
    );
    const { external_id, uuid, serial_number, fqdn, hostname, name, ip_address } = interned;
    return {
      rows: this.#rows,
      strong: [external_id, uuid, serial_number, fqdn],
      hostname,
      name: this.#names.isMapped ? name : unknownKeys(this.#rows),
      address: ip_address,
      typeClass: this.#typeClass,
      content: this.#contents.result(),
      filled: this.#contents.filled,
      eligible: this.#eligible,
      interned,
      sourceSystem: this.#sourceSystem,
    };
  }
}

function unknownKeys(rows: number): KeyColumn {
  return { ids: new Int32Array(rows).fill(-1), size: 0 };
}

/** Names, or what stands for the name of a row without one: the first filled of {@link nameFallbacks}. */
class InternedNames {
  readonly #values: ByteDictionary;
  readonly #ids: Int32Array;
  /** True when the import itself names its assets. */
  isMapped = false;

  constructor(rows: number) {
    this.#ids = new Int32Array(rows).fill(-1);
    this.#values = keyDictionary(rows);
  }

  add(block: CleansedBlock, row: number): void {
    const ids = this.#ids.subarray(row, row + block.rowCount);
    for (const field of ['name', ...nameFallbacks]) {
      const column = block.columns.find((candidate) => candidate.field === field);
      if (column === undefined) continue;
      if (field === 'name') this.isMapped = true;
      fillNames(column, this.#values, ids);
    }
  }

  result(): InternedKeys {
    return { ids: this.#ids, size: this.#values.size, values: this.#values };
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
  return values.internText(nameKey(firstLine(valueText(column, id))));
}

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return end < 0 ? text : text.slice(0, end);
}

const machineClass = 1;

function addClasses(column: CleansedColumn, numbers: Map<string, number>, into: Int32Array): void {
  const classOf = Int32Array.from(column.ends, (_, id) => typeClass(valueText(column, id), numbers));
  for (let row = 0; row < column.ids.length; row++)
    if (column.ids[row]! > 0) into[row] = classOf[column.ids[row]! - 1]!;
}

function typeClass(type: string, numbers: Map<string, number>): number {
  if (type === 'server' || type === 'virtual_machine') return machineClass;
  if (type === 'other') return 0;
  const known = numbers.get(type) ?? machineClass + 1 + numbers.size;
  numbers.set(type, known);
  return known;
}

/** Identity a row of this category needs; text a row may have besides does not make an asset. */
const identityKinds = ['external_id', 'serial_number', 'fqdn', 'hostname'] as const;

/** Marks a readable row that no name makes eligible, until it is known whether it has another identity. */
const unnamed = 2;

function markNamed(block: CleansedBlock, names: Uint16Array | undefined, eligible: Uint8Array): void {
  for (let row = 0; row < block.rowCount; row++)
    if (block.faults[row] === 0) eligible[row] = (names?.[row] ?? 0) > 0 ? 1 : unnamed;
}

/** Settles the rows without a name: eligible are those with one of the identities, given by the numbers of their keys. */
function markIdentified(identities: readonly Int32Array[], eligible: Uint8Array): void {
  for (const ids of identities)
    for (let row = 0; row < ids.length; row++)
      if (eligible[row] === unnamed && ids[row]! >= 0) eligible[row] = 1;
  for (let row = 0; row < eligible.length; row++) if (eligible[row] === unnamed) eligible[row] = 0;
}
