import { cellText } from './cell-value.ts';
import { cellForm, cellStride, maxRecordBytes, type ScannedRecord } from './csv-scanner.ts';
import type { SourceColumn } from './file-layout.ts';
import { type RecordLayout, RecordReader, type SourceRow } from './record-reader.ts';

/** Bytes of a chunk after which the next record opens a new one. */
export const chunkBytes = 256 * 1024;

/** Memory a chunk begins with: room for the record that closes it. */
const chunkRoom = chunkBytes + 65_536;

/** Bytes of a chunk from which on it has memory for the longest record, so that the next of them fits as well. */
const longChunk = 8 * 1024 * 1024;
const longRoom = chunkRoom + maxRecordBytes;

/** Which rows a chunk holds. `firstLine` is the physical line of its first byte. */
export interface ChunkPlace {
  readonly firstRow: number;
  readonly rowCount: number;
  readonly firstLine: number;
}

/** A run of whole records in their original bytes, skipped ones between them included. */
export interface RawChunk extends ChunkPlace {
  readonly bytes: Uint8Array;
}

/**
 * Gathers records into chunks of about {@link chunkBytes}.
 *
 * Each chunk has memory of its own, which may be given back by {@link recycle}. Where chunks are cut depends on the records only, so reading a file again cuts it at the same rows.
 */
export class ChunkCutter {
  readonly #onChunk: (chunk: RawChunk) => void;
  readonly #maxRows: number;
  readonly #spare: Uint8Array[] = [];
  #longSpare: Uint8Array | undefined;
  #bytes: Uint8Array = new Uint8Array(chunkRoom);
  #length = 0;
  #rowCount = 0;
  #nextRow = 1;
  #firstLine = 0;
  #expectedOffset = -1;

  /** A chunk has at most `maxRows` rows, however short they are. */
  constructor(onChunk: (chunk: RawChunk) => void, maxRows = Number.POSITIVE_INFINITY) {
    this.#onChunk = onChunk;
    this.#maxRows = maxRows;
  }

  addRow({ record }: SourceRow): void {
    this.#append(record);
    this.#rowCount++;
    if (this.#length >= chunkBytes || this.#rowCount >= this.#maxRows) this.#cut();
  }

  /** Adds a record that is no row: it keeps the line numbers of a chunk right. */
  addSkipped(record: ScannedRecord): void {
    this.#append(record);
    // Without a row there is no chunk to belong to; a long run of blank lines must not pile up.
    if (this.#rowCount === 0 && this.#length >= chunkBytes) this.#length = 0;
  }

  /** Takes back the memory of a chunk nobody needs any more, to cut others in it. */
  recycle({ buffer }: Uint8Array): void {
    if (buffer.byteLength === chunkRoom) this.#spare.push(new Uint8Array(buffer));
    if (buffer.byteLength === longRoom) this.#longSpare = new Uint8Array(buffer);
  }

  /** Hands out the last chunk. */
  end(): void {
    if (this.#rowCount > 0) this.#cut();
  }

  #append(record: ScannedRecord): void {
    if (this.#expectedOffset >= 0 && record.offset !== this.#expectedOffset) {
      throw new Error(
        `Record at byte ${record.offset} does not follow the one that ended at ${this.#expectedOffset}.`,
      );
    }
    if (this.#length === 0) this.#firstLine = record.line;
    const length = record.end - record.start;
    if (this.#length + length > this.#bytes.length) {
      const grown = this.#memoryFor(length);
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    this.#bytes.set(record.bytes.subarray(record.start, record.end), this.#length);
    this.#length += length;
    this.#expectedOffset = record.offset + length;
  }

  /** Memory for the chunk with one more record of so many bytes. */
  #memoryFor(length: number): Uint8Array {
    const needed = this.#length + length;
    // A record of hundreds of kilobytes is most likely the last of its chunk.
    if (needed < longChunk || needed > longRoom)
      return new Uint8Array(length > chunkBytes ? needed : needed * 2);
    const memory = this.#longSpare ?? new Uint8Array(longRoom);
    this.#longSpare = undefined;
    return memory;
  }

  #cut(): void {
    const bytes = this.#bytes.subarray(0, this.#length);
    this.#bytes = this.#spare.pop() ?? new Uint8Array(chunkRoom);
    this.#onChunk({ firstRow: this.#nextRow, rowCount: this.#rowCount, firstLine: this.#firstLine, bytes });
    this.#nextRow += this.#rowCount;
    this.#rowCount = 0;
    this.#length = 0;
  }
}

/** Reads the rows of one chunk by themselves: numbers, lines and faults are those of the whole file. */
export function readChunk(layout: RecordLayout, chunk: RawChunk, onRow: (row: SourceRow) => void): void {
  const reader = new RecordReader(layout, onRow, {
    start: { line: chunk.firstLine },
    firstRow: chunk.firstRow,
    rowLimit: chunk.rowCount,
  });
  reader.readAll(chunk.bytes);
}

/**
 * Exact texts of a row by column key; null for a cell that a short row does not have, or that a table form leaves
 * empty because the source had no value there.
 *
 * Filled cells beyond the header, which make a row unusable, are shown as `__EXTRA_<position>`, the text of a record
 * that its reader could not take as `__RECORD`.
 */
export function rowValues(
  row: Pick<SourceRow, 'record' | 'fault'>,
  columns: readonly SourceColumn[],
  layout: RecordLayout,
): Record<string, string | null> {
  const isTable = layout.recordUnit !== undefined;
  if (isTable && isMarked(row)) return recordAsFound(row, columns);
  const { record } = row;
  const entries: [string, string | null][] = columns.map(({ key, position }) => [
    key,
    isTable && isMissing(record, position - 1) ? null : (cellText(record, position - 1) ?? null),
  ]);
  const cellCount = Math.min(record.cellCount, record.cells.length / cellStride);
  for (let index = layout.columns.length; index < cellCount; index++) {
    const text = cellText(record, index) ?? '';
    if (text.trim() !== '') entries.push([`__EXTRA_${index + 1}`, text]);
  }
  // Not by assignment: a column may be called __proto__.
  return Object.fromEntries(entries);
}

/** The row with cells of at most so many bytes: for those who show how rows begin, however long their cells are. */
export function beginningOf(
  { record, fault }: Pick<SourceRow, 'record' | 'fault'>,
  mostBytes: number,
): Pick<SourceRow, 'record' | 'fault'> {
  const cells = record.cells.slice(0, record.cellCount * cellStride);
  for (let slot = 0; slot < cells.length; slot += cellStride)
    cells[slot + 1] = Math.min(cells[slot + 1]!, cells[slot]! + mostBytes);
  return { record: { ...record, cells }, fault };
}

/** True for a record of a table form that its reader marked as damaged. */
function isMarked({ record, fault }: Pick<SourceRow, 'record' | 'fault'>): boolean {
  return fault === 'unparseable_row' && record.cells[2] === cellForm.trailingText;
}

function recordAsFound(
  { record }: Pick<SourceRow, 'record'>,
  columns: readonly SourceColumn[],
): Record<string, string | null> {
  const empty = Object.fromEntries(columns.map(({ key }) => [key, null]));
  return { ...empty, __RECORD: (cellText(record, 0) ?? '').slice(0, -1) };
}

/** True for an empty cell without quotes: in a table form there was no value, not even an empty text. */
function isMissing({ bytes, cells }: ScannedRecord, index: number): boolean {
  const start = cells[index * cellStride] ?? 0;
  return start === (cells[index * cellStride + 1] ?? 0) && bytes[start - 1] !== 0x22;
}
