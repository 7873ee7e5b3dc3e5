import { pipeline } from 'node:stream';
import { createGunzip, type Gunzip } from 'node:zlib';
import {
  type FileBytes,
  type ReadingLimits,
  type ReadingOptions,
  refuseTable,
  type TableSource,
} from '@landfall/domain/tabular/table-source';
import { unpackedLimit } from './zip-archive.ts';

const pieceBytes = 256 * 1024;

interface NamedBytes {
  readonly bytes: FileBytes;
  readonly name: string;
}

type OpenUnpacked = (file: NamedBytes, options: ReadingOptions) => Promise<TableSource>;

/** Opens the table that is packed with gzip; a pack within it is left to `openUnpacked`. */
export async function openGzipped(
  { bytes, name }: NamedBytes,
  options: ReadingOptions,
  openUnpacked: OpenUnpacked,
): Promise<TableSource> {
  const unpacked = { bytes: gunzipped(bytes, options.limits), name: name.replace(/\.gz$/i, '') };
  const source = await openUnpacked(unpacked, options);
  return { ...source, facts: { ...source.facts, packing: 'gzip' } };
}

/**
 * What a gzip file of one member or several unpacks to; to read from its middle it is unpacked from its beginning.
 *
 * Throws `TabularRefusal`: `archive_suspicious` beyond the limits, `file_unreadable` where it is damaged or cut off.
 */
export function gunzipped(
  file: FileBytes,
  limits: Pick<ReadingLimits, 'maxUnpackedBytes' | 'maxUnpackedRatio'>,
): FileBytes {
  return {
    size: undefined,
    async *read({ start = 0, end = Number.POSITIVE_INFINITY } = {}) {
      let at = 0;
      for await (const piece of unpack(file, limits)) {
        const from = Math.max(0, start - at);
        const taken = piece.subarray(Math.min(from, piece.length), Math.min(piece.length, end - at));
        at += piece.length;
        if (taken.length > 0) yield taken;
        if (at >= end) return;
      }
    },
  };
}

async function* unpack(
  file: FileBytes,
  limits: Pick<ReadingLimits, 'maxUnpackedBytes' | 'maxUnpackedRatio'>,
): AsyncGenerator<Uint8Array, void> {
  const gunzip = createGunzip({ chunkSize: pieceBytes });
  let failure: Error | null | undefined;
  pipeline(file.read(), gunzip, (error) => {
    failure = error;
  });
  let total = 0;
  try {
    for await (const piece of gunzip) {
      if (!(piece instanceof Uint8Array)) continue;
      total += piece.length;
      requireWithin(total, unpackedLimit(file.size ?? gunzip.bytesWritten, limits));
      yield piece;
    }
  } catch (error) {
    refuseDamage(failure ?? error, gunzip);
  } finally {
    gunzip.destroy();
  }
  await requireEnd(file, gunzip.bytesWritten);
}

function requireWithin(total: number, limit: number): void {
  if (total <= limit) return;
  const detail = `The file unpacks to more than the ${limit} bytes that one of its size may. Unpack it and upload what it holds.`;
  refuseTable('archive_suspicious', detail);
}

/** zlib names its errors by code; anything else is not the file's fault. */
function refuseDamage(error: unknown, gunzip: Gunzip): never {
  const { code } = Object(error);
  if (typeof code !== 'string' || !code.startsWith('Z_')) throw error;
  const byteOffset = gunzip.bytesWritten;
  const what = code === 'Z_BUF_ERROR' ? 'is cut off' : 'is damaged';
  const detail = `The gzip file ${what} at about byte ${byteOffset}. Get the file again and upload it.`;
  return refuseTable('file_unreadable', detail, { byteOffset });
}

/** Tapes and some tools pad the end with zeros; anything else behind the last member would be passed over in silence. */
async function requireEnd(file: FileBytes, offset: number): Promise<void> {
  for await (const piece of file.read({ start: offset })) {
    const found = piece.findIndex((byte) => byte !== 0);
    if (found < 0) continue;
    const detail = `Bytes that are not packed follow the gzip data at byte ${offset}. Get the file again and upload it.`;
    refuseTable('file_unreadable', detail, { byteOffset: offset });
  }
}
