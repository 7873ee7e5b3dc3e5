import { readCell, type ByteRange } from '../tabular/cell-value.ts';
import { cellForm, cellStride } from '../tabular/csv-scanner.ts';
import type { SourceRow } from '../tabular/record-reader.ts';
import { decodeUtf8, encodeUtf8 } from '../tabular/utf8.ts';
import { ByteDictionary } from './byte-dictionary.ts';
import {
  blockRows,
  rowFaults,
  type CleansedBlock,
  type CleansedColumn,
  valueText,
} from './cleansed-block.ts';
import { ColumnCleanser } from './column-cleanser.ts';
import type { ImportPlan } from './import-plan.ts';
import { mergeValues } from './merge-columns.ts';
import { operatingSystemFacts } from './operating-system.ts';

/** Rows whose cells are kept by offset before they are cleansed, column by column: each column's tables stay in cache. */
const pendingRows = 512;

/** Cleanses source rows one after the other and hands out a block whenever one is full. */
export class BlockCleanser {
  readonly #plan: ImportPlan;
  readonly #cleansers: readonly ColumnCleanser[];
  readonly #ids: readonly Uint16Array[];
  readonly #faults = new Uint8Array(blockRows);
  readonly #cell: ByteRange = { bytes: new Uint8Array(0), start: 0, end: 0 };
  /** Start and end of each pending cell, by column and row; both 0 for a cell that is empty or settled. */
  readonly #offsets: Int32Array;
  readonly #rowNumbers = new Float64Array(pendingRows);
  #bytes: Uint8Array = new Uint8Array(0);
  #pendingFrom = 0;
  #firstRow = 0;
  #rows = 0;

  constructor(plan: ImportPlan) {
    this.#plan = plan;
    this.#cleansers = plan.columns.map((column) => new ColumnCleanser(column));
    this.#ids = plan.columns.map(() => new Uint16Array(blockRows));
    this.#offsets = new Int32Array(plan.columns.length * pendingRows * 2);
  }

  /** Cleansers of the source columns, in the order of the plan, with their counts. */
  get columns(): readonly ColumnCleanser[] {
    return this.#cleansers;
  }

  get rowCount(): number {
    return this.#rows;
  }

