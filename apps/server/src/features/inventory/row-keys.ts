import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type CleansedBlock,
  type CleansedColumn,
  valueText,
} from '@landfall/domain/cleansing/cleansed-block';
import type { KeyColumn, RowKeys } from '@landfall/domain/entity-resolution/group-rows';
import { RowContents } from '@landfall/domain/entity-resolution/row-contents';
import { type IdentityKind, strongKinds } from '@landfall/domain/entity-resolution/identity-keys';
import type { WrittenKind } from '@landfall/domain/entity-resolution/key-bytes';
import { InternedNames } from './interned-names.ts';
import { type InternedKeys, KeyNumbers } from './key-numbers.ts';
import { type KeysApart, openKeys } from './keys-apart.ts';
import type { CleansedRows } from './load-blocks.ts';

/** All keys of the rows of an import; the dictionaries serve to look up what the inventory holds. */
export interface ImportKeys extends RowKeys {
  readonly interned: Readonly<Record<IdentityKind, InternedKeys>>;
  /** Numbers the names that stand in for those the import does not give, in turns; else the first look at them does. */
  readonly prepareNames: () => Promise<void>;
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

/** Kinds whose keys are numbered apart, in two threads for a large import: together most of the work. */
const kindsApart = [
  ['uuid', 'hostname'],
  ['fqdn', 'ip_address', 'mac_address'],
] as const satisfies readonly (readonly WrittenKind[])[];
const kindsHere = ['external_id', 'serial_number'] as const;

type KeysByKind = Readonly<Record<WrittenKind, InternedKeys>>;

/** Reads the identity keys of an import block by block, while others are still being loaded. */
export class KeyReader {
  readonly #rows: number;
  readonly #sourceSystem: string | null;
  readonly #known: Partial<KeysByKind>;
  readonly #numbers: readonly KeyNumbers[];
  readonly #apart: KeysApart;
  readonly #names: InternedNames;
  readonly #contents: RowContents;
  readonly #typeClass: Int32Array;
  readonly #typeNumbers = new Map<string, number>();
  readonly #eligible: Uint8Array;
  #row = 0;

  /** Strong keys that are known, in the order of {@link strongKinds}, are not numbered again. */
  constructor(rows: number, sourceSystem: string | null, strong: readonly InternedKeys[] = []) {
    const known: Partial<KeysByKind> = Object.fromEntries(
      strong.map((keys, index) => [strongKinds[index], keys] as const),
    );
    const isNew = (kind: WrittenKind): boolean => known[kind] === undefined;
    this.#rows = rows;
    this.#sourceSystem = sourceSystem;
    this.#known = known;
    this.#numbers = kindsHere.filter(isNew).map((kind) => new KeyNumbers(rows, kind, sourceSystem));
    const [one, other] = kindsApart;
    this.#apart = openKeys({ rows, sourceSystem }, [one.filter(isNew), other.filter(isNew)]);
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
    for (const numbers of this.#numbers) {
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
    const names = this.#names;
    const here = this.#numbers.map((numbers) => [numbers.kind, numbers.result()] as const);
    const found = { ...this.#known, ...Object.fromEntries(here), ...(await this.#apart.result()) };
    const interned = {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every kind is known, numbered here or apart
      ...(found as KeysByKind),
      get name(): InternedKeys {
        return names.result();
      },
    };
    markIdentified(
      identityKinds.map((kind) => interned[kind].ids),
      this.#eligible,
    );
    const { external_id, uuid, serial_number, fqdn, hostname, ip_address } = interned;
    return {
      rows: this.#rows,
      strong: [external_id, uuid, serial_number, fqdn],
      hostname,
      name: names.isMapped ? names.result() : unknownKeys(this.#rows),
      address: ip_address,
      typeClass: this.#typeClass,
      content: this.#contents.result(),
      filled: this.#contents.filled,
      eligible: this.#eligible,
      interned,
      prepareNames: () => names.prepare(),
      sourceSystem: this.#sourceSystem,
    };
  }
}

function unknownKeys(rows: number): KeyColumn {
  return { ids: new Int32Array(rows).fill(-1), size: 0 };
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
