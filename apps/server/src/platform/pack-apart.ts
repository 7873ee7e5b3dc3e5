import { pack } from './packing.ts';
import { TaskThreads, threadProgram } from './task-threads.ts';

/** Bytes that were packed, and the memory they were in. */
export interface PackedPiece {
  readonly body: Uint8Array;
  readonly emptied: Uint8Array;
}

/** Packs many pieces, one after the other. */
export interface Packer {
  /** Takes bytes over that have memory of their own; it comes back with what they were packed into. */
  pack(bytes: Uint8Array): Promise<PackedPiece>;
  close(): void;
}

/**
 * One thread keeps up with any reader. In its own small heap the memory that each compression takes is cheap to clean
 * up; next to everything else of the server it costs as much as the compression.
 */
const threads = new TaskThreads(() => threadProgram(import.meta.url, 'pack-thread'), { most: 1 });

/** Opens a packer in a thread of its own. */
export function packApart(): Packer {
  const job = threads.open<Uint8Array, PackedPiece>(undefined);
  return {
    pack: (bytes) => job.run(bytes, bytes.buffer instanceof ArrayBuffer ? [bytes.buffer] : []),
    close: () => job.close(),
  };
}

/** A packer for little: in the thread pool. */
export const packNearby: Packer = {
  async pack(bytes) {
    return { body: await pack(bytes), emptied: bytes };
  },
  close: () => undefined,
};
