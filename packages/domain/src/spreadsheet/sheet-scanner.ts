import { maxUnitText, PendingBytes } from './pending-bytes.ts';
import type { SheetContext } from './sheet-context.ts';
import { fullBytes, SheetRows } from './sheet-rows.ts';
import { XmlCursor, type XmlToken, xmlToken } from './xml-cursor.ts';
import { XmlDamage } from './xml-damage.ts';
import { isSpaceToken } from './xml-element.ts';

/** Where a scanner stands in the part. */
const place = { prolog: 0, worksheet: 1, rows: 2, behind: 3 } as const;

/**
 * Reads the rows of a worksheet part, fed in pieces of any size, into records of the table form.
 *
 * Cells are written from the part's bytes to the record's without a text between them. Throws `XmlDamage`,
 * `XmlDoctype` and `TabularRefusal`; {@link take} then still has all rows before.
 */
export class SheetScanner {
  readonly #pending = new PendingBytes();
  readonly #rows: SheetRows;
  readonly #cursor = new XmlCursor();
  #place: number = place.prolog;
  /** Elements open around the next token, outside of the rows. */
  #depth = 0;

  constructor(context: SheetContext) {
    this.#rows = new SheetRows(context, this.#pending);
  }

  /** Row of the sheet that was opened last. */
  get row(): number {
    return this.#rows.writer.row;
  }

  /** Bytes of the part in front of those now held: damage counts its offset from here. */
  get offset(): number {
    return this.#pending.offset;
  }

  /** Bytes of whole records that were not taken yet. */
  get byteLength(): number {
    return this.#rows.writer.completed;
  }

  /** True when all rows are read: what follows in the part is of no concern. */
  get isDone(): boolean {
    return this.#place === place.behind;
  }

  /** True when reading stopped because enough is written: {@link take} it, then {@link resume}. */
  get isPaused(): boolean {
    return !this.isDone && this.byteLength >= fullBytes;
  }

  /** Reads every cell that `piece` completes. */
  push(piece: Uint8Array): void {
    if (!this.isDone && this.#pending.append(piece)) this.resume();
  }

  /** Reads on in what was pushed. */
  resume(): void {
    try {
      this.#scan();
    } catch (error) {
      // The row in front of the damage is whole.
      this.#rows.settle();
      throw error;
    }
    const used = this.#rows.at;
    this.#rows.at = 0;
    if (this.#pending.drop(used)) return;
    throw new XmlDamage(`A cell of row ${this.row} is longer than ${maxUnitText}.`, 0);
  }

  /** Reads the rest, or up to a pause; throws `XmlDamage` when the part ends before its rows do. */
  end(): void {
    if (!this.isDone) this.resume();
    if (this.isDone || this.isPaused) return;
    this.#rows.settle();
    throw new XmlDamage('The sheet ends before its last row is closed.');
  }

  /** Hands out the whole records read since the last call. */
  take(): Uint8Array {
    return this.#rows.writer.take();
  }

  #scan(): void {
    const rows = this.#rows;
    while (rows.at < this.#pending.length && !this.isDone && !this.isPaused) {
      if (this.#place !== place.rows) {
        if (!this.#readTag()) return;
      } else {
        if (!rows.scan()) return;
        if (rows.isDone) this.#place = place.behind;
      }
    }
  }

  /** Reads a tag outside of the rows; answers false when more bytes are needed. */
  #readTag(): boolean {
    const cursor = this.#cursor;
    const { bytes, length } = this.#pending;
    cursor.reset(bytes, { at: this.#rows.at, length, isLast: false });
    const token = cursor.next();
    if (token === xmlToken.more) return false;
    this.#takeToken(token);
    this.#rows.at = cursor.at;
    return true;
  }

  #takeToken(token: XmlToken): void {
    if (token === xmlToken.open || token === xmlToken.empty) this.#openElement(token);
    else if (token === xmlToken.close) this.#depth--;
    else if (this.#depth === 0 && !isSpaceToken(this.#cursor)) {
      throw new XmlDamage('Text stands before the first tag.', this.#cursor.start);
    }
    // A worksheet without rows.
    if (this.#depth === 0 && this.#place === place.worksheet) this.#place = place.behind;
  }

  #openElement(token: XmlToken): void {
    if (this.#place === place.prolog) this.#openRoot();
    else if (this.#depth === 1 && this.#cursor.isNamed('sheetData')) return this.#openRows(token);
    if (token === xmlToken.open) this.#depth++;
  }

  #openRoot(): void {
    const cursor = this.#cursor;
    if (!cursor.isNamed('worksheet')) {
      throw new XmlDamage(`The part is a ${cursor.name}, not a worksheet.`, cursor.start);
    }
    this.#place = place.worksheet;
  }

  #openRows(token: XmlToken): void {
    this.#rows.prefixLength = this.#cursor.prefixLength;
    this.#place = token === xmlToken.open ? place.rows : place.behind;
  }
}
