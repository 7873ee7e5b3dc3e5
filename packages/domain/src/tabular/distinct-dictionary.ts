/** Integers of a hash slot: both key halves, id + 1 with the length (0 = free), count. A quarter of a cache line. */
const slotSize = 4;
/** Bits of a slot's third integer that hold id + 1; the rest holds the length, capped. */
const idBits = 20;
const idMask = (1 << idBits) - 1;
const longestTag = 0xfff;
/** Slots looked at before a value counts as not found: bounds what colliding input can cost. */
const longestProbe = 64;
/** Values up to this many bytes are their own key, so equal keys and lengths are equal values without a look at the bytes. */
const packedBytes = 8;

/** How much a dictionary may hold before it is full. */
export interface DictionaryLimits {
  readonly entries: number;
  readonly bytes: number;
}

/** A distinct value with how often it occurs. */
export interface DictionaryEntry {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

/**
 * Distinct byte strings with counts, numbered from 0 in the order they were first seen.
 *
 * Equality is of bytes, not of hashes. When a limit is reached it takes no new values but goes on
 * counting those it has.
 */
export class DistinctDictionary {
  #limits: DictionaryLimits;
  #slots = new Int32Array(64 * slotSize);
  #mask = 63;
  #size = 0;
  #bytes: Uint8Array = new Uint8Array(256);
  #byteLength = 0;
  #starts = new Uint32Array(65);
  #isFull = false;
  /** Word-wise view of the array that {@link add} was given last: a look-up reads four bytes a step. */
  #viewed: Uint8Array = this.#bytes;
  #view = viewOf(this.#bytes);
  #storedView = this.#view;

  /** Key halves of the value given to {@link add} last; equal values have equal keys. */
  lastHigh = 0;
  lastLow = 0;

  constructor(limits: DictionaryLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#size;
  }

  /** True once a new value found no room: then {@link size} is a lower bound of the distinct values. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /**
   * Counts the value in `[start, end)` as seen `weight` times; answers false when it is new and there is no room.
   *
   * Up to eight bytes are their own key, the middle ones twice; longer values are hashed.
   */
  // oxlint-disable-next-line max-params, max-lines-per-function, complexity -- runs for every cell: no call, no allocation
  add(bytes: Uint8Array, start: number, end: number, weight = 1): boolean {
    if (bytes !== this.#viewed) {
      this.#viewed = bytes;
      this.#view = viewOf(bytes);
    }
    const view = this.#view;
    const length = end - start;
    let high = 0;
    let low = 0;
    if (length >= 4) {
      high = view.getInt32(start, true);
      low = view.getInt32(end - 4, true);
      // The last step overlaps the word at the end, which `low` began with: no byte is left out.
      for (let at = start + 4; at < end - 4; at += 4) {
        const word = view.getInt32(at, true);
        high = Math.imul(high ^ word, 0x85ebca6b);
        high ^= high >>> 15;
        low = Math.imul(low + word, 0x2c1b3c6d) ^ (low >>> 7);
      }
    } else for (let at = start; at < end; at++) low = (low << 8) | bytes[at]!;
    const tag = tagOf(length);
    const slots = this.#slots;
    const wrap = this.#mask * slotSize;
    let probe = (mix(high, low) * slotSize) & wrap;
    for (let tries = 0; tries < longestProbe; tries++) {
      const entry = slots[probe + 2]!;
      if (entry === 0) break;
      if (slots[probe + 1] === low && slots[probe] === high && entry >>> idBits === tag) {
        if (length <= packedBytes || this.#equals((entry & idMask) - 1, start, end)) {
          slots[probe + 3]! += weight;
          return true;
        }
      }
      probe = (probe + slotSize) & wrap;
    }
    this.lastHigh = high;
    this.lastLow = low;
    // So many colliding values are not chance: take the column as too varied to list.
    if (slots[probe + 2] !== 0) this.#isFull = true;
    return !this.#isFull && this.#insert(bytes, start, end, weight);
  }

