import { flowTypeForCategory } from '@landfall/domain/flow/flow-type';
import { expect, test } from 'vitest';
import { createPhaseRegistry, phaseKey } from './phase-registry.ts';

test('F31 a phase without a handler, one handler too many, and two of one phase stop the boot', () => {
  const newest = [flowTypeForCategory('cmdb_export'), flowTypeForCategory('infrastructure')];
  const all = newest.flatMap((type) =>
    type.phases.map(({ name }) => ({
      flowType: type.name,
      name,
      run: () => Promise.reject(new Error('never run')),
    })),
  );
  expect(createPhaseRegistry(all).size).toBe(9);
  expect(() => createPhaseRegistry(all.slice(1))).toThrow('No handler for the phase discovery/data_import');
  expect(() => createPhaseRegistry([...all, ...all.slice(0, 1)])).toThrow('Two handlers');
  const served = newest.slice(0, 1);
  expect(() => createPhaseRegistry(all, served)).toThrow('no flow type has');
  expect(phaseKey({ flowType: 'discovery', name: 'data_import' })).toBe('discovery/data_import');
});
