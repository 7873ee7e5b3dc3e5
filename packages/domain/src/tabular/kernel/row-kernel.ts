import { kernelCode } from './row-kernel.code.ts';

/** What row-kernel.wat exports. */
interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly mostBytes: Constant;
  readonly cells: Constant;
  readonly mostCells: Constant;
  readonly columns: Constant;
  readonly mostColumns: Constant;
  readonly ends: Constant;
  readonly rows: Constant;
  readonly gathered: Constant;
  readonly gatheredBytes: Constant;
  readonly found: Constant;
  scan(at: number, length: number, delimiter: number): number;
  gather(from: number, count: number, cellCount: number, row: number): number;
}

interface Constant {
  readonly value: number;
}

// The domain is compiled without the types of any platform; every JavaScript engine has this.
declare const WebAssembly: {
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

/** Answer about a record that is ordinary as far as its bytes are there. */
export const incomplete = -2;

/** Integers of a column in the kernel's memory. */
const columnStride = 4;
/** Bytes behind a cell that appending it writes as well. */
const overrun = 16;

/** Columns whose cells lie in the kernel until they are taken. */
export interface KernelOwner {
  /** Takes the cells: others want the place. */
  settle(): void;
}

/** The bytes of a value that are not those in the record. */
interface CellValue {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** The cells of one column that were gathered, of all rows since the last time. */
export interface GatheredRun {
  readonly bytes: Uint8Array;
  /** Offsets behind the cells, counted from where the column stood. */
  readonly ends: Int32Array;
  readonly missing: number;
}

/**
 * Scans records and gathers their cells by column in WebAssembly, sixteen bytes at a time: a third of the time that
 * loops over bytes take in JavaScript. There is one for a thread; it keeps nothing of a file but cells not yet taken.
 */
class RowKernel {
  readonly #exports: KernelExports;
  readonly #memory: Uint8Array;
  readonly #columns: Int32Array;
  readonly #ends: Int32Array;
  readonly #found: Int32Array;
  #isBusy = false;
  #owner: KernelOwner | undefined;
  #count = 0;
  /** Bytes of a column's part of the place, and where the first begins. */
  #part = 0;
  readonly #gathered: number;
  readonly #gatheredBytes: number;
  readonly #mostColumns: number;

  /** Offsets of the cells of the record that was scanned last, as in `ScannedRecord`. */
  readonly cells: Int32Array;
  /** The bytes that are being scanned. */
  readonly bytes: Uint8Array;
  /** Rows that are gathered at most before they are taken. */
  readonly rows: number;

  constructor(exports: KernelExports) {
    const { buffer } = exports.memory;
    this.#exports = exports;
    this.#memory = new Uint8Array(buffer);
    this.#columns = new Int32Array(buffer, exports.columns.value, exports.mostColumns.value * columnStride);
    this.#ends = new Int32Array(buffer, exports.ends.value, exports.mostColumns.value * exports.rows.value);
    this.#found = new Int32Array(buffer, exports.found.value, 2);
    this.cells = new Int32Array(buffer, exports.cells.value, exports.mostCells.value * 3);
    this.bytes = this.#memory.subarray(0, exports.mostBytes.value);
    // What an export is worth is asked for in C++ each time.
    this.rows = exports.rows.value;
    this.#gathered = exports.gathered.value;
    this.#gatheredBytes = exports.gatheredBytes.value;
    this.#mostColumns = exports.mostColumns.value;
  }

  /** Copies bytes in to be scanned; false when they are too many or others are being scanned: scan them elsewhere. */
  begin(bytes: Uint8Array, length: number): boolean {
    if (this.#isBusy || length > this.bytes.length) return false;
    this.#isBusy = true;
    this.#memory.set(bytes.length === length ? bytes : bytes.subarray(0, length));
    return true;
  }

  /** The bytes are scanned. */
  end(): void {
    this.#isBusy = false;
  }

  /**
   * Where the record behind the one that begins at `at` begins; -1 when it is no ordinary one, {@link incomplete} when
   * it ends before it can be told.
   */
  scan(at: number, length: number, delimiter: number): number {
    return this.#exports.scan(at, length, delimiter);
  }

  /** Cells of the record that was scanned last. */
  get cellCount(): number {
    return this.#found[0]!;
  }

  /** Line breaks within its cells. */
  get innerLines(): number {
    return this.#found[1]!;
  }

  /** Bytes of records that can be gathered here when they have so many columns; a negative number when none can. */
  roomFor(columnCount: number): number {
    return columnCount > this.#mostColumns ? -1 : this.#partOf(columnCount) - overrun;
  }

  #partOf(columnCount: number): number {
    return Math.floor(this.#gatheredBytes / columnCount);
  }

  /**
   * Makes the place that of the columns at these 0-based places of a record, unless it is already; ends of their cells
   * count from the lengths the columns have.
   */
  claim(owner: KernelOwner, places: Int32Array, lengths: Int32Array): void {
    if (this.#owner === owner) return;
    this.#owner?.settle();
    this.#owner = owner;
    this.#count = places.length;
    this.#part = this.#partOf(places.length);
    for (const [index, place] of places.entries()) {
      const start = this.#startOf(index);
      this.#columns.set([place, start, lengths[index]! - start, 0], index * columnStride);
    }
  }

  #startOf(index: number): number {
    return this.#gathered + index * this.#part;
  }

  /**
   * Appends cells of the scanned record as row `row`, 0-based, from the column `from` on. Answers the column of a cell
   * whose bytes are not its value, which is for {@link append}; the number of columns when there is none.
   */
  gather(from: number, cellCount: number, row: number): number {
    return this.#exports.gather(from, this.#count, cellCount, row);
  }

  /** Appends the cell of one column. */
  append(index: number, row: number, { bytes, start, end }: CellValue): void {
    const slot = index * columnStride;
    const at = this.#columns[slot + 1]!;
    this.#memory.set(bytes.subarray(start, end), at);
    const next = at + end - start;
    this.#columns[slot + 1] = next;
    this.#ends[index * this.rows + row] = next + this.#columns[slot + 2]!;
  }

  /** The gathered cells of a column; valid until the next row. */
  run(index: number, rowCount: number): GatheredRun {
    const slot = index * columnStride;
    const first = index * this.rows;
    return {
      bytes: this.#memory.subarray(this.#startOf(index), this.#columns[slot + 1]),
      ends: this.#ends.subarray(first, first + rowCount),
      missing: this.#columns[slot + 3]!,
    };
  }

  /** Leaves the place to others. */
  release(owner: KernelOwner): void {
    if (this.#owner === owner) this.#owner = undefined;
  }
}

/** The kernel of this thread. */
export const rowKernel = new RowKernel(instantiate());

function instantiate(): KernelExports {
  const code = Uint8Array.from(kernelCode.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what row-kernel.wat exports
  return new WebAssembly.Instance(new WebAssembly.Module(code)).exports as KernelExports;
}
