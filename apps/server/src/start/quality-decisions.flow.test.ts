/* oxlint-disable vitest/no-standalone-expect -- invariants are checked after each test */
import type { FlowId, ImportId } from '@landfall/domain/shared/ids';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ProductPlace, useProduct } from '../../test/product.ts';

const product = useProduct();
let place: ProductPlace;

beforeEach(async () => {
  place = await product.place();
});
afterEach(async () => {
  expect(await product.violations()).toEqual([]);
});

interface Uploaded {
  readonly flowId: FlowId;
  readonly importId: ImportId;
}

const atMapping = 'field_mapping waiting_for_approval';
const atPreview = 'asset_inventory waiting_for_approval';

async function approve({ flowId }: Uploaded, wanted: string, decisions: object = {}) {
  const { gate } = await product.details(place, flowId);
  const body = { gate_id: gate?.id, gate_revision: gate?.revision, ...decisions };
  expect((await product.post(place, `/flows/${flowId}/approve`, body)).status).toBe(200);
  await product.reach(place, flowId, wanted);
}

const asProposed = { approve_confidence_at_least: 0.5, remaining: 'custom_attribute' };

async function read({ importId }: Uploaded, what: string) {
  return (await product.get(place, `/data-imports/${importId}/${what}`)).body;
}

test('scores say on which mapping they rest', async () => {
  const flow = await product.upload(place, 'Hostname,RAM (GB)\nweb1,4\nweb2,much\n');
  await product.reach(place, flow.flowId, atMapping);
  const scores = { validity: { value: 75 }, conformity: { value: 75 } };
  expect(await read(flow, 'quality')).toMatchObject({ ...scores, basis: 'suggested' });
  await approve(flow, atPreview, asProposed);
  expect(await read(flow, 'quality')).toMatchObject({ ...scores, basis: 'approved' });
});
