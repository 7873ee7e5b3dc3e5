import { expect, test } from 'vitest';
import type { PreviewRow } from '../../api/entities.ts';
import { draftOf, editsOf, isChanged } from './row-draft.ts';

const isSet = {
  before: null,
  outcome: 'set',
  decided_by: 'only_value',
  before_source: null,
  row_number: 1,
  by_reviewer: false,
} as const;
const row: PreviewRow = {
  id: '0198c2d4-0000-8000-8000-000000000001',
  row_number: 1,
  line_number: 2,
  action: 'create',
  name: 'web1',
  asset_type: 'server',
  asset_id: null,
  merged_into_row: null,
  reason_code: null,
  reason: null,
  diff: [
    { ...isSet, field: 'memory_gb', label: 'Memory', after: 16 },
    { ...isSet, field: 'tags', label: 'Tags', after: ['a', 'b'] },
  ],
  conflict: null,
  selected: true,
  may_select: true,
  left_out_with_row: null,
  edits: { memory_gb: 32 },
  may_edit: true,
  version: 1,
};
const fields = ['memory_gb', 'tags', 'name', 'environment'].map((key) => ({
  key,
  label: key,
  group: 'technical',
  type: key === 'tags' ? 'text_list' : 'text',
  unit: null,
  vocabulary: null,
  merge_rule: null,
  categories: [],
  description: '',
}));

test('a draft begins with what the row says, edits before what the file says', () => {
  expect(draftOf(row, fields)).toEqual({ memory_gb: '32', tags: 'a, b', name: 'web1' });
  expect(isChanged(row, draftOf(row, fields))).toBe(false);
});

test('edits made before stay, changed texts join them, an emptied one is unknown', () => {
  const draft = { ...draftOf(row, fields), tags: 'a,  c,', environment: 'test', name: ' ' };
  expect(isChanged(row, draft)).toBe(true);
  expect(editsOf(row, draft, fields)).toEqual({
    memory_gb: 32,
    tags: ['a', 'c'],
    environment: 'test',
    name: null,
  });
});
