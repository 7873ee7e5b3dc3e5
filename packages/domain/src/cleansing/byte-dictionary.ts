import { utf8Length, writeUtf8 } from '../tabular/utf8.ts';

const fewestSlots = 256;
const fewestBytes = 4096;
/** Values longer than this are copied by a call instead of byte by byte. */
const longValue = 64;
/** UTF-16 units from which on the bytes of a text are counted before room is made for them. */
const longText = 65_536;
/** Bytes of the longest UTF-8 sequence that stands for one UTF-16 unit. */
const bytesPerUnit = 3;

/** What a dictionary consists of. */
export interface DictionaryParts {
  readonly slots: Int32Array;
  readonly hashes: Int32Array;
  readonly size: number;
  readonly bytes: Uint8Array;
  readonly length: number;
  readonly ends: Uint32Array;
}

/**
 * Distinct byte strings numbered from 0 in the order they were first seen; equality is of bytes, not of hashes.
 *
 * It grows without limit; {@link clear} empties it and keeps its memory for the next block.
 */
export class ByteDictionary {
  /** For each slot id + 1 in the bits of {@link #mask} and the upper bits of the hash above them; 0 when it is free. */
  #slots: Int32Array;
  #mask: number;
  /** Hash of each value, for when the slots are made anew. */
  #hashes: Int32Array;
  #size = 0;
  #bytes: Uint8Array;
  #length = 0;
  #ends: Uint32Array;
  /** Word-wise views of the own bytes and of the array that was looked at last: a look-up reads four bytes a step. */
  #own: DataView;
  #viewed: Uint8Array;
  #view: DataView;

  /** With room for as many values of as many bytes together; memory that stays unused is never touched. */
  constructor({ values = 0, bytes = 0 }: { readonly values?: number; readonly bytes?: number } = {}) {
    let slots = fewestSlots;
    while (slots < values * 2) slots *= 2;
    this.#slots = new Int32Array(slots);
    this.#mask = slots - 1;
    this.#hashes = new Int32Array(Math.max(values, fewestSlots / 2));
    this.#bytes = new Uint8Array(Math.max(bytes, fewestBytes));
    this.#ends = new Uint32Array(Math.max(values, fewestSlots / 2));
    this.#own = viewOf(this.#bytes);
    this.#viewed = this.#bytes;
    this.#view = this.#own;
  }

  /** The dictionary with these parts, whose memory it takes over. */
  static of({ slots, hashes, size, bytes, length, ends }: DictionaryParts): ByteDictionary {
    const made = new ByteDictionary();
    made.#slots = slots;
    made.#mask = slots.length - 1;
    made.#hashes = hashes;
    made.#size = size;
    made.#bytes = bytes;
    made.#length = length;
    made.#ends = ends;
    made.#own = viewOf(bytes);
    made.#viewed = bytes;
    made.#view = made.#own;
    return made;
  }

  /** Everything it consists of, as plain data whose memory can be handed to another thread. */
  get parts(): DictionaryParts {
    const { size } = this;
    return {
      slots: this.#slots,
      hashes: this.#hashes,
      size,
      bytes: this.#bytes,
      length: this.#length,
      ends: this.#ends,
    };
  }

  get size(): number {
    return this.#size;
  }

