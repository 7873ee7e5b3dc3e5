/** Bytes of a stream whose end is awaited: pieces are added behind without copying what is there each time. */
export class OpenBytes {
  #bytes: Uint8Array = new Uint8Array(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** All open bytes with `piece` behind them; valid until the next call. Where nothing was open it is the piece itself. */
  add(piece: Uint8Array): Uint8Array {
    if (this.#length === 0) return piece;
    this.#append(piece);
    return this.#bytes.subarray(0, this.#length);
  }

  /** Leaves open what of the `bytes` that {@link add} answered stands from `read` on. */
  keep(bytes: Uint8Array, read: number): void {
    if (bytes.buffer === this.#bytes.buffer) {
      this.#bytes.copyWithin(0, read, bytes.length);
      this.#length = bytes.length - read;
      return;
    }
    this.#length = 0;
    this.#append(bytes.subarray(read));
  }

  /** All open bytes. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #append(piece: Uint8Array): void {
    const length = this.#length + piece.length;
    if (length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(length, this.#bytes.length * 2));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    this.#bytes.set(piece, this.#length);
    this.#length = length;
  }
}
