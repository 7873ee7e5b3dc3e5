import { classOfByte } from './char-class.ts';

/** Integers of a hash slot: both hash halves, id + 1 (0 = free), unused. */
const slotSize = 4;
/** Slots looked at before a value counts as not found: bounds what colliding input can cost. */
const longestProbe = 64;

/** How much a dictionary may hold before it is full. */
export interface DictionaryLimits {
  readonly entries: number;
  readonly bytes: number;
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
  #counts = new Float64Array(64);
  #classes = new Int32Array(64);
  #isFull = false;

  /** Hash and character classes of the value given to {@link add} last. */
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

  /** Counts the value in `[start, end)` and returns its number, or -1 when it is new and there is no room. */
  // oxlint-disable-next-line max-lines-per-function, complexity -- runs for every cell: hash, classes and probe in one body
  add(bytes: Uint8Array, start: number, end: number): number {
    let high = 0x811c9dc5 | 0;
    let low = 0x3c6ef372 | 0;
    let classes = 0;
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!;
      classes |= classOfByte[byte]!;
      high = Math.imul(high ^ byte, 0x01000193);
      low = Math.imul(low + byte, 0x2c1b3c6d) ^ (low >>> 7);
    }
    const length = end - start;
    high ^= high >>> 15;
    high = Math.imul(high, 0x2c1b3c6d);
    high ^= high >>> 13;
    low = Math.imul(low ^ (low >>> 16) ^ length, 0x297a2d39);
    low ^= low >>> 15;
    this.lastHigh = high;
    this.lastLow = low;
    this.lastClasses = classes;
    const slots = this.#slots;
    let probe = (high & this.#mask) * slotSize;
    for (let tries = 0; tries < longestProbe; tries++) {
      const entry = slots[probe + 2]!;
      if (entry === 0) return this.#isFull ? -1 : this.#insert(bytes, start, end);
      if (
        slots[probe] === high &&
        slots[probe + 1] === low &&
        this.#equals(entry - 1, bytes, start, length)
      ) {
        this.#counts[entry - 1]! += 1;
        return entry - 1;
      }
      probe = (probe + slotSize) & (this.#mask * slotSize + slotSize - 1);
    }
    // So many colliding values are not chance: take the column as too varied to list.
    this.#isFull = true;
    return -1;
  }

  /** Counts the value in `[0, length)` as seen `weight` times; dropped when it is new and there is no room. */
  addMany(bytes: Uint8Array, length: number, weight: number): void {
    const entry = this.add(bytes, 0, length);
    if (entry >= 0) this.#counts[entry] = (this.#counts[entry] ?? 0) + weight - 1;
  }

  // oxlint-disable-next-line max-params -- hot path: an options object would be one allocation a cell
  #equals(entry: number, bytes: Uint8Array, start: number, length: number): boolean {
    const own = this.#starts[entry]!;
    if (this.#starts[entry + 1]! - own !== length) return false;
    const stored = this.#bytes;
    for (let k = 0; k < length; k++) if (stored[own + k] !== bytes[start + k]) return false;
    return true;
  }

  #insert(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start;
    if (this.#size >= this.#limits.entries || this.#byteLength + length > this.#limits.bytes) {
      this.#isFull = true;
      return -1;
    }
    if (this.#size * 2 >= this.#mask) this.#growSlots();
    this.#makeRoom(length);
    const entry = this.#size++;
    this.#bytes.set(bytes.subarray(start, end), this.#byteLength);
    this.#byteLength += length;
    this.#starts[entry + 1] = this.#byteLength;
    this.#counts[entry] = 1;
    this.#classes[entry] = this.lastClasses;
    this.#place(this.#slots, entry, this.lastHigh, this.lastLow);
    return entry;
  }

  // oxlint-disable-next-line max-params -- hot path
  #place(slots: Int32Array, entry: number, high: number, low: number): void {
    let probe = (high & this.#mask) * slotSize;
    while (slots[probe + 2] !== 0) probe = (probe + slotSize) & (this.#mask * slotSize + slotSize - 1);
    slots[probe] = high;
    slots[probe + 1] = low;
    slots[probe + 2] = entry + 1;
  }

  #growSlots(): void {
    const old = this.#slots;
    this.#mask = (this.#mask + 1) * 4 - 1;
    this.#slots = new Int32Array((this.#mask + 1) * slotSize);
    for (let at = 0; at < old.length; at += slotSize) {
      const entry = old[at + 2] ?? 0;
      if (entry !== 0) this.#place(this.#slots, entry - 1, old[at] ?? 0, old[at + 1] ?? 0);
    }
  }

  #makeRoom(length: number): void {
    if (this.#byteLength + length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#byteLength + length));
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    if (this.#size < this.#counts.length) return;
    const capacity = this.#counts.length * 2;
    this.#starts = copyInto(new Uint32Array(capacity + 1), this.#starts);
    this.#counts = copyInto(new Float64Array(capacity), this.#counts);
    this.#classes = copyInto(new Int32Array(capacity), this.#classes);
  }

  /** Calls `visit` for each value in the order of first sight. */
  forEach(visit: (entry: DictionaryEntry) => void): void {
    for (let id = 0; id < this.#size; id++) {
      visit({
        id,
        bytes: this.#bytes,
        start: this.#starts[id] ?? 0,
        end: this.#starts[id + 1] ?? 0,
        count: this.#counts[id] ?? 0,
        classes: this.#classes[id] ?? 0,
      });
    }
  }

  /** Calls `visit` with both hash halves of each value, in no order. */
  forEachHash(visit: (high: number, low: number) => void): void {
    const slots = this.#slots;
    for (let at = 0; at < slots.length; at += slotSize) {
      if (slots[at + 2] !== 0) visit(slots[at] ?? 0, slots[at + 1] ?? 0);
    }
  }
}

/** A distinct value with how often it occurs and the character classes of its bytes. */
export interface DictionaryEntry {
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly count: number;
  readonly classes: number;
}

function copyInto<Numbers extends Uint32Array | Float64Array | Int32Array>(
  grown: Numbers,
  old: Numbers,
): Numbers {
  grown.set(old);
  return grown;
}
