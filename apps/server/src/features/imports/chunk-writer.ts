import type { ImportId } from '@landfall/domain/shared/ids';
import type { RawChunk } from '@landfall/domain/tabular/raw-chunk';
import { pack } from '../../platform/packing.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { insertChunks, type PackedChunk } from './import-store.repository.ts';

/** Bytes of source text in one batch: well under two seconds of work, little memory. */
const batchBytes = 16 * 1024 * 1024;

/** Commits one batch together with the progress it makes. */
export type CommitBatch = (rowsDone: number, work: (scope: TenantScope) => Promise<void>) => Promise<void>;

/**
 * Packs chunks in the thread pool and writes them in batches, one batch behind the reader: while one is
 * being written the next is being filled, and no more.
 */
export class ChunkWriter {
  readonly #importId: ImportId;
  readonly #commit: CommitBatch;
  /** Rows up to this one are stored already, by an attempt before this one. */
  readonly #storedRows: number;
  #filling: Promise<PackedChunk>[] = [];
  #fillingBytes = 0;
  #lastRow = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(importId: ImportId, storedRows: number, commit: CommitBatch) {
    this.#importId = importId;
    this.#storedRows = storedRows;
    this.#commit = commit;
  }

  /** Takes a chunk; the bytes must not change any more. */
  add({ bytes, ...place }: RawChunk): void {
    const lastRow = place.firstRow + place.rowCount - 1;
    if (lastRow <= this.#storedRows) return;
    if (place.firstRow <= this.#storedRows)
      throw new Error(`The stored rows end inside the chunk of row ${lastRow}`);
    this.#filling.push(pack(bytes).then((body) => ({ ...place, byteLength: bytes.length, body })));
    this.#fillingBytes += bytes.length;
    this.#lastRow = lastRow;
  }

  /** Starts writing when a batch is full; waits while the one before it is still being written. */
  async relieve(): Promise<void> {
    if (this.#fillingBytes >= batchBytes) await this.#startBatch();
  }

  /** Writes what is left and waits until everything is stored. */
  async end(): Promise<void> {
    if (this.#filling.length > 0) await this.#startBatch();
    await this.#writing;
  }

  async #startBatch(): Promise<void> {
    const chunks = this.#filling;
    const lastRow = this.#lastRow;
    this.#filling = [];
    this.#fillingBytes = 0;
    await this.#writing;
    const packed = await Promise.all(chunks);
    this.#writing = this.#commit(lastRow, (scope) => insertChunks(scope, this.#importId, packed));
    // Its failure is met at the next wait; until then it must not count as unhandled.
    this.#writing.catch(() => {});
  }
}
