import { decodeUtf8, writeUtf8 } from '../tabular/utf8.ts';
import { ByteBuffer } from './byte-buffer.ts';
import { addXmlText, closeText } from './cell-text.ts';
import { type CellHead, cellType } from './cell-type.ts';
import { isoMoment } from './iso-moment.ts';
import { asMeaning, numberMeaning, shownDigits } from './number-format.ts';
import { addNumber, addPadded, addPercent, numberOf } from './number-text.ts';
import { columnName, maxSheetColumns, type RowWriter } from './row-writer.ts';
import type { SheetContext } from './sheet-context.ts';
import { type XmlCursor, xmlToken } from './xml-cursor.ts';
import { addElementText, skipElement } from './xml-element.ts';
import { addSerial } from './serial-date.ts';

/** Types by the value of the attribute; without one a cell is a number. */
const typeOfName: ReadonlyMap<string, number> = new Map([
  ['n', cellType.number],
  ['s', cellType.shared],
  ['str', cellType.text],
  ['inlineStr', cellType.inline],
  ['b', cellType.boolean],
  ['e', cellType.error],
  ['d', cellType.date],
]);

/** A reference that is none has this column. */
const invalidColumn = maxSheetColumns + 1;

/**
 * Column of a reference such as `AB12`, {@link maxSheetColumns} + 1 for one that no sheet has.
 *
 * A reference of digits alone names no column: its cell stands where one without a reference does, at `next`.
 */
