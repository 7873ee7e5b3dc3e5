import {
  type CleansedBlock,
  type CleansedColumn,
  valueText,
} from '@landfall/domain/cleansing/cleansed-block';
import type { KeyColumn, RowKeys } from '@landfall/domain/entity-resolution/group-rows';
import { RowContents } from '@landfall/domain/entity-resolution/row-contents';
import { type IdentityKind, strongKinds } from '@landfall/domain/entity-resolution/identity-keys';
import type { WrittenKind } from '@landfall/domain/entity-resolution/key-bytes';
import { nextTurn } from '../../platform/next-turn.ts';
import { InternedNames } from './interned-names.ts';
import { PackedBlock } from './packed-blocks.ts';
import { type InternedKeys, KeyNumbers, kindsAtOnce, type NumberedKeys, numbersOnly } from './key-numbers.ts';
import { KeyRound, numberRound, roundsOf, writtenKinds } from './key-round.ts';
import { ImportValues } from './key-values.ts';
import type { CleansedRows } from './cleansed-rows.ts';

/** All keys of the rows of an import. */
export interface ImportKeys extends RowKeys {
  readonly interned: Readonly<Record<IdentityKind, KeyColumn>>;
  readonly values: ImportValues;
  readonly sourceSystem: string | null;
}

/**
 * Numbers the strong keys of the rows of an import, block by block; blocks need not be kept. Host names too where told:
 * they tell rows apart in a file that states nothing stronger.
 */
export class StrongKeys {
  readonly #columns: readonly KeyNumbers[];
  readonly #hostname: KeyNumbers | undefined;
  #row = 0;

  constructor(rows: number, sourceSystem: string | null, { hostname }: { readonly hostname: boolean }) {
    this.#columns = strongKinds.map((kind) => new KeyNumbers(rows, kind, sourceSystem));
    this.#hostname = hostname ? new KeyNumbers(rows, 'hostname', sourceSystem) : undefined;
  }

  /** Takes the next block of cleansed rows; only columns of strong kinds matter. */
  add(block: Pick<CleansedBlock, 'rowCount' | 'columns'>): void {
    for (const column of block.columns) {
      this.#columns.find(({ kind }) => kind === column.field)?.add(column, this.#row);
      if (column.field === 'hostname') this.#hostname?.add(column, this.#row);
    }
    this.#row += block.rowCount;
  }

  /** The numbers of host names; `undefined` when they were not asked for. */
  hostnames(): KeyColumn | undefined {
    return this.#hostname?.result();
  }

  /** The numbers of each strong kind, in the order of {@link strongKinds}. */
  result(): InternedKeys[] {
    return this.#columns.map((column) => column.result());
  }
}

