import { maxRecordBytes, maxRecordText } from '../tabular/csv-scanner.ts';
import { refuseTable } from '../tabular/table-source.ts';
import { ByteBuffer } from './byte-buffer.ts';

const comma = 0x2c;
const quote = 0x22;
const lineFeed = 0x0a;
/** `!` behind the closing quote of a damaged record. */
const damageMark = 0x21;
/** Rows and columns a sheet can have. */
export const maxSheetRows = 1_048_576;
export const maxSheetColumns = 16_384;

/** Name of a column as the sheet shows it: A, Z, AA. */
export function columnName(column: number): string {
  let name = '';
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  }
  return name;
}

/**
 * Writes the rows of a sheet as records of the table form: record n is row n of the sheet.
 *
 * A row that is not there, or has no value, is a blank record; those behind the last filled row are left out.
 * Records are filled up to the widest row so far, so that cells nobody filled do not make a row look short.
 */
export class RowWriter {
  readonly buffer = new ByteBuffer(32 * 1024);
  /** Number of the row being written, which is its record's number as well. */
  row = 0;
  /** Column of the last filled cell of this row; 0 before the first. */
  column = 0;
  /** Bytes of the buffer that are whole records. */
  completed = 0;
  readonly #maxColumns: number;
  #records = 0;
  #width = 1;
  #damage: string | undefined;

  constructor(maxColumns: number) {
    this.#maxColumns = maxColumns;
  }

  /** Opens a row; `given` is the number the sheet gives it, 0 for none. Answers false when that number cannot be kept. */
  openRow(given: number): boolean {
    const next = this.row + 1;
    const isInPlace = given === 0 || (given >= next && given <= maxSheetRows);
    this.row = isInPlace && given !== 0 ? given : next;
    this.column = 0;
    this.#damage = undefined;
    return isInPlace;
  }

  /** Moves to a cell right of all filled ones: what is then added to the buffer is its value. */
  openCell(column: number): void {
    if (column > this.#maxColumns) this.#refuseColumn(column);
    const { buffer } = this;
    if (buffer.length - this.completed > maxRecordBytes) this.#refuseLength();
    if (this.column === 0) {
      this.#openRecord();
      this.column = 1;
    }
    buffer.room(column - this.column);
    for (let at = this.column; at < column; at++) buffer.bytes[buffer.length++] = comma;
    this.column = column;
  }

  /** Puts a value into a cell left of others; answers false when the cell has one already. */
  insertCell(column: number, value: ByteBuffer): boolean {
    const { buffer } = this;
    const at = this.#startOf(column);
    const next = buffer.bytes[at];
    if (at < buffer.length && next !== comma) return false;
    buffer.room(value.length);
    buffer.bytes.copyWithin(at + value.length, at, buffer.length);
    buffer.bytes.set(value.bytes.subarray(0, value.length), at);
    buffer.length += value.length;
    return true;
  }

  /** Marks the row as one that cannot be taken. */
  damage(reason: string): void {
    this.#damage ??= reason;
  }

  /** Ends the row; answers why it cannot be taken, undefined for a sound one. */
  closeRow(): string | undefined {
    const { buffer } = this;
    if (this.column === 0 && this.#damage === undefined) return undefined;
    if (this.column === 0) this.#openRecord();
    if (this.#damage === undefined) this.#fillUp();
    else this.#quoteRecord();
    buffer.room(1);
    buffer.bytes[buffer.length++] = lineFeed;
    if (buffer.length - this.completed > maxRecordBytes) this.#refuseLength();
    this.completed = buffer.length;
    this.#records++;
    return this.#damage;
  }

  /** Hands out the whole records written since the last call. */
  take(): Uint8Array {
    const { buffer, completed } = this;
    const taken = buffer.bytes.slice(0, completed);
    buffer.bytes.copyWithin(0, completed, buffer.length);
    buffer.length -= completed;
    this.completed = 0;
    return taken;
  }

  /** Rows that were passed by become blank records. */
  #openRecord(): void {
    const { buffer } = this;
    const blank = this.row - 1 - this.#records;
    buffer.room(blank);
    buffer.bytes.fill(lineFeed, buffer.length, buffer.length + blank);
    buffer.length += blank;
    this.completed = buffer.length;
    this.#records += blank;
  }

  #fillUp(): void {
    const { buffer } = this;
    if (this.column > this.#width) this.#width = this.column;
    buffer.room(this.#width - this.column);
    for (let at = this.column; at < this.#width; at++) buffer.bytes[buffer.length++] = comma;
  }

  #quoteRecord(): void {
    const { buffer } = this;
    buffer.quoteFrom(this.completed);
    buffer.room(1);
    buffer.bytes[buffer.length++] = damageMark;
  }

  /** Where the cell of a column starts in the open record. */
  #startOf(column: number): number {
    const { bytes, length } = this.buffer;
    let at = this.completed;
    let isQuoted = false;
    for (let open = 1; open < column && at < length; at++) {
      if (bytes[at] === quote) isQuoted = !isQuoted;
      else if (bytes[at] === comma && !isQuoted) open++;
    }
    return at;
  }

  #refuseLength(): never {
    const detail = `Row ${this.row} holds more than ${maxRecordText}: this is no table.`;
    return refuseTable('file_unreadable', detail);
  }

  #refuseColumn(column: number): never {
    const detail = `Row ${this.row} has a value in column ${columnName(column)}: more than ${this.#maxColumns} columns cannot be read. Delete the columns that are not needed and upload the workbook again.`;
    return refuseTable('too_many_columns', detail);
  }
}
