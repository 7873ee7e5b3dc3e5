import type { CleansedBlock } from '@landfall/domain/cleansing/cleansed-block';
import type { RawChunk } from '@landfall/domain/tabular/raw-chunk';
import { latestRevisions, readLatest } from '@landfall/domain/tabular/row-revisions';
import type { SourceRow } from '@landfall/domain/tabular/record-reader';
import { giveBack } from '../../platform/give-back.ts';
import { nextTurn } from '../../platform/next-turn.ts';
import { unpack } from '../../platform/packing.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { unpackCorrections } from '../../platform/unpack-corrections.ts';
import { readChunks } from './cleansing.repository.ts';
import type { ImportShape } from './import-shape.ts';

/** What is fetched at once. */
const perRead = { mostChunks: 16, mostBytes: 4 * 1024 * 1024 };

/** Runs work in a read-only transaction of the tenant. */
export type ReadScope = <Result>(work: (scope: TenantScope) => Promise<Result>) => Promise<Result>;

/** Where the source rows of an import are read from. */
export interface RowSource {
  readonly shape: ImportShape;
  readonly read: ReadScope;
  /** First row wanted; 1 by default. */
  readonly fromRow?: number;
  /** What the category makes of a cleansed block before it is stored; left out, it is stored as it is. */
  readonly prepare?: (block: CleansedBlock) => CleansedBlock;
}

/** What is done with the rows of an import. */
export interface BlockReading<Rows> {
  /** Takes the next row and answers the block it made full. */
  add(row: SourceRow): Rows | undefined;
  /** The last rows, which fill no block. */
  rest(): Rows | undefined;
  /** Works on a block; the next chunk is read when it is done. */
  onBlock(rows: Rows): Promise<void>;
}

/** Reads the stored rows of an import in order, chunk by chunk, and lets others run between two chunks. */
export async function readBlocks<Rows>(source: RowSource, reading: BlockReading<Rows>): Promise<void> {
  const fromRow = source.fromRow ?? 1;
  let ahead = fetchChunks(source, fromRow);
  for (let isEnd = false; !isEnd; ) {
    const { chunks, corrected } = await ahead;
    const last = chunks.at(-1);
    if (last === undefined) break;
    const following = last.firstRow + last.rowCount;
    isEnd = following > source.shape.rowCount;
    if (!isEnd) ahead = fetchChunks(source, following);
    // A batch that fails between two reads must not leave the read ahead of it unhandled.
    ahead.catch(() => {});
    for (const chunk of chunks) {
      const full: Rows[] = [];
      const onRow = (row: SourceRow): void => {
        const rows = row.rowNumber >= fromRow ? reading.add(row) : undefined;
        if (rows !== undefined) full.push(rows);
      };
      readLatest(source.shape.layout, chunk, { corrected, onRow });
      giveBack([chunk.bytes]);
      for (const rows of full) await reading.onBlock(rows);
      await nextTurn();
    }
  }
  const rest = reading.rest();
  if (rest !== undefined) await reading.onBlock(rest);
}

interface FetchedRows {
  /** As uploaded, in row order. */
  readonly chunks: readonly RawChunk[];
  readonly corrected: ReadonlyMap<number, RawChunk>;
}

async function fetchChunks(source: RowSource, row: number): Promise<FetchedRows> {
  const { shape } = source;
  const stored = await source.read((scope) =>
    readChunks(scope, shape.importId, { first: row, last: shape.rowCount, ...perRead }),
  );
  const chunks = await Promise.all(
    latestRevisions(stored).originals.map(async ({ firstRow, rowCount, firstLine, byteLength, body }) => ({
      firstRow,
      rowCount,
      firstLine,
      bytes: await unpack(body, byteLength),
    })),
  );
  return { chunks, corrected: await unpackCorrections(stored) };
}