/** Keys of rows of which only the strong ones are known, and host names where told. */
export function rowsByStrongKeys(
  rowCount: number,
  strong: readonly KeyColumn[],
  hostname?: KeyColumn,
): RowKeys {
  const unknown = unknownKeys(rowCount);
  return {
    rows: rowCount,
    strong,
    hostname: hostname ?? unknown,
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
  const reader = new KeyReader({ rows: rows.rowCount, sourceSystem, valueBytes: Infinity });
  try {
    for (const block of rows.blocks) {
      await reader.add(block);
      await nextTurn();
    }
    return await reader.result(rows);
  } finally {
    reader.close();
  }
}

type KeysFound = Readonly<Partial<Record<WrittenKind, NumberedKeys>>>;

/** How the keys of an import are numbered. */
export interface KeyOptions {
  readonly rows: number;
  readonly sourceSystem: string | null;
  /** Strong keys that are known, in the order of {@link strongKinds}, are not numbered again. */
  readonly known?: readonly NumberedKeys[] | undefined;
  /** Bytes that values of keys take at once. */
  readonly valueBytes: number;
}

/** True when there is room for the values of the keys of all kinds. */
export function holdsAllValues(rows: number, valueBytes: number): boolean {
  return kindsAtOnce(rows, valueBytes) >= writtenKinds.length;
}

/** Reads the identity keys of an import block by block, while others are still being loaded. */
export class KeyReader {
  readonly #rows: number;
  readonly #options: KeyOptions;
  readonly #known: KeysFound;
  /** Kinds that are numbered at once; those of the first round while the rows are loaded. */
  readonly #rounds: readonly (readonly WrittenKind[])[];
  #round: KeyRound;
  readonly #names: InternedNames;
  #contents: RowContents;
  readonly #typeClass: Int32Array;
  readonly #typeNumbers = new Map<string, number>();
  readonly #eligible: Uint8Array;
  #row = 0;

  constructor(options: KeyOptions) {
    const { rows, known = [], valueBytes } = options;
    this.#rows = rows;
    this.#options = options;
    this.#known = Object.fromEntries(known.map((keys, index) => [strongKinds[index], keys] as const));
    this.#rounds = roundsOf(
      writtenKinds.filter((kind) => this.#known[kind] === undefined),
      kindsAtOnce(rows, valueBytes),
    );
    this.#round = new KeyRound(options, this.#rounds[0] ?? []);
    this.#names = new InternedNames(rows);
    this.#contents = new RowContents(rows);
    this.#typeClass = new Int32Array(rows);
    this.#eligible = new Uint8Array(rows);
  }

  /** Rows that come cannot be looked at again as fast as those in memory: their contents are told apart by hashes. */
  forPackedRows(): void {
    this.#contents = new RowContents(this.#rows, 'hashes');
  }

  /** Lets go of what is not finished. */
  close(): void {
    this.#round.close();
  }

  /** Takes the next block of cleansed rows; resolves when there is room for one more. */
  async add(block: CleansedBlock): Promise<void> {
    const row = this.#row;
    if (row + block.rowCount > this.#rows) throw new Error(`More than ${this.#rows} cleansed rows`);
    const room = this.#round.add(block, row);
    this.#names.add(block, row);
    const types = columnOf(block, 'asset_type');
    if (types !== undefined) addClasses(types, this.#typeNumbers, this.#typeClass.subarray(row));
    this.#contents.add(block);
    markNamed(block, columnOf(block, 'name')?.ids, this.#eligible.subarray(row));
    this.#row += block.rowCount;
    await room;
  }

  /** The keys of the rows, whose blocks all have been added. Others run in between. */
  async result(rows: CleansedRows): Promise<ImportKeys> {
    const names = this.#names;
    const content = this.#contents.result();
    const { filled } = this.#contents;
    // What told contents apart is not needed while further kinds are numbered.
    this.#contents = new RowContents(0);
    const { sourceSystem, valueBytes } = this.#options;
    const keys = await this.#numberAll(rows);
    const interned = {
      ...withoutValues(keys),
      get name(): KeyColumn {
        return numbersOnly(names.result());
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
      name: names.isMapped ? interned.name : unknownKeys(this.#rows),
      address: ip_address,
      typeClass: this.#typeClass,
      content,
      filled,
      eligible: this.#eligible,
      interned,
      values: new ImportValues({ rows, sourceSystem, valueBytes, keys, names }),
      sourceSystem,
    };
  }

  /** Numbers the kinds that are left, as many at once as there is room for. */
  async #numberAll(rows: CleansedRows): Promise<Record<WrittenKind, NumberedKeys>> {
    // What some kinds have no room for is not kept of the others either.
    const isHeld = holdsAllValues(this.#rows, this.#options.valueBytes);
    const found = new Map<WrittenKind, NumberedKeys>();
    const keep = (keys: KeysFound): void => {
      for (const kind of writtenKinds) {
        const numbered = keys[kind];
        if (numbered !== undefined) found.set(kind, isHeld ? numbered : numbersOnly(numbered));
      }
    };
    keep(this.#known);
    keep(await this.#round.result());
    for (const kinds of this.#rounds.slice(1)) {
      this.#round.close();
      this.#round = new KeyRound(this.#options, kinds);
      keep(await numberRound(this.#round, rows));
    }
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every kind is known or in one of the rounds
    return Object.fromEntries(found) as Record<WrittenKind, NumberedKeys>;
  }
}

function withoutValues(keys: Readonly<Record<WrittenKind, NumberedKeys>>): Record<WrittenKind, KeyColumn> {
  const { external_id, uuid, serial_number, fqdn, hostname, ip_address, mac_address } = keys;
  return {
    external_id: numbersOnly(external_id),
    uuid: numbersOnly(uuid),
    serial_number: numbersOnly(serial_number),
    fqdn: numbersOnly(fqdn),
    hostname: numbersOnly(hostname),
    ip_address: numbersOnly(ip_address),
    mac_address: numbersOnly(mac_address),
  };
}

function columnOf(block: CleansedBlock, field: string): CleansedColumn | undefined {
  if (block instanceof PackedBlock) return block.column(field);
  return block.columns.find((column) => column.field === field);
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
