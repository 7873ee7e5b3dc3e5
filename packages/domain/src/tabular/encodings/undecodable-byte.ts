import type { TextEncoding } from './text-encoding.ts';

/** Raised at bytes that have no character in the encoding they are read in. */
export class UndecodableByte extends Error {
  readonly encoding: TextEncoding;
  /** Offset in the whole input of the first byte that belongs to no character. */
  readonly byteOffset: number;
  constructor(encoding: TextEncoding, byteOffset: number) {
    super(`The byte at offset ${byteOffset} has no meaning in ${encoding}.`);
    this.name = 'UndecodableByte';
    this.encoding = encoding;
    this.byteOffset = byteOffset;
  }
}
