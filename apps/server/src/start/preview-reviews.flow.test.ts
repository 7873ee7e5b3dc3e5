/* oxlint-disable vitest/no-standalone-expect -- invariants are checked after each test */
import type { PreviewRow } from '@landfall/contract/inventory';
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

const header = 'Hostname,Serial Number,IP Address,RAM (GB),Environment';
const servers = [
  'web1,SER-1001X,10.0.0.1,4,Production',
  'web1,SER-1001X,10.0.0.1,,',
  'web2,SER-1002X,10.0.0.2,8,Test',
  'web3,SER-1003X,10.0.0.3,8,Test',
];

interface Previewed {
  readonly flowId: FlowId;
  readonly importId: ImportId;
}

/** Uploads a file and approves what is proposed for its columns. */
async function previewed(rows: readonly string[] = servers): Promise<Previewed> {
  const flow = await product.upload(place, `${[header, ...rows].join('\n')}\n`);
  const { gate } = await product.reach(place, flow.flowId, 'field_mapping waiting_for_approval');
  const answer = await product.post(place, `/flows/${flow.flowId}/approve`, {
    gate_id: gate?.id,
    gate_revision: gate?.revision,
    approve_confidence_at_least: 0.5,
    remaining: 'ignore',
  });
  expect(answer.status).toBe(200);
  await product.reach(place, flow.flowId, 'asset_inventory waiting_for_approval');
  return flow;
}

interface Preview {
  readonly items: readonly PreviewRow[];
  readonly counts: Record<string, number>;
  readonly revision: number;
}

async function previewOf({ flowId }: Previewed): Promise<Preview> {
  return (await product.get(place, `/flows/${flowId}/asset-preview`)).body;
}

async function change(flow: Previewed, row: number, body: object, by = place) {
  const shown = (await previewOf(flow)).items[row - 1];
  return product.send(by, 'PATCH', `/asset-preview-rows/${shown?.id}`, {
    expected_version: shown?.version,
    ...body,
  });
}

const actionsOf = ({ items }: Preview) => items.map(({ action }) => action);

async function approve({ flowId }: Previewed, wanted = 'completed') {
  const { gate } = await product.details(place, flowId);
  const answer = await product.post(place, `/flows/${flowId}/approve`, {
    gate_id: gate?.id,
    gate_revision: gate?.revision,
  });
  expect(answer.status).toBe(200);
  return product.reach(place, flowId, wanted);
}

async function assetsOf(): Promise<
  { id: string; name: string; memory_gb: number | null; asset_type: string }[]
> {
  const { rows } = await product.server.database.admin.query(
    'select * from assets where engagement_id = $1 order by name',
    [place.engagementId],
  );
  return rows;
}

describe('a row that a reviewer leaves out', () => {
  test('takes the rows merged into it with it, and nothing of them is written', async () => {
    const flow = await previewed();
    const before = await previewOf(flow);
    expect(actionsOf(before)).toEqual(['create', 'merge', 'create', 'create']);
    const left = await change(flow, 1, { selected: false });
    expect(left).toMatchObject({
      status: 200,
      body: { row: { action: 'reject', reason_code: 'excluded_by_reviewer', selected: false, version: 1 } },
    });
    const after = await previewOf(flow);
    expect(actionsOf(after)).toEqual(['reject', 'reject', 'create', 'create']);
    expect(after.items[1]).toMatchObject({ left_out_with_row: 1, selected: false });
    expect(after.counts).toMatchObject({ source_rows: 4, create: 2, merge: 0, reject: 2 });
    expect(after.revision).toBe(before.revision + 1);
    const done = await approve(flow);
    expect(done.accounting).toMatchObject({ created: 2, rejected: 2, merged_duplicates: 0 });
    expect((await assetsOf()).map(({ name }) => name)).toEqual(['web2', 'web3']);
    const events = (await product.get(place, `/flows/${flow.flowId}/events`)).body.items;
    expect(events.map(({ type }: { type: string }) => type)).toContain('preview_changed');
  });

  test('is taken back with them; one of them alone only when its lead is back', async () => {
    const flow = await previewed();
    await change(flow, 1, { selected: false });
    expect(await change(flow, 2, { selected: true })).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('row 1') },
    });
    await change(flow, 1, { selected: true });
    expect(actionsOf(await previewOf(flow))).toEqual(['create', 'merge', 'create', 'create']);
    await change(flow, 2, { selected: false });
    expect(actionsOf(await previewOf(flow))).toEqual(['create', 'reject', 'create', 'create']);
    expect((await approve(flow)).accounting).toMatchObject({ created: 3, rejected: 1 });
  });

  test('F85 makes an approval of the older preview stale', async () => {
    const flow = await previewed();
    const { gate } = await product.details(place, flow.flowId);
    await change(flow, 3, { selected: false });
    const stale = await product.post(place, `/flows/${flow.flowId}/approve`, {
      gate_id: gate?.id,
      gate_revision: gate?.revision,
    });
    expect(stale).toMatchObject({ status: 409, body: { code: 'gate_revision_stale' } });
    expect((await product.get(place, `/flows/${flow.flowId}/gate`)).body.subject).toMatchObject({
      create: 2,
      reject: 1,
      source_rows: 4,
    });
  });

  test('F85 stays left out, and its edits stay, when the preview is made again', async () => {
    const flow = await previewed();
    await change(flow, 1, { selected: false });
    await change(flow, 3, { edits: { memory_gb: 64 } });
    await product.post(place, `/flows/${flow.flowId}/restart`, { phase: 'asset_inventory' });
    await product.reach(place, flow.flowId, 'asset_inventory waiting_for_approval');
    const again = await previewOf(flow);
    expect(actionsOf(again)).toEqual(['reject', 'reject', 'create', 'create']);
    expect(again.items[2]).toMatchObject({ edits: { memory_gb: 64 } });
    await approve(flow);
    expect(await assetsOf()).toMatchObject([{ name: 'web2', memory_gb: 64 }, { name: 'web3' }]);
  });

  test('needs no settlement when it was in conflict', async () => {
    await approve(await previewed());
    const flow = await previewed(['web9,SER-1001X,10.0.0.9,4,Test', 'web1,SER-7777X,10.9.9.9,4,Test']);
    const conflicts = (await previewOf(flow)).items.filter(({ action }) => action === 'conflict');
    expect(conflicts.length).toBeGreaterThan(0);
    for (const { row_number: row } of conflicts)
      expect((await change(flow, row, { selected: false })).status).toBe(200);
    const [first] = conflicts;
    await change(flow, first?.row_number ?? 0, { selected: true });
    expect((await previewOf(flow)).counts['conflict']).toBe(1);
    await approve(flow, 'asset_inventory waiting_for_approval');
  });
});

