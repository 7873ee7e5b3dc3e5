import { expect, test } from 'vitest';
import { useEnrichment } from '../../test/enrichment.ts';

const enrichment = useEnrichment({ deletes: true });
const { product } = enrichment;

const mapping = {
  Set: 'name',
  Level: 'data_classification',
  PII: 'pii_flag',
  Encryption: 'encryption_status',
  Owner: 'data_owner',
};
const lines = ['Accounts,public,no,none,Ann', 'Accounts,restricted,,,', 'Accounts,internal,yes,,'];
const fileOf = (order: readonly number[]) => ({
  category: 'sensitive_data' as const,
  text: `Set,Level,PII,Encryption,Owner\n${order.map((at) => `${lines[at]}\n`).join('')}`,
  mapping,
});
const theAsset = async (engagementId: string) => {
  const assets = await enrichment.rows(
    'select data_classification as level, pii_flag as pii, encryption_status as encryption, provenance from assets where engagement_id = $1',
    [engagementId],
  );
  expect(assets).toHaveLength(1);
  return assets[0];
};

test.each([
  ['as written', [0, 1, 2]],
  ['the strictest first', [1, 2, 0]],
  ['the strictest last', [2, 0, 1]],
])('of several rows about one data set the most restrictive values hold: %s', async (_, order) => {
  const place = await product.place('engagement_manager');
  const { importId, flow } = await enrichment.run(place, fileOf(order));
  expect(flow.accounting).toMatchObject({ created: 1, merged_duplicates: 2 });
  const held = { level: 'restricted', pii: true, encryption: 'none' };
  const rows = { data_classification: order.indexOf(1) + 1, pii_flag: order.indexOf(2) + 1 };
  const asset = { ...held, provenance: { fields: rows } };
  expect(await theAsset(place.engagementId)).toMatchObject(asset);

  const { classification } = await enrichment.steps(place, importId);
  expect(classification?.output.counts).toMatchObject({ public: 1, internal: 1, restricted: 1 });
  const findings = await enrichment.rows(
    "select check_code as check, value from asset_findings where engagement_id = $1 and check_code <> 'pii_detection' order by 1",
    [place.engagementId],
  );
  expect(findings).toEqual([
    { check: 'classification', value: { level: 'restricted' } },
    { check: 'encryption', value: { classification: 'restricted', encryption: 'none' } },
  ]);
  const again = await enrichment.run(place, fileOf(order));
  expect(again.flow.accounting).toMatchObject({ created: 0, updated: 0 });
  expect(await theAsset(place.engagementId)).toMatchObject(asset);
});

test('they hold again when a stricter import is taken back', async () => {
  const place = await product.place('engagement_manager');
  const { flowId } = await enrichment.run(place, {
    ...fileOf([]),
    text: 'Set,Level,PII,Encryption,Owner\nAccounts,restricted,yes,both,Bob\n',
  });
  await enrichment.run(place, {
    ...fileOf([]),
    text: 'Set,Level,PII,Encryption,Owner\nAccounts,public,no,none,Ann\nAccounts,confidential,,,\n',
  });
  expect(await theAsset(place.engagementId)).toMatchObject({ level: 'restricted', pii: true });
  await enrichment.remove(place, flowId);
  const left = { level: 'confidential', pii: false, encryption: 'none' };
  expect(await theAsset(place.engagementId)).toMatchObject(left);
});
