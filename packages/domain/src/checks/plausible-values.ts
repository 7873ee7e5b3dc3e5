import { type CleansedBlock, type CleansedColumn, valueText } from '../cleansing/cleansed-block.ts';
import type { IssueRule } from '../quality/issue-rules.ts';
import type { CheckIssue } from './check.ts';
import type { CheckThresholds } from './check-thresholds.ts';

/** A number that machines have only within limits. */
interface PlausibleRange {
  readonly field: string;
  readonly least: keyof CheckThresholds;
  readonly most: keyof CheckThresholds;
}

const ranges: readonly PlausibleRange[] = [
  { field: 'cpu_cores', least: 'leastCores', most: 'mostCores' },
  { field: 'memory_gb', least: 'leastMemoryGb', most: 'mostMemoryGb' },
];

/** Fields that say nothing without another one. */
const companions = [{ field: 'database_version', needs: 'database_type' }] as const;

/** Fields whose cleansed values the scan looks at. */
export const plausibleFields: readonly string[] = [
  ...ranges.map(({ field }) => field),
  ...companions.flatMap(({ field, needs }) => [field, needs]),
];

const mostRanges = 1000;
const mostSamples = 5;

/** Rows of one issue, in row order. */
interface Tally {
  readonly rule: IssueRule;
  readonly field: string;
  readonly detail: Readonly<Record<string, unknown>>;
  count: number;
  readonly ranges: [number, number][];
  readonly sample: { row_number: number; value: string }[];
}

/** Looks at cleansed blocks in row order for numbers no machine has, and for values that lack the one they belong to. */
export class PlausibilityScan {
  readonly #thresholds: CheckThresholds;
  readonly #tallies = new Map<string, Tally>();
  #rows = 0;

  constructor(thresholds: CheckThresholds) {
    this.#thresholds = thresholds;
  }

  /** Rows that were looked at. */
  get rows(): number {
    return this.#rows;
  }

  add({ firstRow, rowCount, columns }: Pick<CleansedBlock, 'firstRow' | 'rowCount' | 'columns'>): void {
    const columnOf = (field: string): CleansedColumn | undefined =>
      columns.find((column) => column.field === field);
    for (const range of ranges) {
      const column = columnOf(range.field);
      if (column !== undefined) this.#addImplausible(range, column, firstRow);
    }
    for (const { field, needs } of companions) {
      const column = columnOf(field);
      if (column !== undefined) this.#addAlone({ field, needs }, [column, columnOf(needs)], firstRow);
    }
    this.#rows += rowCount;
  }

  #addImplausible({ field, least, most }: PlausibleRange, column: CleansedColumn, firstRow: number): void {
    const [low, high] = [this.#thresholds[least], this.#thresholds[most]];
    const isBad = Array.from(column.ends, (_, id) => {
      const value = Number(valueText(column, id));
      return value < low || value > high;
    });
    if (!isBad.includes(true)) return;
    const tally = this.#tally('implausible_value', field, { least: low, most: high });
    for (const [row, id] of column.ids.entries())
      if (id > 0 && isBad[id - 1] === true) addRow(tally, firstRow + row, valueText(column, id - 1));
  }

  #addAlone(
    { field, needs }: (typeof companions)[number],
    [column, other]: readonly [CleansedColumn, CleansedColumn | undefined],
    firstRow: number,
  ): void {
    for (const [row, id] of column.ids.entries()) {
      if (id === 0 || (other?.ids[row] ?? 0) > 0) continue;
      addRow(this.#tally('required_together', field, { needs }), firstRow + row, valueText(column, id - 1));
    }
  }

  #tally(rule: IssueRule, field: string, detail: Tally['detail']): Tally {
    const key = `${rule} ${field}`;
    const known = this.#tallies.get(key) ?? { rule, field, detail, count: 0, ranges: [], sample: [] };
    this.#tallies.set(key, known);
    return known;
  }

  /** One issue for each field with such rows. */
  result(): CheckIssue[] {
    return [...this.#tallies.values()].map(({ rule, field, detail, count, ranges: found, sample }) => ({
      rule,
      severity: 'warning',
      field,
      rowCount: count,
      ranges: found,
      sample,
      detail,
    }));
  }
}

/** Takes a row, counted from 1. */
function addRow(tally: Tally, row: number, value: string): void {
  const last = tally.ranges.at(-1);
  if (last !== undefined && last[1] === row - 1) last[1] = row;
  else if (tally.ranges.length < mostRanges) tally.ranges.push([row, row]);
  if (tally.sample.length < mostSamples) tally.sample.push({ row_number: row, value: value.slice(0, 200) });
  tally.count++;
}
