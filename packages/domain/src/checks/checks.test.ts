import { describe, expect, test } from 'vitest';
import { readableRows } from '../../test/readable-rows.ts';
import { importCategories } from '../catalog/import-category.ts';
import { profileFile } from '../tabular/profile-file.ts';
import { encodeUtf8 } from '../tabular/utf8.ts';
import { type CheckInput, type CheckResult, type KnownSubject, runCheck } from './check.ts';
import { defaultThresholds } from './check-thresholds.ts';
import { checksOf } from './check-registry.ts';

type Rows = readonly Readonly<Record<string, string>>[];
const inputOf = (rows: Rows, more: Partial<CheckInput> = {}): CheckInput => ({
  profile: [],
  rows: readableRows(rows),
  mapping: new Set(rows.flatMap((row) => Object.keys(row))),
  thresholds: defaultThresholds,
  at: '2026-11-21T00:00:00Z',
  ...more,
});
/** Runs a check to its end without letting others run. */
const resultOf = (steps: ReturnType<typeof runCheck>): CheckResult => {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
};
const result = (name: string, input: CheckInput) => {
  const check = importCategories.flatMap(checksOf).find((each) => each.name === name);
  if (check === undefined) throw new Error(`No check ${name}`);
  return resultOf(runCheck(check, input));
};

test('F60 no check passes what it did not compute: without its columns it names them', () => {
  for (const check of importCategories.flatMap(checksOf)) {
    const found = resultOf(runCheck(check, inputOf([{ description: 'nothing else' }])));
    expect([check.name, found.verdict, found.records]).toEqual([check.name, 'not_available', 0]);
    expect(found.missing.length).toBeGreaterThan(0);
  }
});

const user = (name: string) => ({ application_name: name, target_name: 'ldap01' });

describe('application discovery', () => {
  test('what five applications need is a shared service, what four need is none', () => {
    const five = ['a', 'b', 'c', 'd', 'e'].map(user);
    expect(result('integrations', inputOf(five)).counts).toMatchObject({ shared_services: 1 });
    expect(result('integrations', inputOf(five.slice(1))).counts).toMatchObject({ shared_services: 0 });
  });

  test('applications are integrated through the machines they run on', () => {
    const rows = [
      { application_name: 'Shop', 'host:hostname': 'web01' },
      { application_name: 'Billing', 'host:hostname': 'db01' },
      { source_name: 'web01', target_name: 'db01', target_port: '1433' },
    ];
    const found = result('integrations', inputOf(rows));
    expect(found.lists?.['integrations']).toEqual([{ source: 'Shop', target: 'Billing', kind: 'database' }]);
  });

  test('flows from production to a lower environment, and from confidential to public, are warnings', () => {
    const rows = [{ source_name: 'p1', target_name: 't1', bytes: '10' }];
    const known: KnownSubject = {
      assetId: 'x',
      assetType: 'server',
      environment: 'production',
      classification: 'restricted',
      region: null,
      application: null,
      found: 'matched',
    };
    const lower = { ...known, environment: 'test', classification: 'public' };
    const matched = { ofEnd: (end: number) => (end === 0 ? known : lower) };
    const found = result('data_flow', inputOf(rows, { matched }));
    expect(found.verdict).toBe('warning');
    expect(found.counts).toMatchObject({ cross_environment: 1, cross_classification: 1, bytes: 10 });
  });
});

describe('addresses of interfaces', () => {
  test('a password in one is critical, is told once for its column, and is not shown', () => {
    const rows = [
      { source_name: 'shop', target_name: 'https://svc:secret@api.example.com/v2' },
      { source_name: 'redis://:secret@cache01:6379', target_name: 'shop' },
      { source_name: 'shop', target_name: 'https://someone@api.example.com/v2' },
    ];
    const found = result('api', inputOf(rows));
    expect(found.verdict).toBe('critical');
    expect(found.counts).toMatchObject({ url_credentials: 2, url_invalid: 0 });
    expect(found.issues).toMatchObject([
      { rule: 'url_credentials', severity: 'critical', field: 'source_name', ranges: [[2, 2]] },
      {
        rule: 'url_credentials',
        severity: 'critical',
        field: 'target_name',
        ranges: [[1, 1]],
        sample: [{ row_number: 1, value: 'https://***@api.example.com/v2' }],
      },
    ]);
    expect(JSON.stringify(found)).not.toContain('secret');
  });

  test('one that nobody can call is a warning, and no machine', () => {
    const bad = [
      'http://bad host:99999/x',
      'https://svc:pw@10.0.0.300/api',
      'http://api..example.com',
      'https://${HOST}/x',
      'http://api01:70000/',
      'file:///etc/hosts',
    ];
    const rows = bad.map((target_name) => ({ source_name: 'shop', target_name }));
    const found = result('api', inputOf(rows));
    expect(found).toMatchObject({ verdict: 'warning', counts: { calls: 0, url_invalid: 6 } });
    expect(found.issues).toMatchObject([{ rule: 'url_invalid', rowCount: 6, ranges: [[1, 6]] }]);
    expect(found.issues[0]?.sample[1]).toEqual({ row_number: 2, value: 'https://***@10.0.0.300/api' });
  });

  test('one with an unusual but possible host or port is called', () => {
    const good = ['http://api01:/x', 'https://[fd00::1]:8443/', 'http://münchen.example/', 'grpc://a_b.c.'];
    const rows = good.map((target_name) => ({ source_name: 'shop', target_name }));
    expect(result('api', inputOf(rows)).counts).toMatchObject({ calls: 4, url_invalid: 0 });
  });
});

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

