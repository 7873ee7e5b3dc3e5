import { expect, test } from 'vitest';
import { importCategories } from '../catalog/import-category.ts';
import { findTargetField } from '../catalog/target-fields.ts';
import { checksOf } from './check-registry.ts';
import { findingBases } from './finding-basis.ts';

test('findings rest on fields of the catalog, and are of checks there are', () => {
  const checks = new Set(importCategories.flatMap((category) => checksOf(category).map(({ name }) => name)));
  for (const { check, fields } of findingBases) {
    expect(checks.has(check)).toBe(true);
    expect(fields.map(findTargetField)).not.toContain(undefined);
  }
});
