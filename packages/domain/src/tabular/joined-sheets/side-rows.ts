import type { SourceColumn } from '../file-layout.ts';
import type { SourceRow } from '../record-reader.ts';
import { refuseTable } from '../table-source.ts';
import { contentOf, joinKey, splitCells } from './row-cells.ts';

/** Bytes of all joined sheets together that are held while the lead sheet is read, and rows of them. */
const mostHeldBytes = 160 * 1024 * 1024;
const mostHeldRows = 1_000_000;

/** Counts what is held of all joined sheets; refuses more than a reader may hold. */
export class HeldBudget {
  #bytes = 0;
  #rows = 0;

  take(bytes: number): void {
    this.#bytes += bytes;
    this.#rows++;
    if (this.#bytes <= mostHeldBytes && this.#rows <= mostHeldRows) return;
    const detail = `The sheets beside the lead sheet hold more than ${mostHeldRows.toLocaleString('en')} rows or ${mostHeldBytes / 2 ** 20} MB, which cannot be joined at once. Choose fewer of them, or import them one after the other.`;
    refuseTable('join_too_large', detail);
  }
}

const segmentBytes = 4 * 1024 * 1024;
const none = -1;

/** Where a held row stands, in whole numbers: segment, start, end, row of its sheet, next row of the same key. */
const place = { segment: 0, start: 1, end: 2, line: 3, next: 4, stride: 5 } as const;

/** Why a row is not put beside a row of the lead sheet. */
export const heldForm = { sound: 0, faulty: 1, damaged: 2 } as const;

/** The rows of a joined sheet as bytes, found by their keys. */
export class SideRows {
  readonly columns: readonly SourceColumn[];
  readonly #positions: readonly number[];
  readonly #budget: HeldBudget;
  readonly #segments: Uint8Array[] = [];
  #used = segmentBytes;
  #places = new Int32Array(place.stride * 1024);
  #forms = new Uint8Array(1024);
  #matched = new Uint8Array(1024);
  #count = 0;
  readonly #first = new Map<string, number>();
  /** Last row of a key, by its first one: rows of a key stay in the order of the sheet. */
  readonly #last = new Map<number, number>();
  /** 1 for columns that hold a value in some row. */
  readonly #filled: Uint8Array;
  readonly #ranges: Int32Array;

  constructor(columns: readonly SourceColumn[], positions: readonly number[], budget: HeldBudget) {
    this.columns = columns;
    this.#positions = positions;
    this.#budget = budget;
    this.#filled = new Uint8Array(columns.length);
    this.#ranges = new Int32Array(columns.length * 2);
  }

  get count(): number {
    return this.#count;
  }

  add({ record, fault }: SourceRow): void {
    const content = contentOf(record);
    this.#budget.take(content.length);
    const row = this.#store(content, record.line);
    this.#forms[row] = formOf(fault);
    if (fault !== 'unparseable_row') this.#noteFilled(content);
    // A row that will be rejected must not take a row of the lead sheet with it.
    const key = fault === undefined ? joinKey(record, this.#positions) : undefined;
    if (key !== undefined) this.#index(key, row);
  }

  /** Rows with a key, in the order of the sheet, each now marked as one that stands beside a row of the lead sheet. */
  take(key: string): number[] {
    const rows: number[] = [];
    for (let row = this.#first.get(key) ?? none; row !== none; row = this.#at(row, place.next)) {
      rows.push(row);
      this.#matched[row] = 1;
    }
    return rows;
  }

  /** True when the rows with a key were taken before. */
  isKeyMatched(key: string): boolean {
    return this.#matched[this.#first.get(key) ?? none] === 1;
  }

  isMatched(row: number): boolean {
    return this.#matched[row] === 1;
  }

  formOf(row: number): number {
    return this.#forms[row]!;
  }

  /** Number of a row in its sheet. */
  lineOf(row: number): number {
    return this.#at(row, place.line);
  }

  /** Bytes of a row as the table form has them, without a line break. */
  contentOf(row: number): Uint8Array {
    const segment = this.#segments[this.#at(row, place.segment)]!;
    return segment.subarray(this.#at(row, place.start), this.#at(row, place.end));
  }

  /** True for a column that some row has a value in. */
  isFilled(position: number): boolean {
    return this.#filled[position - 1] === 1;
  }

  #at(row: number, field: number): number {
    return this.#places[row * place.stride + field]!;
  }

  #store(content: Uint8Array, line: number): number {
    if (this.#used + content.length > (this.#segments.at(-1)?.length ?? 0)) {
      this.#segments.push(new Uint8Array(Math.max(segmentBytes, content.length)));
      this.#used = 0;
    }
    this.#segments.at(-1)!.set(content, this.#used);
    const row = this.#count++;
    if (row === this.#forms.length) this.#grow();
    const end = this.#used + content.length;
    this.#places.set([this.#segments.length - 1, this.#used, end, line, none], row * place.stride);
    this.#used = end;
    return row;
  }

  #index(key: string, row: number): void {
    const first = this.#first.get(key);
    if (first === undefined) {
      this.#first.set(key, row);
      return;
    }
    const last = this.#last.get(first) ?? first;
    this.#places[last * place.stride + place.next] = row;
    this.#last.set(first, row);
  }

  #noteFilled(content: Uint8Array): void {
    const count = Math.min(splitCells(content, this.#ranges), this.columns.length);
    for (let index = 0; index < count; index++) {
      if (this.#ranges[index * 2 + 1]! > this.#ranges[index * 2]!) this.#filled[index] = 1;
    }
  }

  #grow(): void {
    const size = this.#forms.length * 2;
    this.#places = grown(this.#places, new Int32Array(size * place.stride));
    this.#forms = grown(this.#forms, new Uint8Array(size));
    this.#matched = grown(this.#matched, new Uint8Array(size));
  }
}

function grown<Values extends Int32Array | Uint8Array>(values: Values, larger: Values): Values {
  larger.set(values);
  return larger;
}

function formOf(fault: SourceRow['fault']): number {
  if (fault === undefined) return heldForm.sound;
  return fault === 'unparseable_row' ? heldForm.damaged : heldForm.faulty;
}
