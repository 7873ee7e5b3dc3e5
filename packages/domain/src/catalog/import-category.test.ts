import { expect, test } from 'vitest';
import { parseImportCategory } from './import-category.ts';

test('names of older tools mean a category, words that every object answers to mean none', () => {
  expect(parseImportCategory(' CMDB-Export ')).toBe('cmdb_export');
  expect(['constructor', '__proto__', 'valueof'].map(parseImportCategory)).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
