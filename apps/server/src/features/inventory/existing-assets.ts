import { ByteDictionary } from '@landfall/domain/cleansing/byte-dictionary';
import type { AssetIndex, IdentityFacts } from '@landfall/domain/entity-resolution/match-groups';
import {
  type IdentityKind,
  identityKinds,
  ipKeys,
  macKeys,
  strongKinds,
} from '@landfall/domain/entity-resolution/identity-keys';
import { uuidText, writeUuid } from '@landfall/domain/inventory/row-results';
import { KeyIndex, noAsset } from './key-index.ts';
import type { KeyValues } from './key-values.ts';

const tab = 9;
const newline = 10;
const comma = 44;
const quote = 34;
const backslash = 92;
const capitalN = 78;
const closingBrace = 125;
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

/** Numbers kept for each asset: one of each kind of key, of lists the first item's. */
const factSize = identityKinds.length;
/** Where the fields of a line are: the keys stand between the id and the type, in the order of the facts. */
const [idField, firstKeyField, nameField, typeField] = [0, 1, 6, 9] as const;
const idBytes = 16;
/** Of kinds that assets are not looked up by now. */
const noValues = new ByteDictionary();
const allPlaces = identityKinds.map((_, place) => place);

/**
 * Live assets that share a key with the file, indexed by the numbers the file's keys have: about 80 bytes each. They
 * are looked up by all kinds of keys at once, or by some after the other, each time with all assets.
 */
export class ExistingAssets implements AssetIndex {
  #values: KeyValues = {};
  /** Where the kinds stand that assets are looked up by now. */
  #places: readonly number[] = [];
  readonly #byKey = new Map<IdentityKind, KeyIndex>();
  /** Numbers of the assets by the bytes of their ids, where they come more than once. */
  #numbers: ByteDictionary | undefined;
  readonly #idAtHand = new Uint8Array(idBytes);
  /** The lines at hand. */
  #bytes: Buffer = Buffer.alloc(0);
  /** Beginning of each field of the line at hand, and one more; a field ends a byte before the next begins. */
  readonly #starts = new Int32Array(existingColumns.length + 1);
  readonly #types: string[] = [];
  #facts = new Int32Array(1024 * factSize);
  #ids: Uint8Array = new Uint8Array(1024 * idBytes);
  /** Assets whose name is one of their own strong keys, because nobody gave them one. */
  readonly #namedByKey = new Set<number>();
  #typeOf = new Uint8Array(1024);
  #size = 0;
  #rest: Buffer = Buffer.alloc(0);

