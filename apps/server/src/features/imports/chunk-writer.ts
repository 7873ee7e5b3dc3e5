import type { ImportId } from '@landfall/domain/shared/ids';
import type { RawChunk } from '@landfall/domain/tabular/raw-chunk';
import type { Packer } from '../../platform/pack-apart.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { insertChunks, type PackedChunk } from './import-store.repository.ts';

/** Bytes of source text in one batch: well under two seconds of work, little memory. */
const batchBytes = 8 * 1024 * 1024;

/**
 * Batches under way: one is written while the next is packed and a third is being filled. A commit waits for the disk,
 * for longer than it takes to read a batch now and then.
 */
const mostWriting = 2;
/** Bytes of a batch, because of long rows, that is not written beside another. */
const longBatch = 2 * batchBytes;

/** Commits one batch together with the progress it makes. */
export type CommitBatch = (rowsDone: number, work: (scope: TenantScope) => Promise<void>) => Promise<void>;

/** Where chunks go. */
export interface ChunkTarget {
  readonly importId: ImportId;
  /** Rows up to this one are stored already, by an attempt before this one. */
  readonly storedRows: number;
  readonly packer: Packer;
  /** Rows after which a batch is full, however few bytes they have; as many as fit unless told. */
  readonly batchRows?: number | undefined;
  /** Takes the memory of a packed chunk back. */
  recycle(bytes: Uint8Array): void;
}

/**
 * Packs chunks in other threads and writes them in batches, in their order and a little behind the reader.
 */
export class ChunkWriter {
  readonly #target: ChunkTarget;
  readonly #commit: CommitBatch;
  #filling: Promise<PackedChunk>[] = [];
  #fillingBytes = 0;
  #fillingRows = 0;
  #lastRow = 0;
  /** Batches that are not stored yet, in order; only the first of them is being written. */
  #writing: Promise<void>[] = [];

  constructor(target: ChunkTarget, commit: CommitBatch) {
    this.#target = target;
    this.#commit = commit;
  }

  /** Takes a chunk, whose bytes are gone afterwards. */
  add({ bytes, ...place }: RawChunk): void {
    const lastRow = place.firstRow + place.rowCount - 1;
    const { storedRows } = this.#target;
    if (lastRow <= storedRows) return this.#target.recycle(bytes);
    if (place.firstRow <= storedRows)
      throw new Error(`The stored rows end inside the chunk of row ${lastRow}`);
    const byteLength = bytes.length;
    const packed = this.#pack(bytes).then((body) => ({ ...place, byteLength, body }));
    // Met again when it is stored; until then a failure must not count as unhandled.
    packed.catch(() => {});
    this.#filling.push(packed);
    this.#fillingBytes += byteLength;
    this.#fillingRows += place.rowCount;
    this.#lastRow = lastRow;
  }

  async #pack(bytes: Uint8Array): Promise<Buffer> {
    const { body, emptied } = await this.#target.packer.pack(bytes);
    this.#target.recycle(emptied);
    return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  }

  /** Starts writing when a batch is full; waits while those before it are still being written. */
  async relieve(): Promise<void> {
    const { batchRows = Number.POSITIVE_INFINITY } = this.#target;
    if (this.#fillingBytes >= batchBytes || this.#fillingRows >= batchRows) await this.#startBatch();
  }

  /** Writes what is left and waits until everything is stored. */
  async end(): Promise<void> {
    if (this.#filling.length > 0) await this.#startBatch();
    await Promise.all(this.#writing);
  }

  async #startBatch(): Promise<void> {
    const chunks = this.#filling;
    const isLong = this.#fillingBytes >= longBatch;
    const most = isLong ? 1 : mostWriting;
    const lastRow = this.#lastRow;
    this.#filling = [];
    this.#fillingBytes = 0;
    this.#fillingRows = 0;
    while (this.#writing.length >= most) await this.#writing.shift();
    const before = this.#writing.at(-1) ?? Promise.resolve();
    const written = before.then(() => this.#write(chunks, lastRow));
    // Its failure is met at the next wait; until then it must not count as unhandled.
    written.catch(() => {});
    this.#writing.push(written);
    // The memory of a long chunk is used for the next one.
    if (isLong) await Promise.all(chunks);
  }

  async #write(chunks: readonly Promise<PackedChunk>[], lastRow: number): Promise<void> {
    const packed = await Promise.all(chunks);
    await this.#commit(lastRow, (scope) => insertChunks(scope, this.#target.importId, packed));
  }
}
