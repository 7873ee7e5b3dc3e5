import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { readChunk } from '@landfall/domain/tabular/raw-chunk';
import type { SourceRow } from '@landfall/domain/tabular/record-reader';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { readChunks, type StoredChunk } from './cleansing.repository.ts';
import type { ImportShape } from './import-shape.ts';

const inflate = promisify(inflateRaw);

/** Chunks fetched at once: about 4 MB of source text. */
const chunksPerRead = 16;

/** Runs work in a read-only transaction of the tenant. */
export type ReadScope = <Result>(work: (scope: TenantScope) => Promise<Result>) => Promise<Result>;

/** Where the source rows of an import are read from. */
export interface RowSource {
  readonly shape: ImportShape;
  readonly read: ReadScope;
  /** First row wanted; 1 by default. */
  readonly fromRow?: number;
}

/**
 * Reads the stored rows of an import in order, chunk by chunk, and lets others run between two chunks.
 *
 * `afterChunk` is awaited after the rows of each chunk; it may write what they led to.
 */
export async function forEachSourceRow(
  source: RowSource,
  onRow: (row: SourceRow) => void,
  afterChunk: () => Promise<void> = async () => {},
): Promise<void> {
  const fromRow = source.fromRow ?? 1;
  let ahead = fetchChunks(source, fromRow);
  for (;;) {
    const chunks = await ahead;
    const last = chunks.at(-1);
    if (last === undefined) return;
    const following = last.firstRow + last.rowCount;
    const isEnd = following > source.shape.rowCount;
    if (!isEnd) ahead = fetchChunks(source, following);
    // A batch that fails between two reads must not leave the read ahead of it unhandled.
    ahead.catch(() => {});
    for (const chunk of chunks) {
      readChunk(source.shape.layout, chunk, (row) => {
        if (row.rowNumber >= fromRow) onRow(row);
      });
      await afterChunk();
      await nextTurn();
    }
    if (isEnd) return;
  }
}

interface InflatedChunk extends Omit<StoredChunk, 'body'> {
  readonly bytes: Uint8Array;
}

async function fetchChunks(source: RowSource, row: number): Promise<InflatedChunk[]> {
  const chunks = await source.read((scope) =>
    readChunks(scope, source.shape.importId, { row, limit: chunksPerRead }),
  );
  return Promise.all(
    chunks.map(async ({ body, ...chunk }) => ({ ...chunk, bytes: asBytes(await inflate(body)) })),
  );
}

/** A plain view: the scanner's loops then see one kind of array, which the engine compiles tighter. */
function asBytes(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}
