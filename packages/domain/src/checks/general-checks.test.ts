import { expect, test } from 'vitest';
import { textColumn } from '../cleansing/text-column.ts';
import { defaultThresholds } from './check-thresholds.ts';
import { type GeneralFacts, generalResult } from './general-checks.ts';
import { PlausibilityScan } from './plausible-values.ts';

const facts: GeneralFacts = {
  rows: 10,
  columns: 4,
  mapped: 3,
  filled: 30,
  unreadable: 2,
  issues: [],
  duplicateRows: 0,
  recommended: [],
};

test('a check passes when nothing was found, and counts what it looked at', () => {
  expect(generalResult('format', facts)).toEqual({
    verdict: 'passed',
    counts: { rows: 10, columns: 4, filled: 30, unreadable: 2 },
    missing: [],
  });
  expect(generalResult('duplicates', { ...facts, duplicateRows: 2 })).toMatchObject({
    verdict: 'info',
    counts: { duplicate_rows: 2 },
  });
});

test('the verdict is the worst of the issues of its own rules', () => {
  const issues = [
    { rule: 'invalid_value', severity: 'warning', rowCount: 3 },
    { rule: 'invalid_value', severity: 'warning', rowCount: 4 },
    { rule: 'missing_values', severity: 'info', rowCount: 2 },
    { rule: 'too_long', severity: 'critical', rowCount: 1 },
  ] as const;
  const found = { ...facts, issues };
  expect(generalResult('format', found)).toMatchObject({ verdict: 'warning', counts: { invalid_value: 7 } });
  expect(generalResult('quality', found)).toMatchObject({ verdict: 'info', counts: { missing_values: 2 } });
  expect(generalResult('schema', found).verdict).toBe('critical');
  expect(generalResult('duplicates', found).verdict).toBe('passed');
});

test('F60 duplicates are not available where no column tells rows apart', () => {
  const { verdict, counts, missing } = generalResult('duplicates', { ...facts, duplicateRows: null });
  expect({ verdict, counts }).toEqual({ verdict: 'not_available', counts: {} });
  expect(missing).toContain('serial_number');
});

test('numbers no machine has, and versions of nothing, are found with their rows over all blocks', () => {
  const scan = new PlausibilityScan(defaultThresholds);
  scan.add({
    firstRow: 1,
    rowCount: 3,
    columns: [
      textColumn('cpu_cores', ['1', '1024', '1025']),
      textColumn('memory_gb', ['0.1', null, '65536']),
      textColumn('database_version', ['12', '16', null]),
      textColumn('database_type', ['Oracle', null, null]),
    ],
  });
  scan.add({
    firstRow: 4,
    rowCount: 2,
    columns: [textColumn('cpu_cores', ['0', '8']), textColumn('database_version', [null, '9.6'])],
  });
  expect(scan.rows).toBe(5);
  expect(scan.result()).toMatchObject([
    {
      rule: 'implausible_value',
      field: 'cpu_cores',
      rowCount: 2,
      ranges: [[3, 4]],
      sample: [
        { row_number: 3, value: '1025' },
        { row_number: 4, value: '0' },
      ],
      detail: { least: 1, most: 1024 },
    },
    { rule: 'required_together', field: 'database_version', rowCount: 2, detail: { needs: 'database_type' } },
  ]);
});

test('the limits are those of the engagement', () => {
  const scan = new PlausibilityScan({ ...defaultThresholds, mostCores: 4 });
  scan.add({ firstRow: 1, rowCount: 1, columns: [textColumn('cpu_cores', ['8'])] });
  expect(scan.result()).toHaveLength(1);
});
