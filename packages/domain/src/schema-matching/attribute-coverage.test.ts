import { expect, test } from 'vitest';
import { applicableAttributes } from '../catalog/critical-attributes.ts';
import { attributeCoverage, type MappedColumn } from './attribute-coverage.ts';

const approved = (targetField: string): MappedColumn => ({ status: 'approved', targetField, confidence: 1 });
const suggested = (confidence: number): MappedColumn => ({
  status: 'suggested',
  targetField: 'business_owner',
  confidence,
});
const stateOf = (columns: readonly MappedColumn[], id: string) =>
  attributeCoverage(columns).find(({ attribute }) => attribute.id === id)?.state;

test('an attribute is mapped by one of its fields', () => {
  expect(stateOf([approved('os_version')], 'operating_system_version')).toBe('mapped');
});

test('processor, memory and storage count only together', () => {
  const two = [approved('cpu_cores'), approved('memory_gb')];
  expect(stateOf(two, 'cpu_memory_storage_specs')).toBe('unmapped');
  expect(stateOf([...two, approved('storage_gb')], 'cpu_memory_storage_specs')).toBe('mapped');
});

test('a suggestion counts from medium confidence on', () => {
  expect(stateOf([suggested(0.6)], 'stakeholder_impact')).toBe('suggested');
  expect(stateOf([suggested(0.59)], 'stakeholder_impact')).toBe('unmapped');
});

test('a rejected column covers nothing', () => {
  expect(
    stateOf([{ status: 'rejected', targetField: 'business_owner', confidence: 0.9 }], 'stakeholder_impact'),
  ).toBe('unmapped');
});

test('types have the attributes that make sense for them', () => {
  expect(applicableAttributes('application')).toHaveLength(18);
  expect(applicableAttributes('server')).toHaveLength(14);
  expect(applicableAttributes('other').map(({ id }) => id)).toEqual([
    'business_criticality_score',
    'stakeholder_impact',
  ]);
});
