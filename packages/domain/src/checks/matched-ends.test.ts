import { describe, expect, test } from 'vitest';
import { inputOf, result } from '../../test/run-check.ts';
import type { KnownSubject } from './check.ts';

/** Which asset each end of a file is, in the order in which the file names them. */
function matchedAs(assets: readonly string[], applications: readonly string[] = []) {
  const subjectOf = (end: number): KnownSubject | undefined => {
    const assetId = assets[end];
    const application = applications[end] ?? null;
    const facts = { environment: null, classification: null, region: null, found: 'matched' } as const;
    return assetId === undefined ? undefined : { ...facts, assetType: 'server', application, assetId };
  };
  return { ofEnd: subjectOf };
}

describe('ends of a file that are one asset', () => {
  // Ends in their order: web01, db01, the address of db01, the address of web01.
  const rows = [
    { source_name: 'web01', target_name: 'db01', target_port: '5432', connection_count: '60' },
    { source_ip: '10.0.0.2', target_ip: '10.0.0.1', target_port: '8080', bytes: '5' },
    { source_ip: '10.0.0.1', target_name: 'db01', target_port: '5432', connection_count: '50', bytes: '7' },
    { source_name: 'web01', target_ip: '10.0.0.1', target_port: '9000' },
  ];
  const matched = matchedAs(['web', 'db', 'db', 'web']);

  test('close a cycle that their names alone do not show', () => {
    expect(result('dependencies', inputOf(rows)).counts).toMatchObject({ cycles: 0, dependencies: 4 });
    const found = result('dependencies', inputOf(rows, { matched }));
    expect(found.counts).toMatchObject({
      dependencies: 2,
      duplicates_merged: 1,
      self_dependencies: 1,
      cycles: 1,
      in_cycles: 2,
    });
    expect(found.lists?.['cycles']).toEqual([['web01', 'db01']]);
    expect(found.issues).toMatchObject([{ rule: 'self_dependency', rowCount: 1, ranges: [[4, 4]] }]);
  });

  test('state one flow', () => {
    const found = result('data_flow', inputOf(rows, { matched }));
    expect(found.lists?.['flows']).toEqual([
      { source: 'web01', target: 'db01', bytes: 7, connections: 110 },
      { source: 'db01', target: 'web01', bytes: 5, connections: 0 },
    ]);
  });

  test('are one host, and no host of itself', () => {
    const hosted = [
      { name: 'vm01', virtual_host: 'esx01' },
      { name: 'esx01.corp.example', virtual_host: '' },
      { name: 'vm02', virtual_host: 'esx01.corp.example' },
      { name: 'esx02', virtual_host: 'esx02-mgmt' },
    ].map(({ virtual_host: host, ...row }) => (host === '' ? row : { ...row, virtual_host: host }));
    const plain = result('topology', inputOf(hosted));
    expect(plain.counts).toMatchObject({ self_hosted: 0 });
    const ends = ['vm01', 'esx01', 'esx01', 'vm02', 'esx02', 'esx02'];
    const found = result('topology', inputOf(hosted, { matched: matchedAs(ends) }));
    expect(found.counts).toMatchObject({ hosted_by: 2, self_hosted: 1 });
  });
});

test('spellings of one application are not integrated with each other', () => {
  const rows = [
    { source_name: 'web01', target_name: 'web02', target_port: '443', bytes: '1' },
    { source_name: 'web01', target_name: 'db01', target_port: '5432', bytes: '2' },
  ];
  const matched = matchedAs(['a', 'b', 'c'], ['Web Shop', 'web-shop (prod)', 'Billing']);
  const found = result('integrations', inputOf(rows, { matched }));
  expect(found.lists?.['integrations']).toEqual([
    { source: 'Web Shop', target: 'Billing', kind: 'database' },
  ]);
});
