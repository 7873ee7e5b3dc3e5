import { ByteDictionary, type DictionaryParts } from '@landfall/domain/cleansing/byte-dictionary';
import type { CleansedColumn } from '@landfall/domain/cleansing/cleansed-block';
import type { KeyColumn } from '@landfall/domain/entity-resolution/group-rows';
import {
  externalIdKey,
  fqdnKey,
  hostnameKey,
  type IdentityKind,
  identityKinds,
  ipKeys,
  macKeys,
  serialKey,
  uuidKey,
} from '@landfall/domain/entity-resolution/identity-keys';
import {
  keyUndecided,
  keyWriting,
  type KeyWriting,
  type WrittenKind,
} from '@landfall/domain/entity-resolution/key-bytes';
import { decodeUtf8 } from '@landfall/domain/tabular/utf8';

type Normalise = (text: string, sourceSystem: string | null) => string | null;

const normalisers: Readonly<Record<Exclude<IdentityKind, 'name'>, Normalise>> = {
  external_id: externalIdKey,
  uuid: uuidKey,
  serial_number: serialKey,
  fqdn: fqdnKey,
  hostname: hostnameKey,
  ip_address: (text) => ipKeys(text)[0] ?? null,
  mac_address: (text) => macKeys(text)[0] ?? null,
};

/** A key column together with the normalised values its numbers stand for. */
export interface InternedKeys extends KeyColumn {
  readonly values: ByteDictionary;
}

/** A key column whose values are held as long as there is room for those of all kinds. */
export interface NumberedKeys extends KeyColumn {
  readonly values?: ByteDictionary | undefined;
}

/** The numbers alone, which is all that grouping compares. */
export function numbersOnly({ ids, size }: KeyColumn): NumberedKeys {
  return { ids, size };
}

const usualKeyBytes = 24;
const mostKeyBytes = 64;
/** Keys may turn out longer in later blocks than in the first one. */
const spare = 1.15;

/** What a row takes among the keys of one kind, where nearly every row has one of its own. */
const bytesPerKey = 48;

/** Kinds whose keys are numbered at once, so that their values fit in a number of bytes together; at least one. */
export function kindsAtOnce(rows: number, valueBytes: number): number {
  const fitting = Math.floor(valueBytes / (Math.max(1, rows) * bytesPerKey));
  return Math.min(identityKinds.length, Math.max(1, fitting));
}

/** A dictionary that need not grow when nearly every row has a key of its own: growing copies all there is. */
export function keyDictionary(rows: number, bytesPerRow = usualKeyBytes): ByteDictionary {
  const each = Math.min(mostKeyBytes, Math.max(usualKeyBytes, Math.ceil(bytesPerRow * spare)));
  return new ByteDictionary({ values: rows, bytes: rows * each });
}

/** Numbers of the keys of one kind. */
export class KeyNumbers {
  readonly kind: WrittenKind;
  /** Number of each row's key; -1 for none. */
  readonly ids: Int32Array;
  /** Made with the first column, which tells how long the keys are. */
  #made: ByteDictionary | undefined;
  readonly #writing: KeyWriting;
  readonly #normalise: (text: string) => string | null;

  constructor(rows: number, kind: WrittenKind, sourceSystem: string | null) {
    this.kind = kind;
    this.ids = new Int32Array(rows).fill(-1);
    this.#writing = keyWriting(kind, sourceSystem);
    this.#normalise = (text) => normalisers[kind](text, sourceSystem);
  }

  add(column: CleansedColumn, row: number): void {
    copyIds(column.ids, this.#keysOf(column), this.ids.subarray(row));
  }

  #keysOf(column: CleansedColumn): Int32Array {
    const { bytes, ends, ids } = column;
    const { write, extraBytes } = this.#writing;
    const keyBytes = bytes.length + ends.length * extraBytes;
    const values = (this.#made ??= keyDictionary(this.ids.length, keyBytes / Math.max(1, ids.length)));
    const keys = new Int32Array(ends.length);
    for (let id = 0, start = 0; id < ends.length; id++) {
      const end = ends[id]!;
      const at = values.reserve(end - start + extraBytes);
      const length = write(bytes, start, end, values.all, at);
      keys[id] =
        length === keyUndecided
          ? internKey(values, this.#normalise(decodeUtf8(bytes, start, end)))
          : values.internTail(length);
      start = end;
    }
    return keys;
  }

  result(): InternedKeys {
    const values = (this.#made ??= new ByteDictionary());
    return { ids: this.ids, size: values.size, values };
  }

  get parts(): KeyParts {
    return { kind: this.kind, ids: this.ids, values: this.result().values.parts };
  }
}

/** The keys of one kind as plain data, whose memory can be handed to another thread. */
export interface KeyParts {
  readonly kind: WrittenKind;
  readonly ids: Int32Array;
  readonly values: DictionaryParts;
}

/** The keys whose parts these are. */
export function keysOfParts({ ids, values }: KeyParts): InternedKeys {
  return { ids, size: values.size, values: ByteDictionary.of(values) };
}

function internKey(values: ByteDictionary, key: string | null): number {
  return key === null ? -1 : values.internText(key);
}

function copyIds(ids: Uint16Array, keyOf: Int32Array, into: Int32Array): void {
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row]!;
    if (id > 0) into[row] = keyOf[id - 1]!;
  }
}
