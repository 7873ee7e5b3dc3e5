import { expect, test } from 'vitest';
import { useEnrichment } from '../../test/enrichment.ts';

const enrichment = useEnrichment({ deletes: true });
const { product } = enrichment;

const machines = {
  category: 'infrastructure',
  text: 'VM,IP,CPU %\nweb01,10.0.0.1,50\n,,7\ndb01,10.0.0.2,2\n',
  mapping: { VM: 'name', IP: 'ip_address', 'CPU %': 'cpu_utilization_percent' },
} as const;

test('a corrected row of an infrastructure file is written by itself; the others keep their outcome', async () => {
  const place = await product.place();
  const { flowId, importId } = await enrichment.run(place, machines);
  const rows = [{ row_number: 2, values: { VM: 'web02' } }];
  const answer = await product.post(place, `/data-imports/${importId}/corrections`, { rows });
  expect(answer).toMatchObject({ status: 200, body: { accepted: 1 } });
  const flow = await product.reach(place, flowId, 'completed');
  expect(flow.accounting).toMatchObject({
    source_rows: 3,
    created: 3,
    unchanged: 0,
    rejected: 0,
    reconciles: true,
  });
  const found = await enrichment.rows<{ name: string; cpu: number }>(
    'select name, cpu_utilization_percent as cpu from assets where engagement_id = $1 order by name',
    [place.engagementId],
  );
  expect(found.map(({ name, cpu }) => [name, cpu])).toEqual([
    ['db01', 2],
    ['web01', 50],
    ['web02', 7],
  ]);
  expect(await product.violations()).toEqual([]);
});

test('an end that only a corrected row names is an asset of its own, whatever ends the other rows made', async () => {
  const place = await product.place();
  const { flowId, importId } = await enrichment.run(place, {
    category: 'app_discovery',
    text: 'Source,Target,Port,Connections\nca,cb,443,5\n,cb,443,5\ncx,cb,443,7\ncy,cz,22,7\n',
    mapping: {
      Source: 'source_name',
      Target: 'target_name',
      Port: 'target_port',
      Connections: 'connection_count',
    },
  });
  const rows = [{ row_number: 2, values: { Source: 'cq' } }];
  await product.post(place, `/data-imports/${importId}/corrections`, { rows });
  const flow = await product.reach(place, flowId, 'completed');
  expect(flow.accounting).toMatchObject({ source_rows: 4, rejected: 0, reconciles: true });
  const edges = await enrichment.rows<{ source: string; target: string; count: string }>(
    `select s.name as source, t.name as target, d.connection_count as count from asset_dependencies d
     join assets s on s.id = d.source_asset_id join assets t on t.id = d.target_asset_id
     where d.engagement_id = $1 order by 1`,
    [place.engagementId],
  );
  expect(edges.map(({ source, target, count }) => [source, target, Number(count)])).toEqual([
    ['ca', 'cb', 5],
    ['cq', 'cb', 5],
    ['cx', 'cb', 7],
    ['cy', 'cz', 7],
  ]);
  expect(await product.violations()).toEqual([]);
});

test('a corrected connection becomes an edge; those of the other rows stay, each stated once', async () => {
  const place = await product.place();
  const {
    flowId,
    importId,
    flow: first,
  } = await enrichment.run(place, {
    category: 'app_discovery',
    text: 'Source,Target,Port\nweb01,db01,5432\nweb01,,443\n',
    mapping: { Source: 'source_name', Target: 'target_name', Port: 'target_port' },
  });
  expect(first.accounting).toMatchObject({ created: 1, rejected: 1 });
  const rejected = await product.get(place, `/data-imports/${importId}/rejected-rows`);
  expect(rejected.body).toMatchObject({
    total: 1,
    items: [{ row_number: 2, reason_code: 'missing_endpoint' }],
  });
  const rows = [{ row_number: 2, values: { Target: 'app01' } }];
  await product.post(place, `/data-imports/${importId}/corrections`, { rows });
  const flow = await product.reach(place, flowId, 'completed');
  expect(flow.accounting).toMatchObject({ source_rows: 2, created: 2, rejected: 0, reconciles: true });
  const edges = await enrichment.rows<{ target: string; evidence: number }>(
    `select a.name as target, (select count(*)::int from dependency_evidence e where e.dependency_id = d.id) as evidence
     from asset_dependencies d join assets a on a.id = d.target_asset_id where d.engagement_id = $1 order by 1`,
    [place.engagementId],
  );
  expect(edges).toEqual([
    { target: 'app01', evidence: 1 },
    { target: 'db01', evidence: 1 },
  ]);
  expect(await product.violations()).toEqual([]);
  await enrichment.remove(place, flowId);
  expect(await enrichment.rows('select from assets where engagement_id = $1', [place.engagementId])).toEqual(
    [],
  );
});
