import { afterEach, expect, test } from 'vitest';
import { useEnrichment } from '../../test/enrichment.ts';
import type { ProductPlace } from '../../test/product.ts';

const enrichment = useEnrichment();
const { product } = enrichment;

afterEach(async () => {
  // oxlint-disable-next-line vitest/no-standalone-expect -- invariants are checked after each test
  expect(await product.violations()).toEqual([]);
});

/** Words that every JavaScript object answers to. */
const words = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__proto__'];
const sameFor = (text: string) => new Map(words.map((word) => [word, text]));
const entriesOf = (record: object) => new Map<string, unknown>(Object.entries(record));

async function assetsOf(place: ProductPlace) {
  const { body } = await product.get(place, '/assets?limit=100');
  return new Map<string, { id: string }>(body.items.map((asset: { name: string }) => [asset.name, asset]));
}

test('columns called as every object has members are previewed, kept and shown as any other', async () => {
  const place = await product.place();
  const { flowId, importId } = await enrichment.preview(place, {
    category: 'infrastructure',
    text: `${words.join()},VM,IP\n${words.map(() => 'a').join()},vm1,10.0.0.1\n`,
    mapping: { VM: 'name', IP: 'ip_address' },
    config: { preview: true },
  });
  const { body: preview } = await product.get(place, `/flows/${flowId}/asset-preview`);
  for (const word of words)
    expect(preview.items[0].diff).toContainEqual(
      expect.objectContaining({ field: `custom:${word}`, before: null, after: 'a', outcome: 'set' }),
    );
  await enrichment.approvePreview(place, flowId);
  await product.reach(place, flowId, 'completed');

  const records = await product.get(place, `/data-imports/${importId}/records`);
  expect(entriesOf(records.body.items[0].raw_data)).toEqual(
    new Map([...sameFor('a'), ['VM', 'vm1'], ['IP', '10.0.0.1']]),
  );
  const asset = (await assetsOf(place)).get('vm1');
  const one = await product.get(place, `/assets/${asset?.id}`);
  expect(entriesOf(one.body.custom_attributes)).toEqual(sameFor('a'));
});

test('assets, applications and meanings called so are taken as any other word', async () => {
  const place = await product.place();
  await enrichment.run(place, {
    category: 'infrastructure',
    text: `VM,Env,RAM\n${words.map((word) => `${word},${word},8 ${word}`).join('\n')}\n`,
    mapping: { VM: 'name', Env: 'environment', RAM: 'memory_gb' },
  });
  expect([...(await assetsOf(place)).keys()].toSorted()).toEqual(words.toSorted());
  const { rows } = await product.server.database.admin.query(
    'select environment, memory_gb from assets where engagement_id = $1',
    [place.engagementId],
  );
  expect(rows).toEqual(words.map(() => ({ environment: null, memory_gb: null })));

  await enrichment.run(place, {
    category: 'app_discovery',
    text: `App,To,Url\n${words.map((word) => `${word},db-${word},constructor://db-${word}/x`).join('\n')}\n`,
    mapping: { App: 'application_name', To: 'target_name' },
  });
  const { body } = await product.get(place, '/applications?limit=100');
  expect(body.items.map(({ name }: { name: string }) => name).toSorted()).toEqual(words.toSorted());
});
