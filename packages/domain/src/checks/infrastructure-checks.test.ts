import { describe, expect, test } from 'vitest';
import { inputOf, profileOf, result } from '../../test/run-check.ts';

describe('infrastructure', () => {
  test('machines that host each other in a circle are a warning', () => {
    const rows = [
      { name: 'a', virtual_host: 'b' },
      { name: 'b', virtual_host: 'a' },
      { name: 'c', virtual_host: 'b' },
    ];
    const found = result('topology', inputOf(rows));
    expect(found.counts).toMatchObject({ hosting_loops: 1, hosted_by: 3 });
    expect(found.issues).toMatchObject([{ rule: 'hosting_loop', rowCount: 2, ranges: [[1, 2]] }]);
  });

  test('impossible measurements are counted with their rows', () => {
    const rows = [
      { name: 'a', cpu_utilization_percent: '50', cpu_utilization_peak_percent: '40' },
      { name: 'b', cpu_utilization_percent: '150', cpu_utilization_peak_percent: '160' },
      { name: 'c', storage_gb: '10', storage_used_gb: '11' },
    ];
    const found = result('performance', inputOf(rows));
    expect(found.issues.map(({ rule, rowCount }) => [rule, rowCount])).toEqual([
      ['measure_out_of_range', 1],
      ['measure_out_of_range', 1],
      ['peak_below_average', 1],
      ['used_over_total', 1],
    ]);
  });

  test('shares that look like fractions are remarked, and are not impossible', () => {
    const rows = [
      { name: 'a', cpu_utilization_percent: '0.02', cpu_utilization_peak_percent: '0.93' },
      { name: 'b', cpu_utilization_percent: '0.5', cpu_utilization_peak_percent: '0.7' },
    ];
    const found = result('performance', inputOf(rows));
    expect(found.issues.map(({ rule, severity }) => [rule, severity])).toEqual([
      ['percent_as_fraction', 'info'],
      ['percent_as_fraction', 'info'],
    ]);
    expect(found).toMatchObject({ verdict: 'info', counts: { measured: 2, impossible: 0 } });
  });

  test('a machine that hosts itself is a loop, one that is named after its cluster is none', () => {
    const rows = [
      { name: 'esx1', virtual_host: 'ESX1' },
      { name: 'c1', cluster: 'c1' },
      { name: 'web01', virtual_host: 'esx1' },
    ];
    const found = result('topology', inputOf(rows));
    expect(found).toMatchObject({
      verdict: 'warning',
      counts: { self_hosted: 1, hosting_loops: 0, hosted_by: 1 },
    });
    expect(found.issues).toMatchObject([{ rule: 'hosting_loop', rowCount: 1, ranges: [[1, 1]] }]);
    expect(found.findings).toMatchObject([{ subject: { row: 0 }, status: 'hosting_loop' }]);
  });

  test('a machine is judged by all its rows, once', () => {
    const rows = [
      { name: 'a', cpu_utilization_percent: '1', memory_gb: '8' },
      { name: 'a', memory_utilization_percent: '2', cpu_cores: '4' },
    ];
    const ofSubject = (field: string) =>
      rows.map((row) => new Map(Object.entries(row)).get(field)).find((text) => text !== undefined) ?? null;
    const found = result('capacity', inputOf(rows, { ofSubject, leads: (row) => row === 0 }));
    expect(found.counts).toMatchObject({ judged: 1, idle: 1, without_total: 0 });
    expect(found.findings).toMatchObject([
      { subject: { row: 0 }, status: 'idle', value: { cpu_percent: 1, memory_percent: 2 } },
    ]);
  });

  test('what is used of nothing stated is told by the total it lacks', () => {
    const rows = [
      { name: 'a', cpu_utilization_percent: '20', cpu_cores: '4', storage_used_gb: '10' },
      { name: 'b', memory_utilization_peak_percent: '20', storage_gb: '100' },
    ];
    const found = result('capacity', inputOf(rows));
    expect(found).toMatchObject({ verdict: 'info', counts: { judged: 2, without_total: 2 } });
    expect(found.issues).toMatchObject([
      {
        rule: 'total_missing',
        field: null,
        ranges: [[1, 2]],
        detail: {
          values: [
            { value: 'memory_gb', count: 1 },
            { value: 'storage_gb', count: 1 },
          ],
        },
      },
    ]);
  });

  test('cells that no measurement can be are counted as impossible, by the issue of their column', () => {
    const header = 'CPU %';
    const profile = profileOf(header, ['150', '40']);
    const unread = [
      {
        issue: 'invalid_value' as const,
        count: 1,
        ranges: [[1, 1] as const],
        samples: [{ row: 1, value: '150' }],
        texts: [['150', 1] as const],
      },
    ];
    const rows = [{ name: 'a' }, { name: 'b', cpu_utilization_percent: '40' }];
    const column = { header, field: 'cpu_utilization_percent', profile, unread };
    const found = result('performance', inputOf(rows, { profile: [column] }));
    expect(found).toMatchObject({ verdict: 'warning', counts: { impossible: 1 } });
    expect(found.issues).toMatchObject([
      { rule: 'invalid_value', field: 'cpu_utilization_percent', ranges: [[1, 1]] },
    ]);
  });

  test('addresses in public and reserved ranges are findings; loopback beside a real address is none', () => {
    const rows = ['8.8.8.8', '192.0.2.5', '10.0.0.1\n127.0.0.1', '127.0.0.1', '2001:db8::5\n2a00::1'].map(
      (ip_address, at) => ({ name: `web${at}`, ip_address }),
    );
    const found = result('network', inputOf(rows));
    expect(found).toMatchObject({ verdict: 'info', counts: { public: 2, reserved: 3 } });
    expect(found.findings.map(({ subject, status, value }) => [subject, status, value['range']])).toEqual([
      [{ row: 0 }, 'public_address', 'public'],
      [{ row: 1 }, 'reserved_address', 'documentation'],
      [{ row: 3 }, 'reserved_address', 'host_only'],
      [{ row: 4 }, 'reserved_address', 'documentation'],
      [{ row: 4 }, 'public_address', 'public'],
    ]);
    expect(found.issues).toMatchObject([{ rule: 'reserved_address', severity: 'info', rowCount: 3 }]);
  });

  test('an address of another live machine of the inventory is a warning; one of a retired machine is none', () => {
    const rows = [
      { name: 'web01', ip_address: '10.0.0.1' },
      { name: 'web02', ip_address: '10.0.0.2' },
      { name: 'old', ip_address: '10.0.0.2', status: 'retired' },
    ];
    const sharedAddresses = new Map([['10.0.0.1', ['db07', 'web01']]]);
    const found = result('network', inputOf(rows, { sharedAddresses }));
    expect(found.counts).toMatchObject({ shared_addresses: 1 });
    expect(found.findings).toMatchObject([
      { subject: { row: 0 }, status: 'duplicate_ip', value: { machines: 2, names: ['db07', 'web01'] } },
    ]);
    expect(result('network', inputOf(rows)).counts).toMatchObject({ shared_addresses: 0 });
  });

  test('VLANs with a name and no number are noted', () => {
    const rows = ['DMZ', '20', '4095'].map((vlan, at) => ({ name: `web${at}`, vlan }));
    expect(result('network', inputOf(rows)).issues).toMatchObject([
      { rule: 'vlan_out_of_range', ranges: [[3, 3]] },
      { rule: 'vlan_named', severity: 'info', ranges: [[1, 1]], sample: [{ value: 'DMZ' }] },
    ]);
  });

  test('a column of shares up to one is told to be fractions', () => {
    const rows = [
      { name: 'a', cpu_utilization_percent: '0.5' },
      { name: 'b', cpu_utilization_percent: '0.97' },
    ];
    expect(result('performance', inputOf(rows)).issues).toMatchObject([
      { rule: 'percent_as_fraction', severity: 'info' },
    ]);
  });

  test('VLANs, placeholders and addresses beside their subnet are noted', () => {
    const rows = [
      {
        name: 'a',
        ip_address: '10.0.0.5',
        subnet: '10.0.0.0/255.255.255.0',
        vlan: '4095',
        mac_address: '00:00:00:00:00:00',
      },
      { name: 'b', ip_address: '8.8.8.8', subnet: '10.0.0.0/24', vlan: 'VLAN 20' },
    ];
    const found = result('network', inputOf(rows));
    expect(found.counts).toMatchObject({ public: 1, in_subnet: 1, outside_subnet: 1 });
    expect(found.issues.map(({ rule }) => rule)).toEqual([
      'address_outside_subnet',
      'placeholder_mac',
      'vlan_out_of_range',
    ]);
  });
});

