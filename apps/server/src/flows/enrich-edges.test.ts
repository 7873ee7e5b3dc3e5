import { readDependencies } from '@landfall/domain/dependencies/dependency-table';
import { expect, test } from 'vitest';
import { readableRows } from '../../../../packages/domain/test/readable-rows.ts';
import type { EndMatchWord, MatchedEnd } from '../features/enrichment/ends.repository.ts';
import { statedEdges } from './enrich-edges.ts';

const assets: Readonly<Record<string, readonly [asset: string, match: EndMatchWord]>> = {
  'web01.corp.example': ['web', 'strong'],
  '10.0.0.1': ['web', 'unique'],
  'db01.corp.example': ['db', 'strong'],
  '10.0.0.2': ['db', 'unique'],
};

function edgesOf(rows: readonly Readonly<Record<string, string>>[]) {
  const steps = readDependencies(readableRows(rows));
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  const table = step.value;
  const ends = table.ends.map(({ name, addresses, row }, end): MatchedEnd => {
    const [assetId = null, match = 'unknown'] = assets[name ?? addresses[0] ?? ''] ?? [];
    return { end, name, addresses, row, match, assetId, candidates: [] };
  });
  return statedEdges(table, ends, { manyConnections: 100 });
}

const byName = {
  source_name: 'web01.corp.example',
  target_name: 'db01.corp.example',
  target_port: '5432',
  target_process: 'postgres',
  connection_count: '60',
  last_seen: '2026-03-01T10:30:00+02:00',
};
const byAddress = {
  source_ip: '10.0.0.1',
  target_ip: '10.0.0.2',
  target_port: '5432',
  target_process: 'pgbouncer',
  connection_count: '40',
  last_seen: '2026-03-01T09:00:00Z',
};

test('an edge is as sure as its surest ends, sums what all rows state, and does not depend on their order', () => {
  const expected = { confidence: 0.98, connectionCount: 100, rowCount: 2, lastSeen: '2026-03-01T09:00:00Z' };
  for (const rows of [
    [byName, byAddress],
    [byAddress, byName],
  ]) {
    const edges = edgesOf(rows);
    expect(edges).toMatchObject([expected]);
    expect(edges[0]?.targetProcess?.split('\n').toSorted()).toEqual(['pgbouncer', 'postgres']);
  }
});

test('moments of one connection are compared as moments', () => {
  const [edge] = edgesOf([byName, { ...byName, last_seen: '2026-03-01T09:00:00Z' }]);
  expect(edge).toMatchObject({ firstSeen: '2026-03-01T10:30:00+02:00', lastSeen: '2026-03-01T09:00:00Z' });
});
