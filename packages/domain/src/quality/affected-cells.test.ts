import { describe, expect, test } from 'vitest';
import { findTargetField } from '../catalog/target-fields.ts';
import { wordReading } from '../cleansing/placeholder-cells.ts';
import { profileFile } from '../tabular/profile-file.ts';
import { affectedCells } from './affected-cells.ts';
import type { IssueRule } from './issue-rules.ts';

const limit = 64;
const cells = [
  'web1',
  'n/a',
  '',
  'https://ann:secret@wiki/x',
  '=SUM(A1)',
  'ask ann@example.org about it',
  'x'.repeat(70),
  'red; green; blue',
  '1.234',
  '05/06/2020',
  '16',
  '16',
  'password: hunter2!',
];

function profileOf(texts: readonly string[]) {
  const rows = texts.map((text) => `r,"${text.replaceAll('"', '""')}"`);
  const profiled = profileFile(Buffer.from(`Row,Text\n${rows.join('\n')}\n`));
  if ('refused' in profiled) throw new Error(profiled.refused.detail);
  const [, column] = profiled.columns;
  if (column === undefined) throw new Error('The file has no second column');
  return column;
}

function affected(rule: IssueRule, texts: readonly string[], detail: Record<string, unknown> = {}): string[] {
  const holds = affectedCells({ rule, detail, profile: profileOf(texts) });
  if (holds === undefined) throw new Error(`${rule} asks nothing of cells`);
  return texts.filter((text) => holds(text));
}

describe('the cells an issue is about are those its count counted', () => {
  const profile = profileOf(cells);
  const { findings = {}, evidence } = profile;
  const filled = Object.values(profile.kinds).reduce((sum, count) => sum + count, 0);
  test.each<[IssueRule, number]>([
    ['missing_values', profile.nullCount + profile.emptyCount + profile.placeholderCount],
    ['placeholder_values', profile.placeholderCount],
    ['mixed_types', filled - Math.max(...Object.values(profile.kinds))],
    ['too_long', profile.longerThan?.[limit] ?? 0],
    ['multi_value', profile.multiValue?.rows ?? 0],
    ['url_credentials', findings.url_credentials ?? 0],
    ['looks_executable', findings.looks_executable ?? 0],
    ['pii_in_free_text', findings.pii_in_free_text ?? 0],
    ['secret_value', findings.secret_value ?? 0],
    ['number_format_ambiguous', evidence!.numbers.ambiguousPoint + evidence!.numbers.ambiguousComma],
    ['unit_unknown', evidence!.bare.count],
    ['duplicate_ip', filled - profile.distinctCount],
  ])('%s', (rule, count) => {
    expect(count).toBeGreaterThan(0);
    expect(affected(rule, cells, { limit })).toHaveLength(count);
  });
});

test('they are the right ones', () => {
  expect(affected('missing_values', cells)).toEqual(['n/a', '']);
  expect(affected('placeholder_values', cells)).toEqual(['n/a']);
  expect(affected('url_credentials', cells)).toEqual(['https://ann:secret@wiki/x']);
  expect(affected('too_long', cells, { limit })).toEqual(['x'.repeat(70)]);
  expect(affected('mixed_types', ['1', '2', 'many', ''])).toEqual(['many']);
  const words = { values: [{ value: 'TLP:RED', count: 2 }] };
  expect(affected('unknown_classification', ['public', 'TLP:RED', 'TLP:RED'], words)).toHaveLength(2);
  expect(affected('secret_value', ['hunter2', '', 'correct horse'], { whole_column: true })).toHaveLength(2);
});

test('dates are ambiguous as long as no date of their shape settles the order', () => {
  expect(affected('date_order_ambiguous', ['05/06/2020', '05.06.2020', '31.12.2020'])).toEqual([
    '05/06/2020',
  ]);
});

test('of rows with the same address those after the first are counted', () => {
  expect(affected('duplicate_ip', ['10.0.0.1', '10.0.0.2', '10.0.0.1', '', '', '10.0.0.1'])).toEqual([
    '10.0.0.1',
    '10.0.0.1',
  ]);
});

test('rules about whole rows ask nothing of cells', () => {
  expect(affectedCells({ rule: 'short_rows', detail: {}, profile: profileOf(cells) })).toBeUndefined();
  expect(affectedCells({ rule: 'invalid_value', detail: {}, profile: profileOf(cells) })).toBeUndefined();
});

test('placeholder words that the field has a meaning for are not among them', () => {
  const texts = ['none', 'both', 'n/a', ''];
  const reading = wordReading(findTargetField('encryption_status')!);
  const subject = { detail: {}, profile: profileOf(texts), reading };
  const missing = affectedCells({ ...subject, rule: 'missing_values' });
  const placeholders = affectedCells({ ...subject, rule: 'placeholder_values' });
  expect(texts.filter((text) => missing?.(text))).toEqual(['n/a', '']);
  expect(texts.filter((text) => placeholders?.(text))).toEqual(['n/a']);
});