function columnOf(reference: string, next: number): number {
  if (/^\d+$/.test(reference)) return next;
  const letters = /^([a-z]{1,3})\d{1,7}$/i.exec(reference)?.[1];
  if (letters === undefined) return invalidColumn;
  let column = 0;
  for (const letter of letters.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
  return column;
}

/** Reads cells of any shape and puts their values into the open row. */
export class CellReader {
  readonly #context: SheetContext;
  readonly #rows: RowWriter;
  /** Content of the cell as text, and its value as the table form writes it. */
  readonly #content = new ByteBuffer(1024);
  readonly #value = new ByteBuffer(1024);
  #hasValue = false;
  #hasFormula = false;

  constructor(context: SheetContext, rows: RowWriter) {
    this.#context = context;
    this.#rows = rows;
  }

  /** Reads the tag of the cell that the cursor has just passed; `next` is its column when it does not say. */
  readHead(cursor: XmlCursor, next: number, head: CellHead): void {
    const reference = cursor.attribute('r');
    head.column = reference === undefined ? next : columnOf(reference, next);
    head.style = Number(cursor.attribute('s') ?? 0);
    // An unknown type is read as the text it holds.
    head.type = typeOfName.get(cursor.attribute('t') ?? 'n') ?? cellType.text;
  }

  /** Reads a cell from behind its opening tag on; answers false when the bytes end before the cell. */
  read(cursor: XmlCursor, head: CellHead): boolean {
    this.#content.length = 0;
    this.#hasValue = false;
    this.#hasFormula = false;
    for (;;) {
      const token = cursor.next();
      if (token === xmlToken.more) return false;
      if (token === xmlToken.close) break;
      const isRead =
        token === xmlToken.open ? this.#readElement(cursor, head) : this.#noteEmpty(cursor, token);
      if (!isRead) return false;
    }
    this.#put(head);
    return true;
  }

  /** Puts the value that `bytes[start, end)` shows. */
  putValue(head: CellHead, bytes: Uint8Array, { start, end }: { start: number; end: number }): void {
    this.#content.length = 0;
    addXmlText(this.#content, bytes, { start, end });
    this.#hasValue = true;
    this.#hasFormula = false;
    this.#put(head);
  }

  #readElement(cursor: XmlCursor, { type }: CellHead): boolean {
    const isStored = cursor.isNamed('v');
    const isInline = cursor.isNamed('is');
    if (!isStored && !isInline && !cursor.isNamed('t')) {
      if (cursor.isNamed('f')) this.#hasFormula = true;
      return skipElement(cursor);
    }
    // Of two values the one that the type speaks of counts.
    if (this.#hasValue && isInline !== (type === cellType.inline)) return skipElement(cursor);
    this.#content.length = 0;
    this.#hasValue = true;
    return addElementText(cursor, this.#content, isInline ? 'runs' : 'all');
  }

  #noteEmpty(cursor: XmlCursor, token: number): boolean {
    if (token !== xmlToken.empty) return true;
    if (cursor.isNamed('v') || cursor.isNamed('is')) this.#hasValue = true;
    if (cursor.isNamed('f')) this.#hasFormula = true;
    return true;
  }

  #put(head: CellHead): void {
    const rows = this.#rows;
    if (head.column > maxSheetColumns) {
      rows.damage('A cell has a reference that no sheet has.');
      head.column = rows.column + 1;
    }
    if (!this.#hasValue) {
      if (this.#hasFormula) this.#note(head, 'formula_without_value', 'has a formula without its result');
      return;
    }
    this.#value.length = 0;
    if (!this.#makeValue(head)) return;
    if (head.column > rows.column) {
      rows.openCell(head.column);
      rows.buffer.add(this.#value.bytes, 0, this.#value.length);
    } else if (!rows.insertCell(head.column, this.#value)) {
      rows.damage(`Cell ${this.#labelOf(head)} stands in the sheet twice.`);
    }
  }

  /** Makes the value as the table form writes it; answers false for a missing one. */
  #makeValue(head: CellHead): boolean {
    const { bytes, length } = this.#content;
    switch (head.type) {
      case cellType.shared:
        return this.#makeShared(head);
      case cellType.boolean:
        return this.#makeBoolean();
      case cellType.error:
        this.#note(head, 'error_cell', `shows the error ${decodeUtf8(bytes, 0, Math.min(length, 40))}`);
        return false;
      case cellType.number:
        return this.#makeNumber(head);
      case cellType.date:
        return length > 0 && this.#makeMoment();
      default:
        return this.#makeText();
    }
  }

  #makeMoment(): boolean {
    const { bytes, length } = this.#content;
    // A moment is a short text; a longer one is none.
    if (length > 64) return this.#makeText();
    this.#value.length = writeUtf8(isoMoment(decodeUtf8(bytes, 0, length)), this.#value.bytes, 0);
    closeText(this.#value, 0);
    return true;
  }

  #makeText(): boolean {
    this.#value.add(this.#content.bytes, 0, this.#content.length);
    closeText(this.#value, 0);
    return true;
  }

  #makeShared(head: CellHead): boolean {
    const { bytes, length } = this.#content;
    if (length === 0) return false;
    const text = decodeUtf8(bytes, 0, length).trim();
    const index = /^\d{1,9}$/.test(text) ? Number(text) : -1;
    if (index >= 0 && this.#context.strings.addTo(this.#value, index)) return true;
    const { count } = this.#context.strings;
    this.#rows.damage(
      `Cell ${this.#labelOf(head)} points to text ${text.slice(0, 20)}, but the workbook holds ${count} texts.`,
    );
    return this.#makeText();
  }

  #makeBoolean(): boolean {
    const { bytes, length } = this.#content;
    const text = decodeUtf8(bytes, 0, length).trim().toLowerCase();
    if (text === '') return false;
    if (text !== '0' && text !== '1') return this.#makeText();
    this.#value.length = writeUtf8(text === '1' ? 'true' : 'false', this.#value.bytes, 0);
    return true;
  }

  #makeNumber(head: CellHead): boolean {
    const { bytes, length } = this.#content;
    const byte = this.#context.meanings[head.style];
    if (byte !== numberMeaning.number && this.#makeShown(byte, numberOf(bytes, 0, length))) return true;
    if (addNumber(this.#value, bytes, { start: 0, end: length })) return true;
    // A text where a number should be is kept as it is.
    return decodeUtf8(bytes, 0, length).trim() !== '' && this.#makeText();
  }

  /** Writes a number as its format shows what it means: a date, a percentage, a number with zeros in front. */
  #makeShown(byte: number | undefined, number: number): boolean {
    const digits = shownDigits(byte);
    if (digits > 0) return addPadded(this.#value, number, digits);
    const meaning = asMeaning(byte);
    if (meaning === numberMeaning.percent) return addPercent(this.#value, number);
    const { uses1904 } = this.#context;
    return meaning !== numberMeaning.number && addSerial(this.#value, number, { meaning, uses1904 });
  }

  #labelOf({ column }: CellHead): string {
    return `${columnName(column)}${this.#rows.row}`;
  }

  #note(head: CellHead, code: 'error_cell' | 'formula_without_value', found: string): void {
    const detail = `Cell ${this.#labelOf(head)} ${found}: it is read as missing.`;
    this.#context.onNote({ code, record: this.#rows.row, detail });
  }
}
