const slotSize = 2;

/**
 * Distinct byte strings numbered from 0 in the order they were first seen; equality is of bytes, not of hashes.
 *
 * It grows without limit; {@link clear} empties it and keeps its memory for the next block.
 */
export class ByteDictionary {
  /** Hash and id + 1 for each slot; 0 as id is a free slot. */
  #slots = new Int32Array(256 * slotSize);
  #mask = 255;
  #size = 0;
  #bytes: Uint8Array = new Uint8Array(4096);
  #length = 0;
  #ends = new Uint32Array(128);

  get size(): number {
    return this.#size;
  }

  /** Bytes of all values, one after the other; valid until the next {@link intern}. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Offset behind the last byte of each value in {@link bytes}. */
  get ends(): Uint32Array {
    return this.#ends.subarray(0, this.#size);
  }

  /** The buffer behind {@link bytes}, longer than what is used; without making a view. */
  get all(): Uint8Array {
    return this.#bytes;
  }

  /** Offset behind the last byte of a value. */
  endOf(id: number): number {
    return this.#ends[id]!;
  }

  /** Offset of the first byte of a value in {@link bytes}. */
  startOf(id: number): number {
    return id === 0 ? 0 : this.#ends[id - 1]!;
  }

  clear(): void {
    this.#slots.fill(0);
    this.#size = 0;
    this.#length = 0;
  }

  /** The number of the value in `[start, end)`, a new one when it was not seen before. */
  intern(bytes: Uint8Array, start: number, end: number): number {
    return this.#look(bytes, start, end, true);
  }

  /** The number of the value in `[start, end)`, or -1 when it is not in the dictionary. */
  find(bytes: Uint8Array, start: number, end: number): number {
    return this.#look(bytes, start, end, false);
  }

  // oxlint-disable-next-line max-params -- runs for every cell: an options object would be one allocation each
  #look(bytes: Uint8Array, start: number, end: number, insert: boolean): number {
    let hash = (0x811c9dc5 ^ (end - start)) | 0;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
    hash ^= hash >>> 15;
    hash = Math.imul(hash, 0x2c1b3c6d);
    hash ^= hash >>> 13;
    const slots = this.#slots;
    const mask = this.#mask;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const at = slot * slotSize;
      const entry = slots[at + 1]!;
      if (entry === 0) {
        if (!insert) return -1;
        slots[at] = hash;
        slots[at + 1] = this.#size + 1;
        return this.#append(bytes, start, end);
      }
      if (slots[at] === hash && this.#equals(entry - 1, bytes, start, end)) return entry - 1;
    }
  }

  // oxlint-disable-next-line max-params -- hot path
  #equals(id: number, bytes: Uint8Array, start: number, end: number): boolean {
    let own = this.startOf(id);
    if (this.#ends[id]! - own !== end - start) return false;
    const stored = this.#bytes;
    for (let at = start; at < end; at++) if (stored[own++] !== bytes[at]) return false;
    return true;
  }

  #append(bytes: Uint8Array, start: number, end: number): number {
    const id = this.#size++;
    let at = this.#length;
    this.#length += end - start;
    this.#bytes = roomFor(this.#bytes, this.#length);
    const own = this.#bytes;
    for (let from = start; from < end; from++) own[at++] = bytes[from]!;
    if (id >= this.#ends.length) {
      const grown = new Uint32Array(this.#ends.length * 2);
      grown.set(this.#ends);
      this.#ends = grown;
    }
    this.#ends[id] = this.#length;
    if (this.#size * 2 > this.#mask) this.#grow();
    return id;
  }

  #grow(): void {
    const old = this.#slots;
    this.#mask = (this.#mask + 1) * (this.#size < 65_536 ? 4 : 2) - 1;
    this.#slots = new Int32Array((this.#mask + 1) * slotSize);
    for (let at = 0; at < old.length; at += slotSize) {
      if (old[at + 1] === 0) continue;
      let slot = old[at]! & this.#mask;
      while (this.#slots[slot * slotSize + 1] !== 0) slot = (slot + 1) & this.#mask;
      this.#slots[slot * slotSize] = old[at]!;
      this.#slots[slot * slotSize + 1] = old[at + 1]!;
    }
  }
}

function roomFor(bytes: Uint8Array, length: number): Uint8Array {
  if (length <= bytes.length) return bytes;
  const grown = new Uint8Array(Math.max(length, bytes.length * 2));
  grown.set(bytes);
  return grown;
}
