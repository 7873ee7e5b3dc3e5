import { expect, test } from 'vitest';
import { mappedShape } from '../../../test/mapped-shape.ts';
import { profileIssues } from './detect-issues.ts';
import { type ImportShape, planOf } from './import-shape.ts';

/** The shape of a file of two columns, the second one approved for the classification of data. */
function shapeOf(category: string, words: readonly string[]): ImportShape {
  const lines = words.map((word, at) => `s${at},${word}`);
  return mappedShape(category, `Store,Class\n${lines.join('\n')}\n`, ['name', 'data_classification']);
}

function unknownClassifications(category: string, words: readonly string[]) {
  const shape = shapeOf(category, words);
  const found = profileIssues(shape, planOf(shape, 'approved'), { basis: 'approved' });
  return found.filter(({ rule }) => rule === 'unknown_classification');
}

const words = ['Public', 'vertraulich', 'TLP:RED', 'TLP:RED', 'zone 3', 'n/a'];

test('words for the protection of data that nobody knows are critical in a register of sensitive data', () => {
  expect(unknownClassifications('sensitive_data', words)).toMatchObject([
    {
      severity: 'critical',
      columnId: 'column-1',
      rowCount: 3,
      detail: {
        exact: true,
        values: [
          { value: 'TLP:RED', count: 2 },
          { value: 'zone 3', count: 1 },
        ],
      },
    },
  ]);
  expect(unknownClassifications('sensitive_data', ['Public', 'internal'])).toEqual([]);
});

test('a column of secrets is critical although no field fits it', () => {
  const { columns, ...shape } = shapeOf('cmdb_export', ['hunter2', 'correct horse']);
  const unmapped = columns.map((column) => ({
    ...column,
    status: 'unmapped',
    targetField: null,
    profile: { ...column.profile, header: column.position === 2 ? 'Password' : column.header },
  }));
  const named = { ...shape, columns: unmapped };
  const found = profileIssues(named, planOf(named, 'suggested'), { basis: 'suggested' });
  expect(found.filter(({ severity }) => severity === 'critical')).toMatchObject([
    { rule: 'secret_value', targetField: null, rowCount: 2, detail: { whole_column: true } },
  ]);
});

test('a password in an address is critical although no field fits the column', () => {
  const { columns, ...shape } = shapeOf('cmdb_export', ['https://svc:s3cretPW@api.example.com/', 'none']);
  const unmapped = columns.map((column) => ({ ...column, status: 'unmapped', targetField: null }));
  const named = { ...shape, columns: unmapped };
  const found = profileIssues(named, planOf(named, 'suggested'), { basis: 'suggested' });
  expect(found.filter(({ severity }) => severity === 'critical')).toMatchObject([
    { rule: 'url_credentials', targetField: null, columnId: 'column-1', rowCount: 1 },
  ]);
});

test('in other files they are the unknown words of a field like any other', () => {
  expect(unknownClassifications('cmdb_export', words)).toEqual([]);
});

test('words of the vocabulary are no placeholders and no missing values', () => {
  const shape = shapeOf('sensitive_data', ['none', 'None', 'both', 'n/a']);
  const columns = shape.columns.map((column) =>
    column.position === 2 ? { ...column, targetField: 'encryption_status' } : column,
  );
  const mapped = { ...shape, columns };
  const found = profileIssues(mapped, planOf(mapped, 'approved'), { basis: 'approved' });
  expect(
    found.filter(({ rule }) => rule === 'placeholder_values' || rule === 'missing_values'),
  ).toMatchObject([
    { rule: 'missing_values', rowCount: 1 },
    { rule: 'placeholder_values', rowCount: 1 },
  ]);
});
