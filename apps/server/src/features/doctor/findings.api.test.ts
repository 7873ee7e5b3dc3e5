import type { DoctorReport } from '@landfall/contract/doctor';
import type { FlowId } from '@landfall/domain/shared/ids';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { tamper, thirteenColumns } from '../../../test/drift.ts';
import { type ProductPlace, useProduct } from '../../../test/product.ts';

const product = useProduct();
let admin: Record<string, string>;
let place: ProductPlace;
let flowId: FlowId;
let importId: string;

beforeAll(async () => {
  const { server } = product;
  const userId = await server.tenants.user();
  await server.tenants.grant(userId, 'platform_admin', {});
  admin = server.headersOf(userId);
});

beforeEach(async () => {
  place = await product.place();
  ({ flowId, importId } = await product.upload(place, thirteenColumns));
  await product.reach(place, flowId, 'field_mapping waiting_for_approval');
});

async function heal(body: object = {}): Promise<DoctorReport> {
  const answer = await product.server.send({
    method: 'POST',
    url: '/api/v1/admin/doctor',
    headers: admin,
    payload: { engagement_id: place.engagementId, ...body },
  });
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json();
}

async function complete(): Promise<void> {
  for (const stop of ['field_mapping waiting_for_approval', 'asset_inventory waiting_for_approval']) {
    const { gate } = await product.reach(place, flowId, stop);
    const named = { gate_id: gate?.id, gate_revision: gate?.revision };
    const rest = stop.startsWith('field') ? { approve_confidence_at_least: 0, remaining: 'ignore' } : {};
    await product.post(place, `/flows/${flowId}/approve`, { ...named, ...rest });
  }
  await product.reach(place, flowId, 'completed');
}

const drift = (...statements: string[]) => tamper(product.server.database.admin, statements);
const found = (report: DoctorReport) => report.findings.map(({ code, outcome }) => `${code} ${outcome}`);
const pause = () => product.post(place, `/flows/${flowId}/pause`);
const violationsHere = async () => (await product.violations()).filter((each) => each.flowId === flowId);

test('D01 F01 a master set by hand is worked out again, and a second visit changes nothing', async () => {
  await drift(`update master_flows set status = 'paused' where flow_id = '${flowId}'`);
  expect(await pause()).toMatchObject({ status: 409, body: { code: 'repair_required' } });
  expect(found(await heal())).toEqual(['D01 healed']);
  expect(found(await heal())).toEqual([]);
  expect(await violationsHere()).toEqual([]);
  expect((await pause()).status).toBe(200);
});

test('D04 D05 F02 a lost record of the pair is built again from the other one', async () => {
  await drift(`delete from discovery_flows where flow_id = '${flowId}'`);
  expect(found(await heal())).toContain('D04 healed');
  expect(await violationsHere()).toEqual([]);
  await drift(`delete from master_flows where flow_id = '${flowId}'`);
  expect(found(await heal())).toContain('D05 healed');
  expect(await violationsHere()).toEqual([]);
  await complete();
});

test('D09 F16 a running flow whose job is lost goes on to its gate', async () => {
  await product.post(place, `/flows/${flowId}/restart`, { phase: 'data_validation' });
  await product.reach(place, flowId, 'field_mapping waiting_for_approval');
  await drift(
    `delete from flow_gates where flow_id = '${flowId}' and status = 'open'`,
    `delete from phase_runs where flow_id = '${flowId}'`,
    `delete from import_processing_steps where flow_id = '${flowId}'`,
  );
  expect(found(await heal())).toEqual(['D07 healed', 'D09 healed']);
  await complete();
  expect(await violationsHere()).toEqual([]);
});

test('D12 a completed flow whose rows are gone stays refused until it is reopened as failed', async () => {
  await complete();
  await drift(`delete from import_row_blocks where data_import_id = '${importId}'`);
  expect(found(await heal())).toEqual(['D12 refused']);
  expect(await product.details(place, flowId)).toMatchObject({ status: 'completed' });
  expect(await pause()).toMatchObject({ status: 409, body: { code: 'repair_required' } });
  expect(found(await heal({ confirm: { [flowId]: { code: 'D12' } } }))).toEqual(['D12 healed']);
  const failed = await product.details(place, flowId);
  expect(failed).toMatchObject({ status: 'failed', failure: { code: 'exit_condition_lost' } });
});

test('D13 lost rows are read from the file again, and decisions of people are kept', async () => {
  await drift(`delete from import_chunks where data_import_id = '${importId}'`);
  expect(found(await heal())).toContain('D13 healed');
  await product.reach(place, flowId, 'field_mapping waiting_for_approval');
  expect(found(await heal())).toEqual([]);
});

test('D14 assets without provenance say that their origin is unknown', async () => {
  await complete();
  await drift(
    `update assets set lead_import_id = null, lead_row = null where engagement_id = '${place.engagementId}'`,
  );
  expect(found(await heal())).toEqual(['D14 healed']);
  expect(found(await heal())).toEqual([]);
});

