import { expect, test } from 'vitest';
import { classifyAsset, hintsAtType } from './classify-asset.ts';

const typeOf = (fields: Readonly<Record<string, string>>): string =>
  classifyAsset((field) => fields[field] ?? null).type;

test.each([
  [{ asset_type: 'network', model: 'PowerEdge R740' }, 'network'],
  [{ model: 'PowerEdge R740' }, 'server'],
  [{ model: 'VMware Virtual Platform' }, 'virtual_machine'],
  [{ model: 'Catalyst 9300' }, 'network'],
  [{ operating_system: 'Windows Server 2019' }, 'server'],
  [{ operating_system: 'Ubuntu 22.04', instance_type: 't3.large' }, 'virtual_machine'],
  [{ database_type: 'PostgreSQL' }, 'database'],
  [{ serial_number: 'A1', cpu_cores: '8' }, 'server'],
  [{ name: 'core switch 1' }, 'network'],
  [{ name: 'something' }, 'other'],
])('F82 %j is of type %s', (fields, type) => {
  expect(typeOf(fields)).toBe(type);
});

test('F82 words inside words do not count', () => {
  expect(typeOf({ name: 'switchboard-nasty-sandra' })).toBe('other');
  expect(hintsAtType('switchboard-nasty-sandra')).toBe(false);
  expect(hintsAtType('dc1-switch-02')).toBe(true);
});

test('F82 rules that tie decide nothing', () => {
  expect(classifyAsset((field) => (field === 'model' ? 'PowerEdge Catalyst' : null))).toMatchObject({
    type: 'other',
    rule: 'rules_tie',
  });
});
