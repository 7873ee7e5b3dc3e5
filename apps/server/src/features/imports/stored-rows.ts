import type { SourceColumn } from '@landfall/domain/tabular/file-layout';
import type { RawChunk } from '@landfall/domain/tabular/raw-chunk';
import type { RecordLayout } from '@landfall/domain/tabular/record-reader';
import { unpack } from '../../platform/packing.ts';
import { type RowRange, uploadedChunks } from '../../platform/stored-chunks.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** An import whose stored rows are read. */
export interface RecordSource {
  readonly importId: string;
  readonly layout: RecordLayout;
  /** Columns that were kept: those with a header or a value. */
  readonly columns: readonly SourceColumn[];
  /** Rows of the file; 0 while it is not read to its end. */
  readonly rowCount: number;
}

/** Bytes of text whose chunks are read at once. */
const bytesAtOnce = 8 * 1024 * 1024;

/** The chunks that hold rows of a range, a few at a time. */
export async function* unpackedChunks(
  scope: TenantScope,
  importId: string,
  { first, last }: RowRange,
): AsyncGenerator<RawChunk> {
  for (let next = first; next <= last; ) {
    const chunks = await uploadedChunks(scope, importId, { first: next, last, mostBytes: bytesAtOnce });
    if (chunks.length === 0) return;
    for (const { body, ...place } of chunks) {
      yield { ...place, bytes: await unpack(body) };
      next = place.firstRow + place.rowCount;
    }
  }
}
