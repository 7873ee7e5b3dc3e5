import { expect, test } from 'vitest';
import { identityChoice } from './approve-mapping.ts';

const identity = ['name', 'hostname'];
const alternative = (target_field: string, confidence: number) => ({
  target_field,
  confidence,
  label: '',
  evidence: [],
});
const column = (id: string, target_field: string | null, confidence: number | null) => ({
  id,
  target_field,
  confidence,
});

test('takes the likeliest alternative that tells rows apart', () => {
  const columns = [
    {
      ...column('a', 'application_name', 0.98),
      alternatives: [alternative('name', 0.8), alternative('tags', 0.9)],
    },
    { ...column('b', 'hostname', 0.45), alternatives: [] },
    { ...column('c', null, null), alternatives: [] },
  ];
  expect(identityChoice(columns, identity, 0.6)).toEqual({ mapping_id: 'a', target_field: 'name' });
});

test('takes nothing when a proposal already does, and nothing when no column offers one', () => {
  const named = [{ ...column('a', 'name', 0.7), alternatives: [alternative('hostname', 0.5)] }];
  expect(identityChoice(named, identity, 0.6)).toBeUndefined();
  expect(identityChoice([{ ...column('a', 'tags', 0.9), alternatives: [] }], identity, 0.6)).toBeUndefined();
});
