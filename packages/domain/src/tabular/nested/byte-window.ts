/** Keeps the bytes of a stream from a place on, so that a part of it can be shown as it is written. */
export class ByteWindow {
  readonly #most: number;
  #pieces: Uint8Array[] = [];
  /** Offset of the first byte kept. */
  #start = 0;
  #end = 0;

  /** Keeps `most` bytes at most. */
  constructor(most: number) {
    this.#most = most;
  }

  push(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.#end += piece.length;
  }

  /** Forgets everything; the next byte has offset 0. */
  restart(): void {
    this.#pieces = [];
    this.#start = 0;
    this.#end = 0;
  }

  /** Forgets what stands before `offset`, and more when too much is kept. */
  forget(offset: number): void {
    const from = Math.max(offset, this.#end - this.#most);
    while (this.#pieces.length > 0 && this.#start + this.#pieces[0]!.length <= from) {
      this.#start += this.#pieces.shift()!.length;
    }
  }

  /** Bytes `[start, end)`; undefined when they are no longer all there. */
  slice(start: number, end: number): Uint8Array | undefined {
    if (start < this.#start || end > this.#end) return undefined;
    const bytes = new Uint8Array(end - start);
    let offset = this.#start;
    for (const piece of this.#pieces) {
      if (offset >= end) break;
      const from = Math.max(start - offset, 0);
      const to = Math.min(end - offset, piece.length);
      if (to > from) bytes.set(piece.subarray(from, to), offset + from - start);
      offset += piece.length;
    }
    return bytes;
  }
}
