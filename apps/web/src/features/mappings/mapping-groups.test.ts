import { expect, test } from 'vitest';
import type { FieldMapping } from '../../api/entities.ts';
import { countAtLeast, countGroups, everyColumn, filterMappings, groupOf } from './mapping-groups.ts';

function mapping(part: Partial<FieldMapping>): FieldMapping {
  return {
    id: part.source_field ?? 'one',
    column_id: 'column',
    position: 0,
    source_field: 'Host',
    target_field: 'hostname',
    target_label: 'Host name',
    status: 'suggested',
    confidence: 0.9,
    band: 'high',
    match_type: null,
    evidence: [],
    alternatives: [],
    samples: ['web-1'],
    filled_share: 1,
    distinct_count: 1,
    detected_type: 'text',
    detected_unit: null,
    conversion: [],
    transformation: {},
    decided_by: null,
    decided_by_name: null,
    decided_at: null,
    decision_note: null,
    open_issues: 0,
    version: 1,
    ...part,
  };
}

test.each([
  ['suggested', 'high', 'suggested'],
  ['suggested', 'medium', 'suggested'],
  ['suggested', 'low', 'review'],
  ['unmapped', 'none', 'review'],
  ['approved', 'low', 'decided'],
  ['rejected', 'high', 'decided'],
  ['ignored', 'none', 'decided'],
  ['custom_attribute', 'none', 'decided'],
] as const)(
  'a column that is %s with %s confidence is in the group %s and no other',
  (status, band, group) => {
    const one = mapping({ status, band });
    expect(groupOf(one)).toBe(group);
    expect(countGroups([one])).toEqual({ all: 1, suggested: 0, review: 0, decided: 0, [group]: 1 });
  },
);

test('a bulk accept counts proposals from the threshold on, and never a decided column', () => {
  const all = [
    mapping({ source_field: 'a', confidence: 0.85 }),
    mapping({ source_field: 'b', confidence: 0.8499 }),
    mapping({ source_field: 'c', confidence: 0.99, status: 'approved' }),
    mapping({ source_field: 'd', confidence: null, status: 'unmapped' }),
  ];
  expect(countAtLeast(all, 0.85)).toBe(1);
  expect(countAtLeast(all, 0)).toBe(2);
});

test('the search finds a column by its header, its target or a sample, in file order', () => {
  const all = [
    mapping({ source_field: 'Name' }),
    mapping({ source_field: 'RAM', target_label: 'Memory', samples: ['16'] }),
  ];
  expect(filterMappings(all, everyColumn)).toEqual(all);
  expect(filterMappings(all, { group: 'all', search: 'MEMO' })).toEqual([all[1]]);
  expect(filterMappings(all, { group: 'all', search: 'web-' })).toEqual([all[0]]);
  expect(filterMappings(all, { group: 'decided', search: '' })).toEqual([]);
});
