import type { FlowId, ImportId } from '@landfall/domain/shared/ids';
import { expect, test } from 'vitest';
import { type ProductPlace, useProduct } from '../../test/product.ts';

const product = useProduct();

const file = [
  'Hostname,Serial Number,RAM (GB),Frobnication',
  'web1,SER-1001X,4,a',
  'web1,SER-1001X,,b',
  'web2,SER-1002X,8,c',
  ',,16,e',
  '',
].join('\n');

interface Uploaded {
  readonly flowId: FlowId;
  readonly importId: ImportId;
}

async function approve(place: ProductPlace, flowId: FlowId, parts: object): Promise<void> {
  const { gate } = await product.details(place, flowId);
  const body = { gate_id: gate?.id, gate_revision: gate?.revision, ...parts };
  expect(await product.post(place, `/flows/${flowId}/approve`, body)).toMatchObject({ status: 200 });
}

async function bringToEnd(place: ProductPlace, { flowId }: Uploaded): Promise<void> {
  await product.reach(place, flowId, 'field_mapping waiting_for_approval');
  await approve(place, flowId, { approve_confidence_at_least: 0.5, remaining: 'custom_attribute' });
  await product.reach(place, flowId, 'asset_inventory waiting_for_approval');
  await approve(place, flowId, {});
  await product.reach(place, flowId, 'completed');
}

async function outputOf(place: ProductPlace, { importId }: Uploaded, step: string): Promise<unknown> {
  const { body } = await product.get(place, `/data-imports/${importId}/processing-steps`);
  return body.items.find(({ step_name: name }: { step_name: string }) => name === step).output;
}

test('F80 the same file again is announced, asks the same, takes over what is known and changes nothing', async () => {
  const place = await product.place();
  const first = await product.upload(place, file);
  await bringToEnd(place, first);
  expect(await outputOf(place, first, 'store_rows')).not.toHaveProperty('identical_file');
  const answer = await product.tryUpload(place, file);
  expect(answer).toMatchObject({ status: 201, body: { warnings: [{ code: 'identical_file' }] } });
  const again = { flowId: answer.body.flow_id, importId: answer.body.data_import_id };
  await bringToEnd(place, again);
  const { accounting } = (await product.get(place, `/data-imports/${again.importId}`)).body;
  expect(accounting).toMatchObject({ source_rows: 4, created: 0, updated: 0, unchanged: 2, rejected: 1 });
  for (const step of ['store_rows', 'schema', 'preview'])
    expect(await outputOf(place, again, step)).toMatchObject({ made: { identical_to: first.importId } });
  expect(await outputOf(place, again, 'store_rows')).toMatchObject({ identical_file: true });
  const journal = async ({ flowId }: Uploaded) => {
    const { body } = await product.get(place, `/flows/${flowId}/events`);
    return body.items.find(({ type }: { type: string }) => type === 'rows_stored').payload;
  };
  expect(await journal(again)).toEqual(await journal(first));
  expect(await product.violations()).toEqual([]);
});
