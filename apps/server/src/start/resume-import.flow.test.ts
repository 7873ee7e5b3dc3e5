/* oxlint-disable vitest/no-standalone-expect -- invariants are checked after each test */
import type { FlowId, ImportId } from '@landfall/domain/shared/ids';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ProductPlace, useProduct } from '../../test/product.ts';

const product = useProduct();
let place: ProductPlace;

beforeEach(async () => {
  place = await product.place();
});
afterEach(async () => {
  expect(await product.violations()).toEqual([]);
});

const header = 'Hostname,Serial Number,IP Address,RAM (MB),Owner,Frobnication';
const rowsOf = (count: number, from = 1) =>
  Array.from({ length: count }, (_, index) => {
    const row = from + index;
    return `host-${row},SER-${row}X,10.${row >> 16}.${(row >> 8) & 255}.${row & 255},4096,Ada,x${row}`;
  });
const fileOf = (rows: number): string => `${[header, ...rowsOf(rows)].join('\n')}\n`;

async function atMapping(rows = 3) {
  const { flowId, importId } = await product.upload(place, fileOf(rows));
  const flow = await product.reach(place, flowId, 'field_mapping waiting_for_approval');
  return { flowId, importId, flow };
}

interface Mapping {
  readonly id: string;
  readonly source_field: string;
  readonly target_field: string | null;
  readonly status: string;
  readonly decided_by: string | null;
  readonly version: number;
}

async function mappingsOf(importId: ImportId): Promise<Mapping[]> {
  const { body } = await product.get(place, `/data-imports/${importId}/field-mappings`);
  return body.items;
}

const others = (list: readonly Mapping[]) =>
  list.filter(({ source_field }) => source_field !== 'Serial Number');

const mappingOf = async (importId: ImportId, column: string) =>
  (await mappingsOf(importId)).find(({ source_field }) => source_field === column);
const resume = (flowId: FlowId, body: object) =>
  product.post(place, `/discovery/flow/${flowId}/resume`, body);
const intelligent = (flowId: FlowId, body: object) =>
  product.post(place, `/discovery/flow/${flowId}/resume-intelligent`, body);

const everyColumn: Readonly<Record<string, string | null>> = {
  Hostname: 'hostname',
  'Serial Number': 'serial_number',
  'IP Address': 'ip_address',
  'RAM (MB)': 'memory_gb',
  Owner: null,
  Frobnication: null,
};

