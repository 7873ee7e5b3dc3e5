import { afterEach, expect, test } from 'vitest';
import { useEnrichment } from '../../test/enrichment.ts';
import type { ProductPlace } from '../../test/product.ts';

const enrichment = useEnrichment({ deletes: true });
const { product } = enrichment;

afterEach(async () => {
  // oxlint-disable-next-line vitest/no-standalone-expect -- invariants are checked after each test
  expect(await product.violations()).toEqual([]);
});

const calls = (place: ProductPlace, ...rows: readonly string[]) =>
  enrichment.run(place, {
    category: 'app_discovery',
    text: `From,To,Port,Calls\n${rows.join('\n')}\n`,
    mapping: { From: 'source_name', To: 'target_name', Port: 'target_port', Calls: 'connection_count' },
  });
const machines = (place: ProductPlace, ...rows: readonly string[]) =>
  enrichment.run(place, {
    category: 'infrastructure',
    text: `Host,Serial\n${rows.join('\n')}\n`,
    mapping: { Host: 'hostname', Serial: 'serial_number' },
  });
const rename = ({ engagementId }: ProductPlace, from: string, to: string) =>
  enrichment.rows(
    `update assets set name = $3, name_normalized = lower($3),
       hostname = case when hostname is null then null else $3 end,
       key_hostname = case when key_hostname is null then null else lower($3) end
     where engagement_id = $1 and name = $2`,
    [engagementId, from, to],
  );
const linksOf = async ({ engagementId }: ProductPlace) => {
  const found = await enrichment.rows<{ source: string; target: string; serial: string | null }>(
    `select s.name as source, t.name as target, t.serial_number as serial from asset_dependencies d
     join assets s on s.id = d.source_asset_id join assets t on t.id = d.target_asset_id
     where d.engagement_id = $1 order by 1, 2`,
    [engagementId],
  );
  return found.map(
    ({ source, target, serial }) => `${source} to ${target}${serial === null ? '' : ` ${serial}`}`,
  );
};
const namesOf = async ({ engagementId }: ProductPlace) => {
  const text = 'select name from assets where engagement_id = $1 order by 1';
  return (await enrichment.rows<{ name: string }>(text, [engagementId])).map(({ name }) => name);
};
const correct = async (place: ProductPlace, { importId, flowId }: Awaited<ReturnType<typeof calls>>) => {
  const rows = [{ row_number: 2, values: { From: 'cq' } }];
  const answer = await product.post(place, `/data-imports/${importId}/corrections`, { rows });
  expect(answer.status).toBeLessThan(300);
  return product.reach(place, flowId, 'completed');
};

test('a file imported again finds the assets it made of ends, by whatever name they go now', async () => {
  const place = await product.place();
  await calls(place, 'cx,cy,443,7', 'cy,cz,443,7');
  await rename(place, 'cz', 'Ledger');
  const again = await calls(place, 'cx,cy,443,7', 'cy,cz,443,7');
  expect(again.flow.accounting).toMatchObject({ unchanged: 2, created: 0 });
  expect(await namesOf(place)).toEqual(['Ledger', 'cx', 'cy']);
  await machines(place, 'cz,SN0001A');
  await calls(place, 'cx,cz,443,7');
  expect(await linksOf(place)).toEqual(['cx to cy', 'cx to cz SN0001A', 'cy to Ledger']);
});

test('a correction leaves the ends of the other rows with their assets, also when another takes the name', async () => {
  const place = await product.place();
  const first = await calls(place, 'ca,cb,443,5', ',cb,443,5', 'cy,cz,443,7');
  await rename(place, 'cz', 'Ledger');
  await machines(place, 'cz,SN0001A');
  expect((await correct(place, first)).accounting).toMatchObject({ created: 3, rejected: 0 });
  expect(await linksOf(place)).toEqual(['ca to cb', 'cq to cb', 'cy to Ledger']);
  await enrichment.remove(place, first.flowId);
  expect(await namesOf(place)).toEqual(['cz']);
});

test('a correction finds a machine of the inventory that another row named, by whatever name it goes now', async () => {
  const place = await product.place();
  await machines(place, 'web01,SN0001A', 'web02,SN0002A');
  const first = await calls(place, 'ca,cb,443,5', ',cb,443,5', 'ca,web01,443,7');
  await rename(place, 'web01', 'web77');
  expect((await correct(place, first)).accounting).toMatchObject({ created: 3, rejected: 0 });
  expect(await linksOf(place)).toEqual(['ca to cb', 'ca to web77 SN0001A', 'cq to cb']);
  expect(await namesOf(place)).toEqual(['ca', 'cb', 'cq', 'web02', 'web77']);
});
