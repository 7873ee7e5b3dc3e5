import { maxRecordBytes } from '../csv-scanner.ts';
import type { TableText } from '../table-text.ts';

/** Separators of the items of a list cell: the first that no item holds. */
const separators = [0x3b, 0x7c, 0x0a] as const;
const none = -1;
/** Values of one row at most, those of lists each counted. */
const mostEntries = 1_000_000;

/**
 * Gathers the values of one row by column, in whatever order they come, and writes them in the order of the columns.
 *
 * A column with several values becomes one cell: its items with a semicolon between them, a bar or a line break
 * where items hold semicolons.
 */
export class RowBuffer {
  #bytes = new Uint8Array(64 * 1024);
  #length = 0;
  /** Start, end and next entry of each value; start -1 for an item without a value. */
  #entries = new Int32Array(3 * 1024);
  #entryCount = 0;
  readonly #first: Int32Array;
  readonly #last: Int32Array;
  readonly #counts: Int32Array;
  /** 1 for columns that hold an empty list, which is a value without items. */
  readonly #emptyLists: Uint8Array;

  constructor(columns: number) {
    this.#first = new Int32Array(columns);
    this.#last = new Int32Array(columns);
    this.#counts = new Int32Array(columns);
    this.#emptyLists = new Uint8Array(columns);
  }

  /** True when a row has more values, or longer ones, than a record can be made of. */
  get isFull(): boolean {
    return this.#entryCount >= mostEntries || this.#length >= maxRecordBytes / 2;
  }

  /** Number of values, items without one included, that a column has. */
  count(column: number): number {
    return this.#counts[column]!;
  }

  /** Room for a value of at most `bytes` bytes: write it at its `start`, then call {@link add}. */
  room(bytes: number): { readonly bytes: Uint8Array; readonly start: number } {
    if (this.#length + bytes > this.#bytes.length) {
      const grown = new Uint8Array((this.#length + bytes) * 2);
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    return { bytes: this.#bytes, start: this.#length };
  }

  /** Adds the value that was written into the room up to `end`. */
  add(column: number, end: number): void {
    this.#addEntry(column, this.#length, end);
    this.#length = end;
  }

  addBytes(
    column: number,
    source: Uint8Array,
    range: { readonly start: number; readonly end: number },
  ): void {
    const { start, end } = range;
    const room = this.room(end - start);
    for (let from = start, to = room.start; from < end; ) room.bytes[to++] = source[from++]!;
    this.add(column, room.start + end - start);
  }

  /** Adds an item without a value, which keeps its place in a list. */
  addMissing(column: number): void {
    this.#addEntry(column, none, none);
  }

  addEmptyList(column: number): void {
    this.#emptyLists[column] = 1;
  }

  /** Writes the row and forgets it. */
  write(text: TableText): void {
    for (let column = 0; column < this.#counts.length; column++) this.#writeCell(column, text);
    text.endRecord();
    this.clear();
  }

  clear(): void {
    this.#counts.fill(0);
    this.#emptyLists.fill(0);
    this.#entryCount = 0;
    this.#length = 0;
  }

  #addEntry(column: number, start: number, end: number): void {
    const entry = this.#entryCount++;
    if (entry * 3 >= this.#entries.length) {
      const grown = new Int32Array(this.#entries.length * 2);
      grown.set(this.#entries);
      this.#entries = grown;
    }
    this.#entries.set([start, end, none], entry * 3);
    const isFirst = this.count(column) === 0;
    if (isFirst) this.#first[column] = entry;
    else this.#entries[this.#last[column]! * 3 + 2] = entry;
    this.#last[column] = entry;
    this.#counts[column]!++;
  }

  #writeCell(column: number, text: TableText): void {
    const count = this.#counts[column]!;
    if (count > 1) return this.#writeList(column, text);
    const entry = this.#first[column]! * 3;
    const start = this.#entries[entry] ?? none;
    if (count === 1 && start !== none) {
      text.bytes(this.#bytes, start, this.#entries[entry + 1]);
    } else if (this.#emptyLists[column] === 1) text.text('');
    else text.missing();
  }

  #writeList(column: number, text: TableText): void {
    const entries = this.#entriesOf(column);
    if (entries.every(([start]) => start === none)) return text.missing();
    const separator = this.#separatorFor(entries);
    const size = entries.reduce((sum, [start, end]) => sum + end - start + 1, 0);
    const cell = new Uint8Array(size);
    let to = 0;
    for (const [index, [start, end]] of entries.entries()) {
      if (index > 0) cell[to++] = separator;
      if (start === none) continue;
      cell.set(this.#bytes.subarray(start, end), to);
      to += end - start;
    }
    text.bytes(cell, 0, to);
  }

  #entriesOf(column: number): (readonly [start: number, end: number])[] {
    const found: (readonly [number, number])[] = [];
    let entry = this.#first[column]!;
    for (let left = this.#counts[column]!; left > 0; left--) {
      found.push([this.#entries[entry * 3]!, this.#entries[entry * 3 + 1]!]);
      entry = this.#entries[entry * 3 + 2]!;
    }
    return found;
  }

  #separatorFor(entries: readonly (readonly [start: number, end: number])[]): number {
    const isFree = (separator: number) =>
      entries.every(
        ([start, end]) => start === none || !this.#bytes.subarray(start, end).includes(separator),
      );
    return separators.find(isFree) ?? separators[0];
  }
}
