import { type ByteRange, readCell } from './cell-value.ts';
import { cellForm, cellStride, type ScannedRecord } from './csv-scanner.ts';
import { type KernelOwner, rowKernel } from './kernel/row-kernel.ts';

/** Cells longer than this are copied by a call instead of byte by byte. */
const longCell = 64;
/** Bytes a column begins with, and those it may keep for the rows that follow. */
const firstBytes = 4096;
const mostKeptBytes = 4 * 1024 * 1024;
/** And of all columns together: several times what rows of ordinary length fill. */
const mostKeptInAll = 32 * 1024 * 1024;
/** Bytes of a column from which on it grows by a part only: for some tens of them, twice as much would be megabytes each. */
const longColumn = 65_536;
/** A cache line between the columns: a power of two apart they would push each other out of the cache. */
const spareRows = 16;

/** The cells of one column over the gathered rows: their bytes, one after the other, and where each ends. */
export interface GatheredColumn {
  readonly bytes: Uint8Array;
  /** Offset behind the cell of each row; equal to the one before for an empty or missing cell. */
  readonly ends: Int32Array;
  /** Rows that do not have the cell at all. */
  readonly missing: number;
}

/** Everything gathered, as plain data whose memory can be handed to another thread. */
export interface CellsParts {
  readonly rowCount: number;
  readonly bytes: readonly Uint8Array[];
  /** Ends of all columns one after the other, each with the same room. */
  readonly ends: Int32Array;
  readonly missing: Int32Array;
}

/** The cells of the `index`-th column of handed out parts. */
export function columnOf({ rowCount, bytes, ends, missing }: CellsParts, index: number): GatheredColumn {
  const first = index * (ends.length / bytes.length);
  return { bytes: bytes[index]!, ends: ends.subarray(first, first + rowCount), missing: missing[index]! };
}

/**
 * Gathers the cells of rows column by column.
 *
 * Looking at many rows of one column at a time keeps its tables in the processor's cache, which halves the time of a
 * pass; copying the cells costs a fraction of that.
 */
export class ColumnCells implements KernelOwner {
  /** 0-based places of the columns in a record, in the order they are gathered. */
  readonly #places: Int32Array;
  readonly #stride: number;
  #bytes: Uint8Array[];
  readonly #lengths: Int32Array;
  #missing: Int32Array;
  #ends: Int32Array;
  readonly #cell: ByteRange = { bytes: new Uint8Array(0), start: 0, end: 0 };
  #rowCount = 0;
  #byteLength = 0;
  /** Rows whose cells are still in the kernel, and the bytes of their records. */
  #kernelRows = 0;
  #kernelBytes = 0;
  readonly #kernelRoom: number;

  /** Takes the 1-based positions of the columns and the number of rows that are gathered at most. */
  constructor(positions: readonly number[], mostRows: number) {
    this.#places = Int32Array.from(positions, (position) => position - 1);
    this.#stride = mostRows + spareRows;
    this.#bytes = positions.map(() => new Uint8Array(firstBytes));
    this.#lengths = new Int32Array(positions.length);
    this.#missing = new Int32Array(positions.length);
    this.#ends = new Int32Array(positions.length * this.#stride);
    this.#kernelRoom = rowKernel.roomFor(positions.length);
  }

  get rowCount(): number {
    return this.#rowCount;
  }

  /** Bytes of the records gathered, those of other columns included. */
  get byteLength(): number {
    return this.#byteLength;
  }

  /** The gathered cells of the column that was given `index`-th; valid until the next {@link add}. */
  column(index: number): GatheredColumn {
    return columnOf(this.parts, index);
  }

