import { fstatSync, read as readFrom } from 'node:fs';
import { promisify } from 'node:util';
import type { FileBytes } from '@landfall/domain/tabular/table-source';

const readAt = promisify(readFrom);
const pieceBytes = 256 * 1024;

/** A file that is open on this machine. */
export interface OpenFile extends FileBytes {
  readonly size: number;
  /** Bytes handed out so far; those read again count again. */
  readonly bytesRead: number;
}

/** Bytes of the file behind a descriptor; each piece is the reader's own. */
export function fileBytesOf(descriptor: number): OpenFile {
  const { size } = fstatSync(descriptor);
  let total = 0;
  return {
    size,
    get bytesRead() {
      return total;
    },
    async *read({ start = 0, end = size } = {}) {
      for (let at = start; at < Math.min(end, size); ) {
        const wanted = Math.min(pieceBytes, end - at, size - at);
        const { bytesRead, buffer } = await readAt(descriptor, new Uint8Array(wanted), 0, wanted, at);
        if (bytesRead === 0) return;
        at += bytesRead;
        total += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
    },
  };
}
