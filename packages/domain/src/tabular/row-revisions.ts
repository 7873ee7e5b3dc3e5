import { type ChunkPlace, type RawChunk, readChunk } from './raw-chunk.ts';
import type { RecordLayout, SourceRow } from './record-reader.ts';

/** A stored piece of rows with its revision: 0 as uploaded, higher ones hold corrected rows. */
export interface Revised extends ChunkPlace {
  readonly revision: number;
}

/** The chunks of the file as uploaded, in row order, and for each corrected row the chunk of its latest revision. */
export function latestRevisions<Chunk extends Revised>(
  chunks: readonly Chunk[],
): { readonly originals: readonly Chunk[]; readonly corrected: ReadonlyMap<number, Chunk> } {
  const corrected = new Map<number, Chunk>();
  const originals: Chunk[] = [];
  for (const chunk of chunks) {
    if (chunk.revision === 0) originals.push(chunk);
    for (const row of rowsOf(chunk)) if (isNewer(chunk, corrected.get(row))) corrected.set(row, chunk);
  }
  return { originals, corrected };
}

function* rowsOf({ firstRow, rowCount }: ChunkPlace): Generator<number> {
  for (let row = firstRow; row < firstRow + rowCount; row++) yield row;
}

function isNewer(chunk: Revised, known: Revised | undefined): boolean {
  return chunk.revision > (known?.revision ?? 0);
}

/**
 * Reads the rows of an uploaded chunk as they stand: a corrected row in its latest revision, under the line it had.
 *
 * The row handed out is valid during the call only.
 */
export function readLatest(
  layout: RecordLayout,
  chunk: RawChunk,
  reading: {
    readonly corrected: ReadonlyMap<number, RawChunk>;
    readonly onRow: (row: SourceRow) => void;
  },
): void {
  const { corrected, onRow } = reading;
  if (corrected.size === 0) return readChunk(layout, chunk, onRow);
  readChunk(layout, chunk, (row) => {
    const correction = corrected.get(row.rowNumber);
    if (correction === undefined) return onRow(row);
    const { rowNumber } = row;
    readChunk(layout, correction, (latest) => {
      if (latest.rowNumber === rowNumber) onRow(latest);
    });
  });
}
