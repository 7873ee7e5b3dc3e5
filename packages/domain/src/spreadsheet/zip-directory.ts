import { refuseTable } from '../tabular/table-source.ts';
import { decodeUtf8 } from '../tabular/utf8.ts';

const endSignature = 0x06054b50;
const end64Signature = 0x06064b50;
const locator64Signature = 0x07064b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const end64Id = 0x0001;
const none32 = 0xffff_ffff;
const none16 = 0xffff;

/** Bytes at the end of an archive that hold its end record, whatever the length of the comment. */
export const endBytes = 22 + 0xffff + 20;
/** Bytes of the zip64 end record that are read. */
export const end64Bytes = 56;
/** Bytes of a local header without its name and extra field. */
export const localHeaderBytes = 30;
/** Entries an archive may have: a workbook has some dozen. */
export const maxZipEntries = 2000;
/** Bytes of the directory of that many entries. */
const maxDirectoryBytes = 4 * 1024 * 1024;

export type ZipMethod = 'stored' | 'deflated';

/** One file of an archive as the directory at its end describes it. */
export interface ZipEntry {
  readonly name: string;
  /** Undefined for a way to pack that is not read. */
  readonly method: ZipMethod | undefined;
  readonly isEncrypted: boolean;
  readonly isFolder: boolean;
  readonly crc32: number;
  readonly packedBytes: number;
  /** Bytes after unpacking, as stated: count while unpacking. */
  readonly unpackedBytes: number;
  /** Offset of the local header. */
  readonly offset: number;
}

