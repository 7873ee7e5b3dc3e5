import { profileFile } from '@landfall/domain/tabular/profile-file';
import { expect, test } from 'vitest';
import type { BlockNotes } from './block-notes.ts';
import type { ImportShape } from './import-shape.ts';
import { qualityFigures } from './quality-scores.ts';

/** Four rows with a host each, and a memory for three of them. */
function shape(): ImportShape {
  const profiled = profileFile(Buffer.from('Host,RAM\na,1 GB\nb,2 GB\nc,much\nd,\n'));
  if ('refused' in profiled) throw new Error(profiled.refused.detail);
  const columns = profiled.columns.map((profile, index) => ({
    id: `column-${index}`,
    position: profile.position,
    key: profile.key,
    header: profile.header,
    profile,
    status: 'approved',
    targetField: index === 0 ? 'name' : 'memory_gb',
    confidence: 1,
    transformation: {},
    decisionNote: null,
  }));
  const { layout, rowCount } = profiled;
  const common = {
    importId: 'i',
    sourceSystem: null,
    shortRows: 0,
    decisions: [],
    amendments: [],
    evidence: {},
  };
  return { ...common, category: 'cmdb_export', rowCount, layout, columns };
}

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
  const profiled = profileFile(Buffer.from('Host,Encryption\na,none\nb,both\nc,n/a\nd,none\n'));
  if ('refused' in profiled) throw new Error(profiled.refused.detail);
  const columns = shape().columns.map((column, index) => ({
    ...column,
    profile: profiled.columns[index]!,
    targetField: index === 0 ? 'name' : 'encryption_status',
  }));
  const facts = { duplicateRows: null, notes: null, issues: [] };
  expect(qualityFigures({ ...shape(), columns }, facts).completeness).toBe(87.5);
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
