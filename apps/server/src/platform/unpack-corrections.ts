import type { RawChunk } from '@landfall/domain/tabular/raw-chunk';
import { latestRevisions, type Revised } from '@landfall/domain/tabular/row-revisions';
import { unpack } from './packing.ts';

/** A packed piece of rows with its revision. */
export interface PackedRevision extends Revised {
  readonly byteLength?: number;
  readonly body: Uint8Array;
}

/** Unpacks the latest revision of each corrected row among `chunks`, by row number; those of the upload are left. */
export async function unpackCorrections(
  chunks: readonly PackedRevision[],
): Promise<ReadonlyMap<number, RawChunk>> {
  const unpacked = new Map<number, RawChunk>();
  for (const [row, chunk] of latestRevisions(chunks).corrected) {
    const { firstRow, rowCount, firstLine, byteLength, body } = chunk;
    unpacked.set(row, { firstRow, rowCount, firstLine, bytes: await unpack(body, byteLength) });
  }
  return unpacked;
}
