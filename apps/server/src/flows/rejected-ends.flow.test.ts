import { afterEach, expect, test } from 'vitest';
import { useEnrichment } from '../../test/enrichment.ts';
import type { ProductPlace } from '../../test/product.ts';

const enrichment = useEnrichment();
const { product } = enrichment;

afterEach(async () => {
  // oxlint-disable-next-line vitest/no-standalone-expect -- invariants are checked after each test
  expect(await product.violations()).toEqual([]);
});

const twins = {
  category: 'infrastructure',
  text: 'Host,Serial\ndup01,SN0001A\ndup01,SN0002A\n',
  mapping: { Host: 'hostname', Serial: 'serial_number' },
} as const;
const calls = {
  category: 'app_discovery',
  text: 'From,To,Port\nfresh,dup01,443\nca,cb,443\nca,fresh2,443\ndup01,fresh2,80\n',
  mapping: { From: 'source_name', To: 'target_name', Port: 'target_port' },
} as const;
const namesOf = async ({ engagementId }: ProductPlace) => {
  const text = 'select name from assets where engagement_id = $1 order by 1';
  return (await enrichment.rows<{ name: string }>(text, [engagementId])).map(({ name }) => name);
};

test('an end that only a rejected row names becomes an asset when the row becomes a connection', async () => {
  const place = await product.place();
  await enrichment.run(place, twins);
  const { flowId, importId, flow } = await enrichment.preview(place, { ...calls, config: { preview: true } });
  const ends = await product.get(place, `/flows/${flow.flow_id}/asset-preview/ends`);
  expect(ends.body.items.map(({ name }: { name: string }) => name)).toEqual(['ca', 'cb', 'fresh2']);
  await enrichment.approvePreview(place, flowId);
  const done = await product.reach(place, flowId, 'completed');
  expect(done.accounting).toMatchObject({ created: 2, rejected: 2, reconciles: true });
  expect(await namesOf(place)).toEqual(['ca', 'cb', 'dup01', 'dup01', 'fresh2']);
  expect((await enrichment.steps(place, importId))['match']?.output.ends).toEqual({
    created: 3,
    unknown: 1,
    ambiguous: 1,
  });
  const rows = [{ row_number: 1, values: { To: 'web09' } }];
  await product.post(place, `/data-imports/${importId}/corrections`, { rows });
  await product.reach(place, flowId, 'enrichment waiting_for_approval');
  await enrichment.approvePreview(place, flowId);
  const corrected = await product.reach(place, flowId, 'completed');
  expect(corrected.accounting).toMatchObject({ created: 3, rejected: 1, reconciles: true });
  expect(await namesOf(place)).toEqual(['ca', 'cb', 'dup01', 'dup01', 'fresh', 'fresh2', 'web09']);
});
