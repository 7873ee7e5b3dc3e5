import { expect, test } from 'vitest';
import { useEnrichment } from '../../../test/enrichment.ts';
import type { ProductPlace } from '../../../test/product.ts';

const enrichment = useEnrichment({ deletes: true });
const { product } = enrichment;

const statement = (place: ProductPlace, level: string, pii: string) =>
  enrichment.run(place, {
    category: 'sensitive_data',
    text: `Set,Level,PII\nAccounts,${level},${pii}\n`,
    mapping: { Set: 'name', Level: 'data_classification', PII: 'pii_flag' },
  });

test('an asset keeps the most restrictive of what is left when the most restrictive import is removed', async () => {
  const place = await product.place('engagement_manager');
  await statement(place, 'confidential', 'no');
  const strictest = await statement(place, 'restricted', 'yes');
  await statement(place, 'internal', 'no');
  const fields = async () => {
    const columns = 'columns=name,data_classification,pii_flag';
    const { items } = (await product.get(place, `/assets?${columns}`)).body;
    expect(items).toHaveLength(1);
    return items[0].fields;
  };
  expect(await fields()).toMatchObject({ data_classification: 'restricted', pii_flag: true });

  const { body: impact } = await product.get(place, `/discovery/flows/${strictest.flowId}/deletion-impact`);
  const { body: done } = await enrichment.remove(place, strictest.flowId);

  expect(done.removed).toEqual(impact.data_to_delete);
  expect(await fields()).toMatchObject({ data_classification: 'confidential', pii_flag: false });
});