describe('a value that a reviewer gives', () => {
  test('is what is written, names a person as its origin, and later imports do not overwrite it', async () => {
    const flow = await previewed();
    const edits = { memory_gb: '32', environment: 'staging', asset_type: 'virtual_machine', name: 'Web One' };
    const edited = await change(flow, 1, { edits });
    expect(edited.body.row).toMatchObject({
      action: 'create',
      asset_type: 'virtual_machine',
      name: 'Web One',
      edits: { memory_gb: 32, environment: 'staging' },
    });
    await approve(flow);
    const asset = (await assetsOf()).find(({ name }) => name === 'Web One');
    expect(asset).toMatchObject({
      memory_gb: 32,
      environment: 'staging',
      asset_type: 'virtual_machine',
      type_source: 'user',
    });
    const origins = (await product.get(place, `/assets/${asset?.id}/provenance?field=memory_gb`)).body.items;
    expect(origins).toMatchObject([
      { value: 4, is_current: false, origin: 'import' },
      { value: 32, is_current: true, origin: 'user', import_id: null },
    ]);
    const again = await previewed(servers);
    expect((await previewOf(again)).items[0]).toMatchObject({ action: 'conflict' });
  });

  test('makes an update of a row that changed nothing, and null takes nothing over', async () => {
    await approve(await previewed());
    const flow = await previewed();
    expect(actionsOf(await previewOf(flow))).toEqual(['unchanged', 'merge', 'unchanged', 'unchanged']);
    await change(flow, 3, { edits: { memory_gb: 16 } });
    await change(flow, 4, { edits: { memory_gb: 24 } });
    await change(flow, 4, { edits: {} });
    expect(actionsOf(await previewOf(flow))).toEqual(['unchanged', 'merge', 'update', 'unchanged']);
    expect((await approve(flow)).accounting).toMatchObject({ updated: 1, unchanged: 2 });
    expect((await assetsOf()).map((asset) => asset.memory_gb)).toEqual([4, 16, 8]);
    const third = await previewed(['web4,SER-1004X,10.0.0.4,8,Test']);
    await change(third, 1, { edits: { memory_gb: null, tags: ['a', 'b'] } });
    await approve(third);
    expect((await assetsOf()).at(-1)).toMatchObject({ name: 'web4', memory_gb: null, tags: ['a', 'b'] });
  });

  test.each([
    [{ memory_gb: 'a lot' }, 'edits.memory_gb'],
    [{ environment: 'Mars' }, 'edits.environment'],
    [{ serial_number: 'SER-9' }, 'edits.serial_number'],
    [{ no_such_field: 'x' }, 'edits.no_such_field'],
  ])('%j is refused with its field', async (edits, field) => {
    const answer = await change(await previewed(), 1, { edits });
    expect(answer).toMatchObject({ status: 422, body: { code: 'value_invalid', errors: [{ field }] } });
  });
});

test('changes that come too late, twice, from outside or to a rejected row are refused', async () => {
  const flow = await previewed([...servers, ',,10.0.0.9,8,Test']);
  expect((await change(flow, 5, { selected: false })).status).toBe(422);
  expect((await change(flow, 2, { edits: { memory_gb: 1 } })).status).toBe(422);
  expect((await change(flow, 1, {})).status).toBe(422);
  expect(await change(flow, 1, { selected: false, expected_version: 7 })).toMatchObject({
    status: 409,
    body: { code: 'version_conflict', current_version: 0 },
  });
  const viewer = await product.colleague(place, 'viewer');
  expect((await change(flow, 1, { selected: false }, viewer)).status).toBe(403);
  const stranger = await product.place();
  expect(await change(flow, 1, { selected: false }, stranger)).toMatchObject({
    status: 404,
    body: { code: 'record_not_found' },
  });
  const analyst = await product.colleague(place, 'analyst');
  expect((await change(flow, 1, { selected: false }, analyst)).status).toBe(200);
  await approve(flow);
  expect(await change(flow, 1, { selected: true })).toMatchObject({
    status: 409,
    body: { code: 'phase_passed' },
  });
});
