import { beforeEach, expect, test } from 'vitest';
import { plantSeedFlow, tamper, thirteenColumns } from '../../../test/drift.ts';
import { type ProductPlace, useProduct } from '../../../test/product.ts';

const product = useProduct({ deletes: true });
const { admin } = product.server.database;
let place: ProductPlace;

beforeEach(async () => {
  place = await product.place();
});

const remove = (flowId: string, body: object) =>
  product.send(place, 'DELETE', `/discovery/flows/${flowId}`, body);
const impactOf = (flowId: string) => product.get(place, `/discovery/flows/${flowId}/deletion-impact`);

/** Waits until the data of a deleted flow is removed and verified. */
async function removed(flowId: string): Promise<void> {
  await expect
    .poll(async () => (await product.get(place, `/discovery/flows/${flowId}/deletion`)).body.status)
    .toBe('done');
}

async function waiting(): Promise<string> {
  const { flowId } = await product.upload(place, thirteenColumns);
  await product.reach(place, flowId, 'field_mapping waiting_for_approval');
  return flowId;
}

test('S04 a flow that the doctor refuses is deleted with force, and its slot is free', async () => {
  const { flowId } = await plantSeedFlow(product, place, { proof: 'nothing' });
  await product.post(place, `/flows/${flowId}/resume`);
  const { body: impact } = await impactOf(flowId);
  expect(impact).toMatchObject({ requires_force: true, is_damaged: true });
  expect(impact.warnings[0]).toContain('do not fit together');

  const refused = await remove(flowId, {});
  expect(refused).toMatchObject({ status: 409, body: { code: 'repair_required' } });
  expect(refused.body.detail).toContain('delete it with force');
  const analyst = await product.colleague(place, 'viewer');
  expect((await product.send(analyst, 'DELETE', `/discovery/flows/${flowId}`, { force: true })).status).toBe(
    403,
  );

  const answer = await remove(flowId, { force: true, reason: 'The file is lost' });
  expect(answer).toMatchObject({ status: 202, body: { outcome: 'deleted' } });
  await removed(flowId);
  expect((await product.get(place, '/discovery/flows/incomplete')).body.total).toBe(0);
  expect((await product.tryUpload(place, thirteenColumns)).status).toBe(201);
});

test('what is certain is repaired first, so that everything of the flow goes with it', async () => {
  const { flowId, importId } = await plantSeedFlow(product, place, { proof: 'mappings' });
  expect((await remove(flowId, {})).status).toBe(409);
  const answer = await remove(flowId, { force: true });
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  expect(answer.body.deletion.planned).toMatchObject({ raw_records: 3, field_mappings: 13, files: 1 });
  await removed(flowId);
  const { rows } = await admin.query('select from import_chunks where data_import_id = $1', [importId]);
  expect(rows).toEqual([]);
});

test('a journal that contradicts the state does not hold a deletion up', async () => {
  const flowId = await waiting();
  await tamper(admin, [`delete from flow_events where flow_id = '${flowId}' and seq = 3`]);
  expect((await product.post(place, `/flows/${flowId}/resume`)).body.code).toBe('repair_required');
  expect((await remove(flowId, { force: true })).status).toBe(202);
  await removed(flowId);
});

test('a flow that names the import of another one takes nothing of it away', async () => {
  const flowId = await waiting();
  await product.post(place, `/flows/${flowId}/cancel`);
  const other = await product.upload(place, thirteenColumns);
  await product.reach(place, other.flowId, 'field_mapping waiting_for_approval');
  await tamper(admin, [
    `delete from data_imports where flow_id = '${flowId}'`,
    `delete from import_field_mappings where flow_id = '${flowId}'`,
    `delete from audit_log where resource_id = '${flowId}'`,
    `alter table discovery_flows drop constraint discovery_flows_client_account_id_engagement_id_data_import_key`,
    `update discovery_flows set data_import_id = '${other.importId}' where flow_id = '${flowId}'`,
  ]);
  expect((await impactOf(flowId)).body.data_to_delete).toMatchObject({ raw_records: 0, files: 0 });
  expect(await remove(flowId, { force: true })).toMatchObject({
    status: 409,
    body: { code: 'repair_required' },
  });
  expect((await product.details(place, other.flowId)).status).toBe('waiting_for_approval');
});