  #equals(entry: number, start: number, end: number): boolean {
    const own = this.#starts[entry]!;
    const length = end - start;
    if (this.#starts[entry + 1]! - own !== length) return false;
    const stored = this.#storedView;
    const view = this.#view;
    for (let k = 0; k < length - 4; k += 4) {
      if (stored.getInt32(own + k, true) !== view.getInt32(start + k, true)) return false;
    }
    return stored.getInt32(own + length - 4, true) === view.getInt32(end - 4, true);
  }

  // oxlint-disable-next-line max-params -- hot path, as add
  #insert(bytes: Uint8Array, start: number, end: number, weight: number): boolean {
    const length = end - start;
    if (this.#size >= this.#limits.entries || this.#byteLength + length > this.#limits.bytes) {
      this.#isFull = true;
      return false;
    }
    if (this.#size * 8 >= this.#mask * 5) this.#growSlots();
    this.#makeRoom(length);
    const entry = this.#size++;
    this.#bytes.set(bytes.subarray(start, end), this.#byteLength);
    this.#byteLength += length;
    this.#starts[entry + 1] = this.#byteLength;
    const slot = this.#freeSlot(this.lastHigh, this.lastLow);
    this.#slots.set([this.lastHigh, this.lastLow, (tagOf(length) << idBits) | (entry + 1), weight], slot);
    return true;
  }

  #freeSlot(high: number, low: number): number {
    const wrap = this.#mask * slotSize;
    let probe = (mix(high, low) * slotSize) & wrap;
    while (this.#slots[probe + 2] !== 0) probe = (probe + slotSize) & wrap;
    return probe;
  }

  #growSlots(): void {
    const old = this.#slots;
    this.#mask = this.#mask * 2 + 1;
    this.#slots = new Int32Array((this.#mask + 1) * slotSize);
    for (let at = 0; at < old.length; at += slotSize) {
      if (old[at + 2] === 0) continue;
      this.#slots.set(old.subarray(at, at + slotSize), this.#freeSlot(old[at]!, old[at + 1]!));
    }
  }

  #makeRoom(length: number): void {
    if (this.#byteLength + length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#byteLength + length));
      grown.set(this.#bytes);
      this.#bytes = grown;
      this.#storedView = viewOf(grown);
    }
    if (this.#size + 1 < this.#starts.length) return;
    const starts = new Uint32Array(this.#starts.length * 2);
    starts.set(this.#starts);
    this.#starts = starts;
  }

  /** Calls `visit` for each value in the order of first sight. */
  forEach(visit: (entry: DictionaryEntry) => void): void {
    const counts = new Float64Array(this.#size);
    const slots = this.#slots;
    for (let at = 0; at < slots.length; at += slotSize) {
      if (slots[at + 2] !== 0) counts[(slots[at + 2]! & idMask) - 1] = slots[at + 3]!;
    }
    const starts = this.#starts;
    for (let id = 0; id < counts.length; id++)
      visit({ bytes: this.#bytes, start: starts[id]!, end: starts[id + 1]!, count: counts[id]! });
  }

  /** Makes room for more values in a dictionary that is full. */
  extend(limits: DictionaryLimits): void {
    this.#limits = limits;
    this.#isFull = false;
  }

  /** Makes the dictionary take no new values. */
  close(): void {
    this.#isFull = true;
  }

  /** Calls `visit` with both key halves of each value, in no order. */
  forEachKey(visit: (high: number, low: number) => void): void {
    const slots = this.#slots;
    for (let at = 0; at < slots.length; at += slotSize) {
      if (slots[at + 2] !== 0) visit(slots[at]!, slots[at + 1]!);
    }
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

function tagOf(length: number): number {
  return length < longestTag ? length : longestTag;
}

/** Slot number of a key, before it is cut to the table. */
function mix(high: number, low: number): number {
  let hash = high ^ Math.imul(low, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