describe('mappings that come with a resume', () => {
  test("row 12 S02 are saved as the caller's decisions, and the approval they complete goes on to the end", async () => {
    const { flowId, importId } = await atMapping();
    const answer = await resume(flowId, { field_mappings: everyColumn, approval: true });
    expect(answer).toMatchObject({
      status: 200,
      body: { outcome: 'approved', resume_phase: 'data_cleansing', changed: true },
    });
    for (const mapping of await mappingsOf(importId)) {
      const target = everyColumn[mapping.source_field];
      expect(mapping).toMatchObject({
        target_field: target,
        status: target === null ? 'ignored' : 'approved',
        decided_by: place.userId,
      });
    }
    await product.reach(place, flowId, 'asset_inventory waiting_for_approval');
    expect((await intelligent(flowId, { action: 'approve' })).body.outcome).toBe('approved');
    const done = await product.reach(place, flowId, 'completed');
    expect(done.accounting).toMatchObject({ source_rows: 3, created: 3, reconciles: true });
  });

  test('row 13 stay saved when the gate is not satisfied, and its reasons are told', async () => {
    const { flowId, importId } = await atMapping();
    const answer = await resume(flowId, { field_mappings: { Hostname: 'hostname' }, approval: true });
    expect(answer).toMatchObject({ status: 409, body: { code: 'gate_not_satisfied' } });
    expect(answer.body.reasons.map(({ column }: { column: string }) => column)).toContain('Frobnication');
    expect(await mappingOf(importId, 'Hostname')).toMatchObject({
      status: 'approved',
      decided_by: place.userId,
    });
  });

  test('without an approval only save; the answer asks for the person', async () => {
    const { flowId, importId } = await atMapping();
    const answer = await resume(flowId, { field_mappings: everyColumn });
    expect(answer.body).toMatchObject({
      outcome: 'requires_user_action',
      requires_user_action: { kind: 'mapping_approval', reasons: [] },
    });
    expect((await mappingsOf(importId)).every(({ status }) => status !== 'suggested')).toBe(true);
  });

  test('may come as a list of decisions', async () => {
    const { flowId, importId } = await atMapping();
    const column = await mappingOf(importId, 'Owner');
    const decisions = [{ mapping_id: column?.id, status: 'ignored', note: 'always the same' }];
    expect((await resume(flowId, { field_mappings: decisions })).status).toBe(200);
    expect(await mappingOf(importId, 'Owner')).toMatchObject({ status: 'ignored' });
  });

  test.each([
    ['a column the import does not have', { Hostname: 'hostname', Host: 'name' }, 'unknown_column'],
    [
      'a field the catalog does not have',
      { Hostname: 'hostname', Owner: 'shoe_size' },
      'unknown_target_field',
    ],
  ])('are refused whole for %s', async (_, fieldMappings, code) => {
    const { flowId, importId } = await atMapping();
    const before = await mappingsOf(importId);
    const answer = await resume(flowId, { field_mappings: fieldMappings, approval: true });
    expect(answer).toMatchObject({ status: 422, body: { code } });
    expect(await mappingsOf(importId)).toEqual(before);
  });

  test('F73 two columns for one field are refused whole, and a field may move from one column to another', async () => {
    const { flowId, importId } = await atMapping();
    const both = { Hostname: 'serial_number', 'Serial Number': 'serial_number' };
    expect((await resume(flowId, { field_mappings: both })).body.code).toBe('target_already_approved');
    expect(await mappingOf(importId, 'Hostname')).toMatchObject({ status: 'suggested' });
    await resume(flowId, { field_mappings: { Hostname: 'hostname', 'Serial Number': 'serial_number' } });
    const swapped = { Hostname: 'serial_number', 'Serial Number': 'hostname' };
    expect((await resume(flowId, { field_mappings: swapped })).status).toBe(200);
    expect(await mappingOf(importId, 'Hostname')).toMatchObject({ target_field: 'serial_number' });
  });

  test('saying the same again changes nothing', async () => {
    const { flowId, importId } = await atMapping();
    await resume(flowId, { field_mappings: everyColumn });
    const before = await product.details(place, flowId);
    const again = await resume(flowId, { field_mappings: everyColumn });
    expect(again.body).toMatchObject({ version: before.version, changed: false });
    expect((await mappingsOf(importId)).length).toBe(6);
  });

  test('are refused while the mapping gate is not open', async () => {
    const { flowId } = await atMapping();
    await product.post(place, `/flows/${flowId}/pause`);
    expect((await resume(flowId, { field_mappings: everyColumn })).body.code).toBe('flow_paused');
    await product.post(place, `/flows/${flowId}/resume`);
    await resume(flowId, { field_mappings: everyColumn, approval: true });
    await product.reach(place, flowId, 'asset_inventory waiting_for_approval');
    expect((await resume(flowId, { field_mappings: everyColumn })).body.code).toBe('phase_passed');
  });

  test('an approval may decide the rest in bulk, as that person', async () => {
    const { flowId, importId } = await atMapping();
    const answer = await intelligent(flowId, {
      action: 'approve',
      approve_confidence_at_least: 0.6,
      remaining: 'ignore',
    });
    expect(answer.body).toMatchObject({ outcome: 'approved' });
    expect((await mappingsOf(importId)).every(({ decided_by }) => decided_by === place.userId)).toBe(true);
    await product.reach(place, flowId, 'asset_inventory waiting_for_approval');
  });

  test('a bulk decision of an approval that is refused is not kept', async () => {
    const { flowId, importId } = await atMapping();
    const refused = await intelligent(flowId, { action: 'approve', approve_confidence_at_least: 1 });
    expect(refused.body.code).toBe('gate_not_satisfied');
    expect((await mappingsOf(importId)).every(({ decided_by }) => decided_by === null)).toBe(true);
  });
});

