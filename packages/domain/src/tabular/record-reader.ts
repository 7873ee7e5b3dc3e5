import { cellText, isBlank, isBlankRecord } from './cell-value.ts';
import {
  CsvScanner,
  cellForm,
  cellStride,
  maxScannedCells,
  type ScannedRecord,
  type ScanStart,
} from './csv-scanner.ts';
import { type FileLayout, maxCellBytes } from './file-layout.ts';
import { ReadingCounter, type ReadingCounts, type RowFault, type SkipKind } from './reading-counts.ts';
import { trailingKind } from './trailing-record.ts';

/**
 * One source row: its record and what the reader found out about it.
 *
 * The reader reuses one object for all rows: copy what must outlive the callback.
 */
export interface SourceRow {
  record: ScannedRecord;
  /** 1-based among the source rows of the file. */
  rowNumber: number;
  fault: RowFault | undefined;
  /** True when the record has fewer cells than the header: the missing ones are null. */
  isShort: boolean;
}

/** The part of a layout that tells how records are read. */
export type RecordLayout = Pick<FileLayout, 'columns' | 'delimiter' | 'recordUnit'> &
  Partial<Pick<FileLayout, 'headerLine'>>;

/** Where and how a reader reads. */
export interface ReadingOptions {
  readonly start?: ScanStart;
  /** Number of the first row; 1 by default. */
  readonly firstRow?: number;
  /**
   * Rows to report at most. A stored chunk states its rows, so the totals and remarks at its end are not looked
   * for again; without a limit, trailing ones are held back and skipped.
   */
  readonly rowLimit?: number;
  /** Called for each record that is no row, in file order with the rows. */
  readonly onSkipped?: (record: ScannedRecord) => void;
}

/** More totals rows and remarks than this in one run are data. */
const longestTrailingRun = 8;
/** Records held back at most, blank lines between them included. */
const mostHeld = 64;

interface HeldRecord {
  readonly record: ScannedRecord;
  readonly kind: SkipKind;
}

/** True for what is skipped only where no row follows. */
const isTrailing = (kind: SkipKind | undefined) => kind === 'totals' || kind === 'remark';

/** Reads the source rows of a file behind its header: skips what is no row and numbers the rest. */
export class RecordReader {
  readonly #scanner: CsvScanner;
  readonly #layout: RecordLayout;
  readonly #onRow: (row: SourceRow) => void;
  readonly #row: SourceRow;
  readonly #rowLimit: number | undefined;
  readonly #firstRow: number;
  readonly #header: readonly string[];
  readonly #counter = new ReadingCounter();
  readonly #onSkipped: ((record: ScannedRecord) => void) | undefined;
  #held: HeldRecord[] = [];
  #nextRow: number;
  /** Whether the record before was no row. */
  #isBehindSkipped = false;
  /** Whether a NUL was among the bytes: PostgreSQL has no place for one in a text. */
  #holdsNul = false;

  constructor(layout: RecordLayout, onRow: (row: SourceRow) => void, options: ReadingOptions = {}) {
    this.#layout = layout;
    this.#onRow = onRow;
    this.#header = layout.columns.map((column) => column.header.trim());
    this.#onSkipped = options.onSkipped;
    this.#rowLimit = options.rowLimit;
    this.#firstRow = options.firstRow ?? 1;
    this.#nextRow = this.#firstRow;
    const delimiter = layout.delimiter.charCodeAt(0);
    const start = { ...options.start, countsRecords: layout.recordUnit !== undefined };
    this.#scanner = new CsvScanner(delimiter, (record) => this.#read(record), start);
    this.#row = { record: emptyRecord, rowNumber: 0, fault: undefined, isShort: false };
  }

  push(bytes: Uint8Array): void {
    if (bytes.includes(0)) this.#holdsNul = true;
    this.#scanner.push(bytes);
  }

  /** Reads an input that is given whole, instead of {@link push} and {@link end}. */
  readAll(bytes: Uint8Array): void {
    this.#holdsNul = bytes.includes(0);
    this.#scanner.scanAll(bytes);
    this.end();
  }

  /** Reads the last record and decides about those held back. */
  end(): void {
    this.#scanner.end();
    const held = this.#held;
    this.#held = [];
    for (const { record, kind } of held) this.#skip(record, kind);
  }

  /** Ignores everything after the row now reported. */
  stop(): void {
    this.#scanner.stop();
  }

  get counts(): ReadingCounts {
    return this.#counter.of(this.#nextRow - this.#firstRow, this.#layout.headerLine);
  }

  #read(record: ScannedRecord): void {
    const kind = this.#kindOf(record);
    this.#isBehindSkipped = kind !== undefined;
    if (this.#held.length > 0) this.#holdOrRelease(record, kind);
    else if (kind !== undefined && isTrailing(kind)) this.#held.push({ record: copyOf(record), kind });
    else if (kind === undefined) this.#report(record);
    else this.#skip(record, kind);
  }

