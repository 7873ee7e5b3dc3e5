import { expect, test } from 'vitest';
import { findTargetField, targetFields } from '../catalog/target-fields.ts';
import { noEvidence } from './column-evidence.ts';
import { type ColumnOptions, planColumn } from './column-plan.ts';
import { type ImportPlan, planImport } from './import-plan.ts';
import { fieldsOf, isSamePlan, planWithout, sameRecipes, unchangedFields } from './kept-fields.ts';

const catalog = new Map(targetFields.map((field) => [field.key, field] as const));

function plan(fields: readonly string[], options: Readonly<Record<string, ColumnOptions>> = {}): ImportPlan {
  const columns = fields.flatMap((key, index) => {
    const field = findTargetField(key);
    if (field === undefined) return [];
    const source = { position: index + 1, key: `c${index}`, header: `c${index}`, evidence: noEvidence };
    return [planColumn(source, field, options[key])];
  });
  return planImport(columns, catalog);
}

const before = plan(['hostname', 'memory_gb', 'ip_address', 'ip_address', 'operating_system']);

test('a plan that went through a database is the same plan', () => {
  const reordered = JSON.parse(
    JSON.stringify(before, (_, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).toReversed())
        : value,
    ),
  );
  expect(isSamePlan(reordered, before)).toBe(true);
  expect(unchangedFields(reordered, before)).toEqual(fieldsOf(before));
});

test('a decision about one column changes its field and no other', () => {
  const after = plan(['hostname', 'memory_gb', 'ip_address', 'ip_address', 'operating_system'], {
    memory_gb: { unit: 'MB' },
  });
  expect(isSamePlan(before, after)).toBe(false);
  const kept = unchangedFields(before, after);
  expect([...fieldsOf(after)].filter((field) => !kept.has(field))).toEqual(['memory_gb']);
  expect(planWithout(after, kept).columns.map(({ field }) => field)).toEqual(['memory_gb']);
});

test('a value set for missing cells changes a field of several columns and no other', () => {
  const after = plan(['hostname', 'memory_gb', 'ip_address', 'ip_address', 'operating_system'], {
    ip_address: { missingAs: '10.0.0.1' },
  });
  expect(isSamePlan(before, after)).toBe(false);
  const kept = unchangedFields(before, after);
  expect([...fieldsOf(after)].filter((field) => !kept.has(field))).toEqual(['ip_address']);
});

test('a field that another column feeds too, or feeds no longer, is made anew', () => {
  const fewer = plan(['hostname', 'memory_gb', 'ip_address', '', 'operating_system']);
  expect(unchangedFields(before, fewer).has('ip_address')).toBe(false);
  expect(isSamePlan(before, fewer)).toBe(false);
  const moved = plan(['memory_gb', 'hostname', 'ip_address', 'ip_address', 'operating_system']);
  expect(unchangedFields(before, moved)).toEqual(
    new Set(['ip_address', 'operating_system', 'os_family', 'os_version']),
  );
});

test('what is derived from the operating system is made anew when a column of its own takes its place', () => {
  const after = plan(['hostname', 'memory_gb', 'ip_address', 'ip_address', 'operating_system', 'os_family']);
  const kept = unchangedFields(before, after);
  expect([...fieldsOf(after)].filter((field) => !kept.has(field))).toEqual([
    'operating_system',
    'os_family',
    'os_version',
  ]);
  expect(planWithout(after, kept).derivedFields).toEqual(['os_version']);
});

test('fields are filled alike by two plans when the same columns feed them, or none does', () => {
  const after = plan(['hostname', 'storage_gb', 'ip_address', 'ip_address', 'operating_system']);
  expect(sameRecipes(before, after, ['hostname', 'ip_address', 'serial_number'])).toBe(true);
  expect(sameRecipes(before, after, ['hostname', 'memory_gb'])).toBe(false);
  expect(sameRecipes(before, after, ['storage_gb'])).toBe(false);
});