describe('suggestions again', () => {
  test('row 15 F71 only undecided columns are suggested again; decisions stay byte for byte', async () => {
    const { flowId, importId, flow } = await atMapping();
    const owner = await mappingOf(importId, 'Owner');
    await product.send(place, 'PATCH', `/field-mappings/${owner?.id}`, {
      status: 'ignored',
      expected_version: owner?.version,
    });
    // What the client account has taught since the first suggestion makes the new one another.
    const { admin } = product.server.database;
    await admin.query(
      `update import_field_mappings set target_field = 'name', confidence = 0.1 where data_import_id = $1
         and source_field = 'Serial Number'`,
      [importId],
    );
    const before = await mappingsOf(importId);
    const answer = await intelligent(flowId, { action: 'regenerate' });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        outcome: 'regenerated',
        changed: true,
        status: flow.status,
        resume_phase: 'field_mapping',
        regenerated: { undecided: 5, changed: 1, unchanged: 4 },
      },
    });
    const after = await mappingsOf(importId);
    expect(after.find(({ source_field }) => source_field === 'Serial Number')?.target_field).toBe(
      'serial_number',
    );
    expect(others(after)).toEqual(others(before));
    const again = await intelligent(flowId, { action: 'regenerate' });
    expect(again.body).toMatchObject({
      outcome: 'regenerated',
      changed: false,
      resumed_at: null,
      regenerated: { changed: 0 },
    });
  });

  test('row 16 with every column decided there is nothing to suggest', async () => {
    const { flowId } = await atMapping();
    await resume(flowId, { field_mappings: everyColumn });
    expect((await intelligent(flowId, { action: 'regenerate' })).body.outcome).toBe('nothing_to_regenerate');
  });

  test('the route of the mapping page suggests the same columns, and refuses a mapping that was approved', async () => {
    const { flowId, importId } = await atMapping();
    const path = `/data-imports/${importId}/field-mappings/regenerate`;
    expect((await product.post(place, path)).body).toEqual({ undecided: 6, changed: 0, unchanged: 6 });
    await resume(flowId, { field_mappings: everyColumn });
    expect((await product.post(place, path)).body).toEqual({ undecided: 0, changed: 0, unchanged: 0 });
    await intelligent(flowId, { action: 'approve' });
    await product.reach(place, flowId, 'asset_inventory waiting_for_approval');
    expect((await product.post(place, path)).body.code).toBe('phase_passed');
  });
});

test("row 9 F18 a restart of 5,000 rows does all 5,000 again, for the same import, and people's decisions survive", async () => {
  const { flowId, importId } = await atMapping(5000);
  await resume(flowId, { field_mappings: everyColumn });
  const decided = await mappingsOf(importId);
  expect((await intelligent(flowId, { force_restart: true })).body.outcome).toBe('restarted');
  const flow = await product.reach(place, flowId, 'field_mapping waiting_for_approval');
  expect(flow).toMatchObject({ data_import_id: importId, epoch: 2 });
  expect(await mappingsOf(importId)).toEqual(decided);
  expect((await intelligent(flowId, { action: 'approve' })).body.outcome).toBe('approved');
  await product.reach(place, flowId, 'asset_inventory waiting_for_approval');
  await intelligent(flowId, { action: 'approve' });
  const done = await product.reach(place, flowId, 'completed');
  expect(done.accounting).toMatchObject({ source_rows: 5000, created: 5000, reconciles: true });
});

async function loseFile(importId: ImportId): Promise<void> {
  const { rows } = await product.server.database.admin.query<{ key: string }>(
    'select storage_key as key from import_files where data_import_id = $1',
    [importId],
  );
  await product.files.remove(rows[0]?.key ?? '');
}

test('row 9 a flow whose file is gone starts over from its stored rows', async () => {
  const { flowId, importId } = await atMapping(20);
  await loseFile(importId);
  expect((await intelligent(flowId, { force_restart: true })).body.outcome).toBe('restarted');
  const flow = await product.reach(place, flowId, 'field_mapping waiting_for_approval');
  expect(flow.epoch).toBe(2);
  await resume(flowId, { field_mappings: everyColumn, approval: true });
  await product.reach(place, flowId, 'asset_inventory waiting_for_approval');
  expect((await product.get(place, `/data-imports/${importId}/records?limit=50`)).body.total).toBe(20);
});

test('row 10 with neither rows nor file the flow says so at every way on', async () => {
  const { flowId, importId } = await atMapping();
  const { admin } = product.server.database;
  await loseFile(importId);
  const { rows: chunks } = await admin.query('select * from import_chunks where data_import_id = $1', [
    importId,
  ]);
  await admin.query('delete from import_chunks where data_import_id = $1', [importId]);
  expect(await intelligent(flowId, { force_restart: true })).toMatchObject({
    status: 409,
    body: { code: 'raw_data_missing' },
  });
  expect(await product.post(place, `/flows/${flowId}/restart`, { phase: 'data_import' })).toMatchObject({
    status: 409,
    body: { code: 'raw_data_missing' },
  });
  // Put back, so that what is checked after each test is this test's doing and not its preparation.
  for (const chunk of chunks) {
    const names = Object.keys(chunk);
    const places = names.map((_, index) => `$${index + 1}`).join(', ');
    await admin.query(
      `insert into import_chunks (${names.join(', ')}) values (${places})`,
      Object.values(chunk),
    );
  }
});