  /** Looks all assets, which {@link addPiece} is given next, up by these kinds of keys. */
  lookUp(values: KeyValues): void {
    this.#values = values;
    this.#places = allPlaces.filter((place) => values[identityKinds[place]!] !== undefined);
    if (this.#places.length < allPlaces.length) this.#numbers ??= new ByteDictionary();
    for (const place of this.#places) {
      const kind = identityKinds[place]!;
      this.#byKey.set(kind, new KeyIndex(values[kind]?.size ?? 0));
    }
  }

  /** Id of an asset by its number. */
  idOf(asset: number): string {
    return uuidText(this.idBytes(asset));
  }

  /** The sixteen bytes of an asset's id. */
  idBytes(asset: number): Uint8Array {
    return this.#ids.subarray(asset * idBytes, asset * idBytes + idBytes);
  }

  /** Numbers of those of these assets that share a key with the file, by id. */
  numbersOf(ids: Iterable<string>): Map<string, number> {
    const wanted = new Map([...ids].map((id) => [latin1Of(id), id] as const));
    const found = new Map<string, number>();
    for (let asset = 0; asset < this.#size && wanted.size > found.size; asset++) {
      const id = wanted.get(Buffer.from(this.#ids.buffer, asset * idBytes, idBytes).toString('latin1'));
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
    const name = strongKinds[kind];
    return name === undefined ? [] : this.#holders(name, value);
  }

  byHostname(value: number): readonly number[] {
    return this.#holders('hostname', value);
  }

  byName(value: number): readonly number[] {
    return this.#holders('name', value);
  }

  /** Addresses and hardware addresses share one space of numbers: {@link addressNumber} and {@link hardwareNumber}. */
  byAddress(value: number): readonly number[] {
    return value % 2 === 0
      ? this.#holders('ip_address', value / 2)
      : this.#holders('mac_address', (value - 1) / 2);
  }

  #holders(kind: IdentityKind, value: number): readonly number[] {
    return this.#byKey.get(kind)?.holders(value) ?? [];
  }

  /** Takes a piece of COPY text with the columns {@link existingColumns}. */
  addPiece(piece: Buffer): void {
    const bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    this.#bytes = bytes;
    let start = 0;
    for (;;) {
      const end = bytes.indexOf(newline, start);
      if (end < 0) break;
      this.#addLine(start, end);
      start = end + 1;
    }
    this.#rest = Buffer.from(bytes.subarray(start));
  }

  #addLine(start: number, end: number): void {
    this.#findFields(start, end);
    const known = this.#numberAtHand();
    const asset = known === noAsset ? this.#size : known;
    if (asset >= this.#typeOf.length) this.#grow();
    const facts = this.#facts;
    const at = asset * factSize;
    let sharesKey = false;
    for (const place of this.#places) {
      const fact = this.#factOf(place);
      facts[at + place] = fact;
      if (fact >= 0) sharesKey = true;
    }
    if (!sharesKey) return;
    if (known === noAsset) this.#addAsset(asset);
    for (const place of this.#places) this.#index(place, facts[at + place]!, asset);
  }

  /** Number of the asset of the line at hand when it has come before. */
  #numberAtHand(): number {
    if (this.#numbers === undefined) return noAsset;
    const [start, end] = this.#rangeOf(idField);
    writeUuid(this.#bytes.toString('latin1', start, end), this.#idAtHand, 0);
    return this.#numbers.find(this.#idAtHand, 0, idBytes);
  }

  #addAsset(asset: number): void {
    this.#size++;
    this.#numbers?.intern(this.#idAtHand, 0, idBytes);
    // Kinds that were looked up before it came, and those that are yet to be.
    for (const place of allPlaces)
      if (!this.#places.includes(place)) this.#facts[asset * factSize + place] = this.#factOf(place);
    for (let key = 0; key < strongKinds.length; key++)
      if (this.#isSameText(nameField, firstKeyField + key)) this.#namedByKey.add(asset);
    this.#keepIdentity(asset);
  }

  #findFields(start: number, end: number): void {
    const bytes = this.#bytes;
    const starts = this.#starts;
    starts[0] = start;
    let field = 1;
    for (let at = start; at < end; at++) if (bytes[at] === tab) starts[field++] = at + 1;
    starts[field] = end + 1;
    if (field !== existingColumns.length) throw new Error(`A line of ${field} fields was read`);
  }

  #factOf(place: number): number {
    const bytes = this.#bytes;
    const kind = identityKinds[place]!;
    const [start, end] = this.#rangeOf(firstKeyField + place);
    if (end - start === 2 && bytes[start] === backslash && bytes[start + 1] === capitalN) return none;
    return kind === 'ip_address' || kind === 'mac_address'
      ? this.#firstAddress(kind, start, end)
      : this.#find(kind, start, end);
  }

  #rangeOf(field: number): [number, number] {
    return [this.#starts[field]!, this.#starts[field + 1]! - 1];
  }

  #find(kind: IdentityKind, start: number, end: number): number {
    const bytes = this.#bytes;
    const values = this.#values[kind] ?? noValues;
    let found: number;
    if (hasEscape(bytes, start, end)) {
      const plain = Buffer.from(textOf(bytes, start, end));
      found = values.find(plain, 0, plain.length);
    } else found = values.find(bytes, start, end);
    return found < 0 ? foreign : found;
  }

  /** Number of the first usable address of a list among those of both kinds. */
  #firstAddress(kind: 'ip_address' | 'mac_address', start: number, end: number): number {
    const bytes = this.#bytes;
    const values = this.#values[kind] ?? noValues;
    const numberOf = kind === 'ip_address' ? addressNumber : hardwareNumber;
    // Only usable addresses are known: most lists are done with their first item, as its bytes stand.
    const found = values.find(bytes, start + 1, endOfItem(bytes, start + 1, end));
    if (found >= 0) return numberOf(found);
    const items = arrayItems(textOf(bytes, start, end));
    const text = (kind === 'ip_address' ? ipKeys(items) : macKeys(items))[0] ?? '';
    if (text === '') return none;
    const plain = Buffer.from(text);
    const usable = values.find(plain, 0, plain.length);
    return usable < 0 ? foreign : numberOf(usable);
  }

  #keepIdentity(asset: number): void {
    const bytes = this.#bytes;
    const [idStart, idEnd] = this.#rangeOf(idField);
    writeUuid(bytes.toString('latin1', idStart, idEnd), this.#ids, asset * idBytes);
    const type = textOf(bytes, ...this.#rangeOf(typeField));
    const known = this.#types.indexOf(type);
    this.#typeOf[asset] = known < 0 ? this.#types.push(type) - 1 : known;
  }

  #index(place: number, value: number, asset: number): void {
    const kind = identityKinds[place];
    if (kind === undefined || value < 0) return;
    const isAddress = kind === 'ip_address' || kind === 'mac_address';
    this.#byKey.get(kind)?.add(isAddress ? value >> 1 : value, asset);
  }

  /** Whether two fields hold the same text, in any case of ASCII letters. */
  #isSameText(left: number, right: number): boolean {
    const bytes = this.#bytes;
    const starts = this.#starts;
    const [from, to] = [starts[left]!, starts[right]!];
    const length = starts[left + 1]! - from;
    if (length !== starts[right + 1]! - to) return false;
    for (let at = 0; at < length - 1; at++)
      if (lowered(bytes[from + at]!) !== lowered(bytes[to + at]!)) return false;
    return true;
  }

  #grow(): void {
    const size = this.#typeOf.length * 2;
    const facts = new Int32Array(size * factSize);
    facts.set(this.#facts);
    this.#facts = facts;
    const ids = new Uint8Array(size * idBytes);
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

function hasEscape(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === backslash) return true;
  return false;
}

/** End of the item of an array that begins at `start`. */
function endOfItem(bytes: Buffer, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte === comma || byte === closingBrace || byte === quote || byte === backslash) return at;
  }
  return end;
}

/** Text of a COPY field that is not null. */
function textOf(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end);
  return text.includes('\\') ? text.replace(/\\(.)/g, (_, code: string) => escapes[code] ?? code) : text;
}

/** Items of an array of addresses, one a line. Addresses are written without quotes. */
function arrayItems(text: string): string {
  return text === '{}' ? '' : text.slice(1, -1).replaceAll('"', '').replaceAll(',', '\n');
}
