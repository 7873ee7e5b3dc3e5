import type { ReadableRows } from '../dependencies/dependency-rows.ts';
import { type Check, type CheckedColumn, type CheckIssue, type CheckSteps, issueAbout } from './check.ts';
import { missingAll, numberAt, ofEachRow, rowsWhere } from './row-values.ts';

const percentFields = [
  'cpu_utilization_percent',
  'cpu_utilization_peak_percent',
  'memory_utilization_percent',
  'memory_utilization_peak_percent',
] as const;
const rateFields = ['disk_iops', 'disk_throughput_mbps', 'network_throughput_mbps'] as const;
const metrics = [...percentFields, ...rateFields];
const measuredFields: ReadonlySet<string> = new Set([...metrics, 'storage_gb', 'storage_used_gb']);
const peaks = [
  ['cpu_utilization_percent', 'cpu_utilization_peak_percent'],
  ['memory_utilization_percent', 'memory_utilization_peak_percent'],
] as const;

/** Whether measurements are possible: shares, rates, peaks and storage in use. */
export const performanceCheck: Check = {
  name: 'performance',
  category: 'infrastructure',
  missing: ({ rows }) => missingAll(rows, metrics),
  *run({ rows, profile }) {
    const measured = yield* rowsWhere(rows, (row) =>
      metrics.some((field) => rows.value(field, row) !== null),
    );
    const timed = yield* ofEachRow(measured, (row) => (rows.value('last_seen', row) === null ? [] : [row]));
    const issues = [...profile.flatMap(unreadIssues), ...(yield* measureIssues(rows))];
    const units = profile.flatMap(({ header, field, profile: { unitHints } }) =>
      metrics.some((metric) => metric === field) ? [{ header, field, units: unitHints }] : [],
    );
    return {
      records: measured.length,
      counts: {
        rows: rows.rowCount,
        measured: measured.length,
        with_time: timed.length,
        impossible: impossibleOf(issues),
      },
      issues,
      findings: [],
      lists: { units },
    };
  },
};

/** Values that cannot be; what is only remarked of values that can, as shares between 0 and 1, counts for none. */
function impossibleOf(issues: readonly CheckIssue[]): number {
  return issues.reduce((sum, { severity, rowCount }) => sum + (severity === 'info' ? 0 : rowCount), 0);
}

/**
 * Cells of a measured column that no measurement can be: shares over a hundred, numbers below zero, words. They are
 * unknown in the rows; the issue is that of the column's values.
 */
function unreadIssues({ field, profile: { position }, unread = [] }: CheckedColumn): CheckIssue[] {
  if (!measuredFields.has(field ?? '')) return [];
  return unread.flatMap(({ issue, count: rowCount, ranges, samples, texts }): CheckIssue[] => {
    if (issue !== 'invalid_value') return [];
    const sample = samples.map(({ row, value }) => ({ row_number: row, value: value.slice(0, 200) }));
    const values = texts.slice(0, 50).map(([value, count]) => ({ value: value.slice(0, 200), count }));
    return [
      { rule: issue, severity: 'warning', field, position, rowCount, ranges, sample, detail: { values } },
    ];
  });
}

const isShare = (value: number): boolean => value >= 0 && value <= 100;

function* measureIssues(rows: ReadableRows): CheckSteps<CheckIssue[]> {
  const issues: CheckIssue[] = [];
  for (const field of percentFields) issues.push(...(yield* rangeIssue(rows, field, isShare)));
  for (const field of rateFields) issues.push(...(yield* rangeIssue(rows, field, (value) => value >= 0)));
  for (const field of percentFields) issues.push(...(yield* fractionIssue(rows, field)));
  for (const [average, peak] of peaks) issues.push(...(yield* peakIssue(rows, average, peak)));
  issues.push(...(yield* usedIssue(rows)));
  return issues;
}

function sampleOf(rows: ReadableRows, fields: readonly string[]) {
  return (row: number): string => fields.map((field) => rows.value(field, row) ?? '').join(' / ');
}

function* rangeIssue(
  rows: ReadableRows,
  field: string,
  isPossible: (value: number) => boolean,
): CheckSteps<CheckIssue[]> {
  const bad = yield* rowsWhere(rows, (row) => {
    const value = numberAt(rows, field, row);
    return value !== null && !isPossible(value);
  });
  return issueAbout({ rule: 'measure_out_of_range', severity: 'warning', field }, bad, {
    sample: sampleOf(rows, [field]),
  });
}

/** A whole column of shares between 0 and 1 most likely states fractions. */
function* fractionIssue(rows: ReadableRows, field: string): CheckSteps<CheckIssue[]> {
  const filled = yield* rowsWhere(rows, (row) => (numberAt(rows, field, row) ?? 0) > 0);
  const isFraction = filled.length > 0 && filled.every((row) => (numberAt(rows, field, row) ?? 0) <= 1);
  return isFraction
    ? issueAbout({ rule: 'percent_as_fraction', severity: 'info', field }, filled, {
        sample: sampleOf(rows, [field]),
      })
    : [];
}

function* peakIssue(rows: ReadableRows, average: string, peak: string): CheckSteps<CheckIssue[]> {
  const bad = yield* rowsWhere(rows, (row) => {
    const [low, high] = [numberAt(rows, average, row), numberAt(rows, peak, row)];
    return low !== null && high !== null && high < low;
  });
  return issueAbout({ rule: 'peak_below_average', severity: 'warning', field: peak }, bad, {
    sample: sampleOf(rows, [average, peak]),
  });
}

function* usedIssue(rows: ReadableRows): CheckSteps<CheckIssue[]> {
  const bad = yield* rowsWhere(rows, (row) => {
    const [used, total] = [numberAt(rows, 'storage_used_gb', row), numberAt(rows, 'storage_gb', row)];
    return used !== null && total !== null && used > total;
  });
  return issueAbout({ rule: 'used_over_total', severity: 'warning', field: 'storage_used_gb' }, bad, {
    sample: sampleOf(rows, ['storage_used_gb', 'storage_gb']),
  });
}