test('a system of several possible releases is judged by what holds for all of them, and names them', () => {
  const rows = [
    { operating_system: 'SUSE Linux Enterprise 11 (64-bit)' },
    { operating_system: 'Microsoft Windows 8 (64-bit)' },
    { operating_system: 'Oracle Solaris 11 (64-bit)' },
  ];
  const { findings } = result('eol', inputOf(rows));
  expect(findings.map(({ status }) => status)).toEqual(['expired', 'expired', 'unknown_version']);
  expect(findings[1]).toMatchObject({
    value: { versions: ['8.1', '8'], latest_support_end: '2023-01-10' },
    evidence: { product: 'windows', cycles: ['8.1', '8'], as_of: '2026-08-22' },
  });
  expect(findings[2]?.value).toMatchObject({ latest_support_end: null });
});

test('addresses that every machine has are shared by none', () => {
  const addresses = ['10.0.0.1', '10.0.0.2', '10.0.0.2'];
  const rows = addresses.map((address, at) => ({
    name: `web${at}`,
    ip_address: `${address}\n127.0.0.1\nfe80::1`,
  }));
  expect(result('network', inputOf(rows)).counts).toMatchObject({ shared_addresses: 1 });
});

test('systems the catalog does not know are listed as the file writes them', () => {
  const rows = [{ operating_system: 'TempleOS' }, { operating_system: 'Debian', os_version: 'sid' }];
  const { issues } = result('eol', inputOf(rows));
  expect(issues).toMatchObject([
    { rule: 'lifecycle_unknown', rowCount: 2, detail: { values: ['TempleOS', 'Debian, sid'] } },
  ]);
});
