import { incomplete, rowKernel } from './kernel/row-kernel.ts';

const quote = 0x22;
const carriageReturn = 0x0d;
const lineFeed = 0x0a;

/** Cells of a record kept by offset; a wider record is counted and its surplus only tested for content. */
export const maxScannedCells = 1024;
/** Largest record the scanner holds, in bytes; a longer one is nearly always a quote nobody closed. */
export const maxRecordBytes = 32 * 1024 * 1024;
/** The same for people. */
export const maxRecordText = `${maxRecordBytes / 2 ** 20} MB`;

/** What follows the bytes that are scanned: more of them, nothing, or too much of one record. */
const pushed = 0;
const ended = 1;
const givenUp = 2;

/** How the bytes of a cell become its value. */
export const cellForm = {
  /** The bytes are the value. */
  plain: 0,
  /** Quoted, and the value holds doubled quotes. */
  escaped: 1,
  /** Quoted, with text after the closing quote: kept as it stands. */
  trailingText: 2,
  /** Quoted, and the closing quote is missing: the cell then ends with its first line. */
  unclosed: 3,
} as const;

/** Integers per cell in {@link ScannedRecord.cells}: start, end, form. */
export const cellStride = 3;

/**
 * One record of the input as offsets into `bytes`, without any text.
 *
 * The scanner reuses one object and its bytes for all records: copy what must outlive the callback.
 */
export interface ScannedRecord {
  bytes: Uint8Array;
  /** `[start, end, form]` of each cell, the surrounding quotes left out. */
  cells: Int32Array;
  /** Number of cells in the record; at most {@link maxScannedCells} of them have offsets. */
  cellCount: number;
  /** True when a cell without offsets holds a byte. */
  surplusFilled: boolean;
  /** True when a cell is {@link cellForm.trailingText} or {@link cellForm.unclosed}. */
  isDamaged: boolean;
  /** True when a cell without quotes around it holds one: as in `13" disk`, or where a delimiter was lost. */
  hasBareQuote: boolean;
  /** Offsets of the record in `bytes`; `end` is past its line break. */
  start: number;
  end: number;
  /** Offset of the record in the whole input. */
  offset: number;
  /** Physical line of the record's first byte, 1-based in the whole input. */
  line: number;
  /** Physical line after the record. */
  endLine: number;
}

/** Where a scanner starts within a larger input; the defaults are its first byte and line. */
export interface ScanStart {
  readonly offset?: number;
  readonly line?: number;
  /** Counts records as lines, whatever line breaks their cells hold. */
  readonly countsRecords?: boolean;
}

/** Raised by {@link CsvScanner} when a record exceeds {@link maxRecordBytes}. */
export class RecordTooLarge extends Error {
  readonly offset: number;
  readonly line: number;
  constructor(offset: number, line: number) {
    super(`The record that starts in line ${line} is longer than ${maxRecordText}.`);
    this.name = 'RecordTooLarge';
    this.offset = offset;
    this.line = line;
  }
}

/** Bytes from which on there is room at once for the longest record: what is not used of it is never touched. */
const longRecord = 1024 * 1024;
const longestRoom = maxRecordBytes + longRecord;

/** Room for so many bytes where there was less; each copy of a long record would stay until memory is collected. */
function roomFor(length: number, before: number): number {
  const room = before > 0 && length > longRecord ? longestRoom : before * 2;
  return Math.max(length, room);
}

/**
 * Splits delimited text (RFC 4180, read leniently) into records of cell offsets.
 *
 * Line breaks are LF, CRLF and a lone CR. A quote inside an unquoted cell is literal, text after a
 * closing quote belongs to the cell. A quoted cell of several lines that is never closed, or whose closing quote has
 * text behind it, was opened by a stray quote: only its first line is damaged, and the lines behind it are read as if
 * the quote were not there. Feed it by {@link push} in pieces of any size, then call
 * {@link end}; the records do not depend on where the pieces were cut.
 */
export class CsvScanner {
  readonly #record: ScannedRecord;
  readonly #onRecord: (record: ScannedRecord) => void;
  /** Cells of records that are scanned while the kernel is at others. */
  readonly #ownCells = new Int32Array(maxScannedCells * cellStride);
  /** 1 for the bytes that end an unquoted cell, 2 for a quote. */
  readonly #endsCell = new Uint8Array(256);
  readonly #delimiter: number;
  readonly #countsRecords: boolean;
  #pending: Uint8Array = new Uint8Array(0);
  #pendingLength = 0;
  /** Bytes that must be pending before another attempt: doubles so that a long record costs O(n). */
  #wanted = 0;
  #isStopped = false;