  /** Bytes of all values together. */
  get byteLength(): number {
    return this.#length;
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

  /** Hands out all values and forgets them; memory that they fill is given away instead of copied. */
  take(): { readonly bytes: Uint8Array; readonly ends: Uint32Array } {
    const isFilled = this.#length === this.#bytes.length;
    const taken = { bytes: isFilled ? this.#bytes : this.bytes.slice(), ends: this.ends.slice() };
    this.clear();
    if (isFilled) this.#useMemory(new Uint8Array(fewestBytes));
    return taken;
  }

  #useMemory(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#own = viewOf(bytes);
  }

  /** The number of the value in `[start, end)`, a new one when it was not seen before. */
  intern(bytes: Uint8Array, start: number, end: number): number {
    const view = this.#viewOn(bytes);
    const hash = hashBytes(view, start, end);
    const slot = this.#slotOf(hash, view, start, end);
    const id = this.#idIn(slot);
    if (id >= 0) return id;
    this.#makeRoom(end - start);
    const own = this.#bytes;
    let at = this.#length;
    if (end - start > longValue) own.set(bytes.subarray(start, end), at);
    else for (let from = start; from < end; from++) own[at++] = bytes[from]!;
    return this.#insert(slot, hash, this.#length + end - start);
  }

  /** The number of the value in `[start, end)`, or -1 when it is not in the dictionary. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const view = this.#viewOn(bytes);
    return this.#idIn(this.#slotOf(hashBytes(view, start, end), view, start, end));
  }

  /** Makes room for a value of up to `length` bytes in {@link all} and answers where to write it for {@link internTail}. */
  reserve(length: number): number {
    this.#makeRoom(length);
    return this.#length;
  }

  /** The number of the value that was written where {@link reserve} said: interning without a copy. */
  internTail(length: number): number {
    const start = this.#length;
    const end = start + length;
    const hash = hashBytes(this.#own, start, end);
    const slot = this.#slotOf(hash, this.#own, start, end);
    const id = this.#idIn(slot);
    return id >= 0 ? id : this.#insert(slot, hash, end);
  }

  /** The number of a text's UTF-8 bytes. */
  internText(text: string): number {
    const start = this.reserve(text.length > longText ? utf8Length(text) : text.length * bytesPerUnit);
    return this.internTail(writeUtf8(text, this.#bytes, start) - start);
  }

  #viewOn(bytes: Uint8Array): DataView {
    if (bytes !== this.#viewed) {
      this.#viewed = bytes;
      this.#view = viewOf(bytes);
    }
    return this.#view;
  }

  #idIn(slot: number): number {
    return (this.#slots[slot]! & this.#mask) - 1;
  }

  /** The slot that holds the value, or the free one it belongs in. */
  // oxlint-disable-next-line max-params -- runs for every cell: an options object would be one allocation each
  #slotOf(hash: number, view: DataView, start: number, end: number): number {
    const slots = this.#slots;
    const mask = this.#mask;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const entry = slots[slot]!;
      if (entry === 0) return slot;
      if (((entry ^ hash) & ~mask) === 0 && this.#equals((entry & mask) - 1, view, start, end)) return slot;
    }
  }

  // oxlint-disable-next-line max-params -- hot path
  #equals(id: number, view: DataView, start: number, end: number): boolean {
    const own = id === 0 ? 0 : this.#ends[id - 1]!;
    const length = end - start;
    return this.#ends[id]! - own === length && equalBytes(this.#own, own, view, start, length);
  }

  #insert(slot: number, hash: number, end: number): number {
    const id = this.#size++;
    if (id >= this.#ends.length) {
      this.#ends = grown(this.#ends, new Uint32Array(id * 2));
      this.#hashes = grown(this.#hashes, new Int32Array(id * 2));
    }
    this.#slots[slot] = (hash & ~this.#mask) | (id + 1);
    this.#hashes[id] = hash;
    this.#ends[id] = end;
    this.#length = end;
    if (this.#size * 2 >= this.#mask) this.#growSlots();
    return id;
  }

  #makeRoom(length: number): void {
    const needed = this.#length + length;
    if (needed <= this.#bytes.length) return;
    this.#useMemory(grown(this.#bytes, new Uint8Array(Math.max(needed, this.#bytes.length * 2))));
  }

  #growSlots(): void {
    this.#mask = this.#mask * 2 + 1;
    const mask = this.#mask;
    const slots = new Int32Array(mask + 1);
    for (let id = 0; id < this.#size; id++) {
      const hash = this.#hashes[id]!;
      let slot = hash & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = (hash & ~mask) | (id + 1);
    }
    this.#slots = slots;
  }
}

/** `larger` with the elements of `array` at its start. */
function grown<Numbers extends Uint8Array | Int32Array | Uint32Array>(
  array: Numbers,
  larger: Numbers,
): Numbers {
  larger.set(array);
  return larger;
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** Whether two runs of `length` bytes are equal, four bytes a step. */
// oxlint-disable-next-line max-params -- hot path
export function equalBytes(
  left: DataView,
  leftStart: number,
  right: DataView,
  rightStart: number,
  length: number,
): boolean {
  if (length < 4) {
    for (let k = 0; k < length; k++)
      if (left.getUint8(leftStart + k) !== right.getUint8(rightStart + k)) return false;
    return true;
  }
  // The last step overlaps the one before it, so that no byte is left out.
  const last = length - 4;
  for (let k = 0; k < last; k += 4) {
    if (left.getInt32(leftStart + k, true) !== right.getInt32(rightStart + k, true)) return false;
  }
  return left.getInt32(leftStart + last, true) === right.getInt32(rightStart + last, true);
}

/** A hash of the bytes in `[start, end)`, four bytes a step. */
export function hashBytes(view: DataView, start: number, end: number): number {
  let high = end - start;
  let low = 0;
  if (high >= 4) {
    high ^= view.getInt32(start, true);
    low = view.getInt32(end - 4, true);
    for (let at = start + 4; at < end - 4; at += 4) {
      const word = view.getInt32(at, true);
      high = Math.imul(high ^ word, 0x85ebca6b);
      high ^= high >>> 15;
      low = Math.imul(low + word, 0x2c1b3c6d) ^ (low >>> 7);
    }
  } else for (let at = start; at < end; at++) low = (low << 8) | view.getUint8(at);
  let hash = high ^ Math.imul(low, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