  #kindOf(record: ScannedRecord): SkipKind | undefined {
    const mayBeBlank = record.cellCount === 1 || isBlank(record.bytes, record.cells[0]!, record.cells[1]!);
    if (mayBeBlank && isBlankRecord(record)) return 'blank';
    if (this.#isRepeatedHeader(record)) return 'repeated_header';
    if (this.#rowLimit !== undefined) return undefined;
    const width = this.#layout.columns.length;
    return trailingKind(record, { width, isBehindBlank: this.#isBehindSkipped });
  }

  #skip(record: ScannedRecord, kind: SkipKind): void {
    this.#counter.skip(kind, record.line);
    this.#onSkipped?.(record);
  }

  /** Totals and remarks are held back until it is known whether rows follow; then they were rows themselves. */
  #holdOrRelease(record: ScannedRecord, kind: SkipKind | undefined): void {
    if (kind !== undefined) {
      this.#held.push({ record: copyOf(record), kind });
      const trailing = this.#held.filter((held) => isTrailing(held.kind)).length;
      if (trailing <= longestTrailingRun && this.#held.length <= mostHeld) return;
    }
    const released = this.#held;
    this.#held = [];
    for (const held of released) {
      if (isTrailing(held.kind)) this.#report(held.record);
      else this.#skip(held.record, held.kind);
    }
    if (kind === undefined) this.#report(record);
  }

  #report(record: ScannedRecord): void {
    const row = this.#row;
    row.record = record;
    row.rowNumber = this.#nextRow++;
    row.isShort = record.cellCount < this.#layout.columns.length;
    row.fault = this.#faultOf(record);
    if (row.isShort) this.#counter.shortRows++;
    if (row.fault !== undefined) {
      this.#counter.fault(row.fault, record.line);
    } else if (record.cellCount !== this.#layout.columns.length || record.isDamaged || record.hasBareQuote) {
      this.#noteOddities(record);
    }
    this.#onRow(row);
    if (this.#rowLimit !== undefined && this.#nextRow - this.#firstRow >= this.#rowLimit) this.stop();
  }

  #noteOddities({ cellCount, line, isDamaged, hasBareQuote }: ScannedRecord): void {
    // How wide a record of a table form is, its reader decided: a sheet has no width.
    if (this.#layout.recordUnit !== undefined) return;
    const width = this.#layout.columns.length;
    if (cellCount < width) this.#counter.oddWidth('short_row', line, cellCount);
    if (cellCount > width) this.#counter.oddWidth('extra_empty_cells', line, cellCount);
    if (isDamaged) this.#counter.odd('text_after_quote', line);
    if (hasBareQuote) this.#counter.odd('bare_quote', line);
  }

  #faultOf(record: ScannedRecord): RowFault | undefined {
    if (record.isDamaged && this.#hasDamage(record)) return 'unparseable_row';
    if (this.#holdsNul && record.bytes.subarray(record.start, record.end).includes(0))
      return 'unparseable_row';
    // A record that fits the limit as a whole has no cell above it.
    if (record.end - record.start > maxCellBytes && hasLargeCell(record)) return 'cell_too_large';
    if (record.cellCount <= this.#layout.columns.length) return undefined;
    return this.#hasFilledSurplus(record) ? 'too_many_cells' : undefined;
  }

  #hasDamage({ cells, cellCount }: ScannedRecord): boolean {
    const count = Math.min(cellCount, maxScannedCells);
    for (let slot = 0; slot < count * cellStride; slot += cellStride) {
      if (cells[slot + 2] === cellForm.unclosed) return true;
      if (cells[slot + 2] !== cellForm.trailingText) continue;
      // A reader marked the record as damaged: the table form has no such cell otherwise.
      if (this.#layout.recordUnit !== undefined) return true;
      this.#counter.trailingTextCells++;
    }
    return false;
  }

  #hasFilledSurplus(record: ScannedRecord): boolean {
    if (record.surplusFilled) return true;
    const count = Math.min(record.cellCount, maxScannedCells);
    for (let index = this.#layout.columns.length; index < count; index++) {
      const slot = index * cellStride;
      if (!isBlank(record.bytes, record.cells[slot] ?? 0, record.cells[slot + 1] ?? 0)) return true;
    }
    return false;
  }

  #isRepeatedHeader(record: ScannedRecord): boolean {
    const header = this.#header;
    if (record.cellCount !== header.length) return false;
    const [first = ''] = header;
    // Cheap proof for nearly every row: the first cell starts with another letter than the first header.
    const start = record.cells[0] ?? 0;
    const opening = record.bytes[start] ?? 0;
    if (
      opening !== 0x20 &&
      opening < 0x80 &&
      start < (record.cells[1] ?? 0) &&
      first.charCodeAt(0) !== opening
    )
      return false;
    return header.every((name, index) => (cellText(record, index) ?? '').trim() === name);
  }
}

function hasLargeCell({ cells, cellCount }: ScannedRecord): boolean {
  const count = Math.min(cellCount, maxScannedCells);
  for (let slot = 0; slot < count * cellStride; slot += cellStride) {
    if (cells[slot + 1]! - cells[slot]! > maxCellBytes) return true;
  }
  return false;
}

const emptyRecord: ScannedRecord = {
  bytes: new Uint8Array(0),
  cells: new Int32Array(0),
  cellCount: 0,
  surplusFilled: false,
  isDamaged: false,
  hasBareQuote: false,
  start: 0,
  end: 0,
  offset: 0,
  line: 1,
  endLine: 1,
};

function copyOf(record: ScannedRecord): ScannedRecord {
  const bytes = record.bytes.slice(record.start, record.end);
  const count = Math.min(record.cellCount, maxScannedCells) * cellStride;
  const cells = record.cells.slice(0, count);
  for (let slot = 0; slot < count; slot += cellStride) {
    cells[slot] = (cells[slot] ?? 0) - record.start;
    cells[slot + 1] = (cells[slot + 1] ?? 0) - record.start;
  }
  return { ...record, bytes, cells, start: 0, end: bytes.length };
}