  /** Adds a row; when it returns true the block is full and {@link takeBlock} must follow. */
  add(row: SourceRow): boolean {
    const { bytes } = row.record;
    if (bytes !== this.#bytes || this.#rows - this.#pendingFrom === pendingRows) this.#settle();
    this.#bytes = bytes;
    if (this.#rows === 0) this.#firstRow = row.rowNumber;
    const index = this.#rows++;
    if (row.fault === undefined) this.#addCells(row, index);
    else this.#faults[index] = rowFaults.indexOf(row.fault) + 1;
    return this.#rows === blockRows;
  }

  /** Notes where the cells of a row are; quoted cells that must be unquoted are cleansed at once. */
  #addCells(row: SourceRow, index: number): void {
    const { record, rowNumber } = row;
    const { cells, cellCount } = record;
    const pending = index - this.#pendingFrom;
    this.#rowNumbers[pending] = rowNumber;
    for (let c = 0; c < this.#cleansers.length; c++) {
      const cleanser = this.#cleansers[c]!;
      const position = cleanser.plan.position - 1;
      if (position >= cellCount) continue;
      const slot = position * cellStride;
      if (cells[slot + 2] === cellForm.plain) {
        const at = (c * pendingRows + pending) * 2;
        this.#offsets[at] = cells[slot]!;
        this.#offsets[at + 1] = cells[slot + 1]!;
      } else if (readCell(record, position, this.#cell)) {
        this.#ids[c]![index] = cleanser.add(this.#cell.bytes, this.#cell.start, this.#cell.end, rowNumber);
      }
    }
  }

  /** Cleanses the pending cells. */
  #settle(): void {
    const count = this.#rows - this.#pendingFrom;
    for (let c = 0; c < this.#cleansers.length; c++) this.#settleColumn(c, count);
    this.#pendingFrom = this.#rows;
  }

  #settleColumn(c: number, count: number): void {
    const cleanser = this.#cleansers[c]!;
    const ids = this.#ids[c]!;
    const offsets = this.#offsets;
    const base = c * pendingRows * 2;
    for (let row = 0; row < count; row++) {
      const start = offsets[base + row * 2]!;
      const end = offsets[base + row * 2 + 1]!;
      if (start === end) continue;
      ids[this.#pendingFrom + row] = cleanser.add(this.#bytes, start, end, this.#rowNumbers[row]!);
      offsets[base + row * 2] = end;
    }
  }

  /** The rows added since the last block, merged to one column a field; undefined when there are none. */
  takeBlock(): CleansedBlock | undefined {
    this.#settle();
    const rowCount = this.#rows;
    if (rowCount === 0) return undefined;
    const columns = this.#cleansers.map((cleanser, c) => ({
      field: cleanser.plan.field,
      bytes: cleanser.values.bytes.slice(),
      ends: cleanser.values.ends.slice(),
      ids: this.#ids[c]!.slice(0, rowCount),
    }));
    const block = {
      firstRow: this.#firstRow,
      rowCount,
      columns: this.#byField(columns),
      faults: this.#faults.slice(0, rowCount),
    };
    for (const ids of this.#ids) ids.fill(0);
    for (const cleanser of this.#cleansers) cleanser.startBlock();
    this.#faults.fill(0);
    this.#rows = 0;
    this.#pendingFrom = 0;
    return block;
  }

  #byField(columns: readonly CleansedColumn[]): CleansedColumn[] {
    const fields = new Map<string, CleansedColumn>();
    for (const column of columns) {
      const other = fields.get(column.field);
      fields.set(column.field, other === undefined ? column : mergeColumns(other, column, this.#plan));
    }
    const system = fields.get('operating_system');
    if (system !== undefined)
      for (const derived of deriveFacts(system, this.#plan)) fields.set(derived.field, derived);
    return [...fields.values()];
  }
}

function mergeColumns(left: CleansedColumn, right: CleansedColumn, plan: ImportPlan): CleansedColumn {
  const rule = plan.mergeRules[left.field] ?? 'concat';
  const values = new ByteDictionary();
  const known = new Map<number, number>();
  const ids = new Uint16Array(left.ids.length);
  for (let row = 0; row < ids.length; row++) {
    const pair = left.ids[row]! * 65_536 + right.ids[row]!;
    if (pair === 0) continue;
    let id = known.get(pair);
    if (id === undefined) {
      id = intern(values, mergedText([left, right], pair, rule));
      known.set(pair, id);
    }
    ids[row] = id;
  }
  return { field: left.field, bytes: values.bytes.slice(), ends: values.ends.slice(), ids };
}

function mergedText(
  columns: readonly [CleansedColumn, CleansedColumn],
  pair: number,
  rule: Parameters<typeof mergeValues>[0],
): string {
  const left = Math.floor(pair / 65_536);
  const right = pair % 65_536;
  if (right === 0) return valueText(columns[0], left - 1);
  if (left === 0) return valueText(columns[1], right - 1);
  return mergeValues(rule, valueText(columns[0], left - 1), valueText(columns[1], right - 1));
}

function intern(values: ByteDictionary, text: string): number {
  const bytes = encodeUtf8(text);
  return values.intern(bytes, 0, bytes.length) + 1;
}

function deriveFacts(system: CleansedColumn, plan: ImportPlan): CleansedColumn[] {
  const derived: CleansedColumn[] = [];
  for (const [field, fact] of [
    ['os_family', 'family'],
    ['os_version', 'version'],
  ] as const) {
    if (!plan.derivedFields.includes(field)) continue;
    const values = new ByteDictionary();
    const idOf = Array.from(system.ends, (end, id) => {
      const start = id === 0 ? 0 : system.ends[id - 1];
      const text = operatingSystemFacts(decodeUtf8(system.bytes, start, end))[fact];
      return text === null ? 0 : intern(values, text);
    });
    const ids = system.ids.map((id) => (id === 0 ? 0 : idOf[id - 1]!));
    derived.push({ field, bytes: values.bytes.slice(), ends: values.ends.slice(), ids });
  }
  return derived;
}
