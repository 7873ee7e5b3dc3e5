import { describe, expect, test } from 'vitest';
import { readableRows } from '../../test/readable-rows.ts';
import { type DependencyTable, readDependencies } from './dependency-table.ts';

/** The table without the stops on the way. */
function tableOf(rows: readonly Readonly<Record<string, string>>[]): DependencyTable {
  const steps = readDependencies(readableRows(rows));
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

const edgesOf = (rows: readonly Readonly<Record<string, string>>[]) => {
  const table = tableOf(rows);
  const nameOf = (end: number) => table.ends[end]?.name ?? table.ends[end]?.addresses[0];
  const edges = table.edges.map((edge) => ({
    ...edge,
    source: nameOf(edge.source),
    target: nameOf(edge.target),
  }));
  return { table, edges };
};

describe('rows that state a connection', () => {
  test('F87 duplicates are one edge with summed counts, and the first of its rows leads', () => {
    const row = { source_name: 'web01', target_name: 'db01', target_port: '5432', protocol: 'tcp' };
    const { edges } = edgesOf([
      { ...row, connection_count: '40', bytes: '10000000000000', last_seen: '2026-03-01' },
      { ...row, protocol: '6', connection_count: '70', bytes: '10000000000000', last_seen: '2026-01-01' },
      { ...row, target_port: '22' },
    ]);
    expect(edges).toMatchObject([
      { source: 'web01', target: 'db01', type: 'uses_database', port: 5432, protocol: 'tcp', isNoise: false },
      { port: 22, type: 'connects_to', isNoise: true, connectionCount: null, bytes: null },
    ]);
    expect(edges[0]).toMatchObject({ rows: [0, 1], connectionCount: 110, bytes: 20_000_000_000_000n });
    expect(edges[0]).toMatchObject({ firstSeen: '2026-01-01', lastSeen: '2026-03-01' });
  });

  test('F87 an end that depends on itself, or is missing, refuses the row', () => {
    const { table } = edgesOf([
      { source_name: 'WEB01', target_name: 'web01' },
      { source_name: 'web01' },
      { target_name: 'db01' },
      { target_port: '80' },
    ]);
    expect(table.edges).toEqual([]);
    expect(table.refused.map(({ row, reason }) => [row, reason])).toEqual([
      [0, 'self_dependency'],
      [1, 'missing_endpoint'],
      [2, 'missing_endpoint'],
      [3, 'missing_endpoint'],
    ]);
  });

  test('an address is the one named end that has it, also when the name stands later', () => {
    const { table, edges } = edgesOf([
      { source_ip: '10.0.0.1', target_ip: '10.0.0.2' },
      { source_name: 'web01', source_ip: '10.0.0.1', target_name: '10.0.0.2' },
    ]);
    expect(edges).toMatchObject([{ source: 'web01', target: '10.0.0.2', rows: [0, 1] }]);
    expect(table.ends).toHaveLength(2);
  });

  test('an address of several named ends refuses the row and names them', () => {
    const { table } = edgesOf([
      { source_name: 'a', source_ip: '10.0.0.9', target_name: 'c' },
      { source_name: 'b', source_ip: '10.0.0.9', target_name: 'c' },
      { source_ip: '10.0.0.9', target_name: 'c' },
    ]);
    expect(table.refused).toMatchObject([{ row: 2, reason: 'ambiguous_match' }]);
    expect(table.refused[0]?.detail).toContain('a, b');
  });

  test('a short name is the domain name that begins with it, when there is one', () => {
    const { table } = edgesOf([
      { source_name: 'web01', target_name: 'db01' },
      { source_name: 'web01.corp.example', target_name: 'db01.a.example' },
      { source_name: 'web01', target_name: 'db01.b.example' },
    ]);
    expect(table.ends.filter(({ row }) => row >= 0).map(({ name }) => name)).toEqual([
      'web01',
      'db01',
      'web01.corp.example',
      'db01.a.example',
      'db01.b.example',
    ]);
    expect(table.edges.map(({ source, target }) => [source, target])).toEqual([
      [2, 1],
      [2, 3],
      [2, 4],
    ]);
  });

  test('a URL gives host, port and path, and its password is not kept', () => {
    const { table, edges } = edgesOf([
      { source_name: 'shop', target_name: 'https://svc:secret@api.example.com/v2/orders?key=1' },
    ]);
    expect(edges).toMatchObject([
      { target: 'api.example.com', port: 443, protocol: 'https', type: 'calls_api', paths: ['/v2/orders'] },
    ]);
    expect(table.notes.credentials).toEqual({ source_name: [], target_name: [0] });
    expect(JSON.stringify(table.ends)).not.toContain('secret');
  });
});

describe('rows that describe an application', () => {
  test('its host is what it runs on, and a list of names is what it depends on', () => {
    const { table, edges } = edgesOf([
      { application_name: 'Billing', 'host:hostname': 'app01', target_name: 'CRM; Ledger' },
      { application_name: 'CRM', 'host:hostname': 'app02' },
    ]);
    expect(table.roles).toEqual(['subject', 'subject']);
    expect(edges).toMatchObject([
      { source: 'Billing', target: 'app01', type: 'runs_on' },
      { source: 'Billing', target: 'CRM', type: 'depends_on' },
      { source: 'Billing', target: 'Ledger', type: 'depends_on' },
      { source: 'CRM', target: 'app02', type: 'runs_on' },
    ]);
    expect(table.ends.find(({ name }) => name === 'CRM')?.ownRow).toBe(1);
  });

  test('mixed files are read row by row; a portfolio row without identity names no asset', () => {
    const { table } = edgesOf([
      { application_name: 'CRM' },
      { source_name: 'CRM', target_name: 'db9', target_port: '1433' },
    ]);
    expect(table.roles).toEqual(['subject', 'edge']);
    expect(edgesOf([{ description: 'nothing' }]).table.refused).toMatchObject([{ reason: 'no_identity' }]);
  });
});

describe('what is said of ports and protocols', () => {
  test('another protocol than the usual one of a port is noted, an unknown one too', () => {
    const { table } = edgesOf([
      { source_name: 'a', target_name: 'b', target_port: '3306', protocol: 'HTTPS' },
      { source_name: 'a', target_name: 'b', target_port: '443', protocol: 'frobnicate' },
    ]);
    expect(table.notes.unusualPorts).toEqual([{ row: 0, port: 3306, stated: 'https', usual: 'mysql' }]);
    expect([...table.notes.unknownProtocols]).toEqual([['frobnicate', [1]]]);
  });
});

const flow = (source: string, sourcePort: string, target: string, targetPort: string) => ({
  source_ip: source,
  source_port: sourcePort,
  target_ip: target,
  target_port: targetPort,
  protocol: '6',
});

describe('rows of flow logs and lists of sockets', () => {
  test('what comes back from a service counts for the connection to it', () => {
    const { table, edges } = edgesOf([
      { ...flow('10.0.0.1', '49152', '10.0.0.2', '5432'), bytes: '100', source_process: 'java' },
      { ...flow('10.0.0.2', '5432', '10.0.0.1', '49152'), bytes: '900', target_process: 'java' },
    ]);
    expect(edges).toMatchObject([
      {
        source: '10.0.0.1',
        target: '10.0.0.2',
        port: 5432,
        type: 'uses_database',
        rows: [0, 1],
        bytes: 1000n,
      },
    ]);
    expect(edges[0]).toMatchObject({ sourceProcesses: ['java'], targetProcesses: [] });
    expect(table.notes.answers).toEqual([1]);
  });

  test('ports that do not tell which end serves leave the direction as it is written', () => {
    const { table, edges } = edgesOf([
      flow('10.0.0.1', '49152', '10.0.0.2', '50001'),
      flow('10.0.0.3', '443', '10.0.0.4', '8443'),
      flow('10.0.0.5', '7777', '10.0.0.6', '40000'),
      flow('10.0.0.7', '50000', '10.0.0.8', '7777'),
    ]);
    expect(edges.map(({ port }) => port)).toEqual([50_001, 8443, 40_000, 7777]);
    expect(table.notes.answers).toEqual([]);
  });

  test('a port that no client is given is the service, also behind address translation', () => {
    const { table, edges } = edgesOf([
      flow('10.0.0.1', '1024', '10.0.0.2', '80'),
      flow('10.0.0.2', '80', '10.0.0.1', '1024'),
      flow('10.0.0.3', '7777', '10.0.0.1', '51000'),
    ]);
    expect(edges).toMatchObject([
      { source: '10.0.0.1', target: '10.0.0.2', port: 80, rows: [0, 1] },
      { source: '10.0.0.1', target: '10.0.0.3', port: 7777, rows: [2] },
    ]);
    expect(table.notes.answers).toEqual([1, 2]);
  });

  test('protocols without ports have none, and a ping is noise', () => {
    const { edges } = edgesOf([{ ...flow('10.0.0.1', '8', '10.0.0.2', '0'), protocol: 'icmp' }]);
    expect(edges).toMatchObject([{ port: null, protocol: 'icmp', isNoise: true }]);
  });

  test('an attempt that was turned away is noise, unless another came through', () => {
    const denied = { ...flow('10.0.0.1', '49152', '10.0.0.2', '5432'), 'custom:action': 'REJECT' };
    expect(edgesOf([denied]).edges).toMatchObject([{ port: 5432, isNoise: true }]);
    expect(edgesOf([denied]).table.notes.refusals).toEqual([0]);
    const { edges } = edgesOf([denied, { ...denied, 'custom:action': 'ACCEPT' }]);
    expect(edges).toMatchObject([{ rows: [0, 1], isNoise: false }]);
    const zeek = { ...flow('10.0.0.1', '49152', '10.0.0.2', '5432'), 'custom:conn_state': 'REJ' };
    expect(edgesOf([zeek]).edges).toMatchObject([{ isNoise: true }]);
  });

  test('an address that is no single machine is no end', () => {
    const { table } = edgesOf([
      { source_ip: '10.0.0.1', target_ip: '239.255.255.250', target_port: '1900' },
      { source_ip: '10.0.0.1', target_ip: '127.0.0.1', target_port: '3306' },
      { source_ip: '10.0.0.1', target_name: '*:*' },
      { source_name: 'web01', target_name: 'localhost' },
    ]);
    expect(table.ends).toHaveLength(1);
    expect(table.edges).toEqual([]);
    expect(table.refused.map(({ reason }) => reason)).toEqual(Array(4).fill('missing_endpoint'));
    expect(table.refused.map(({ detail }) => detail)).toEqual(
      ['239.255.255.250', '127.0.0.1', '*:*', 'localhost'].map(
        (end) => `The target is missing. ${end} is no single machine of a network.`,
      ),
    );
  });

  test('a port behind a name or an address is its port', () => {
    const { edges } = edgesOf([
      { source_name: 'web01:52100', target_name: 'db01.corp.example:5432' },
      { source_name: 'web01', target_name: 'db02:5432' },
      { source_name: 'web01', target_name: '10.0.0.2:443' },
      { source_name: 'web01', target_name: '[2001:db8::1]:443' },
      { source_name: 'web01', target_name: 'Payroll:2' },
    ]);
    expect(edges).toMatchObject([
      { source: 'web01', target: 'db01.corp.example', port: 5432, type: 'uses_database' },
      { source: 'web01', target: 'db02', port: 5432, type: 'uses_database' },
      { source: 'web01', target: '10.0.0.2', port: 443 },
      { source: 'web01', target: '2001:db8::1', port: 443 },
      { source: 'web01', target: 'Payroll:2', port: null },
    ]);
  });
});
