import { type FileBytes, refuseTable } from '@landfall/domain/tabular/table-source';

/** A file that can be read from its end because its size is known. */
export type SizedFile = FileBytes & { readonly size: number };

/** Bytes that are held in memory of a file that is unpacked on the way. */
const maxHeldBytes = 64 * 1024 * 1024;

/** A file to be read from its end; one that is unpacked on the way is held in memory, throws `TabularRefusal` if too large. */
export async function sizedFile(file: FileBytes): Promise<SizedFile> {
  const { size } = file;
  if (size !== undefined) return { size, read: (range) => file.read(range) };
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of file.read()) {
    pieces.push(piece);
    length += piece.length;
    if (length <= maxHeldBytes) continue;
    const detail = `The file within the packed one is larger than ${maxHeldBytes} bytes. Unpack it and upload it alone.`;
    refuseTable('file_too_large', detail);
  }
  return sizedBytes(Buffer.concat(pieces));
}

/** Bytes in memory as a file. */
export function sizedBytes(bytes: Uint8Array): SizedFile {
  return {
    size: bytes.length,
    async *read({ start = 0, end = bytes.length } = {}) {
      if (end > start) yield bytes.subarray(start, end);
    },
  };
}
