import { classOfByte } from './char-class.ts';

/** Integers of a hash slot: both key halves, id + 1 (0 = free), count. One slot is a quarter of a cache line. */
const slotSize = 4;
/** Slots looked at before a value counts as not found: bounds what colliding input can cost. */
const longestProbe = 64;
/** Values up to this many bytes are their own key, so equal keys are equal values without a look at the bytes. */
const packedBytes = 7;
/** Top byte of the low key half of longer values; that of a packed value is its length. */
const longMark = 0xff << 24;

/** How much a dictionary may hold before it is full. */
export interface DictionaryLimits {
  readonly entries: number;
  readonly bytes: number;
}

/** A distinct value with how often it occurs and the character classes of its bytes. */
export interface DictionaryEntry {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly count: number;
  readonly classes: number;
}

/**
 * Distinct byte strings with counts, numbered from 0 in the order they were first seen.
 *
 * Equality is of bytes, not of hashes. When a limit is reached it takes no new values but goes on
 * counting those it has.
 */
export class DistinctDictionary {
  readonly #limits: DictionaryLimits;
  #slots = new Int32Array(64 * slotSize);
  #mask = 63;
  #size = 0;
  #bytes: Uint8Array = new Uint8Array(256);
  #byteLength = 0;
  #starts = new Uint32Array(65);
  #classes = new Int32Array(64);
  #isFull = false;

  /** Key halves and character classes of the value given to {@link add} last; equal values have equal keys. */
  lastHigh = 0;
  lastLow = 0;
  lastClasses = 0;

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

  /** Counts the value in `[start, end)` as seen `weight` times; answers false when it is new and there is no room. */
  // oxlint-disable-next-line max-params -- runs for every cell: an options object would be one allocation a cell
  add(bytes: Uint8Array, start: number, end: number, weight = 1): boolean {
    this.#readKey(bytes, start, end);
    const high = this.lastHigh;
    const low = this.lastLow;
    const slots = this.#slots;
    const wrap = this.#mask * slotSize;
    let probe = (mix(high, low) * slotSize) & wrap;
    for (let tries = 0; tries < longestProbe; tries++) {
      const entry = slots[probe + 2]!;
      if (entry === 0) return !this.#isFull && this.#insert(bytes, start, end, weight);
      if (slots[probe + 1] === low && slots[probe] === high) {
        if (end - start <= packedBytes || this.#equals(entry - 1, bytes, start, end)) {
          slots[probe + 3]! += weight;
          return true;
        }
      }
      probe = (probe + slotSize) & wrap;
    }
    // So many colliding values are not chance: take the column as too varied to list.
    this.#isFull = true;
    return false;
  }

  /** One pass over the bytes for the key and the classes; four bytes a step. */
  #readKey(bytes: Uint8Array, start: number, end: number): void {
    let high = 0;
    let low = 0;
    let classes = 0;
    let at = start;
    const length = end - start;
    if (length <= packedBytes) {
      for (; at < end; at++) {
        const byte = bytes[at]!;
        classes |= classOfByte[byte]!;
        low = (low << 8) | (high >>> 24);
        high = (high << 8) | byte;
      }
      low |= length << 24;
    } else {
      high = length;
      low = 0x3c6ef372;
      for (; at + 4 <= end; at += 4) {
        const first = bytes[at]!;
        const second = bytes[at + 1]!;
        const third = bytes[at + 2]!;
        const fourth = bytes[at + 3]!;
        classes |= classOfByte[first]! | classOfByte[second]! | classOfByte[third]! | classOfByte[fourth]!;
        const word = first | (second << 8) | (third << 16) | (fourth << 24);
        high = Math.imul(high ^ word, 0x85ebca6b);
        high ^= high >>> 15;
        low = Math.imul(low + word, 0x2c1b3c6d) ^ (low >>> 7);
      }
      for (; at < end; at++) {
        const byte = bytes[at]!;
        classes |= classOfByte[byte]!;
        high = Math.imul(high ^ byte, 0x01000193);
        low = Math.imul(low + byte, 0x2c1b3c6d) ^ (low >>> 7);
      }
      low |= longMark;
    }
    this.lastHigh = high;
    this.lastLow = low;
    this.lastClasses = classes;
  }

  // oxlint-disable-next-line max-params -- hot path, as add
  #equals(entry: number, bytes: Uint8Array, start: number, end: number): boolean {
    const own = this.#starts[entry]!;
    const length = end - start;
    if (this.#starts[entry + 1]! - own !== length) return false;
    const stored = this.#bytes;
    for (let k = 0; k < length; k++) if (stored[own + k] !== bytes[start + k]) return false;
    return true;
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
    this.#classes[entry] = this.lastClasses;
    const slot = this.#freeSlot(this.lastHigh, this.lastLow);
    this.#slots.set([this.lastHigh, this.lastLow, entry + 1, weight], slot);
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
    }
    if (this.#size < this.#classes.length) return;
    const capacity = this.#classes.length * 2;
    const starts = new Uint32Array(capacity + 1);
    starts.set(this.#starts);
    this.#starts = starts;
    const classes = new Int32Array(capacity);
    classes.set(this.#classes);
    this.#classes = classes;
  }

  /** Calls `visit` for each value in the order of first sight. */
  forEach(visit: (entry: DictionaryEntry) => void): void {
    const counts = new Float64Array(this.#size);
    const slots = this.#slots;
    for (let at = 0; at < slots.length; at += slotSize) {
      if (slots[at + 2] !== 0) counts[slots[at + 2]! - 1] = slots[at + 3]!;
    }
    for (const [id, count] of counts.entries()) {
      const [start = 0, end = 0] = this.#starts.subarray(id, id + 2);
      visit({ bytes: this.#bytes, start, end, count, classes: this.#classes[id]! });
    }
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

/** Slot number of a key, before it is cut to the table. */
function mix(high: number, low: number): number {
  let hash = high ^ Math.imul(low, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
