import { valueText } from '@landfall/domain/cleansing/cleansed-block';
import { listSeparator } from '@landfall/domain/cleansing/clean-text';
import {
  externalIdKey,
  fqdnKey,
  hostnameKey,
  nameKey,
  serialKey,
  type StrongKind,
  uuidKey,
} from '@landfall/domain/entity-resolution/identity-keys';
import { keyUndecided, keyWriting, writeName } from '@landfall/domain/entity-resolution/key-bytes';
import type { StoredKind } from '@landfall/domain/inventory/stored-fields';
import { ValueEncoder } from './binary-values.ts';
import { type AddValue, startOfValue } from './column-cells.ts';

/** Kinds of key that an asset is stored with. */
export type KeyKind = StrongKind | 'hostname';

const normalForm: Readonly<Record<KeyKind, (text: string, sourceSystem: string | null) => string | null>> = {
  external_id: externalIdKey,
  uuid: uuidKey,
  serial_number: serialKey,
  fqdn: fqdnKey,
  hostname: hostnameKey,
};

/** How values are written that are stored in a column of this kind. */
export function storedValue(kind: StoredKind): AddValue {
  if (kind === 'text') return addText;
  if (kind === 'text[]') return addList;
  const encoder = new ValueEncoder(kind);
  return (out, column, id) => {
    encoder.add(out, column, id);
    return true;
  };
}

const addText: AddValue = (out, column, id) => {
  out.addBytes(column.bytes, startOfValue(column, id), column.ends[id]!);
  return true;
};

const addList: AddValue = (out, column, id) => {
  out.addList(column.bytes, startOfValue(column, id), column.ends[id]!);
  return true;
};

/** How names are written: as they are, of a list its first item, and in their normal form behind that. */
export const addName: AddValue = (out, column, id) => {
  const [start, end] = [startOfValue(column, id), column.ends[id]!];
  const begin = out.length;
  out.addBytes(column.bytes, start, end);
  const at = out.open(end - start);
  const length = writeName(column.bytes, start, end, out.memory, at);
  if (length !== keyUndecided) {
    out.close(length);
    return true;
  }
  out.cut(begin);
  const name = firstItem(valueText(column, id));
  out.addText(name);
  out.addText(nameKey(name));
  return true;
};

/** The first item of a list; any other text whole. */
export function firstItem(text: string): string {
  const end = text.indexOf(listSeparator);
  return end < 0 ? text : text.slice(0, end);
}

/** How keys of a kind are written from the values they are made of; nothing for those that identify nothing. */
export function keyOfValue(kind: KeyKind, sourceSystem: string | null): AddValue {
  const { write, extraBytes } = keyWriting(kind, sourceSystem);
  return (out, column, id) => {
    const [start, end] = [startOfValue(column, id), column.ends[id]!];
    const at = out.open(end - start + extraBytes);
    const length = write(column.bytes, start, end, out.memory, at);
    if (length !== keyUndecided) {
      out.close(length);
      return true;
    }
    const key = normalForm[kind](valueText(column, id), sourceSystem);
    if (key !== null) out.addText(key);
    return key !== null;
  };
}

const [quote, backslash, firstPrinted, firstBeyond] = [34, 92, 32, 128];

/** How values become members of a JSON object under a name. */
export function jsonMember(name: string): AddValue {
  const prefix = Buffer.from(`${JSON.stringify(name)}:"`);
  const suffix = prefix.subarray(-1);
  return (out, column, id) => {
    const [start, end] = [startOfValue(column, id), column.ends[id]!];
    out.addRaw(prefix, 0, prefix.length);
    if (isPlain(column.bytes, start, end)) out.addRaw(column.bytes, start, end);
    else {
      const json = Buffer.from(JSON.stringify(valueText(column, id)));
      out.addRaw(json, 1, json.length - 1);
    }
    out.addRaw(suffix, 0, suffix.length);
    return true;
  };
}

/** True for ASCII that stands in a JSON string as it is. */
function isPlain(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte < firstPrinted || byte >= firstBeyond || byte === quote || byte === backslash) return false;
  }
  return true;
}
