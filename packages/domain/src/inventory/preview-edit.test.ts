import { expect, test } from 'vitest';
import { readEdit } from './preview-edit.ts';

test.each([
  ['memory_gb', '16384 MB', '16'],
  ['memory_gb', 1.5, '1.5'],
  ['memory_gb', '1.024', '1.024'],
  ['environment', 'PROD', 'production'],
  ['pii_flag', true, 'true'],
  ['purchase_date', '2024-02-29', '2024-02-29'],
  ['tags', ['b', 'a'], 'b\na'],
  ['business_owner', ' Ada ', 'Ada'],
  ['asset_type', 'VM', 'virtual_machine'],
  ['memory_gb', null, null],
  ['business_owner', '  ', null],
] as const)('%s of %j is %j', (field, value, text) => {
  expect(readEdit(field, value, 'update')).toEqual({ value: text });
});

test.each([
  ['memory_gb', 'much'],
  ['environment', 'Mars'],
  ['purchase_date', '05/06/2020'],
  ['hostname', 'web1'],
  ['ip_address', ['10.0.0.1']],
  ['name', 'Web'],
  ['vulnerability', 'x'],
] as const)('%s of %j is refused with a sentence', (field, value) => {
  expect(readEdit(field, value, 'update')).toEqual({ problem: expect.stringMatching(/^.+\.$/) });
});

test('a new asset may be given a name, but not none', () => {
  expect(readEdit('name', 'Web', 'create')).toEqual({ value: 'Web' });
  expect(readEdit('name', '', 'create')).toHaveProperty('problem');
});
