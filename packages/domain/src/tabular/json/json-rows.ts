import { maxRecordBytes } from '../csv-scanner.ts';
import { type Breakage, breakageText } from '../nested/broken-off.ts';
import { ByteWindow } from '../nested/byte-window.ts';
import type { PathNode, PathTree } from '../nested/path-tree.ts';
import { RowBuffer } from '../nested/row-buffer.ts';
import type { SourceNote } from '../table-source.ts';
import type { TableText } from '../table-text.ts';
import { decodeUtf8 } from '../utf8.ts';
import type { JsonContainer, JsonScalar, JsonToken } from './json-scanner.ts';
import { type TextFlaw, unescapeJson } from './json-text.ts';
import { JsonWalker } from './json-walker.ts';

/** Where the rows of a document are and what to do with them. */
export interface JsonRowsOptions {
  readonly tree: PathTree;
  readonly row: PathNode;
  readonly columns: number;
  readonly text: TableText;
  readonly onNote: (note: SourceNote) => void;
}

const flaws: Readonly<Record<TextFlaw, string>> = {
  nul: 'A text holds the character U+0000, which cannot be stored.',
  lone_surrogate: 'A text holds half of a surrogate pair (\\ud800 to \\udfff), which is no character.',
};

const tooLong = 'The record is too long.';
/** Bytes of a damaged record that are kept as it was found. */
const shownBytes = 256 * 1024;

/** Writes the objects at one place of a document as records of a table. */
export class JsonRows extends JsonWalker {
  readonly #row: PathNode;
  readonly #text: TableText;
  readonly #onNote: (note: SourceNote) => void;
  readonly #buffer: RowBuffer;
  readonly #window = new ByteWindow(maxRecordBytes);
  /** Records so far, the open one included. */
  #record = 0;
  /** Containers open within the row, its own included; 0 between rows. */
  #depth = 0;
  #rowStart = 0;
  #damage: string | undefined;
  /** Offsets at which the open lists that are shown whole begin. */
  readonly #listStarts: number[] = [];
  /** Places of lists whose items were counted for the row. */
  #counted: PathNode[] = [];

  constructor({ tree, row, columns, text, onNote }: JsonRowsOptions) {
    super(tree);
    this.#row = row;
    this.#text = text;
    this.#onNote = onNote;
    this.#buffer = new RowBuffer(columns);
  }

  get records(): number {
    return this.#record;
  }

  /** Takes the bytes that the scanner is given next. */
  window(piece: Uint8Array): void {
    this.#window.push(piece);
  }

  /** Takes the bytes of a document of its own, whose offsets start again. */
  newWindow(document: Uint8Array): void {
    this.restart();
    this.#window.restart();
    this.#window.push(document);
  }

  /** Writes a blank record, where the source has one. */
  skip(): void {
    this.#record++;
    this.#text.endRecord();
  }

  /** Forgets bytes before `offset` that no open row needs. */
  settle(offset: number): void {
    this.#window.forget(this.#depth > 0 ? this.#rowStart : offset);
  }

  /** Writes a record that cannot be read. */
  damaged(found: string, detail: string): void {
    this.#record++;
    this.#text.damaged(found);
    this.#onNote({ code: 'damaged_record', record: this.#record, detail });
  }

  /** Writes what was read of the open row as one that cannot be taken; where none is open, a record of its own. */
  breakOff(breakage: Breakage): void {
    const detail = breakageText(breakage);
    if (this.#depth === 0) return this.damaged('', detail);
    this.#depth = 0;
    this.#damage = detail;
    this.#finish(breakage.byteOffset);
  }

  protected opened(kind: JsonContainer, place: PathNode, offset: number): void {
    if (this.#depth === 0) {
      if (place !== this.#row) return;
      this.#begin(offset);
      if (kind === 'array') this.#damage = 'A list stands where an object should.';
    } else if (kind === 'array') this.#listStarts.push(offset);
    this.#depth++;
  }

  protected closed(kind: JsonContainer, place: PathNode, offset: number): void {
    if (this.#depth === 0) return;
    this.#depth--;
    if (this.#depth === 0) this.#finish(offset);
    else if (kind === 'array') this.#endList(place, offset);
    else if (place.alignedColumns.length > 0) this.#endItem(place);
  }

  protected found(kind: JsonScalar, place: PathNode, { token }: { readonly token: JsonToken }): void {
    if (this.#depth === 0) {
      if (place !== this.#row) return;
      const found = decodeUtf8(token.bytes, token.start, Math.min(token.end, token.start + shownBytes));
      this.damaged(found, 'A single value stands where an object should.');
      return;
    }
    if (kind === 'null') this.#addNull(place);
    else if (place.column >= 0 && !this.#isDamaged()) this.#add(kind, place.column, token);
  }

  protected repeated(place: PathNode): void {
    if (this.#depth === 0) return;
    const detail = `The name “${place.name.slice(0, 80)}” stands twice in one object; both values are kept.`;
    this.#onNote({ code: 'duplicate_key', record: this.#record, detail });
  }

  #isDamaged(): boolean {
    if (this.#buffer.isFull) this.#damage ??= tooLong;
    return this.#damage !== undefined;
  }

  #begin(offset: number): void {
    this.#record++;
    this.#rowStart = offset;
    this.#damage = undefined;
  }

  #add(kind: JsonScalar, column: number, token: JsonToken): void {
    const buffer = this.#buffer;
    if (kind !== 'string' || !token.isEscaped) return buffer.addBytes(column, token.bytes, token);
    const room = buffer.room(token.end - token.start);
    const { end, flaw } = unescapeJson(token, room.bytes, room.start);
    if (flaw === undefined) buffer.add(column, end);
    else this.#damage = flaws[flaw];
  }

  /** Null is no value; in a list it keeps its place. */
  #addNull(place: PathNode): void {
    if (place.parent?.items !== place || this.#isDamaged()) return;
    if (place.column >= 0) this.#buffer.addMissing(place.column);
    if (place.alignedColumns.length > 0) this.#endItem(place);
  }

  #endItem(place: PathNode): void {
    if (this.#isDamaged()) return;
    if (place.itemsInRow === 0) this.#counted.push(place);
    place.itemsInRow++;
    for (const column of place.alignedColumns) {
      while (this.#buffer.count(column) < place.itemsInRow) this.#buffer.addMissing(column);
    }
  }

  #endList(place: PathNode, offset: number): void {
    const start = this.#listStarts.pop() ?? offset;
    if (place.wholeColumn >= 0) this.#addWhole(place.wholeColumn, start, offset);
    if (place.column >= 0 && this.#buffer.count(place.column) === 0) this.#buffer.addEmptyList(place.column);
  }

  #addWhole(column: number, start: number, end: number): void {
    const written = this.#isDamaged() ? undefined : this.#window.slice(start, end);
    if (written === undefined) this.#damage ??= tooLong;
    else this.#buffer.addBytes(column, written, { start: 0, end: written.length });
  }

  #finish(offset: number): void {
    if (this.#damage === undefined) this.#buffer.write(this.#text);
    else this.#writeDamage(this.#damage, offset);
    for (const place of this.#counted) place.itemsInRow = 0;
    this.#counted = [];
    this.#listStarts.length = 0;
  }

  #writeDamage(detail: string, offset: number): void {
    const end = Math.min(offset, this.#rowStart + shownBytes);
    const written = this.#window.slice(this.#rowStart, end);
    this.#text.damaged(written === undefined ? '' : decodeUtf8(written));
    this.#onNote({ code: 'damaged_record', record: this.#record, detail });
    this.#buffer.clear();
  }
}
