import type { SpellingAmendment } from '../cleansing/amendment.ts';
import { type CleansedBlock, type CleansedColumn, valueAt, valueText } from '../cleansing/cleansed-block.ts';
import { ipKeys, macKeys, nameKey, strongKinds } from '../entity-resolution/identity-keys.ts';
import { usualSpelling } from './find-spellings.ts';
import { foldSpelling } from './fold-spelling.ts';
import { HashTable } from './hash-table.ts';
import { foldedHash, nameHash } from './spelling-hash.ts';

/** Fields that hold names of machines. */
export const namedFields = ['name', 'hostname'] as const;
export type NamedField = (typeof namedFields)[number];

/** Names that may be the same machine's and are looked at closely. */
const mostNames = 20_000;

/**
 * First look at the names of rows: which of them differ from another one in punctuation only. It keeps sixteen bytes a
 * name, so that a million of them are no burden; two names that share a hash by chance are told apart in the second look.
 */
export class NameSifter {
  readonly field: NamedField;
  /** By the hash of what all spellings of a name have in common: the hash of the first one. */
  readonly #first: HashTable;
  readonly #several = new Set<number>();

  /** With room for so many names; those of the same bytes in several blocks take one place. */
  constructor(field: NamedField, names: number) {
    this.field = field;
    this.#first = new HashTable(names);
  }

  /** Notes the names of a block. */
  add(block: CleansedBlock): void {
    const column = nameColumn(block, this);
    if (column === undefined) return;
    for (const id of column.ends.keys()) {
      const folded = foldedHashAt(column, id);
      const own = nameHash(column.bytes, startOf(column, id), column.ends[id]!);
      if (this.#first.keepFirst(folded, own) !== own) this.#several.add(folded);
    }
  }

  /** Whether some names are worth the second look, and not so many that names are no names here. */
  get foundSome(): boolean {
    return this.#several.size > 0 && this.#several.size <= mostNames;
  }

  /** True for a value of a column of names that is written in several ways, as far as hashes tell. */
  has(column: CleansedColumn, id: number): boolean {
    return this.#several.has(foldedHashAt(column, id));
  }
}

function nameColumn(block: CleansedBlock, { field }: NameSifter): CleansedColumn | undefined {
  return block.columns.find((column) => column.field === field);
}

/** A table of hashes has no 0. */
function foldedHashAt(column: CleansedColumn, id: number): number {
  return foldedHash(column.bytes, startOf(column, id), column.ends[id]!) || 1;
}

function startOf({ ends }: CleansedColumn, id: number): number {
  return id === 0 ? 0 : ends[id - 1]!;
}

/** What the rows of one name say of the machine. */
interface NamedRows {
  rows: number;
  readonly keys: Map<string, Set<string>>;
  readonly addresses: Set<string>;
}

/** Second look: names of one machine, by an address they share and nothing that speaks against it. */
export class NameFinder {
  readonly #sifter: NameSifter;
  /** By folded name, then by name. */
  readonly #groups = new Map<string, Map<string, NamedRows>>();

  constructor(sifter: NameSifter) {
    this.#sifter = sifter;
  }

  /** Gathers the rows of a block that have one of the sifted names. */
  add(block: CleansedBlock): void {
    const column = nameColumn(block, this.#sifter);
    if (column === undefined) return;
    const names = Array.from(column.ends, (_, id) =>
      this.#sifter.has(column, id) ? valueText(column, id) : undefined,
    );
    const look = lookInto(block);
    for (const [row, id] of column.ids.entries()) {
      const name = id === 0 ? undefined : names[id - 1];
      if (name !== undefined && block.faults[row] === 0) addRow(this.#rowsOf(name), look, row);
    }
  }

  #rowsOf(name: string): NamedRows {
    const folded = foldSpelling(name);
    const group = this.#groups.get(folded) ?? new Map<string, NamedRows>();
    this.#groups.set(folded, group);
    const known = group.get(name) ?? { rows: 0, keys: new Map(), addresses: new Set() };
    group.set(name, known);
    return known;
  }

  /** Each other name and the one most rows have. */
  found(): SpellingAmendment {
    const values: [string, string][] = [];
    for (const group of this.#groups.values()) values.push(...otherNames(group));
    return { kind: 'spelling', field: this.#sifter.field, values: Object.fromEntries(values) };
  }
}

/** Reads the values that tell machines apart from the rows of a block. */
interface BlockLook {
  readonly keys: readonly { readonly kind: string; readonly at: (row: number) => string | null }[];
  readonly addressesAt: (row: number) => string[];
}

function lookInto(block: CleansedBlock): BlockLook {
  const valueIn = (kind: string): ((row: number) => string | null) => {
    const column = block.columns.find(({ field }) => field === kind);
    return (row) => (column === undefined ? null : valueAt(column, row));
  };
  const [ip, mac] = [valueIn('ip_address'), valueIn('mac_address')];
  return {
    keys: strongKinds.map((kind) => ({ kind, at: valueIn(kind) })),
    addressesAt: (row) => [...ipKeys(ip(row) ?? ''), ...macKeys(mac(row) ?? '')].filter((key) => key !== ''),
  };
}

function addRow(named: NamedRows, { keys, addressesAt }: BlockLook, row: number): void {
  named.rows++;
  for (const { kind, at } of keys) {
    const value = at(row);
    if (value === null) continue;
    const known = named.keys.get(kind) ?? new Set<string>();
    named.keys.set(kind, known.add(value.toLowerCase()));
  }
  for (const address of addressesAt(row)) named.addresses.add(address);
}

function otherNames(group: ReadonlyMap<string, NamedRows>): [string, string][] {
  if (group.size < 2 || isContradicted([...group.values()])) return [];
  const usual = usualSpelling([...group.keys()], (name) => group.get(name)?.rows ?? 0);
  const { addresses } = group.get(usual)!;
  return [...group]
    .filter(
      ([name, rows]) =>
        nameKey(name) !== nameKey(usual) && [...rows.addresses].some((address) => addresses.has(address)),
    )
    .map(([name]) => [name, usual]);
}

/** True when a key that identifies machines has several values. */
function isContradicted(named: readonly NamedRows[]): boolean {
  return strongKinds.some((kind) => {
    const values = new Set(named.flatMap(({ keys }) => [...(keys.get(kind) ?? [])]));
    return values.size > 1;
  });
}
