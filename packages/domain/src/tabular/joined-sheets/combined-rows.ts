import { unquote } from '../cell-value.ts';
import { CsvScanner } from '../csv-scanner.ts';
import type { SourceRow } from '../record-reader.ts';
import { refuseTable } from '../table-source.ts';
import type { LaidOutTable } from '../table-source-layout.ts';
import type { TableText } from '../table-text.ts';
import { cellCountOf, contentOf, joinKey, rawEnd, rawStart, splitCells } from './row-cells.ts';
import type { SideSheetPlan } from './sheet-join.ts';
import { heldForm, type SideRows } from './side-rows.ts';

const quote = 0x22;
/** Separators of the items of a list cell: the first that no item holds. */
const separators = [0x3b, 0x7c, 0x0a] as const;
/** Bytes of rows of one sheet that one row of the lead sheet may have beside it. */
const mostBesideBytes = 8 * 1024 * 1024;

/** A joined sheet whose rows are held. */
export interface SideSheet {
  readonly plan: SideSheetPlan;
  readonly rows: SideRows;
}

/** One row of a joined sheet with the places of its cells. */
interface SplitRow {
  readonly content: Uint8Array;
  readonly ranges: Int32Array;
  readonly count: number;
}

/**
 * Writes the rows of the lead sheet with what belongs to them from the other sheets.
 *
 * A cell of a single row stands as it is; of several rows it becomes a list with an item for each, in their order.
 */
export class CombinedRows {
  readonly #lead: LaidOutTable;
  readonly #sides: readonly SideSheet[];
  readonly #leadKeys: readonly (readonly number[])[];
  readonly #text: TableText;
  #records = 0;

  constructor(lead: LaidOutTable, sides: readonly SideSheet[], text: TableText) {
    this.#lead = lead;
    this.#sides = sides;
    this.#leadKeys = sides.map(({ plan }) => plan.key.map(([position]) => position));
    this.#text = text;
  }

  /** Writes what stands above the rows: titles as they are, and the header with the columns of all sheets. */
  header(): void {
    const { head, layout } = this.#lead;
    const text = this.#text;
    text.records(head.bytes, 0, headerOffset(head.bytes.subarray(0, layout.dataOffset)));
    for (const { header } of layout.columns) {
      if (header === '') text.missing();
      else text.text(header);
    }
    for (const { plan, rows } of this.#sides) {
      for (const position of plan.columns) text.text(`${plan.sheet}.${rows.columns[position - 1]!.key}`);
    }
    text.endRecord();
    this.#records = layout.headerLine;
  }

  addLead(row: SourceRow): void {
    const { record, fault } = row;
    this.blankUpTo(record.line - 1);
    const text = this.#text;
    const width = this.#lead.layout.columns.length;
    const count = cellCountOf(record);
    if (fault === 'unparseable_row') text.records(contentOf(record));
    else {
      const taken = Math.min(count, width);
      if (taken > 0) text.cells(record.bytes, rawStart(record, 0), rawEnd(record, taken - 1));
      this.#missing(width - taken);
      this.#addSides(row);
      // Cells behind the last column have none: the row stays one that is rejected for them.
      if (fault === 'too_many_cells') {
        text.cells(record.bytes, rawStart(record, width), rawEnd(record, count - 1));
      }
    }
    this.#end();
  }

