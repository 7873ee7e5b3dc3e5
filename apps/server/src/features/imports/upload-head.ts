import type { Readable } from 'node:stream';
import { sampleBytes } from '@landfall/domain/tabular/file-layout';

/** Reads the first 256 kB of a stream and lets the rest go by; `isWhole` says that there is no rest. */
export async function readHead(source: Readable): Promise<{ bytes: Uint8Array; isWhole: boolean }> {
  const pieces: Buffer[] = [];
  let length = 0;
  let isWhole = true;
  for await (const piece of source) {
    if (!Buffer.isBuffer(piece)) continue;
    const taken = piece.subarray(0, sampleBytes - length);
    if (taken.length < piece.length) isWhole = false;
    pieces.push(taken);
    length += taken.length;
  }
  return { bytes: Buffer.concat(pieces), isWhole };
}