  constructor(delimiter: number, onRecord: (record: ScannedRecord) => void, start: ScanStart = {}) {
    this.#delimiter = delimiter;
    this.#onRecord = onRecord;
    this.#countsRecords = start.countsRecords === true;
    for (const byte of [delimiter, carriageReturn, lineFeed]) this.#endsCell[byte] = 1;
    this.#endsCell[quote] = 2;
    this.#record = {
      bytes: this.#pending,
      cells: this.#ownCells,
      cellCount: 0,
      surplusFilled: false,
      isDamaged: false,
      hasBareQuote: false,
      start: 0,
      end: 0,
      offset: start.offset ?? 0,
      line: start.line ?? 1,
      endLine: start.line ?? 1,
    };
  }

  /** Scans every record that `bytes` completes. */
  push(bytes: Uint8Array): void {
    if (this.#isStopped) return;
    this.#append(bytes);
    if (this.#pendingLength < this.#wanted) return;
    this.#drop(this.#scan(this.#pending, this.#pendingLength, pushed));
    if (this.#pendingLength > maxRecordBytes) this.#endLine();
    const rest = this.#pendingLength;
    this.#wanted = rest > 65_536 ? Math.min(rest * 2, maxRecordBytes + 1) : 0;
  }

  /** Scans what is left as the last record; an input that ends in a line break has none left. */
  end(): void {
    if (this.#pendingLength === 0 || this.#isStopped) return;
    const length = this.#pendingLength;
    this.#pendingLength = 0;
    this.#scan(this.#pending, length, ended);
  }

  /** Scans an input that is given whole: {@link push} and {@link end} in one. */
  scanAll(bytes: Uint8Array): void {
    this.#scan(bytes, bytes.length, ended);
  }

  /** Makes the scanner ignore everything after the record now reported. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Gives up on the quote that made a record too long; a record whose one line is too long stays so. */
  #endLine(): void {
    this.#drop(this.#scan(this.#pending, this.#pendingLength, givenUp));
    if (this.#pendingLength > maxRecordBytes)
      throw new RecordTooLarge(this.#record.offset, this.#record.line);
  }

  #drop(used: number): void {
    this.#pending.copyWithin(0, used, this.#pendingLength);
    this.#pendingLength -= used;
  }

  #append(bytes: Uint8Array): void {
    const length = this.#pendingLength + bytes.length;
    if (length > this.#pending.length) {
      const grown = new Uint8Array(roomFor(length, this.#pending.length));
      grown.set(this.#pending.subarray(0, this.#pendingLength));
      this.#pending = grown;
    }
    this.#pending.set(bytes, this.#pendingLength);
    this.#pendingLength = length;
  }

  /** As {@link #scanBytes}, from the kernel's memory where it can be. */
  #scan(bytes: Uint8Array, length: number, more: number): number {
    const record = this.#record;
    if (!rowKernel.begin(bytes, length)) {
      record.cells = this.#ownCells;
      return this.#scanBytes(bytes, length, more);
    }
    try {
      record.cells = rowKernel.cells;
      return this.#scanBytes(rowKernel.bytes, length, more);
    } finally {
      rowKernel.end();
    }
  }

  /** Reports the record at `at` when the kernel knows it, and answers as the kernel does. */
  #reportOrdinary(at: number, length: number, base: number): number {
    const next = rowKernel.scan(at, length, this.#delimiter);
    if (next < 0) return next;
    const record = this.#record;
    record.cellCount = rowKernel.cellCount;
    record.surplusFilled = false;
    record.isDamaged = false;
    record.hasBareQuote = false;
    this.#report(at, next, base, record.line + rowKernel.innerLines + 1);
    return next;
  }

  /** Reports the record at `start` whose cells are found; unless that stops the scanner, the next one is at `next`. */
  // oxlint-disable-next-line max-params -- runs for every record: an options object would be one allocation each
  #report(start: number, next: number, base: number, endLine: number): void {
    const record = this.#record;
    record.start = start;
    record.end = next;
    record.offset = base + start;
    record.endLine = this.#countsRecords ? record.line + 1 : endLine;
    this.#onRecord(record);
    if (this.#isStopped) return;
    record.line = record.endLine;
    record.offset = base + next;
  }

  /**
   * Reports the complete records of `bytes[0, length)` and returns how many bytes they took.
   *
   * `record.line` and `record.offset` stay at an unfinished record, so the next attempt starts from them.
   */
  // oxlint-disable complexity, max-lines-per-function, max-depth -- the byte loop: one pass without calls is what makes it fast
  #scanBytes(bytes: Uint8Array, length: number, more: number): number {
    const isLast = more === ended;
    let isGivenUp = more === givenUp;
    const record = this.#record;
    const { cells } = record;
    const endsCell = this.#endsCell;
    const delimiter = this.#delimiter;
    const countsRecords = this.#countsRecords;
    const base = record.offset;
    const isInKernel = record.cells === rowKernel.cells;
    record.bytes = bytes;
    let line = record.line;
    let recordStart = 0;
    let at = 0;
    let cell = 0;
    let surplusFilled = false;
    let isDamaged = false;
    let hasBareQuote = false;
    while (at < length) {
      if (isInKernel && at === recordStart) {
        const next = this.#reportOrdinary(at, length, base);
        if (this.#isStopped) return length;
        if (next > 0) {
          line = record.line;
          at = next;
          recordStart = next;
          continue;
        }
        // With more bytes it may still be an ordinary one: no need to look at it here each time some come.
        if (next === incomplete && more === pushed) return recordStart;
      }
      let start = at;
      let end = at;
      let form: number = cellForm.plain;
      if (bytes[at] === quote) {
        // Where the first line of the cell ends, and the number of the line after it.
        let lineEnd = 0;
        let nextLine = 0;
        start = ++at;
        form = cellForm.unclosed;
        while (at < length) {
          const byte = bytes[at]!;
          if (byte === quote) {
            if (at + 1 >= length && !isLast) return recordStart;
            if (at + 1 < length && bytes[at + 1] === quote) {
              at += 2;
              end = -1;
              continue;
            }
            form = end === -1 ? cellForm.escaped : cellForm.plain;
            break;
          }
          at++;
          // Behind the end lies what was there before.
          const isCrAlone = byte === carriageReturn && (at >= length || bytes[at] !== lineFeed);
          if (byte === lineFeed || isCrAlone) {
            line++;
            if (lineEnd === 0) {
              lineEnd = at;
              nextLine = line;
            }
          }
        }
        end = at;
        if (form !== cellForm.unclosed) at++;
        if (form === cellForm.unclosed || (at < length && endsCell[bytes[at]!] !== 1)) {
          isDamaged = true;
          const isClosed = form !== cellForm.unclosed;
          const mayBeStray = isClosed ? bytes[at]! > 0x20 : isLast || isGivenUp;
          if (lineEnd > 0 && mayBeStray && !countsRecords) {
            isGivenUp = false;
            form = cellForm.unclosed;
            at = lineEnd - 1;
            if (bytes[at] === lineFeed && bytes[at - 1] === carriageReturn) at--;
            end = at;
            line = nextLine - 1;
          } else if (isClosed) {
            form = cellForm.trailingText;
            while (at < length && endsCell[bytes[at]!] !== 1) at++;
            end = at;
          }
        }
      } else {
        while (at < length && endsCell[bytes[at]!] === 0) at++;
        if (at < length && endsCell[bytes[at]!] === 2) {
          hasBareQuote = true;
          while (at < length && endsCell[bytes[at]!] !== 1) at++;
        }
        end = at;
      }
      if (at >= length && !isLast) return recordStart;
      if (cell < maxScannedCells) {
        const slot = cell * cellStride;
        cells[slot] = start;
        cells[slot + 1] = end;
        cells[slot + 2] = form;
      } else if (end > start) surplusFilled = true;
      cell++;
      if (at < length && bytes[at] === delimiter) {
        at++;
        if (at < length) continue;
        if (!isLast) return recordStart;
        // The input ends in a delimiter: an empty last cell.
        if (cell < maxScannedCells) cells.set([at, at, cellForm.plain], cell * cellStride);
        cell++;
      } else if (at < length) {
        if (bytes[at] === carriageReturn) {
          if (at + 1 >= length && !isLast) return recordStart;
          if (bytes[at + 1] === lineFeed && at + 1 < length) at++;
        }
        at++;
      }
      record.cellCount = cell;
      record.surplusFilled = surplusFilled;
      record.isDamaged = isDamaged;
      record.hasBareQuote = hasBareQuote;
      this.#report(recordStart, at, base, line + 1);
      if (this.#isStopped) return length;
      line = record.line;
      recordStart = at;
      cell = 0;
      surplusFilled = false;
      isDamaged = false;
      hasBareQuote = false;
    }
    return recordStart;
  } // oxlint-enable complexity, max-lines-per-function, max-depth
}
