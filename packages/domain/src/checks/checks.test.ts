import { describe, expect, test } from 'vitest';
import { inputOf, profileOf, result, resultOf } from '../../test/run-check.ts';
import { importCategories } from '../catalog/import-category.ts';
import { type KnownSubject, runCheck } from './check.ts';
import { checksOf } from './check-registry.ts';

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
    const lower = { ...known, assetId: 'y', environment: 'test', classification: 'public' };
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

const region = (name: string) => ({
  assetId: name,
  assetType: 'database',
  environment: null,
  classification: null,
  region: name,
  application: null,
  found: 'matched' as const,
});

test('a data set is judged by all its rows, once', () => {
  const rows = [
    { name: 'Patients', data_classification: 'public', encryption_status: 'none', data_owner: 'Ann' },
    { name: 'Patients', data_classification: 'restricted', compliance_requirements: 'HIPAA' },
  ];
  const together = new Map([
    ...rows.flatMap((row) => Object.entries(row)),
    ['data_classification', 'restricted'],
  ]);
  const ofSubject = (field: string) => together.get(field) ?? null;
  const input = inputOf(rows, { ofSubject, leads: (row) => row === 0 });
  expect(result('compliance', input).counts).toMatchObject({ rows: 2, HIPAA: 1, gaps: 0 });
  expect(result('access', input).counts).toMatchObject({ without_owner: 0 });
  expect(result('encryption', input)).toMatchObject({
    counts: { unencrypted_guarded: 1 },
    findings: [{ subject: { row: 0 }, value: { classification: 'restricted', encryption: 'none' } }],
  });
  expect(result('classification', input)).toMatchObject({
    counts: { public: 1, restricted: 1 },
    findings: [{ subject: { row: 0 }, value: { level: 'restricted' } }],
  });
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

describe('lineage', () => {
  test('of rows that name no system beside the store they are about is not available', () => {
    const rows = [
      { name: 'st1', data_store: 'st1', data_classification: 'internal' },
      { name: 'st2', data_store: 'st2', data_classification: 'internal' },
    ];
    expect(result('lineage', inputOf(rows))).toMatchObject({
      verdict: 'not_available',
      records: 0,
      missing: ['database_name', 'application_name', 'hostname', 'fqdn'],
    });
  });

  test('of rows that name one is looked at, also where the others name none', () => {
    const rows = [
      { name: 'st1', data_store: 'st1', application_name: 'CRM' },
      { name: 'st2', data_store: 'st2' },
    ];
    expect(result('lineage', inputOf(rows))).toMatchObject({
      verdict: 'passed',
      records: 2,
      counts: { links: 1, systems: 2 },
    });
  });
});

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