  /** Writes a row that fits none of the lead sheet as one of its own; answers its number in the table. */
  addOwn(side: SideSheet, row: number): number {
    const { plan, rows } = side;
    const content = rows.contentOf(row);
    if (rows.formOf(row) === heldForm.damaged) this.#text.records(content);
    else {
      const split = splitRow(content, rows.columns.length);
      const shared = new Map([...plan.merged, ...plan.key]);
      for (const { position } of this.#lead.layout.columns) this.#cell(split, shared.get(position));
      for (const other of this.#sides) this.#ownCells(other, other === side ? split : undefined);
      this.#surplus(split);
    }
    return this.#end();
  }

  /** Writes blank records up to a number: rows of a sheet that are not there. */
  blankUpTo(record: number): void {
    while (this.#records < record) this.#end();
  }

  #addSides(row: SourceRow): void {
    for (const [index, side] of this.#sides.entries()) {
      const key = joinKey(row.record, this.#leadKeys[index]!);
      this.#addSide(side, key === undefined ? [] : side.rows.take(key), row.record.line);
    }
  }

  #addSide({ plan, rows }: SideSheet, found: readonly number[], line: number): void {
    const width = rows.columns.length;
    const bytes = found.reduce((sum, row) => sum + rows.contentOf(row).length, 0);
    if (bytes > mostBesideBytes) refuseCrowd(plan.sheet, found.length, line);
    const split = found.map((row) => splitRow(rows.contentOf(row), width));
    const [only, ...others] = split;
    for (const position of plan.columns) {
      if (only === undefined || others.length === 0) this.#cell(only, position);
      else this.#list(split, position);
    }
  }

  #ownCells({ plan }: SideSheet, row: SplitRow | undefined): void {
    for (const position of plan.columns) this.#cell(row, position);
  }

  /** Adds a cell as it stands; none for a place that is not there. */
  #cell(row: SplitRow | undefined, position: number | undefined): void {
    const index = (position ?? 0) - 1;
    if (row === undefined || index < 0 || index >= row.count) return this.#text.missing();
    const [start, end] = [row.ranges[index * 2]!, row.ranges[index * 2 + 1]!];
    if (start === end) this.#text.missing();
    else this.#text.cells(row.content, start, end);
  }

  #list(rows: readonly SplitRow[], position: number): void {
    const items = rows.map((row) => itemOf(row, position - 1));
    if (items.every((item) => item === undefined)) return this.#text.missing();
    const separator = separators.find((each) => !items.some((item) => item?.includes(each))) ?? separators[0];
    const size = items.reduce((sum, item) => sum + (item?.length ?? 0) + 1, 0);
    const cell = new Uint8Array(size);
    let at = 0;
    for (const [index, item] of items.entries()) {
      if (index > 0) cell[at++] = separator;
      if (item === undefined) continue;
      cell.set(item, at);
      at += item.length;
    }
    this.#text.bytes(cell, 0, at);
  }

  #surplus({ content, ranges, count }: SplitRow): void {
    const width = ranges.length / 2;
    if (count > width) this.#text.cells(content, ranges[width * 2 - 1]! + 1, content.length);
  }

  #missing(cells: number): void {
    for (let left = cells; left > 0; left--) this.#text.missing();
  }

  #end(): number {
    this.#text.endRecord();
    return ++this.#records;
  }
}

/** Where the last record of a table's text begins. */
function headerOffset(bytes: Uint8Array): number {
  let offset = 0;
  const scanner = new CsvScanner(0x2c, (record) => (offset = record.offset), { countsRecords: true });
  scanner.push(bytes);
  scanner.end();
  return offset;
}

function splitRow(content: Uint8Array, width: number): SplitRow {
  const ranges = new Int32Array(width * 2);
  return { content, ranges, count: splitCells(content, ranges) };
}

/** Value of a cell; undefined for one without. */
function itemOf({ content, ranges, count }: SplitRow, index: number): Uint8Array | undefined {
  if (index >= count) return undefined;
  const raw = content.subarray(ranges[index * 2], ranges[index * 2 + 1]);
  if (raw.length === 0) return undefined;
  return raw[0] === quote ? unquote(raw.subarray(1)) : raw;
}

function refuseCrowd(sheet: string, rows: number, line: number): never {
  const detail = `${rows.toLocaleString('en')} rows of “${sheet}” belong to row ${line} of the lead sheet, more than ${mostBesideBytes / 2 ** 20} MB. Choose another column to join it by, or leave the sheet out.`;
  return refuseTable('join_too_large', detail);
}
