import { describe, expect, test } from 'vitest';
import { useEnrichment } from '../../../test/enrichment.ts';

const enrichment = useEnrichment({ deletes: true });
const { product } = enrichment;

const mapping = {
  Source: 'source_name',
  Target: 'target_name',
  Port: 'target_port',
  Count: 'connection_count',
  Bytes: 'bytes',
  First: 'created_at',
  Last: 'last_seen',
};
const fileOf = (values: string) => ({
  category: 'app_discovery' as const,
  text: `Source,Target,Port,Count,Bytes,First,Last\nweb01,db01,5432,${values}\n`,
  mapping,
});
const january = fileOf('10,,2026-01-02,2026-01-31');
const february = fileOf('20,,2026-02-02,2026-02-28');
const march = fileOf(',7,2026-03-02,2026-03-31');

async function theEdge(engagementId: string) {
  const edges = await enrichment.rows<Record<string, unknown>>(
    `select connection_count::int as count, bytes::int as bytes, first_seen::date::text as first,
       last_seen::date::text as last from asset_dependencies where engagement_id = $1`,
    [engagementId],
  );
  expect(edges).toHaveLength(1);
  return edges[0];
}

describe('an edge that several imports state', () => {
  test.each([
    ['in the order of time', [january, february, march]],
    ['the newest second', [january, march, february]],
    ['the newest first', [march, february, january]],
  ])('says the newest of each value: %s', async (_, files) => {
    const place = await product.place('engagement_manager');
    for (const file of files) await enrichment.run(place, file);
    const expected = { count: 20, bytes: 7, first: '2026-01-02', last: '2026-03-31' };
    expect(await theEdge(place.engagementId)).toEqual(expected);
  });

  test('says what is left when one of them is taken back', async () => {
    const place = await product.place('engagement_manager');
    await enrichment.run(place, january);
    const newest = await enrichment.run(place, march);
    const middle = await enrichment.run(place, february);
    await enrichment.remove(place, middle.flowId);
    const left = { count: 10, bytes: 7, first: '2026-01-02', last: '2026-03-31' };
    expect(await theEdge(place.engagementId)).toEqual(left);
    await enrichment.remove(place, newest.flowId);
    const only = { count: 10, bytes: null, first: '2026-01-02', last: '2026-01-31' };
    expect(await theEdge(place.engagementId)).toEqual(only);
  });
});

test('an asset that only ends of connections tell of takes no value from their rows when another import goes', async () => {
  const place = await product.place('engagement_manager');
  await enrichment.run(place, january);
  const columns = { VM: 'name', Cores: 'cpu_cores', Seen: 'last_seen' };
  const text = 'VM,Cores,Seen\nweb01,4,2026-02-01\n';
  const measured = await enrichment.run(place, { category: 'infrastructure', text, mapping: columns });
  const theMachine = () =>
    enrichment.rows(
      "select name, hostname, cpu_cores, last_seen::date::text as seen from assets where engagement_id = $1 and name = 'web01'",
      [place.engagementId],
    );
  expect(await theMachine()).toMatchObject([{ cpu_cores: 4, seen: '2026-02-01' }]);
  await enrichment.remove(place, measured.flowId);
  expect(await theMachine()).toMatchObject([{ cpu_cores: null, seen: null }]);
});