/** Where the directory of an archive stands. */
export interface DirectoryPlace {
  readonly offset: number;
  readonly length: number;
  readonly entries: number;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function u64(data: DataView, at: number): number {
  return Number(data.getBigUint64(at, true));
}

function damaged(detail: string, byteOffset?: number): never {
  const sentence = `The archive is damaged: ${detail}. Get the file again and upload it.`;
  return refuseTable('file_unreadable', sentence, byteOffset === undefined ? {} : { byteOffset });
}

function suspicious(detail: string): never {
  return refuseTable(
    'archive_suspicious',
    `The archive is not read: ${detail}. Pack or save the file anew and upload it.`,
  );
}

/**
 * Finds the directory from the last {@link endBytes} bytes of an archive, or the offset of the zip64 end record
 * that says where it is. Throws `TabularRefusal`.
 */
export function findDirectory(tail: Uint8Array, size: number): DirectoryPlace | { readonly end64: number } {
  const data = view(tail);
  let at = tail.length - 22;
  const fits = (from: number): boolean =>
    data.getUint32(from, true) === endSignature &&
    from + 22 + data.getUint16(from + 20, true) === tail.length;
  while (at >= 0 && !fits(at)) at--;
  if (at < 0) damaged('its directory is missing, so it was probably cut off', size);
  const end64 = at >= 20 && data.getUint32(at - 20, true) === locator64Signature ? u64(data, at - 12) : -1;
  const place = {
    entries: data.getUint16(at + 10, true),
    length: data.getUint32(at + 12, true),
    offset: data.getUint32(at + 16, true),
  };
  const needs64 = place.entries === none16 || place.length === none32 || place.offset === none32;
  if (needs64 && end64 >= 0) return { end64 };
  return checkedPlace(place, size - tail.length + at);
}

/** Reads the zip64 end record at `offset`; throws `TabularRefusal`. */
export function readEnd64(bytes: Uint8Array, offset: number): DirectoryPlace {
  const data = view(bytes);
  if (bytes.length < end64Bytes || data.getUint32(0, true) !== end64Signature)
    damaged('its end record is none', offset);
  return checkedPlace({ entries: u64(data, 32), length: u64(data, 40), offset: u64(data, 48) }, offset);
}

function checkedPlace(place: DirectoryPlace, end: number): DirectoryPlace {
  const { offset, length, entries } = place;
  if (entries > maxZipEntries) suspicious(`it holds ${entries} files, more than ${maxZipEntries}`);
  if (length > maxDirectoryBytes) suspicious('its directory is longer than its files need');
  // Bytes between directory and end belong to nothing; bytes in front shift all offsets.
  if (offset + length !== end) damaged('its directory is not where it should be', offset);
  return place;
}

/** Reads the directory; throws `TabularRefusal` for entries that contradict each other or try to escape. */
export function readDirectory(bytes: Uint8Array, { entries, offset, length }: DirectoryPlace): ZipEntry[] {
  const found: ZipEntry[] = [];
  const data = view(bytes);
  if (bytes.length < length) damaged('its directory is cut off', offset);
  let at = 0;
  while (found.length < entries) {
    if (at + 46 > length || data.getUint32(at, true) !== entrySignature) {
      damaged(`entry ${found.length + 1} of its directory is none`, offset + at);
    }
    const end =
      at + 46 + data.getUint16(at + 28, true) + data.getUint16(at + 30, true) + data.getUint16(at + 32, true);
    if (end > length) damaged('its directory is cut off', offset + at);
    found.push(readEntry(bytes, at));
    at = end;
  }
  if (at !== length) damaged('its directory holds more than it counts', offset + at);
  checkEntries(found, offset);
  return found;
}

function readEntry(bytes: Uint8Array, at: number): ZipEntry {
  const data = view(bytes);
  const flags = data.getUint16(at + 8, true);
  const method = data.getUint16(at + 10, true);
  const nameEnd = at + 46 + data.getUint16(at + 28, true);
  const name = decodeUtf8(bytes, at + 46, nameEnd);
  const mode = (data.getUint32(at + 38, true) >>> 16) & 0o17_0000;
  if (mode === 0o12_0000) suspicious(`“${name}” is a link to another file`);
  const extra = bytes.subarray(nameEnd, nameEnd + data.getUint16(at + 30, true));
  const [unpackedBytes, packedBytes, offset] = with64(extra, [
    data.getUint32(at + 24, true),
    data.getUint32(at + 20, true),
    data.getUint32(at + 42, true),
  ]);
  return {
    name,
    method: method === 8 ? 'deflated' : method === 0 ? 'stored' : undefined,
    isEncrypted: (flags & 0x2041) !== 0,
    isFolder: name.endsWith('/'),
    crc32: data.getUint32(at + 16, true),
    packedBytes,
    unpackedBytes,
    offset,
  };
}

type Sizes = readonly [unpacked: number, packed: number, offset: number];

/** Replaces the fields that do not fit 32 bits by those of the zip64 extra field, which holds only them. */
function with64(extra: Uint8Array, [unpacked, packed, offset]: Sizes): Sizes {
  const data = view(extra);
  for (let at = 0; at + 4 <= extra.length; at += 4 + data.getUint16(at + 2, true)) {
    if (data.getUint16(at, true) !== end64Id) continue;
    let next = at + 4;
    const wide = (value: number): number => {
      if (value !== none32 || next + 8 > extra.length) return value;
      next += 8;
      return u64(data, next - 8);
    };
    return [wide(unpacked), wide(packed), wide(offset)];
  }
  return [unpacked, packed, offset];
}

function checkEntries(entries: readonly ZipEntry[], directory: number): void {
  const names = new Set<string>();
  for (const { name } of entries) {
    if (names.has(name)) suspicious(`it holds two files named “${name}”`);
    if (isEscape(name)) suspicious(`the name “${name}” leads out of it`);
    names.add(name);
  }
  const inPlace = entries.toSorted((left, right) => left.offset - right.offset);
  inPlace.forEach((entry, index) => {
    const end = inPlace[index + 1]?.offset ?? directory;
    if (entry.offset + localHeaderBytes + entry.packedBytes > end) {
      suspicious(`the bytes of “${entry.name}” overlap those of another file`);
    }
  });
}

function isEscape(name: string): boolean {
  const path = name.replaceAll('\\', '/');
  return (
    path.startsWith('/') || /^[a-z]:/i.test(path) || path.includes('\0') || path.split('/').includes('..')
  );
}

/** Offset of an entry's bytes by its local header; throws `TabularRefusal` when that is another file's. */
export function dataOffset(header: Uint8Array, entry: ZipEntry): number {
  const data = view(header);
  if (header.length < localHeaderBytes || data.getUint32(0, true) !== localSignature) {
    damaged(`“${entry.name}” is not where its directory says`, entry.offset);
  }
  // With a descriptor behind the bytes the sizes here are none, or what the packer guessed.
  const hasDescriptor = (data.getUint16(6, true) & 8) !== 0;
  const agrees =
    isStated(data.getUint32(18, true), entry.packedBytes) &&
    isStated(data.getUint32(22, true), entry.unpackedBytes);
  if (!hasDescriptor && !agrees) suspicious(`the size of “${entry.name}” is stated in two ways`);
  return entry.offset + localHeaderBytes + data.getUint16(26, true) + data.getUint16(28, true);
}

function isStated(size: number, listed: number): boolean {
  return size === listed || size === none32;
}
