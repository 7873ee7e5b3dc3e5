import { pipeline } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import {
  type DirectoryPlace,
  dataOffset,
  end64Bytes,
  endBytes,
  findDirectory,
  localHeaderBytes,
  readDirectory,
  readEnd64,
  type ZipEntry,
} from '@landfall/domain/spreadsheet/zip-directory';
import { type ReadingLimits, refuseTable } from '@landfall/domain/tabular/table-source';
import type { SizedFile } from './sized-file.ts';

/** Unpacked bytes that any archive may have, however small it is packed. */
const harmlessBytes = 1024 * 1024;
const pieceBytes = 256 * 1024;

/** The files in an archive, to be unpacked one by one and never written anywhere. */
export interface ZipArchive {
  readonly entries: readonly ZipEntry[];
  /** The entry of a name; the case of letters decides only between two that differ in nothing else. */
  find(name: string): ZipEntry | undefined;
  /**
   * The unpacked bytes of an entry in pieces. Throws `TabularRefusal` for a password, for content that does not match
   * the directory in size or checksum, and for what cannot be unpacked.
   */
  read(entry: ZipEntry): AsyncGenerator<Uint8Array, void>;
  /** The unpacked bytes of a small entry at once; refuses one of more than `maxBytes`. */
  readWhole(entry: ZipEntry, maxBytes: number): Promise<Uint8Array>;
}

/** Opens an archive by the directory at its end; throws `TabularRefusal` for one that is damaged or suspicious. */
export async function openZip(file: SizedFile, limits: UnpackLimits): Promise<ZipArchive> {
  const place = await locateDirectory(file);
  const entries = readDirectory(await readRange(file, place.offset, place.offset + place.length), place);
  requireUnpackable(entries, file.size, limits);
  const names = new Map(entries.map((entry) => [entry.name, entry]));
  const folded = new Map(entries.map((entry) => [foldedName(entry.name), entry]));
  const read = (entry: ZipEntry): AsyncGenerator<Uint8Array, void> => unpack(file, entry);
  return {
    entries,
    find: (name) => names.get(name) ?? folded.get(foldedName(name)),
    read,
    readWhole: (entry, maxBytes) => {
      if (entry.unpackedBytes > maxBytes) {
        refuseTable('archive_suspicious', `“${entry.name}” unpacks to more than ${maxBytes} bytes.`);
      }
      return collect(read(entry), entry.unpackedBytes);
    },
  };
}

/** Some packers write backslashes, and names in another case than those that point to them. */
function foldedName(name: string): string {
  return name.replaceAll('\\', '/').toLowerCase();
}

async function locateDirectory(file: SizedFile): Promise<DirectoryPlace> {
  const tail = await readRange(file, Math.max(0, file.size - endBytes), file.size);
  const place = findDirectory(tail, file.size);
  if (!('end64' in place)) return place;
  return readEnd64(await readRange(file, place.end64, place.end64 + end64Bytes), place.end64);
}

type UnpackLimits = Pick<ReadingLimits, 'maxUnpackedBytes' | 'maxUnpackedRatio'>;

/** Bytes that a packed file may become. */
export function unpackedLimit(packed: number, { maxUnpackedBytes, maxUnpackedRatio }: UnpackLimits): number {
  return Math.min(maxUnpackedBytes, Math.max(harmlessBytes, packed * maxUnpackedRatio));
}

/** What the directory states is checked here, and again while unpacking: it may lie. */
function requireUnpackable(entries: readonly ZipEntry[], packed: number, limits: UnpackLimits): void {
  const limit = unpackedLimit(packed, limits);
  const total = entries.reduce((sum, entry) => sum + entry.unpackedBytes, 0);
  if (total <= limit) return;
  const detail = `The file unpacks to ${total} bytes, more than the ${limit} that one of its size may. Export the table as CSV and upload that.`;
  refuseTable('archive_suspicious', detail);
}

async function readRange(file: SizedFile, start: number, end: number): Promise<Uint8Array> {
  const stop = Math.min(end, file.size);
  return collect(file.read({ start, end: stop }), Math.max(0, stop - start));
}

async function collect(pieces: AsyncIterable<Uint8Array>, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for await (const piece of pieces) {
    bytes.set(piece.subarray(0, length - at), at);
    at += piece.length;
  }
  return at < length ? bytes.subarray(0, at) : bytes;
}

async function* unpack(file: SizedFile, entry: ZipEntry): AsyncGenerator<Uint8Array, void> {
  if (entry.isEncrypted) {
    refuseTable(
      'file_unreadable',
      `“${entry.name}” is protected by a password. Remove it and upload the file again.`,
    );
  }
  if (entry.method === undefined) {
    refuseTable(
      'file_unreadable',
      `“${entry.name}” is packed in a way that is not read. Pack it anew as an ordinary ZIP file.`,
    );
  }
  const start = dataOffset(await readRange(file, entry.offset, entry.offset + localHeaderBytes), entry);
  const packed = file.read({ start, end: start + entry.packedBytes });
  let total = 0;
  let sum = 0;
  for await (const piece of entry.method === 'stored' ? packed : inflated(packed, entry)) {
    total += piece.length;
    if (total > entry.unpackedBytes) {
      refuseTable(
        'archive_suspicious',
        `“${entry.name}” unpacks to more than the ${entry.unpackedBytes} bytes it states.`,
      );
    }
    sum = crc32(piece, sum);
    yield piece;
  }
  if (total !== entry.unpackedBytes || sum !== entry.crc32) refuseDamaged(entry);
}

async function* inflated(
  packed: AsyncIterable<Uint8Array>,
  entry: ZipEntry,
): AsyncGenerator<Uint8Array, void> {
  const inflate = createInflateRaw({ chunkSize: pieceBytes });
  let failure: Error | null | undefined;
  pipeline(packed, inflate, (error) => {
    failure = error;
  });
  try {
    for await (const piece of inflate) if (piece instanceof Uint8Array) yield piece;
  } catch (error) {
    // zlib names its errors by code; a file that cannot be read is the system's failure.
    const { code } = Object(failure ?? error);
    if (typeof code === 'string' && code.startsWith('Z_')) refuseDamaged(entry);
    throw error;
  } finally {
    inflate.destroy();
  }
}

function refuseDamaged(entry: ZipEntry): never {
  const detail = `“${entry.name}” is damaged: it does not unpack to what was packed. Get the file again and upload it.`;
  return refuseTable('file_unreadable', detail, { byteOffset: entry.offset });
}
