import type { ConnectionPreview } from '@landfall/contract/dependencies';
import { expect, test } from 'vitest';
import { connectionText } from './dry-run-text.ts';

const connection: ConnectionPreview = {
  row_number: 3,
  row_count: 1,
  source: { id: 's', name: 'web01' },
  target: { id: 't', name: 'db01' },
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
