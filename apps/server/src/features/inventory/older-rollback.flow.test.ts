import { expect, test } from 'vitest';
import { useEnrichment } from '../../../test/enrichment.ts';
import type { ProductPlace } from '../../../test/product.ts';

const enrichment = useEnrichment({ deletes: true });
const { product } = enrichment;

const stored = ({ engagementId }: ProductPlace) =>
  enrichment.rows(
    `select cpu_utilization_percent as cpu, business_owner as owner, custom_attributes as custom,
       last_seen::date::text as seen from assets where engagement_id = $1`,
    [engagementId],
  );

test('what an older observation did not replace, it does not replace when the newest is removed', async () => {
  const place = await product.place('engagement_manager');
  const observe = (cpu: number, rack: string, seen: string) =>
    enrichment.run(place, {
      category: 'infrastructure',
      text: `VM,CPU %,Rack,Seen\nweb1,${cpu},${rack},${seen}\n`,
      mapping: { VM: 'name', 'CPU %': 'cpu_utilization_percent', Seen: 'last_seen' },
    });
  await observe(50, 'R5', '2026-05-01');
  const newest = await observe(70, 'R7', '2026-07-01');
  await observe(10, 'R1', '2026-01-01');
  expect(await stored(place)).toMatchObject([{ cpu: 70, custom: { Rack: 'R7' }, seen: '2026-07-01' }]);
  await enrichment.remove(place, newest.flowId);
  expect(await stored(place)).toMatchObject([{ cpu: 50, custom: { Rack: 'R5' }, seen: '2026-05-01' }]);
});

test('an older statement stands in where the newest was the only other one', async () => {
  const place = await product.place('engagement_manager');
  const state = (row: string) =>
    enrichment.run(place, {
      category: 'app_discovery',
      text: `Application,Tier,Owner,Seen\nLedger,${row}\n`,
      mapping: { Application: 'application_name', Owner: 'business_owner', Seen: 'last_seen' },
    });
  await state('5,,2026-05-01');
  const newest = await state('7,Ann,2026-07-01');
  await state('1,Bo,2026-01-01');
  expect(await stored(place)).toMatchObject([{ owner: 'Ann', custom: { Tier: '7' }, seen: '2026-07-01' }]);
  await enrichment.remove(place, newest.flowId);
  expect(await stored(place)).toMatchObject([{ owner: 'Bo', custom: { Tier: '5' }, seen: '2026-05-01' }]);
});

test('an older list of disks is kept as its file says, and stands when the newer one is removed', async () => {
  const place = await product.place('engagement_manager');
  const disks = (sizes: readonly number[], seen: string) =>
    enrichment.run(place, {
      category: 'infrastructure',
      text: `VM,Disk,Capacity GB,Seen\n${sizes.map((size, disk) => `web01,Hard disk ${disk},${size},${seen}`).join('\n')}\n`,
      mapping: { VM: 'name', 'Capacity GB': 'storage_gb', Seen: 'last_seen', Disk: null },
    });
  const storage = async () => {
    const text = `select storage_gb as gb, disk_count as disks, last_seen::date::text as seen from assets where engagement_id = $1`;
    return enrichment.rows(text, [place.engagementId]);
  };
  const newer = await disks([40, 100, 60], '2026-05-01');
  await disks([40, 80], '2026-01-01');
  expect(await storage()).toMatchObject([{ gb: 200, disks: 3, seen: '2026-05-01' }]);
  await enrichment.remove(place, newer.flowId);
  expect(await storage()).toMatchObject([{ gb: 120, disks: 2, seen: '2026-01-01' }]);
});
