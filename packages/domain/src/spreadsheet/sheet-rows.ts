import { CellReader } from './cell-reader.ts';
import { type CellHead, cellType, sharedForm, typeFormAt } from './cell-type.ts';
import { numberMeaning } from './number-format.ts';
import { isShortestNumber } from './number-text.ts';
import type { PendingBytes } from './pending-bytes.ts';
import { maxSheetColumns, RowWriter } from './row-writer.ts';
import type { SheetContext } from './sheet-context.ts';
import { XmlCursor, type XmlToken, xmlToken } from './xml-cursor.ts';
import { XmlDamage } from './xml-damage.ts';
import { readTextCell } from './text-cell.ts';
import { isSpaceToken, skipElement } from './xml-element.ts';

const space = 0x20;
const doubleQuote = 0x22;
const slash = 0x2f;
const digitZero = 0x30;
const colon = 0x3a;
const lessThan = 0x3c;
const equals = 0x3d;
const greaterThan = 0x3e;
const letterC = 0x63;
const letterO = 0x6f;
const letterR = 0x72;
const letterS = 0x73;
const letterT = 0x74;
const letterV = 0x76;
const letterW = 0x77;

/** Bytes of records after which reading pauses: a few bytes of cells may point to long texts. */
export const fullBytes = 1024 * 1024;

/**
 * Reads what stands within `sheetData`: rows and their cells.
 *
 * A cell or tag is taken when it is whole; until then nothing of it is, so where pieces were cut does not matter.
 */
export class SheetRows {
  readonly writer: RowWriter;
  /** First byte of the pending ones that is not read. */
  at = 0;
  /** True behind the closing tag of the rows. */
  isDone = false;
  /** Bytes of the prefix of tags, with its colon. */
  prefixLength = 0;
  readonly #context: SheetContext;
  readonly #pending: PendingBytes;
  readonly #cells: CellReader;
  readonly #cursor = new XmlCursor();
  readonly #head: CellHead = { column: 0, style: 0, type: cellType.number };
  #isInRow = false;
  /** True while the last row may still go on: some writers put each cell into a row element of its own. */
  #isRowOpen = false;
  /** Number the sheet gives the last row; 0 for none. */
  #givenRow = 0;
  /** Column of the last cell of the row, filled or not. */
  #lastColumn = 0;
  /** Digits of the row's number, which the references of its cells repeat; 0 when it is not known. */
  #rowDigits = 0;

  constructor(context: SheetContext, pending: PendingBytes) {
    this.#context = context;
    this.#pending = pending;
    this.writer = new RowWriter(context.maxColumns);
    this.#cells = new CellReader(context, this.writer);
  }

  /** Reads rows up to the end of the sheet's data or a pause; answers false when more bytes are needed. */
  // oxlint-disable complexity, max-lines-per-function, max-depth -- the byte loops: little but comparisons is what makes them fast
  scan(): boolean {
    const { bytes, length } = this.#pending;
    const rows = this.writer;
    const prefix = this.prefixLength;
    let at = this.at;
    for (;;) {
      while (at < length && bytes[at]! <= space) at++;
      this.at = at;
      if (at >= length) return false;
      const name = at + 1 + prefix;
      const isCell =
        bytes[name] === letterC &&
        this.#isInRow &&
        bytes[at] === lessThan &&
        (bytes[name + 1] === space || bytes[name + 1] === greaterThan) &&
        (prefix === 0 || bytes[name - 1] === colon);
      if (isCell) {
        const content = this.#readHead(name + 1);
        let next = content > 0 ? this.#readValueOf(content) : content;
        if (next === 0) next = this.#readTag() ? this.at : -1;
        if (next < 0) return false;
        at = next;
        continue;
      }
      at = this.#readRowTag(at);
      if (at < 0) return false;
      if (this.isDone || rows.completed >= fullBytes) break;
    }
    this.at = at;
    return true;
  }

