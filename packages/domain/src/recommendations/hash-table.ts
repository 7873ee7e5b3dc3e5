/** A number for each hash that is not 0: eight bytes for each place, of which at least a quarter stays free. */
export class HashTable {
  readonly #hashes: Int32Array;
  readonly #numbers: Int32Array;

  /** With room for so many hashes; memory that stays unused is never touched. */
  constructor(most: number) {
    let slots = 16;
    while (slots * 3 < most * 4) slots *= 2;
    this.#hashes = new Int32Array(slots);
    this.#numbers = new Int32Array(slots);
  }

  /** The number that was kept first for a hash: the one given when there was none. */
  keepFirst(hash: number, number: number): number {
    const slot = this.#slotOf(hash);
    if (this.#hashes[slot] === hash) return this.#numbers[slot]!;
    this.#hashes[slot] = hash;
    this.#numbers[slot] = number;
    return number;
  }

  #slotOf(hash: number): number {
    const mask = this.#hashes.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    while (this.#hashes[slot] !== 0 && this.#hashes[slot] !== hash) slot = (slot + 1) & mask;
    return slot;
  }
}
