import { nameKeysOf, type NameKeys, type StatedEnd } from './read-end.ts';

/** A machine, application or address that rows of a file name as the end of a connection. */
export interface FileEnd {
  /** As first written; null for an end that only its address names. */
  readonly name: string | null;
  readonly keys: NameKeys | null;
  readonly addresses: readonly string[];
  /** First row that names it, counted from 0. */
  readonly row: number;
  /** Row that describes it as its own subject, counted from 0; -1 when no row does. */
  readonly ownRow: number;
}

interface OpenEnd extends FileEnd {
  addresses: string[];
  ownRow: number;
}

/** What an end a row states turned out to be: the number of an end, or that it may be several. */
export type EndFound =
  | { readonly kind: 'end'; readonly end: number }
  | { readonly kind: 'several'; readonly names: readonly string[] };

/**
 * The distinct ends of a file. Names are taken in first, over all rows; then ends are looked up: an address without
 * a name is the one named end that has it, and a short name the one domain name that begins with it.
 */
export class EndRegistry {
  readonly #ends: OpenEnd[] = [];
  readonly #byName = new Map<string, number>();
  readonly #byAddress = new Map<string, number[]>();
  readonly #fullNames = new Map<string, number[]>();
  readonly #keys = new Map<string, NameKeys>();

  get ends(): readonly FileEnd[] {
    return this.#ends;
  }

  /** Takes in a named end; those without a name are taken in when they are looked up. */
  add(stated: StatedEnd, row: number): void {
    if (stated.name === null) return;
    const keys = this.#keysOf(stated.name);
    const end = this.#byName.get(keys.name) ?? this.#open(stated.name, keys, row);
    for (const address of stated.addresses) this.#addAddress(end, address);
  }

  /** Takes in what a row says of its own subject, under all its names. */
  addOwn(names: readonly string[], row: number): void {
    const [first] = names;
    if (first === undefined) return;
    const known = names
      .map((name) => this.#byName.get(this.#keysOf(name).name))
      .find((end) => end !== undefined);
    const end = known ?? this.#open(first, this.#keysOf(first), row);
    const open = this.#ends[end]!;
    if (open.ownRow < 0) open.ownRow = row;
    for (const name of names) {
      const keys = this.#keysOf(name);
      if (!this.#byName.has(keys.name)) this.#byName.set(keys.name, end);
    }
  }

  /** The end a row states. */
  find(stated: StatedEnd, row: number): EndFound {
    if (stated.name !== null)
      return { kind: 'end', end: this.#named(this.#keysOf(stated.name), stated, row) };
    const [address = ''] = stated.addresses;
    const holders = this.#byAddress.get(address) ?? [];
    if (holders.length > 1)
      return { kind: 'several', names: holders.map((end) => this.#ends[end]?.name ?? address) };
    const end = holders[0] ?? this.#open(null, null, row);
    if (holders.length === 0) for (const each of stated.addresses) this.#addAddress(end, each);
    return { kind: 'end', end };
  }

  /** Keys of a name, made once. */
  #keysOf(name: string): NameKeys {
    const known = this.#keys.get(name) ?? nameKeysOf(name);
    this.#keys.set(name, known);
    return known;
  }

  #named(keys: NameKeys, stated: StatedEnd, row: number): number {
    const known = this.#byName.get(keys.name);
    const full =
      keys.fqdn === null && keys.hostname !== null ? this.#fullNames.get(keys.hostname) : undefined;
    const isOwn = known !== undefined && this.#ends[known]!.ownRow >= 0;
    if (full?.length === 1 && !isOwn) return full[0]!;
    return known ?? this.#open(stated.name, keys, row);
  }

  #open(name: string | null, keys: NameKeys | null, row: number): number {
    const end = this.#ends.push({ name, keys, addresses: [], row, ownRow: -1 }) - 1;
    if (keys === null) return end;
    this.#byName.set(keys.name, end);
    if (keys.fqdn !== null && keys.hostname !== null)
      this.#fullNames.set(keys.hostname, [...(this.#fullNames.get(keys.hostname) ?? []), end]);
    return end;
  }

  #addAddress(end: number, address: string): void {
    const { addresses } = this.#ends[end]!;
    if (addresses.includes(address)) return;
    addresses.push(address);
    const holders = this.#byAddress.get(address);
    if (holders === undefined) this.#byAddress.set(address, [end]);
    else holders.push(end);
  }
}
