import { array, assert, constantFrom, property } from 'fast-check';
import { expect, test } from 'vitest';
import { encodeUtf8 } from '../tabular/utf8.ts';
import { classifyAsset, hintsAtType, mayHintAtType } from './classify-asset.ts';

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

function mayHint(name: string): boolean {
  const bytes = encodeUtf8(`»${name}«`);
  return mayHintAtType(bytes, 2, bytes.length - 2);
}

test('no hint of a name is missed by the look at its bytes, and hardly any name without one is taken for one', () => {
  const parts = constantFrom(
    'switch',
    'SAN',
    'nas',
    'F5',
    'access',
    'point',
    'Load Balancer',
    'web01',
    'é',
    '-',
    ' ',
    '_',
    '.',
    '1',
  );
  assert(
    property(array(parts, { maxLength: 5 }), (words) => {
      const name = words.join('');
      expect(mayHint(name) || !hintsAtType(name)).toBe(true);
    }),
    { numRuns: 2000 },
  );
  for (const name of ['iadpk8s0000', 'web-prod-17', 'サーバ01', '']) expect(mayHint(name)).toBe(false);
});
