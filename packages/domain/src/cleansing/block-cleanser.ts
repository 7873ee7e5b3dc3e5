import { decodeUtf8 } from '../tabular/utf8.ts';
import { ByteDictionary } from './byte-dictionary.ts';
import { type CleansedBlock, type CleansedColumn, valueText } from './cleansed-block.ts';
import { ColumnCleanser } from './column-cleanser.ts';
import { fillMissing } from './fill-missing.ts';
import { type GatheredRows, RowGatherer } from './gathered-rows.ts';
import type { ImportPlan, MissingFill } from './import-plan.ts';
import { mergeValues } from './merge-columns.ts';
import { operatingSystemFacts } from './operating-system.ts';

/** The rows of a block, wherever they come from. */
export type BlockRows = Pick<GatheredRows, 'firstRow' | 'rowCount' | 'faults' | 'column'>;

/** Cleanses gathered rows, block by block. */
export class BlockCleanser {
  readonly #plan: ImportPlan;
  readonly #cleansers: readonly ColumnCleanser[];

  constructor(plan: ImportPlan) {
    this.#plan = plan;
    this.#cleansers = plan.columns.map((column) => new ColumnCleanser(column));
  }

  /** Cleansers of the source columns, in the order of the plan, with their counts. */
  get columns(): readonly ColumnCleanser[] {
    return this.#cleansers;
  }

  /** Gathers the rows this cleanser takes. */
  gatherer(): RowGatherer {
    return new RowGatherer(this.#plan.columns.map(({ position }) => position));
  }

  /**
   * Cleanses the rows of one block, merged to one column a field. Long texts that need no cleaning stay in the memory
   * of the rows: the block is valid as long as they are.
   *
   * It stops after each column, some milliseconds of work, so that its caller can let others run.
   */
  *cleanse(rows: BlockRows): Generator<undefined, CleansedBlock, undefined> {
    const { firstRow, rowCount } = rows;
    const columns: CleansedColumn[] = [];
    for (const [index, cleanser] of this.#cleansers.entries()) {
      const values = cleanser.cleanse(rows.column(index), firstRow, rows.faults);
      columns.push({ field: cleanser.plan.field, ...values });
      yield;
    }
    return { firstRow, rowCount, columns: this.#byField(columns, rows), faults: rows.faults.slice() };
  }

  #byField(columns: readonly CleansedColumn[], rows: BlockRows): CleansedColumn[] {
    const fields = new Map<string, CleansedColumn>();
    for (const column of columns) {
      const other = fields.get(column.field);
      fields.set(column.field, other === undefined ? column : mergeColumns(other, column, this.#plan));
    }
    for (const fill of this.#plan.fills ?? []) {
      const column = fields.get(fill.field);
      if (column !== undefined) fields.set(fill.field, this.#fill(column, fill, rows));
    }
    const system = fields.get('operating_system');
    if (system !== undefined)
      for (const derived of deriveFacts(system, this.#plan)) fields.set(derived.field, derived);
    return [...fields.values()];
  }

  #fill(column: CleansedColumn, { field, position, value }: MissingFill, rows: BlockRows): CleansedColumn {
    const feeding = this.#cleansers.flatMap(({ plan }, index) =>
      plan.field === field ? [{ plan, cells: rows.column(index) }] : [],
    );
    const done = fillMissing(column, value, { feeding, faults: rows.faults });
    const set = this.#cleansers.find(({ plan }) => plan.field === field && plan.position === position);
    set?.countFilled(done.filled);
    return done.column;
  }
}

function mergeColumns(left: CleansedColumn, right: CleansedColumn, plan: ImportPlan): CleansedColumn {
  const rule = plan.mergeRules[left.field] ?? 'concat';
  const values = new ByteDictionary();
  const leftAlone = new Uint16Array(left.ends.length + 1);
  const rightAlone = new Uint16Array(right.ends.length + 1);
  const pairs = new Map<number, number>();
  const ids = new Uint16Array(left.ids.length);
  for (let row = 0; row < ids.length; row++) {
    const l = left.ids[row]!;
    const r = right.ids[row]!;
    if (r === 0) ids[row] = l === 0 ? 0 : (leftAlone[l] ||= internValue(values, left, l - 1));
    else if (l === 0) ids[row] = rightAlone[r] ||= internValue(values, right, r - 1);
    else {
      const pair = l * 65_536 + r;
      const merged = pairs.get(pair);
      ids[row] = merged ?? intern(values, mergeValues(rule, valueText(left, l - 1), valueText(right, r - 1)));
      if (merged === undefined) pairs.set(pair, ids[row]!);
    }
  }
  return { field: left.field, bytes: values.bytes.slice(), ends: values.ends.slice(), ids };
}

function internValue(values: ByteDictionary, { bytes, ends }: CleansedColumn, id: number): number {
  return values.intern(bytes, id === 0 ? 0 : ends[id - 1]!, ends[id]!) + 1;
}

function intern(values: ByteDictionary, text: string): number {
  return values.internText(text) + 1;
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