  /**
   * Reads ` r="A1" s="2" t="s">` into the head, in any order; answers where the content starts.
   *
   * 0 for a tag of another form, -1 when the bytes end before.
   */
  #readHead(from: number): number {
    const { bytes, length } = this.#pending;
    const head = this.#head;
    const rowDigits = this.#rowDigits;
    let column = this.#lastColumn + 1;
    let style = 0;
    let type: number = cellType.number;
    let at = from;
    while (bytes[at] === space) {
      const letter = bytes[at + 1]!;
      if (bytes[at + 2] !== equals || bytes[at + 3] !== doubleQuote) break;
      at += 4;
      if (letter === letterR) {
        const first = at;
        column = 0;
        for (let code = bytes[at]! - 64; code > 0 && code <= 26; code = bytes[++at]! - 64)
          column = column * 26 + code;
        if (at === first || at - first > 3) return 0;
        if (rowDigits > 0 && bytes[at + rowDigits] === doubleQuote) at += rowDigits;
        else {
          const digits = at;
          while (bytes[at]! >= digitZero && bytes[at]! < colon) at++;
          if (at === digits || at - digits > 7) return 0;
        }
      } else if (letter === letterS) {
        for (; bytes[at]! >= digitZero && bytes[at]! < colon; at++)
          style = style * 10 + bytes[at]! - digitZero;
      } else if (letter === letterT) {
        const isShared = bytes[at] === letterS && bytes[at + 1] === doubleQuote;
        const form = isShared ? sharedForm : typeFormAt(bytes, at);
        if (form === undefined) return 0;
        type = form.type;
        at += form.name.length;
      } else return 0;
      if (bytes[at] !== doubleQuote) return at < length ? 0 : -1;
      at++;
    }
    if (at >= length) return -1;
    if (bytes[at] !== greaterThan) return 0;
    head.column = column;
    head.style = style;
    head.type = type;
    return at + 1;
  }

  #readValueOf(content: number): number {
    const head = this.#head;
    if (head.type <= cellType.boolean) return this.#readValue(content);
    const { bytes, length } = this.#pending;
    const next =
      this.prefixLength > 0 ? 0 : readTextCell({ bytes, from: content, length }, head, this.writer);
    if (next > 0) this.#lastColumn = head.column;
    return next;
  }

  /** Reads `<v>12</v></c>` into the row; answers what follows, 0 for content of another form, -1 when the bytes end before. */
  #readValue(from: number): number {
    const { bytes, length } = this.#pending;
    const prefix = this.prefixLength;
    const start = from + 3 + prefix;
    const isValue =
      bytes[from] === lessThan && bytes[from + 1 + prefix] === letterV && bytes[start - 1] === greaterThan;
    if (!isValue) return 0;
    let end = start;
    let index = 0;
    for (; bytes[end]! >= digitZero && bytes[end]! < colon; end++) {
      // Wraps for a number too long to be an index; those are told by their length.
      index = (Math.imul(index, 10) + bytes[end]! - digitZero) | 0;
    }
    const isDigits = bytes[end] === lessThan;
    while (end < length && bytes[end] !== lessThan) end++;
    const behind = end + 8 + 2 * prefix;
    if (behind > length) return -1;
    const isClosed =
      bytes[end + 1] === slash &&
      bytes[end + 2 + prefix] === letterV &&
      bytes[end + 3 + prefix] === greaterThan &&
      bytes[end + 4 + prefix] === lessThan &&
      bytes[end + 5 + prefix] === slash &&
      bytes[behind - 2] === letterC &&
      bytes[behind - 1] === greaterThan;
    if (!isClosed || end === start) return 0;
    return this.#takeValue(start, end, isDigits ? index : -1) ? behind : 0;
  }

  /** Takes a value whose digits, if it has no others, are `index`; answers false when another way must be gone. */
  #takeValue(start: number, end: number, index: number): boolean {
    const { bytes } = this.#pending;
    const { strings, meanings } = this.#context;
    const rows = this.writer;
    const { column, style, type } = this.#head;
    if (column <= rows.column) return false;
    this.#lastColumn = column;
    if (type === cellType.shared && index >= 0 && index < strings.count && end - start < 10) {
      rows.openCell(column);
      strings.addTo(rows.buffer, index);
      return true;
    }
    const isNumber =
      type === cellType.number && (style >= meanings.length || meanings[style] === numberMeaning.number);
    const isInteger = index >= 0 && end - start < 10 && (bytes[start] !== digitZero || end - start === 1);
    if (isNumber && (isInteger || isShortestNumber(bytes, start, end))) {
      rows.openCell(column);
      rows.buffer.add(bytes, start, end);
    } else this.#cells.putValue(this.#head, bytes, { start, end });
    return true;
  }

  /** Reads `<row r="1">` or `</row>` in their usual form, or any other tag; answers what follows, -1 when bytes are missing. */
  #readRowTag(at: number): number {
    const { bytes, length } = this.#pending;
    if (bytes[at] !== lessThan) throw new XmlDamage('Text stands between cells.', at);
    const isClosing = bytes[at + 1] === slash;
    const name = at + 1 + this.prefixLength + (isClosing ? 1 : 0);
    const isRow = bytes[name] === letterR && bytes[name + 1] === letterO && bytes[name + 2] === letterW;
    if (isRow && isClosing && bytes[name + 3] === greaterThan && name + 4 <= length && this.#isInRow) {
      this.#isInRow = false;
      return name + 4;
    }
    const next = isRow && !isClosing && !this.#isInRow ? this.#readRowHead(name + 3) : 0;
    if (next !== 0) return next;
    return this.#readTag() ? this.at : -1;
  }

  /** Reads ` r="12" …>`; 0 for anything else, -1 when the bytes end before. */
  #readRowHead(from: number): number {
    const { bytes, length } = this.#pending;
    if (bytes[from] !== space || bytes[from + 1] !== letterR) return 0;
    if (bytes[from + 2] !== equals || bytes[from + 3] !== doubleQuote) return 0;
    let at = from + 4;
    let row = 0;
    for (let digit = bytes[at]! - digitZero; digit >= 0 && digit <= 9; digit = bytes[++at]! - digitZero) {
      row = row * 10 + digit;
    }
    if (bytes[at] !== doubleQuote || row === 0) return 0;
    const digits = at - from - 4;
    let isQuoted = true;
    for (; at < length; at++) {
      const byte = bytes[at]!;
      if (byte === doubleQuote) isQuoted = !isQuoted;
      else if (byte === greaterThan && !isQuoted) break;
      else if (byte === lessThan) return 0;
    }
    if (at >= length) return -1;
    this.#openRow(row);
    this.#rowDigits = digits;
    if (bytes[at - 1] === slash) this.#isInRow = false;
    return at + 1;
  }

  // oxlint-enable complexity, max-lines-per-function, max-depth

  /** Reads any tag by its name; answers false when more bytes are needed. */
  #readTag(): boolean {
    const cursor = this.#cursor;
    cursor.reset(this.#pending.bytes, { at: this.at, length: this.#pending.length, isLast: false });
    const token = cursor.next();
    if (token === xmlToken.more || !this.#takeToken(token)) return false;
    this.at = cursor.at;
    return true;
  }

  /** Takes a token; answers false when the element it opens is not whole. */
  #takeToken(token: XmlToken): boolean {
    const cursor = this.#cursor;
    if (token === xmlToken.close) this.#closeTag();
    else if (token === xmlToken.text || token === xmlToken.cdata) {
      if (!isSpaceToken(cursor)) throw new XmlDamage('Text stands between cells.', cursor.start);
    } else if (this.#isInRow && cursor.isNamed('c')) return this.#readCell(token);
    else if (!this.#isInRow && cursor.isNamed('row')) this.#readRow(token);
    else if (token === xmlToken.open) return skipElement(cursor);
    return true;
  }

  #closeTag(): void {
    const cursor = this.#cursor;
    if (!cursor.isNamed(this.#isInRow ? 'row' : 'sheetData')) {
      throw new XmlDamage(`</${cursor.name}> closes what was not opened.`, cursor.start);
    }
    if (this.#isInRow) this.#isInRow = false;
    else {
      this.settle();
      this.isDone = true;
    }
  }

  #readRow(token: XmlToken): void {
    const given = this.#cursor.attribute('r');
    this.#openRow(given === undefined ? 0 : Number(given) || -1);
    if (token === xmlToken.empty) this.#isInRow = false;
  }

  #readCell(token: XmlToken): boolean {
    const head = this.#head;
    this.#cells.readHead(this.#cursor, this.#lastColumn + 1, head);
    if (token === xmlToken.open && !this.#cells.read(this.#cursor, head)) return false;
    this.#lastColumn = Math.min(head.column, maxSheetColumns);
    return true;
  }

  #openRow(given: number): void {
    const isSameRow = this.#isRowOpen && given > 0 && given === this.#givenRow;
    if (!isSameRow) this.settle();
    this.#isInRow = true;
    this.#rowDigits = 0;
    if (isSameRow) return;
    this.#isRowOpen = true;
    this.#givenRow = given;
    this.#lastColumn = 0;
    if (this.writer.openRow(given)) return;
    const { row } = this.writer;
    const found = given > 0 ? `says that it is row ${given}` : 'has a number that is none';
    const detail = `The row that follows row ${row - 1} ${found}: it is read as row ${row}.`;
    this.#context.onNote({ code: 'row_out_of_order', record: row, detail });
  }

  /** Writes the last row when it is whole: what follows is none of it. */
  settle(): void {
    if (this.#isInRow || !this.#isRowOpen) return;
    this.#isRowOpen = false;
    const reason = this.writer.closeRow();
    if (reason === undefined) return;
    this.#context.onNote({ code: 'damaged_record', record: this.writer.row, detail: reason });
  }
}
