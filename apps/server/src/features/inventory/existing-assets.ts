import type { AssetIndex, IdentityFacts } from '@landfall/domain/entity-resolution/match-groups';
import {
  identityKinds,
  type IdentityKind,
  ipKeys,
  macKeys,
} from '@landfall/domain/entity-resolution/identity-keys';
import type { ImportKeys } from './row-keys.ts';

const tab = 9;
const newline = 10;
const backslash = 92;
const none = -1;
/** A key the asset has and the file does not. */
const foreign = -2;

/** Columns of the COPY that {@link ExistingAssets} reads, in this order. */
export const existingColumns = [
  'id',
  'key_external_id',
  'key_uuid',
  'key_serial',
  'key_fqdn',
  'key_hostname',
  'name_normalized',
  'ip_address',
  'mac_address',
  'asset_type',
] as const;

/** Live assets that share a key with the file, indexed by the numbers the file's keys have. */
export class ExistingAssets implements AssetIndex {
  readonly #keys: ImportKeys;
  readonly #ids: string[] = [];
  readonly #facts: IdentityFacts[] = [];
  readonly #byKey: Readonly<Record<IdentityKind, Map<number, number[]>>>;
  #rest: Buffer = Buffer.alloc(0);
  #total = 0;

  constructor(keys: ImportKeys) {
    this.#keys = keys;
    const entries = identityKinds.map((kind) => [kind, new Map<number, number[]>()] as const);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one entry for each kind
    this.#byKey = Object.fromEntries(entries) as Record<IdentityKind, Map<number, number[]>>;
  }

  /** Live assets read, those without a shared key included. */
  get total(): number {
    return this.#total;
  }

  /** Id of an asset by its number. */
  idOf(asset: number): string {
    return this.#ids[asset] ?? '';
  }

  facts(asset: number): IdentityFacts {
    return this.#facts[asset] ?? { strong: [], hostname: none, name: none, addresses: [], assetType: null };
  }

  byStrong(kind: number, value: number): readonly number[] {
    const name = (['external_id', 'uuid', 'serial_number', 'fqdn'] as const)[kind];
    return name === undefined ? [] : (this.#byKey[name].get(value) ?? []);
  }

  byHostname(value: number): readonly number[] {
    return this.#byKey.hostname.get(value) ?? [];
  }

  byName(value: number): readonly number[] {
    return this.#byKey.name.get(value) ?? [];
  }

  /** Addresses and hardware addresses share one space of numbers: {@link addressNumber} and {@link hardwareNumber}. */
  byAddress(value: number): readonly number[] {
    return value % 2 === 0
      ? (this.#byKey.ip_address.get(value / 2) ?? [])
      : (this.#byKey.mac_address.get((value - 1) / 2) ?? []);
  }

  /** Takes a piece of COPY text with the columns {@link existingColumns}. */
  addPiece(piece: Buffer): void {
    const bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    let start = 0;
    for (;;) {
      const end = bytes.indexOf(newline, start);
      if (end < 0) break;
      this.#addLine(bytes, start, end);
      start = end + 1;
    }
    this.#rest = Buffer.from(bytes.subarray(start));
  }

  #addLine(bytes: Buffer, start: number, end: number): void {
    this.#total++;
    const fields: [number, number][] = [];
    let at = start;
    while (at <= end) {
      const next = bytes.indexOf(tab, at);
      const stop = next < 0 || next > end ? end : next;
      fields.push([at, stop]);
      at = stop + 1;
    }
    const [id, external, uuid, serial, fqdn, hostname, name, ips, macs, type] = fields;
    const strong = [this.#find('external_id', bytes, external), this.#find('uuid', bytes, uuid)];
    strong.push(this.#find('serial_number', bytes, serial), this.#find('fqdn', bytes, fqdn));
    const facts = {
      strong,
      hostname: this.#find('hostname', bytes, hostname),
      name: this.#find('name', bytes, name),
      addresses: this.#addresses(textOf(bytes, ips), textOf(bytes, macs)),
      assetType: textOf(bytes, type),
    };
    if (hasShared(facts)) this.#keep(textOf(bytes, id) ?? '', facts);
  }

  #find(kind: IdentityKind, bytes: Buffer, range: [number, number] | undefined): number {
    if (range === undefined) return none;
    const [start, end] = range;
    if (bytes[start] === backslash && bytes[start + 1] === 78 && end - start === 2) return none;
    const { values } = this.#keys.interned[kind];
    const escaped = bytes.indexOf(backslash, start);
    if (escaped < 0 || escaped >= end) {
      const found = values.find(bytes, start, end);
      return found < 0 ? foreign : found;
    }
    const plain = Buffer.from(textOf(bytes, range) ?? '');
    const found = values.find(plain, 0, plain.length);
    return found < 0 ? foreign : found;
  }

  #addresses(ips: string | null, macs: string | null): number[] {
    const numbers = ipKeys(arrayItems(ips)).map((ip) => this.#number('ip_address', ip, addressNumber));
    return [
      ...numbers,
      ...macKeys(arrayItems(macs)).map((mac) => this.#number('mac_address', mac, hardwareNumber)),
    ];
  }

  #number(kind: IdentityKind, text: string, numberOf: (id: number) => number): number {
    const bytes = Buffer.from(text);
    const found = this.#keys.interned[kind].values.find(bytes, 0, bytes.length);
    return found < 0 ? foreign : numberOf(found);
  }

  #keep(id: string, facts: IdentityFacts): void {
    const asset = this.#ids.length;
    this.#ids.push(id);
    this.#facts.push(facts);
    for (const [kind, name] of (['external_id', 'uuid', 'serial_number', 'fqdn'] as const).entries()) {
      this.#index(name, facts.strong[kind] ?? none, asset);
    }
    this.#index('hostname', facts.hostname, asset);
    this.#index('name', facts.name, asset);
    for (const address of facts.addresses) {
      if (address >= 0) this.#index(address % 2 === 0 ? 'ip_address' : 'mac_address', address >> 1, asset);
    }
  }

  #index(kind: IdentityKind, value: number, asset: number): void {
    if (value < 0) return;
    const holders = this.#byKey[kind].get(value);
    if (holders === undefined) this.#byKey[kind].set(value, [asset]);
    else holders.push(asset);
  }
}

/** Number of an IP address among the addresses of both kinds. */
export function addressNumber(id: number): number {
  return id * 2;
}

/** Number of a hardware address among the addresses of both kinds. */
export function hardwareNumber(id: number): number {
  return id * 2 + 1;
}

function hasShared(facts: IdentityFacts): boolean {
  return [...facts.strong, facts.hostname, facts.name, ...facts.addresses].some((key) => key >= 0);
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v' };

/** Text of a COPY field; null for `\N`. */
function textOf(bytes: Buffer, range: [number, number] | undefined): string | null {
  if (range === undefined) return null;
  const text = bytes.toString('utf8', range[0], range[1]);
  if (text === '\\N') return null;
  return text.includes('\\') ? text.replace(/\\(.)/g, (_, code: string) => escapes[code] ?? code) : text;
}

/** Items of an array of addresses, one a line. Addresses are written without quotes. */
function arrayItems(text: string | null): string {
  return text === null || text === '{}' ? '' : text.slice(1, -1).replaceAll('"', '').replaceAll(',', '\n');
}