  /** Everything gathered; its memory is this object's until it is handed to another thread. */
  get parts(): CellsParts {
    this.settle();
    return { rowCount: this.#rowCount, bytes: this.#bytes, ends: this.#ends, missing: this.#missing };
  }

  /** Takes the memory of parts back, to gather other rows in it. */
  reuse({ bytes, ends, missing }: CellsParts): void {
    this.#bytes = [...bytes];
    this.#ends = ends;
    this.#missing = missing;
    this.clear();
  }

  /** Adds a row; `cellCount` 0 leaves all its cells out. */
  add(record: ScannedRecord, cellCount: number = record.cellCount): void {
    const length = record.end - record.start;
    this.#byteLength += length;
    if (record.cells === rowKernel.cells && length <= this.#kernelRoom) this.#addInKernel(record, cellCount);
    else this.#addByBytes(record, cellCount);
  }

  #addInKernel(record: ScannedRecord, cellCount: number): void {
    this.#kernelBytes += record.end - record.start;
    if (this.#kernelRows === rowKernel.rows || this.#kernelBytes > this.#kernelRoom) {
      this.settle();
      this.#kernelBytes = record.end - record.start;
    }
    rowKernel.claim(this, this.#places, this.#lengths);
    const row = this.#kernelRows++;
    this.#rowCount++;
    const count = this.#places.length;
    let at = rowKernel.gather(0, cellCount, row);
    while (at < count) {
      readCell(record, this.#places[at]!, this.#cell);
      rowKernel.append(at, row, this.#cell);
      at = rowKernel.gather(at + 1, cellCount, row);
    }
  }

  /** Takes the cells that are still in the kernel. */
  settle(): void {
    const rowCount = this.#kernelRows;
    rowKernel.release(this);
    if (rowCount === 0) return;
    this.#kernelRows = 0;
    this.#kernelBytes = 0;
    const firstRow = this.#rowCount - rowCount;
    for (let c = 0; c < this.#places.length; c++) {
      const { bytes, ends, missing } = rowKernel.run(c, rowCount);
      const at = this.#lengths[c]!;
      const length = at + bytes.length;
      const into = this.#bytes[c]!.length >= length ? this.#bytes[c]! : this.#grow(c, length);
      into.set(bytes, at);
      this.#ends.set(ends, c * this.#stride + firstRow);
      this.#lengths[c] = length;
      this.#missing[c]! += missing;
    }
  }

  #addByBytes(record: ScannedRecord, cellCount: number): void {
    this.settle();
    const row = this.#rowCount++;
    const { bytes, cells } = record;
    const places = this.#places;
    const lengths = this.#lengths;
    const stride = this.#stride;
    for (let c = 0, at = row; c < places.length; c++, at += stride) {
      const place = places[c]!;
      if (place < cellCount) {
        const slot = place * cellStride;
        if (cells[slot + 2] === cellForm.plain) this.#append(c, bytes, cells[slot]!, cells[slot + 1]!);
        else this.#appendQuoted(c, record, place);
      } else this.#missing[c]!++;
      this.#ends[at] = lengths[c]!;
    }
  }

  #appendQuoted(c: number, record: ScannedRecord, place: number): void {
    const cell = this.#cell;
    if (readCell(record, place, cell)) this.#append(c, cell.bytes, cell.start, cell.end);
  }

  // oxlint-disable-next-line max-params -- runs for every cell
  #append(c: number, bytes: Uint8Array, start: number, end: number): void {
    let at = this.#lengths[c]!;
    const length = at + end - start;
    const into = this.#bytes[c]!.length >= length ? this.#bytes[c]! : this.#growFor(c, length, end - start);
    if (end - start > longCell) into.set(bytes.subarray(start, end), at);
    else for (let from = start; from < end; from++) into[at++] = bytes[from]!;
    this.#lengths[c] = length;
  }

  /** A cell as long as all before it together gets the room it needs and no more: of such, few make a full block. */
  #growFor(c: number, length: number, added: number): Uint8Array {
    return this.#grow(c, length, added >= longColumn && added * 2 >= length ? length : undefined);
  }

  #grow(
    c: number,
    length: number,
    room = length < longColumn ? length * 2 : length + (length >> 2),
  ): Uint8Array {
    const grown = new Uint8Array(room);
    grown.set(this.#bytes[c]!);
    this.#bytes[c] = grown;
    return grown;
  }

  /** Forgets the rows and keeps the memory, unless it is much, for others. */
  clear(): void {
    rowKernel.release(this);
    this.#kernelRows = 0;
    this.#kernelBytes = 0;
    this.#rowCount = 0;
    this.#byteLength = 0;
    this.#lengths.fill(0);
    this.#missing.fill(0);
    const kept = this.#bytes.reduce((sum, { length }) => sum + length, 0);
    for (const [c, { length }] of this.#bytes.entries())
      if (length > mostKeptBytes || (kept > mostKeptInAll && length > firstBytes))
        this.#bytes[c] = new Uint8Array(firstBytes);
  }
}
