import type { PackedPiece } from './pack-apart.ts';
import { packHere } from './packing.ts';
import { ownMemory, serveTasks } from './serve-tasks.ts';

/** A thread that packs bytes and gives their memory back. */
serveTasks<Uint8Array, PackedPiece>(() => ({
  run: async (emptied) => ({ body: packHere(emptied), emptied }),
  transfer: ({ body, emptied }) => [...ownMemory([body]), ...ownMemory([new Uint8Array(emptied.buffer)])],
}));