const region = (name: string) => ({
  assetId: name,
  assetType: 'database',
  environment: null,
  classification: null,
  region: name,
  application: null,
  found: 'matched' as const,
});

test('data that crosses regions, and regulations that are not named, are warnings', () => {
  const rows = [{ name: 'Patient records', data_store: 'eu-db', compliance_requirements: 'SOX' }];
  const matched = { ofEnd: (end: number) => region(end === 0 ? 'us-east-1' : 'eu-west-1') };
  expect(result('lineage', inputOf(rows, { matched })).counts).toMatchObject({ links: 1, cross_region: 1 });
  expect(result('compliance', inputOf(rows)).findings).toMatchObject([
    { status: 'compliance_gap', value: { rule: 'health_data', needs: ['HIPAA', 'GDPR'] } },
  ]);
});

const shared = (groups: string) => ({
  data_classification: 'confidential',
  'custom:Access groups': groups,
});

/** The profile of a column with these cells. */
const profileOf = (header: string, cells: readonly string[]) => {
  const profiled = profileFile(
    encodeUtf8(`Id,${header}\n${cells.map((cell, at) => `${at},${cell}\n`).join('')}`),
  );
  const column = 'refused' in profiled ? undefined : profiled.columns[1];
  if (column === undefined) throw new Error('The column was not profiled.');
  return column;
};

describe('sensitive data', () => {
  test('words for a level that nobody knows are critical, and every word is shown with its level', () => {
    const column = {
      header: 'Class',
      field: 'data_classification',
      profile: profileOf('Class', ['Geheim', 'Violet', 'Violet', '']),
      read: (text: string) => (text === 'Geheim' ? 'restricted' : null),
    };
    const rows = [
      { name: 'a', data_classification: 'restricted' },
      { name: 'b' },
      { name: 'c' },
      { name: 'd' },
    ];
    const unread = [
      {
        issue: 'enum_unknown_value' as const,
        count: 2,
        ranges: [[2, 3] as const],
        samples: [{ row: 2, value: 'Violet' }],
        texts: [['Violet', 2] as const],
      },
    ];
    const found = result('classification', inputOf(rows, { profile: [{ ...column, unread }] }));
    expect(found).toMatchObject({
      verdict: 'critical',
      counts: { restricted: 1, unknown: 2, unclassified: 1 },
      issues: [
        {
          rule: 'unknown_classification',
          field: 'data_classification',
          rowCount: 2,
          ranges: [[2, 3]],
          detail: { values: [{ value: 'Violet', count: 2 }] },
        },
      ],
    });
    expect(found.lists?.['levels']).toEqual([
      { value: 'Violet', level: null, count: 2 },
      { value: 'Geheim', level: 'restricted', count: 1 },
    ]);
    expect(result('classification', inputOf(rows, { profile: [column] })).verdict).toBe('passed');
  });

  test('groups of everybody are told by their whole name', () => {
    const open = [shared('HR; CORP\\Domain Users'), shared('Everyone: read')];
    const closed = [shared('Public Relations'), shared('All users of payroll')];
    expect(result('access', inputOf([...open, ...closed])).counts).toMatchObject({ open_access: 2 });
  });

  test('of a list of frameworks in one word none is lost', () => {
    const rows = [{ name: 'Payment card numbers', compliance_requirements: 'GDPR/PCI' }];
    expect(result('compliance', inputOf(rows)).counts).toMatchObject({ GDPR: 1, PCI_DSS: 1, gaps: 0 });
    const exempt = [{ name: 'Payment card numbers', compliance_requirements: 'out of scope for PCI' }];
    expect(result('compliance', inputOf(exempt)).counts).toMatchObject({ other: 1, gaps: 1 });
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
