import type { ConnectionPreview } from '@landfall/contract/dependencies';
import { expect, test } from 'vitest';
import { connectionText, endText, summaryText } from './dry-run-text.ts';

const connection: ConnectionPreview = {
  row_number: 3,
  row_count: 1,
  source: { id: 's', name: 'web01', is_new: false },
  target: { id: 't', name: 'db01', is_new: false },
  dependency_type: 'uses_database',
  port: 5432,
  protocol: 'tcp',
  effect: 'updated',
  diff: [
    { field: 'connection_count', before: 40, after: 90 },
    { field: 'last_seen', before: null, after: '2026-03-01T10:00:00Z' },
  ],
};

test('a connection that would change says its rows, its ends and each value', () => {
  expect(connectionText(connection)).toBe(
    'update   row 3  web01 uses database db01 port 5432 tcp\n  connection count: 40 -> 90\n  last seen: 2026-03-01T10:00:00Z\n',
  );
});

test('a new one of many rows says how many state it; what is not known is left out', () => {
  const many = { ...connection, row_count: 4, port: null, protocol: null, diff: [] };
  expect(connectionText({ ...many, effect: 'created' })).toBe(
    'connect  row 3 and 3 more  web01 uses database db01\n',
  );
  expect(connectionText({ ...many, row_count: 1, effect: 'unchanged' })).toBe(
    'unchanged row 3  web01 uses database db01\n',
  );
});

test('an end the inventory does not have is said to be new, and listed with the fields its asset gets', () => {
  const target = { ...connection.target, is_new: true };
  expect(connectionText({ ...connection, target, effect: 'created', diff: [] })).toBe(
    'connect  row 3  web01 uses database db01 (new) port 5432 tcp\n',
  );
  const end = { id: 't', row_number: 3, name: 'db01', hostname: 'db01', fqdn: null };
  expect(endText({ ...end, asset_type: 'database_server', ip_address: ['10.0.0.1', '10.0.0.2'] })).toBe(
    'create   row 3  db01  (end of a connection)\n  Asset type: database server\n  Host name: db01\n  IP address: 10.0.0.1, 10.0.0.2\n',
  );
});

test('assets made of ends are counted apart from rows, which each do one thing', () => {
  const rows = {
    source_rows: 2,
    create: 0,
    update: 2,
    merge: 0,
    unchanged: 0,
    connect: 0,
    conflict: 0,
    reject: 0,
  };
  const counts = { ...rows, create_ends: 3 };
  const text = summaryText({ flow_id: 'f', data_import_id: 'd', counts, large_change: null });
  expect(text).toMatch(/^to create +0$/m);
  expect(text).toMatch(/^to create as ends +3$/m);
});
