const fewestSlots = 1024;

/** A number for each hash that is not 0, eight bytes an entry. */
export class HashTable {
  #hashes = new Int32Array(fewestSlots);
  #numbers = new Int32Array(fewestSlots);
  #size = 0;

  /** The number that was kept first for a hash: the one given when there was none. */
  keepFirst(hash: number, number: number): number {
    const slot = this.#slotOf(hash);
    if (this.#hashes[slot] === hash) return this.#numbers[slot]!;
    this.#hashes[slot] = hash;
    this.#numbers[slot] = number;
    if (++this.#size * 2 > this.#hashes.length) this.#grow();
    return number;
  }

  #slotOf(hash: number): number {
    const mask = this.#hashes.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    while (this.#hashes[slot] !== 0 && this.#hashes[slot] !== hash) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [hashes, numbers] = [this.#hashes, this.#numbers];
    this.#hashes = new Int32Array(hashes.length * 2);
    this.#numbers = new Int32Array(hashes.length * 2);
    for (const [at, hash] of hashes.entries()) {
      if (hash === 0) continue;
      const slot = this.#slotOf(hash);
      this.#hashes[slot] = hash;
      this.#numbers[slot] = numbers[at]!;
    }
  }
}