test('D16 rows of the flow under another engagement are told of, the flow is refused, and nothing is moved', async () => {
  const other = await product.place();
  await drift(
    `insert into data_imports (client_account_id, engagement_id, flow_id, import_category, import_name, imported_by)
     values ('${other.clientAccountId}', '${other.engagementId}', '${flowId}', 'cmdb_export', 'astray', '${place.userId}')`,
  );
  expect(found(await heal())).toEqual(['D16 refused']);
  expect(await pause()).toMatchObject({ status: 409, body: { code: 'repair_required' } });
  await drift(`delete from data_imports where engagement_id = '${other.engagementId}'`);
  expect(found(await heal())).toEqual([]);
  expect((await pause()).status).toBe(200);
});

test('D17 of two unfinished flows in a slot a person keeps one, and the other is cancelled', async () => {
  await product.post(place, `/flows/${flowId}/cancel`);
  const second = await product.upload(place, thirteenColumns);
  await product.reach(place, second.flowId, 'field_mapping waiting_for_approval');
  const { admin: superuser } = product.server.database;
  await superuser.query('drop index discovery_flows_slot_key');
  await drift(
    `delete from flow_events where flow_id = '${flowId}' and type = 'cancelled'`,
    `update flow_gates set status = 'open', closed_at = null where flow_id = '${flowId}'`,
    `update master_flows set status = 'waiting_for_approval', version = version - 1 where flow_id = '${flowId}'`,
    `update discovery_flows set status = 'waiting_for_approval', waiting_reason = 'mapping_approval', version = version - 1
       where flow_id = '${flowId}'`,
  );
  expect(found(await heal())).toEqual(['D17 refused', 'D17 refused']);
  await heal({ confirm: { [flowId]: { code: 'D17' } } });
  expect(await product.details(place, flowId)).toMatchObject({ status: 'waiting_for_approval' });
  expect(await product.details(place, second.flowId)).toMatchObject({ status: 'cancelled' });
  expect(found(await heal())).toEqual([]);
  await superuser.query(`create unique index discovery_flows_slot_key on discovery_flows
    (client_account_id, engagement_id, flow_type, import_category)
    where status in ('running', 'waiting_for_approval', 'paused', 'failed') and deleted_at is null`);
});

test('D18 a journal with a gap is told of; a person has it begun anew from the evidence', async () => {
  await drift(`delete from flow_events where flow_id = '${flowId}' and seq = 3`);
  expect(found(await heal())).toEqual(['D18 refused']);
  expect(found(await heal({ confirm: { [flowId]: { code: 'D18' } } }))).toEqual(['D18 healed']);
  expect(found(await heal())).toEqual([]);
  expect(await violationsHere()).toEqual([]);
  await complete();
});

test('D19 times that run backwards are taken from the journal', async () => {
  const { admin: superuser } = product.server.database;
  await superuser.query('alter table discovery_flows drop constraint discovery_flows_check');
  await drift(
    `update discovery_flows set created_at = now() + interval '1 hour' where flow_id = '${flowId}'`,
  );
  expect(found(await heal())).toEqual(['D19 healed']);
  const { rows } = await superuser.query(
    'select updated_at >= created_at and created_at < now() as right from discovery_flows where flow_id = $1',
    [flowId],
  );
  expect(rows).toEqual([{ right: true }]);
  await superuser.query(
    'alter table discovery_flows add constraint discovery_flows_check check (updated_at >= created_at)',
  );
});

test('D20 an import whose file is gone is told of, and its flow goes on', async () => {
  const { rows } = await product.server.database.admin.query(
    'select storage_key from import_files where data_import_id = $1',
    [importId],
  );
  await product.files.remove(rows[0].storage_key);
  expect(found(await heal())).toEqual(['D20 reported']);
  await complete();
});

test('D22 a broken audit chain is told of', async () => {
  await drift(
    `update audit_log set details = '{"forged": true}' where resource_id = '${flowId}' and action = 'flow.flow_created'`,
  );
  expect(found(await heal())).toEqual(['D22 reported']);
});

test('F66 ten visits of a flow at work leave it at work', async () => {
  await product.post(place, `/flows/${flowId}/restart`, { phase: 'data_import' });
  const visits = await Promise.all(Array.from({ length: 10 }, () => heal()));
  expect(visits.flatMap(found)).toEqual([]);
  await product.reach(place, flowId, 'field_mapping waiting_for_approval');
});

test('of ten visits of a drifted flow at once one heals it', async () => {
  await drift(`update master_flows set status = 'paused' where flow_id = '${flowId}'`);
  await Promise.all(Array.from({ length: 10 }, () => heal()));
  const { rows } = await product.server.database.admin.query(
    `select count(*)::int as count from flow_events where flow_id = $1 and type = 'healed'`,
    [flowId],
  );
  expect(rows).toEqual([{ count: 1 }]);
});
