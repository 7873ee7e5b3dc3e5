import { describe, expect, test } from 'vitest';
import { readableRows } from '../../test/readable-rows.ts';
import { type DependencyTable, readDependencies } from './dependency-table.ts';

type Row = Readonly<Record<string, string>>;

/** The table without the stops on the way. */
function tableOf(rows: readonly Row[]): DependencyTable {
  const steps = readDependencies(readableRows(rows));
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

function targetsOf({ ends, edges }: DependencyTable) {
  return edges.map(({ target }) => ends[target]?.name ?? ends[target]?.addresses[0]);
}

describe('a host cell', () => {
  test.each([
    ['h1; H1', 'h1'],
    ['app01/APP01', 'app01'],
    ['web01, web01.corp.example', 'web01.corp.example'],
    ['web01.corp.example; WEB01', 'web01.corp.example'],
    ['10.0.0.1; 10.0.0.1', '10.0.0.1'],
    ['https://app01/a; https://app01/b', 'app01'],
    ['SAP PROD; sap prod', 'SAP PROD'],
  ])('that names one machine several times, %j, is that machine', (host, machine) => {
    const table = tableOf([{ application_name: 'CRM', 'host:hostname': host }]);
    expect(table.notes.severalHosts).toEqual([]);
    expect(targetsOf(table)).toEqual([machine]);
  });

  test('that names one machine twice has the address beside it', () => {
    const table = tableOf([
      { application_name: 'CRM', 'host:hostname': 'h1; H1', 'host:ip_address': '10.0.0.1' },
    ]);
    expect(table.ends.find(({ name }) => name === 'h1')?.addresses).toEqual(['10.0.0.1']);
  });

  test.each([
    ['h1; H2', ['h1', 'H2']],
    ['web01.a.example; web01.b.example', ['web01.a.example', 'web01.b.example']],
    ['web01; web01.a.example; web01.b.example', ['web01', 'web01.a.example', 'web01.b.example']],
    ['h1; H1; h2', ['h1', 'h2']],
    ['app01; 10.0.0.1', ['app01', '10.0.0.1']],
  ])('that names several machines, %j, names each once', (host, names) => {
    const table = tableOf([{ application_name: 'CRM', 'host:hostname': host }]);
    expect(table.edges).toEqual([]);
    expect(table.notes.severalHosts).toEqual([{ row: 0, names }]);
  });
});

describe('a list of targets', () => {
  test('that names one of them twice counts its connections once', () => {
    const table = tableOf([
      { source_name: 'web01', target_name: 'db01; DB01; db02', target_port: '5432', connection_count: '5' },
    ]);
    expect(table.edges.map(({ connectionCount }) => connectionCount)).toEqual([5, 5]);
    expect(targetsOf(table)).toEqual(['db01', 'db02']);
  });

  test('that names a machine with several ports keeps them apart', () => {
    const table = tableOf([{ source_name: 'web01', target_name: 'db01:5432; db01:1521' }]);
    expect(table.edges.map(({ port }) => port)).toEqual([5432, 1521]);
  });

  test('of which one may be several ends refuses the row whole', () => {
    const table = tableOf([
      { source_name: 'a1', source_ip: '10.0.0.9', target_name: 'x1' },
      { source_name: 'a2', source_ip: '10.0.0.9', target_name: 'x1' },
      { source_name: 'web01', target_name: 'fresh01; 10.0.0.9' },
    ]);
    expect(table.refused).toMatchObject([{ row: 2, reason: 'ambiguous_match' }]);
    expect(targetsOf(table)).toEqual(['x1', 'x1']);
  });
});
