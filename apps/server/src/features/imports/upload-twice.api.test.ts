import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { type ProductPlace, useProduct } from '../../../test/product.ts';

const product = useProduct();
let place: ProductPlace;
let key: Record<string, string>;

beforeEach(async () => {
  place = await product.place();
  key = { 'idempotency-key': randomUUID() };
});

const text = 'Hostname,Owner\nweb-1,Ada\nweb-2,Bob\n';

async function flowsOf(): Promise<number> {
  return (await product.get(place, '/flows')).body.total;
}

test('F24 the same upload under the same key is one flow, and gets the first answer again', async () => {
  const first = await product.tryUpload(place, text, key);
  expect(first.status).toBe(201);
  const again = await product.tryUpload(place, text, key);
  expect(again).toEqual(first);
  expect(await flowsOf()).toBe(1);
  // A browser packs the same form with another boundary.
  const repacked = await product.tryUpload(place, text, key, 'another-boundary');
  expect(repacked).toEqual(first);
});

test('F24 another file of the same length under the same key is refused and stores nothing', async () => {
  const first = await product.tryUpload(place, text, key);
  expect(first.status).toBe(201);
  await product.post(place, `/flows/${first.body.flow_id}/cancel`);
  const other = await product.tryUpload(place, text.replace('Ada', 'Eve'), key);
  expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  expect(await flowsOf()).toBe(1);
});

test('an upload that failed may be tried again under its key, with a better file', async () => {
  const empty = await product.tryUpload(place, 'Hostname,Owner\n', key);
  expect(empty).toMatchObject({ status: 422, body: { code: 'file_has_no_rows' } });
  expect((await product.tryUpload(place, text, key)).status).toBe(201);
});

test('the same key in another engagement is another request', async () => {
  const { clientAccountId, userId } = place;
  const engagementId = await product.server.tenants.engagement(clientAccountId);
  const there = { clientAccountId, engagementId };
  await product.server.tenants.grant(userId, 'engagement_manager', there);
  const elsewhere = { ...there, userId, headers: product.server.headersOf(userId, there) };
  await product.tryUpload(place, text, key);
  expect(await product.tryUpload(elsewhere, text, key)).toMatchObject({
    status: 422,
    body: { code: 'idempotency_key_reused' },
  });
});
