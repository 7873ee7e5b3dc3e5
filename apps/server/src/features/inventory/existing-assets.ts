import type { AssetIndex, IdentityFacts } from '@landfall/domain/entity-resolution/match-groups';
import { type IdentityKind, ipKeys, macKeys } from '@landfall/domain/entity-resolution/identity-keys';
import { uuidText, writeUuid } from '@landfall/domain/inventory/row-results';
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

const strongOf = ['external_id', 'uuid', 'serial_number', 'fqdn'] as const;
const placeKinds = [...strongOf, 'hostname', 'name', 'ip_address', 'mac_address'] as const;
/** Numbers kept for each asset: four strong keys, host name, name, first address, first hardware address. */
const factSize = 8;
const noAsset = -1;

/** Assets by one kind of key: the last asset with each key, and for each asset the one before it. */
class KeyIndex {
  #last = new Int32Array(0);
  #before: number[] = [];

  constructor(size: number) {
    this.#last = new Int32Array(size).fill(noAsset);
  }

  add(value: number, asset: number): void {
    if (value < 0) return;
    this.#before[asset] = this.#last[value] ?? noAsset;
    this.#last[value] = asset;
  }

  holders(value: number): number[] {
    const found: number[] = [];
    for (let at = this.#last[value] ?? noAsset; at !== noAsset; at = this.#before[at] ?? noAsset)
      found.push(at);
    return found.toReversed();
  }
}

/** Live assets that share a key with the file, indexed by the numbers the file's keys have: about 80 bytes each. */
export class ExistingAssets implements AssetIndex {
  readonly #keys: ImportKeys;
  readonly #byKey: Readonly<Record<IdentityKind, KeyIndex>>;
  readonly #types: string[] = [];
  #facts = new Int32Array(1024 * factSize);
  #ids: Uint8Array = new Uint8Array(1024 * 16);
  /** Assets whose name is one of their own strong keys, because nobody gave them one. */
  readonly #namedByKey = new Set<number>();
  #typeOf = new Uint8Array(1024);
  #size = 0;
  #rest: Buffer = Buffer.alloc(0);

  constructor(keys: ImportKeys) {
    this.#keys = keys;
    const index = (kind: IdentityKind): KeyIndex => new KeyIndex(keys.interned[kind].size);
    this.#byKey = {
      external_id: index('external_id'),
      uuid: index('uuid'),
      serial_number: index('serial_number'),
      fqdn: index('fqdn'),
      hostname: index('hostname'),
      name: index('name'),
      ip_address: index('ip_address'),
      mac_address: index('mac_address'),
    };
  }

  /** Id of an asset by its number. */
  idOf(asset: number): string {
    return uuidText(this.idBytes(asset));
  }

  /** The sixteen bytes of an asset's id. */
  idBytes(asset: number): Uint8Array {
    return this.#ids.subarray(asset * 16, asset * 16 + 16);
  }

