/**
 * Larger than anything the C library keeps for later: what is let go of goes back to the system at once, and does not
 * stay as holes between what lives on.
 */
const slabBytes = 64 * 2 ** 20;
/** What is smaller than this belongs to something small as a whole. */
const fewBytes = 64 * 2 ** 10;
const alignment = 8;

/** Shared memory for parts of one thing that live as long as it does, cut from few large pieces. */
export class SharedSlabs {
  #slab = new SharedArrayBuffer(0);
  #used = 0;

  /** Zeroed memory that begins at a multiple of eight. */
  allocate(byteLength: number): Uint8Array {
    if (byteLength < fewBytes || byteLength > slabBytes)
      return new Uint8Array(new SharedArrayBuffer(byteLength));
    if (this.#used + byteLength > this.#slab.byteLength) {
      this.#slab = new SharedArrayBuffer(slabBytes);
      this.#used = 0;
    }
    const memory = new Uint8Array(this.#slab, this.#used, byteLength);
    this.#used += Math.ceil(byteLength / alignment) * alignment;
    return memory;
  }
}
