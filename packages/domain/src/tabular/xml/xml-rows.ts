import { maxRecordBytes } from '../csv-scanner.ts';
import { type Breakage, breakageText } from '../nested/broken-off.ts';
import { ByteWindow } from '../nested/byte-window.ts';
import type { PathNode, PathTree } from '../nested/path-tree.ts';
import { RowBuffer } from '../nested/row-buffer.ts';
import type { SourceNote } from '../table-source.ts';
import type { TableText } from '../table-text.ts';
import type { XmlToken } from './xml-scanner.ts';
import { type ElementText, XmlWalker } from './xml-walker.ts';
import { decodeUtf8 } from '../utf8.ts';

/** Bytes of a damaged record that are kept as it was found. */
const shownBytes = 256 * 1024;

/** Where the rows of a document are and what to do with them. */
export interface XmlRowsOptions {
  readonly tree: PathTree;
  readonly row: PathNode;
  readonly columns: number;
  readonly text: TableText;
  readonly onNote: (note: SourceNote) => void;
}

/** Writes the elements at one place of a document as records of a table. */
export class XmlRows extends XmlWalker {
  readonly #row: PathNode;
  readonly #text: TableText;
  readonly #onNote: (note: SourceNote) => void;
  readonly #buffer: RowBuffer;
  readonly #window = new ByteWindow(maxRecordBytes);
  #record = 0;
  #rowStart = 0;
  #isOpen = false;
  #isTooLong = false;
  #isMixed = false;
  #counted: PathNode[] = [];

  constructor({ tree, row, columns, text, onNote }: XmlRowsOptions) {
    super(tree);
    this.#row = row;
    this.#text = text;
    this.#onNote = onNote;
    this.#buffer = new RowBuffer(columns);
  }

  /** Takes the bytes that the scanner is given next. */
  window(piece: Uint8Array): void {
    this.#window.push(piece);
    this.#window.forget(this.#rowStart);
  }

  /** Writes what was read of the open row as one that cannot be taken; where none is open, a record of its own. */
  breakOff(breakage: Breakage): void {
    if (!this.#isOpen) this.#record++;
    const end = Math.min(breakage.byteOffset, this.#rowStart + shownBytes);
    const found = this.#isOpen ? this.#window.slice(this.#rowStart, end) : undefined;
    this.#text.damaged(found === undefined ? '' : decodeUtf8(found));
    this.#note('damaged_record', breakageText(breakage));
  }

  protected opened(place: PathNode, offset: number): void {
    if (place !== this.#row) return;
    this.#rowStart = offset;
    this.#record++;
    this.#isOpen = true;
    this.#isTooLong = false;
    this.#isMixed = false;
  }

  protected attributeFound(place: PathNode, value: XmlToken): void {
    if (this.#isOpen) this.#add(place.column, value);
  }

  protected closed(place: PathNode, text: ElementText | undefined): void {
    if (!this.#isOpen) return;
    if (text !== undefined) {
      this.#add(place.column, text);
      if (text.hasChildren) this.#isMixed = true;
    } else if (place.isRepeated && place.column >= 0 && !this.#isTooLong)
      this.#buffer.addMissing(place.column);
    if (place.alignedColumns.length > 0) this.#endItem(place);
    if (place === this.#row) this.#finish();
  }

  protected repeated(): void {}

  #add(column: number, value: XmlToken): void {
    this.#isTooLong ||= this.#buffer.isFull;
    if (column >= 0 && !this.#isTooLong) this.#buffer.addBytes(column, value.bytes, value);
  }

  #endItem(place: PathNode): void {
    this.#isTooLong ||= this.#buffer.isFull;
    if (this.#isTooLong) return;
    if (place.itemsInRow === 0) this.#counted.push(place);
    place.itemsInRow++;
    for (const column of place.alignedColumns) {
      while (this.#buffer.count(column) < place.itemsInRow) this.#buffer.addMissing(column);
    }
  }

  #finish(): void {
    this.#isOpen = false;
    if (this.#isTooLong) {
      this.#text.damaged('');
      this.#note('damaged_record', 'The record is too long.');
      this.#buffer.clear();
    } else this.#buffer.write(this.#text);
    if (this.#isMixed) {
      this.#note(
        'mixed_content',
        'Text stands between the elements of the record; it is kept in a column of its own.',
      );
    }
    for (const place of this.#counted) place.itemsInRow = 0;
    this.#counted = [];
  }

  #note(code: SourceNote['code'], detail: string): void {
    this.#onNote({ code, record: this.#record, detail });
  }
}
