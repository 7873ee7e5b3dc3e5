/** How much of an import is held in memory at once; what is more is packed, or made again when it is needed. */
export interface ImportMemory {
  /** Bytes of decoded rows. */
  readonly decodedBytes: number;
  /** Bytes of the normalised values of keys, with what finds them. */
  readonly valueBytes: number;
}

const mebibyte = 2 ** 20;

/** Enough for a million rows of thirty columns; of five million, the server stays below two gigabytes. */
export const usualMemory: ImportMemory = { decodedBytes: 320 * mebibyte, valueBytes: 512 * mebibyte };

/** For rows whose values are changed in memory, where all threads have to see it. */
export const allMemory: ImportMemory = { decodedBytes: Infinity, valueBytes: Infinity };
