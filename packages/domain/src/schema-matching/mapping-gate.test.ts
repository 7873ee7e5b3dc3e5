import { describe, expect, test } from 'vitest';
import { type GateColumn, mappingGate } from './mapping-gate.ts';

const column = (members: Partial<GateColumn> & Pick<GateColumn, 'column'>): GateColumn => ({
  status: 'approved',
  targetField: null,
  criticalIssues: 0,
  ...members,
});
const named = column({ column: 'Server', targetField: 'hostname' });

const twice = (targetField: string) => [
  named,
  column({ column: 'A', targetField }),
  column({ column: 'B', targetField }),
];

const mapped = (...targets: string[]) =>
  mappingGate(
    'app_discovery',
    targets.map((targetField) => column({ column: targetField, targetField })),
  ).satisfied;

describe('the mapping gate', () => {
  test('is satisfied when every column is decided and rows can be told apart', () => {
    const columns = [
      named,
      column({ column: 'A', status: 'rejected', targetField: 'region' }),
      column({ column: 'B', status: 'ignored' }),
      column({ column: 'C', status: 'custom_attribute' }),
    ];
    expect(mappingGate('cmdb_export', columns)).toEqual({ satisfied: true, reasons: [] });
  });

  test('F72 lists each unmet condition with its column', () => {
    const { satisfied, reasons } = mappingGate('cmdb_export', [
      column({ column: 'Open', status: 'suggested', targetField: 'name' }),
      column({ column: 'New', status: 'unmapped' }),
      column({ column: 'Region', targetField: 'location' }),
      column({ column: 'Site', targetField: 'location', criticalIssues: 2 }),
    ]);
    expect(satisfied).toBe(false);
    expect(reasons.map(({ code, column: name }) => [code, name])).toEqual([
      ['undecided_column', 'Open'],
      ['undecided_column', 'New'],
      ['identity_missing', null],
      ['target_collision', 'Site'],
      ['critical_issue_undecided', 'Site'],
    ]);
    // Fields are named as people see them.
    expect(reasons[2]?.message).toBe(
      'No approved column can tell rows apart: approve one of Name, Host name, FQDN, Serial number, External id.',
    );
  });

  test('F73 columns may share a field only when it has a merge rule', () => {
    expect(mappingGate('cmdb_export', twice('notes')).satisfied).toBe(true);
    expect(mappingGate('cmdb_export', twice('region')).reasons.map(({ code }) => code)).toEqual([
      'target_collision',
    ]);
  });

  test('an issue of a column nobody imports does not hold the gate', () => {
    const ignored = column({ column: 'A', status: 'ignored', criticalIssues: 3 });
    expect(mappingGate('cmdb_export', [named, ignored]).satisfied).toBe(true);
  });

  test('a suggested name is not an identity until it is approved', () => {
    const columns = [column({ column: 'A', status: 'suggested', targetField: 'hostname' })];
    expect(mappingGate('infrastructure', columns).reasons.map(({ code }) => code)).toEqual([
      'undecided_column',
      'identity_missing',
    ]);
  });

  test('connections need both ends, or an application of their own', () => {
    expect(mapped('source_ip', 'target_ip')).toBe(true);
    expect(mapped('hostname', 'target_name')).toBe(true);
    expect(mapped('application_name')).toBe(true);
    expect(mapped('source_ip')).toBe(false);
    expect(mapped('target_name', 'target_port')).toBe(false);
  });
});