  /** Numbers of those of these assets that share a key with the file, by id. */
  numbersOf(ids: Iterable<string>): Map<string, number> {
    const wanted = new Map([...ids].map((id) => [latin1Of(id), id] as const));
    const found = new Map<string, number>();
    for (let asset = 0; asset < this.#size && wanted.size > found.size; asset++) {
      const id = wanted.get(Buffer.from(this.#ids.buffer, asset * 16, 16).toString('latin1'));
      if (id !== undefined) found.set(id, asset);
    }
    return found;
  }

  facts(asset: number): IdentityFacts {
    const at = asset * factSize;
    const facts = this.#facts;
    const addresses = [facts[at + 6]!, facts[at + 7]!].filter((address) => address !== none);
    const strong = [facts[at]!, facts[at + 1]!, facts[at + 2]!, facts[at + 3]!];
    const assetType = this.#types[this.#typeOf[asset]!] ?? null;
    const nameStandsIn = this.#namedByKey.has(asset);
    return { strong, hostname: facts[at + 4]!, name: facts[at + 5]!, nameStandsIn, addresses, assetType };
  }

  byStrong(kind: number, value: number): readonly number[] {
    const name = strongOf[kind];
    return name === undefined ? [] : this.#byKey[name].holders(value);
  }

  byHostname(value: number): readonly number[] {
    return this.#byKey.hostname.holders(value);
  }

  byName(value: number): readonly number[] {
    return this.#byKey.name.holders(value);
  }

  /** Addresses and hardware addresses share one space of numbers: {@link addressNumber} and {@link hardwareNumber}. */
  byAddress(value: number): readonly number[] {
    return value % 2 === 0
      ? this.#byKey.ip_address.holders(value / 2)
      : this.#byKey.mac_address.holders((value - 1) / 2);
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
    const fields: [number, number][] = [];
    let at = start;
    while (at <= end) {
      const next = bytes.indexOf(tab, at);
      const stop = next < 0 || next > end ? end : next;
      fields.push([at, stop]);
      at = stop + 1;
    }
    const [id, external, uuid, serial, fqdn, hostname, name, ips, macs, type] = fields;
    const facts = [
      this.#find('external_id', bytes, external),
      this.#find('uuid', bytes, uuid),
      this.#find('serial_number', bytes, serial),
      this.#find('fqdn', bytes, fqdn),
      this.#find('hostname', bytes, hostname),
      this.#find('name', bytes, name),
      this.#address('ip_address', ipKeys(arrayItems(textOf(bytes, ips)))[0]),
      this.#address('mac_address', macKeys(arrayItems(textOf(bytes, macs)))[0]),
    ];
    if (!facts.some((key) => key >= 0)) return;
    if ([external, uuid, serial, fqdn].some((key) => isSameText(bytes, name, key)))
      this.#namedByKey.add(this.#size);
    this.#keep(textOf(bytes, id) ?? '', facts, textOf(bytes, type) ?? '');
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

  /** Number of an asset's first address among those of both kinds. */
  #address(kind: 'ip_address' | 'mac_address', text: string | undefined): number {
    if (text === undefined) return none;
    const bytes = Buffer.from(text);
    const found = this.#keys.interned[kind].values.find(bytes, 0, bytes.length);
    if (found < 0) return foreign;
    return kind === 'ip_address' ? addressNumber(found) : hardwareNumber(found);
  }

  #keep(id: string, facts: readonly number[], type: string): void {
    const asset = this.#size++;
    if (asset >= this.#typeOf.length) this.#grow();
    writeUuid(id, this.#ids, asset * 16);
    this.#facts.set(facts, asset * factSize);
    const known = this.#types.indexOf(type);
    this.#typeOf[asset] = known < 0 ? this.#types.push(type) - 1 : known;
    for (let place = 0; place < placeKinds.length; place++) this.#index(place, facts[place] ?? none, asset);
  }

  #index(place: number, value: number, asset: number): void {
    const kind = placeKinds[place];
    if (kind === undefined || value < 0) return;
    const isAddress = kind === 'ip_address' || kind === 'mac_address';
    this.#byKey[kind].add(isAddress ? value >> 1 : value, asset);
  }

  #grow(): void {
    const size = this.#typeOf.length * 2;
    const facts = new Int32Array(size * factSize);
    facts.set(this.#facts);
    this.#facts = facts;
    const ids = new Uint8Array(size * 16);
    ids.set(this.#ids);
    this.#ids = ids;
    const types = new Uint8Array(size);
    types.set(this.#typeOf);
    this.#typeOf = types;
  }
}

/** The sixteen bytes of an id, one character each. */
function latin1Of(id: string): string {
  const bytes = Buffer.alloc(16);
  writeUuid(id, bytes, 0);
  return bytes.toString('latin1');
}

/** Whether two fields hold the same text, in any case of ASCII letters. */
function isSameText(
  bytes: Buffer,
  left: [number, number] | undefined,
  right: [number, number] | undefined,
): boolean {
  if (left === undefined || right === undefined || left[1] - left[0] !== right[1] - right[0]) return false;
  for (let at = 0; at < left[1] - left[0]; at++)
    if (lowered(bytes[left[0] + at]!) !== lowered(bytes[right[0] + at]!)) return false;
  return true;
}

function lowered(byte: number): number {
  return byte >= 65 && byte <= 90 ? byte + 32 : byte;
}

/** Number of an IP address among the addresses of both kinds. */
export function addressNumber(id: number): number {
  return id * 2;
}

/** Number of a hardware address among the addresses of both kinds. */
export function hardwareNumber(id: number): number {
  return id * 2 + 1;
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
