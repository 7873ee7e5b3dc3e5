import { expect, test } from 'vitest';
import { mappedShape } from '../../../test/mapped-shape.ts';
import type { BlockNotes } from './block-notes.ts';
import type { ImportShape } from './import-shape.ts';
import { cleansingFigures, qualityFigures } from './quality-scores.ts';

/** Four rows with a host each, and a memory for three of them. */
const shape = (): ImportShape =>
  mappedShape('cmdb_export', 'Host,RAM\na,1 GB\nb,2 GB\nc,much\nd,\n', ['name', 'memory_gb']);

const plain = { converted: 0, placeholders: 0, examples: [], issues: [] };
const notes: BlockNotes = {
  rejected: 0,
  columns: [
    { ...plain, position: 1, filledBefore: 4, filledAfter: 4, failed: 0 },
    { ...plain, position: 2, filledBefore: 3, filledAfter: 2, failed: 1 },
  ],
};

test('validity counts cells that can be read, conformity those that no issue is about either', () => {
  const issues = [
    { columnId: 'column-0', ruleCode: 'too_long', rowCount: 2 },
    { columnId: 'column-0', ruleCode: 'looks_executable', rowCount: 1 },
    { columnId: 'column-1', ruleCode: 'invalid_value', rowCount: 1 },
    { columnId: 'column-1', ruleCode: 'missing_values', rowCount: 1 },
    { columnId: null, ruleCode: 'short_rows', rowCount: 1 },
  ];
  expect(qualityFigures(shape(), { duplicateRows: 1, notes, issues })).toEqual({
    completeness: 87.5,
    validity: 85.7,
    uniqueness: 75,
    conformity: 57.1,
    overall: 80.4,
  });
});

test('what nobody computed is unknown', () => {
  expect(qualityFigures(shape(), { duplicateRows: null, notes: null, issues: [] })).toEqual({
    completeness: 87.5,
    validity: null,
    uniqueness: null,
    conformity: null,
    overall: null,
  });
});

test('a word of the vocabulary fills its cell although it is a placeholder elsewhere', () => {
  const text = 'Host,Encryption\na,none\nb,both\nc,n/a\nd,none\n';
  const stated = mappedShape('cmdb_export', text, ['name', 'encryption_status']);
  const facts = { duplicateRows: null, notes: null, issues: [] };
  expect(qualityFigures(stated, facts).completeness).toBe(87.5);
});

test('columns that no field fits do not count, however they were cleansed ahead', () => {
  const columns = shape().columns.map((column) =>
    column.position === 1 ? { ...column, status: 'unmapped', targetField: null } : column,
  );
  expect(qualityFigures({ ...shape(), columns }, { duplicateRows: 0, notes, issues: [] })).toMatchObject({
    completeness: 75,
    validity: 66.7,
    conformity: 66.7,
  });
});

test('before and after: what the cells state, and how many of the values are in the form of the inventory', () => {
  const cleansed: BlockNotes = {
    rejected: 0,
    columns: [
      // Four names, three of which were written anew.
      { ...plain, position: 1, filledBefore: 4, filledAfter: 4, converted: 3, failed: 0 },
      // A size that was kept, one that was converted, one that cannot be read; a placeholder.
      { ...plain, position: 2, filledBefore: 4, filledAfter: 2, converted: 1, placeholders: 1, failed: 1 },
    ],
  };
  expect(cleansingFigures(4, cleansed, 0)).toEqual({
    completeness: { before: 87.5, after: 75 },
    uniformity: { before: 28.6, after: 85.7 },
  });
  expect(cleansingFigures(4, cleansed, 1).completeness).toEqual({ before: 87.5, after: 87.5 });
});

test('without a column there is nothing before and nothing after', () => {
  const nothing = { before: null, after: null };
  expect(cleansingFigures(4, { rejected: 0, columns: [] }, 0)).toEqual({
    completeness: nothing,
    uniformity: nothing,
  });
});
