import { type Check, type CheckFinding, type CheckInput, type CheckSteps, issueAbout } from './check.ts';
import { isLead, missingAll, ofEachRow, rowsWhere, subjectNumber, subjectValue } from './row-values.ts';

const peakFields = ['cpu_utilization_peak_percent', 'memory_utilization_peak_percent'] as const;
const averageFields = ['cpu_utilization_percent', 'memory_utilization_percent'] as const;
const storageFields = ['storage_gb', 'storage_used_gb'] as const;

/** Machines that are too busy, hardly used, or nearly full, with the numbers that say so. */
export const capacityCheck: Check = {
  name: 'capacity',
  category: 'infrastructure',
  missing: ({ rows }) => missingAll(rows, [...peakFields, ...averageFields, 'storage_used_gb']),
  *run(input) {
    const { rows } = input;
    const used = [...peakFields, ...averageFields, ...storageFields];
    const judged = yield* rowsWhere(
      rows,
      (row) => isLead(input, row) && used.some((field) => subjectValue(input, field, row) !== null),
    );
    const findings = yield* ofEachRow(judged, (row) => [
      ...hot(input, row),
      ...idle(input, row),
      ...full(input, row),
    ]);
    const lacking = yield* missingTotals(input, judged);
    const without = [...new Set(lacking.flatMap((each) => each.rows))].toSorted((a, b) => a - b);
    const count = (status: string): number => findings.filter((finding) => finding.status === status).length;
    return {
      records: judged.length,
      counts: {
        judged: judged.length,
        hot: count('hot'),
        idle: count('idle'),
        storage_pressure: count('storage_pressure'),
        without_total: without.length,
      },
      issues: issueAbout({ rule: 'total_missing', severity: 'info', field: null }, without, {
        detail: { values: lacking.map(({ field, rows: { length } }) => ({ value: field, count: length })) },
      }),
      findings,
    };
  },
};

/** Totals of a machine, each with the fields that say how much of it is used. */
const totals = [
  ['cpu_cores', ['cpu_utilization_percent', 'cpu_utilization_peak_percent']],
  ['memory_gb', ['memory_utilization_percent', 'memory_utilization_peak_percent']],
  ['storage_gb', ['storage_used_gb']],
] as const;

/** Rows that state how much of something is used, and not of how much; by the field of the total. */
function* missingTotals(
  input: CheckInput,
  judged: readonly number[],
): CheckSteps<{ readonly field: string; readonly rows: readonly number[] }[]> {
  const found: { field: string; rows: readonly number[] }[] = [];
  for (const [field, uses] of totals) {
    const open = yield* ofEachRow(judged, (row) =>
      subjectValue(input, field, row) === null && uses.some((use) => subjectValue(input, use, row) !== null)
        ? [row]
        : [],
    );
    if (open.length > 0) found.push({ field, rows: open });
  }
  return found;
}

function hot(input: CheckInput, row: number): CheckFinding[] {
  const [cpu, memory] = peakFields.map((field) => subjectNumber(input, field, row));
  const limit = input.thresholds.hotPercent;
  if (Math.max(cpu ?? 0, memory ?? 0) <= limit) return [];
  const value = { peak_cpu_percent: cpu, peak_memory_percent: memory, limit_percent: limit };
  return [{ subject: { row }, status: 'hot', severity: 'warning', value, evidence: { rule: 'peak' } }];
}

function idle(input: CheckInput, row: number): CheckFinding[] {
  const [cpu = null, memory = null] = averageFields.map((field) => subjectNumber(input, field, row));
  const { idleCpuPercent, idleMemoryPercent } = input.thresholds;
  if (cpu === null || memory === null || cpu >= idleCpuPercent || memory >= idleMemoryPercent) return [];
  const value = {
    cpu_percent: cpu,
    memory_percent: memory,
    cpu_limit_percent: idleCpuPercent,
    memory_limit_percent: idleMemoryPercent,
  };
  return [{ subject: { row }, status: 'idle', severity: 'info', value, evidence: { rule: 'average' } }];
}

function full(input: CheckInput, row: number): CheckFinding[] {
  const [total = null, used = null] = storageFields.map((field) => subjectNumber(input, field, row));
  if (total === null || used === null || total <= 0) return [];
  const percent = Math.round((used / total) * 1000) / 10;
  const limit = input.thresholds.fullStoragePercent;
  if (percent <= limit) return [];
  const value = { used_gb: used, total_gb: total, percent, limit_percent: limit };
  return [
    {
      subject: { row },
      status: 'storage_pressure',
      severity: 'warning',
      value,
      evidence: { rule: 'storage' },
    },
  ];
}
