/** Bytes of one XML unit, a cell or a string, that are held at most while its end is awaited. */
const maxUnitBytes = 16 * 1024 * 1024;
/** The same for people. */
export const maxUnitText = `${maxUnitBytes / 2 ** 20} MB`;

/** Bytes behind the pending ones that may be looked at: reading beyond an array costs the byte loops their speed. */
const slackBytes = 64;

/** The bytes of a stream that are not read yet: pieces are added behind, what was read is dropped in front. */
export class PendingBytes {
  bytes: Uint8Array = new Uint8Array(0);
  length = 0;
  /** Bytes of the stream in front of `bytes[0]`. */
  offset = 0;
  /** Bytes that must be pending before another attempt: doubles, so that a long unit costs O(n). */
  #wanted = 0;

  /** Adds a piece; answers whether enough is pending to go on. */
  append(piece: Uint8Array): boolean {
    const length = this.length + piece.length;
    if (length + slackBytes > this.bytes.length) {
      const grown = new Uint8Array(Math.max(length + slackBytes, this.bytes.length * 2));
      grown.set(this.bytes.subarray(0, this.length));
      this.bytes = grown;
    }
    this.bytes.set(piece, this.length);
    this.length = length;
    return length >= this.#wanted;
  }

  /** Drops the first `used` bytes; answers false when what is left is longer than a unit may be. */
  drop(used: number): boolean {
    this.bytes.copyWithin(0, used, this.length);
    this.length -= used;
    this.offset += used;
    this.#wanted = this.length > 65_536 ? Math.min(this.length * 2, maxUnitBytes + 1) : 0;
    return this.length <= maxUnitBytes;
  }
}
