/* oxlint-disable vitest/no-standalone-expect -- invariants are checked after each test */
import type { FlowId, ImportId } from '@landfall/domain/shared/ids';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { useEnrichment } from '../../test/enrichment.ts';
import type { ProductPlace } from '../../test/product.ts';

const enrichment = useEnrichment({ deletes: true });
const { product } = enrichment;
let place: ProductPlace;

beforeEach(async () => {
  place = await product.place();
});
afterEach(async () => {
  expect(await product.violations()).toEqual([]);
});

const header = 'Hostname,Serial Number,IP Address,Manufacturer,Location,Zweitangabe';
const servers = [
  'web-01,,10.0.0.1,Dell Inc.,Berlin,Berlin',
  'web01,,10.0.0.1,DELL INC,Berlin,Berlin',
  'app1,SER-1002X,10.0.0.2,Dell Inc.,Hamburg,Hamburg',
  'app2,SER-1003X,10.0.0.3,dell-inc,Bremen,Bremen',
  'app3,SER-1004X,10.0.0.4,HPE,Berlin,Berlin',
  'app4,SER-1005X,10.0.0.5,HPE,,Kiel',
  'db1,SER-1006X,10.0.0.6,HPE,Bremen,Bremen',
];

interface Previewed {
  readonly flowId: FlowId;
  readonly importId: ImportId;
}

async function approve({ flowId }: Previewed, wanted: string, decisions: object = {}) {
  const { gate } = await product.details(place, flowId);
  const body = { gate_id: gate?.id, gate_revision: gate?.revision, ...decisions };
  expect((await product.post(place, `/flows/${flowId}/approve`, body)).status).toBe(200);
  await product.reach(place, flowId, wanted);
}

const asProposed = { approve_confidence_at_least: 0.5, remaining: 'custom_attribute' };
const atPreview = 'asset_inventory waiting_for_approval';

/** Uploads a file and accepts what is proposed for its columns. */
async function previewed(rows: readonly string[] = servers): Promise<Previewed> {
  const flow = await product.upload(place, `${[header, ...rows].join('\n')}\n`);
  await product.reach(place, flow.flowId, 'field_mapping waiting_for_approval');
  await approve(flow, atPreview, asProposed);
  return flow;
}

async function recommendations({ importId }: Previewed, query = '') {
  return (await product.get(place, `/data-imports/${importId}/recommendations${query}`)).body;
}

async function decide(flow: Previewed, rule: string, decision: 'apply' | 'undo' | 'dismiss', by = place) {
  const { items } = await recommendations(flow);
  const { id } = items.find((each: { rule_code: string }) => each.rule_code === rule);
  return product.post(by, `/recommendations/${id}/${decision}`);
}

async function applied(flow: Previewed, rule: string, decision: 'apply' | 'undo' = 'apply') {
  const answer = await decide(flow, rule, decision);
  expect(answer).toMatchObject({ status: 200, body: { flow: { status: 'running' } } });
  await product.reach(place, flow.flowId, atPreview);
  return answer.body;
}

/** Name and these two fields of every asset. */
async function assets(): Promise<{ name: string; manufacturer?: string; location?: string }[]> {
  const { items } = (await product.get(place, '/assets?columns=manufacturer,location')).body;
  return items.map(({ name, fields }: { name: string; fields: object }) => ({ name, ...fields }));
}

async function provenanceOf(name: string, field: string) {
  const { items } = (await product.get(place, '/assets')).body;
  const { id } = items.find((each: { name: string }) => each.name === name);
  const { items: entries } = (await product.get(place, `/assets/${id}/provenance`)).body;
  return entries.find((each: { field: string }) => each.field === field);
}

describe('recommendations for cleansed rows', () => {
  test('name what would change in which rows, with a preview and every change', async () => {
    const flow = await previewed();
    const { items, can_apply: canApply } = await recommendations(flow);
    expect(canApply).toBe(true);
    const found = items.map(
      ({ rule_code, category, fields, affected_rows, status }: Record<string, unknown>) => [
        rule_code,
        category,
        fields,
        affected_rows,
        status,
      ],
    );
    expect(found).toEqual([
      ['one_spelling', 'standardization', ['manufacturer'], 2, 'proposed'],
      ['fill_from_field', 'enrichment', ['location', 'custom:Zweitangabe'], 1, 'proposed'],
      ['one_name', 'deduplication', ['hostname'], 1, 'proposed'],
    ]);
    expect(items[0].preview).toEqual([
      { row_number: 2, field: 'manufacturer', before: 'DELL INC', after: 'Dell Inc.' },
      { row_number: 4, field: 'manufacturer', before: 'dell-inc', after: 'Dell Inc.' },
    ]);
    const changes = items[0].changes_path.replace('/api/v1', '');
    expect((await product.get(place, `${changes}?limit=1`)).body).toMatchObject({
      items: [{ row_number: 2 }],
      total: 2,
      next_after_row: 2,
    });
    expect((await product.get(place, `${changes}?limit=1&after_row=2`)).body).toMatchObject({
      items: [{ row_number: 4 }],
      next_after_row: null,
    });
  });

  test('a filled value counts in the quality after cleansing, not in the one before', async () => {
    const flow = await previewed();
    const completeness = async () =>
      (await product.get(place, `/data-imports/${flow.importId}/cleansing`)).body.completeness;
    // Two serial numbers and a location of 42 cells are missing.
    expect(await completeness()).toMatchObject({ before: 92.9, after: 92.9 });
    await applied(flow, 'fill_from_field');
    expect(await completeness()).toMatchObject({ before: 92.9, after: 95.2 });
    await applied(flow, 'fill_from_field', 'undo');
    expect(await completeness()).toMatchObject({ before: 92.9, after: 92.9 });
  });

  test('applied ones are in the next preview and in the inventory', async () => {
    const flow = await previewed();
    expect(await applied(flow, 'one_spelling')).toMatchObject({ row_count: 2 });
    await applied(flow, 'fill_from_field');
    await applied(flow, 'one_name');
    const { items } = await recommendations(flow);
    expect(items.map(({ status }: { status: string }) => status)).toEqual(['applied', 'applied', 'applied']);
    await approve(flow, 'completed');
    const stored = await assets();
    expect(stored).toHaveLength(6);
    expect(stored.map(({ name, manufacturer, location }) => [name, manufacturer, location])).toEqual([
      ['app1', 'Dell Inc.', 'Hamburg'],
      ['app2', 'Dell Inc.', 'Bremen'],
      ['app3', 'HPE', 'Berlin'],
      ['app4', 'HPE', 'Kiel'],
      ['db1', 'HPE', 'Bremen'],
      ['web-01', 'Dell Inc.', 'Berlin'],
    ]);
    expect(await provenanceOf('app4', 'location')).toMatchObject({
      source_column: 'Zweitangabe',
      source_value: 'Kiel',
      rule: 'fill_from_field',
    });
    expect(await provenanceOf('app2', 'manufacturer')).toMatchObject({
      source_column: 'Manufacturer',
      source_value: 'dell-inc',
      rule: 'one_spelling',
    });
    expect(await provenanceOf('app1', 'manufacturer')).toMatchObject({ rule: null });
    const record = (await product.get(place, `/data-imports/${flow.importId}/records/4`)).body;
    expect(record).toMatchObject({
      cleansed: { manufacturer: 'Dell Inc.' },
      notes: [{ field: 'manufacturer', rule: 'recommendation', before: 'dell-inc', after: 'Dell Inc.' }],
    });
    const { decisions } = (await product.get(place, `/data-imports/${flow.importId}/report`)).body;
    expect(decisions.filter(({ about }: { about: string }) => about === 'recommendation')).toMatchObject([
      { rule_code: 'one_spelling', decision: 'apply', row_count: 2 },
      { rule_code: 'fill_from_field', decision: 'apply', row_count: 1 },
      { rule_code: 'one_name', decision: 'apply', row_count: 1 },
    ]);
  });

  test('an undone one leaves the values as they were, and may be applied again', async () => {
    const flow = await previewed();
    await applied(flow, 'one_spelling');
    await applied(flow, 'one_spelling', 'undo');
    const { items } = await recommendations(flow, '?status=undone');
    expect(items).toMatchObject([{ rule_code: 'one_spelling', affected_rows: 2 }]);
    await approve(flow, 'completed');
    expect(new Set((await assets()).map(({ manufacturer }) => manufacturer))).toEqual(
      new Set(['Dell Inc.', 'DELL INC', 'dell-inc', 'HPE']),
    );
  });

  test('a dismissed one stays dismissed when another is applied', async () => {
    const flow = await previewed();
    expect((await decide(flow, 'fill_from_field', 'dismiss')).status).toBe(200);
    await applied(flow, 'one_spelling');
    const { items } = await recommendations(flow, '?status=dismissed');
    expect(items).toMatchObject([{ rule_code: 'fill_from_field', affected_rows: 1 }]);
    await applied(flow, 'one_spelling', 'undo');
    expect((await decide(flow, 'one_spelling', 'dismiss')).body.recommendation).toMatchObject({
      status: 'dismissed',
      decided_by_name: null,
    });
  });
});

describe('a decision about a recommendation is refused', () => {
  test('when it is applied already, or not applied', async () => {
    const flow = await previewed();
    expect(await decide(flow, 'one_spelling', 'undo')).toMatchObject({
      status: 409,
      body: { code: 'not_applied' },
    });
    await applied(flow, 'one_spelling');
    expect(await decide(flow, 'one_spelling', 'apply')).toMatchObject({
      status: 409,
      body: { code: 'already_applied' },
    });
    expect(await decide(flow, 'one_spelling', 'dismiss')).toMatchObject({
      status: 409,
      body: { code: 'already_applied' },
    });
  });

  test('once the preview is approved', async () => {
    const flow = await previewed();
    await approve(flow, 'completed');
    expect(await recommendations(flow)).toMatchObject({ can_apply: false, total: 3 });
    expect(await decide(flow, 'one_spelling', 'apply')).toMatchObject({
      status: 409,
      body: { code: 'phase_passed' },
    });
  });

  test('while the flow is paused, which it stays', async () => {
    const flow = await previewed();
    expect((await product.post(place, `/flows/${flow.flowId}/pause`)).status).toBe(200);
    expect(await decide(flow, 'one_spelling', 'apply')).toMatchObject({
      status: 409,
      body: { code: 'phase_passed' },
    });
    expect((await product.details(place, flow.flowId)).status).toBe('paused');
  });

  test('to a viewer and to another tenant', async () => {
    const flow = await previewed();
    const viewer = await product.colleague(place, 'viewer');
    expect((await decide(flow, 'one_spelling', 'apply', viewer)).status).toBe(403);
    const other = await product.place();
    expect(await decide(flow, 'one_spelling', 'apply', other)).toMatchObject({
      status: 404,
      body: { code: 'recommendation_not_found' },
    });
    expect((await product.get(other, `/data-imports/${flow.importId}/recommendations`)).status).toBe(404);
  });
});

test('what a reviewer changed in the preview is there after a recommendation was applied', async () => {
  const flow = await previewed();
  const row = (await product.get(place, `/flows/${flow.flowId}/asset-preview`)).body.items[6];
  const change = { edits: { location: 'Kiel' }, expected_version: row.version };
  expect((await product.send(place, 'PATCH', `/asset-preview-rows/${row.id}`, change)).status).toBe(200);
  await applied(flow, 'one_spelling');
  await approve(flow, 'completed');
  const db1 = (await assets()).find(({ name }) => name === 'db1');
  expect(db1).toMatchObject({ location: 'Kiel' });
});

test('a correction keeps what was applied, also in the corrected row', async () => {
  const flow = await previewed([...servers, ',,,dell inc.,Kiel,Kiel']);
  await applied(flow, 'one_spelling');
  const answer = await product.post(place, `/data-imports/${flow.importId}/corrections`, {
    rows: [{ row_number: 8, values: { Hostname: 'late1' } }],
  });
  expect(answer.status).toBe(200);
  await product.reach(place, flow.flowId, atPreview);
  await approve(flow, 'completed');
  const late = (await assets()).find(({ name }) => name === 'late1');
  expect(late).toMatchObject({ manufacturer: 'Dell Inc.' });
});

test('in the preview of a data import they are applied in the same way', async () => {
  const file = {
    category: 'infrastructure',
    text: 'VM,CPU %,Maker\na,10,Dell Inc.\nb,20,DELL INC\nc,30,Dell Inc.\n',
    mapping: { VM: 'name', 'CPU %': 'cpu_utilization_percent', Maker: 'manufacturer' },
    config: { preview: true },
  } as const;
  const flow = await enrichment.preview(place, file);
  expect((await decide(flow, 'one_spelling', 'apply')).status).toBe(200);
  await product.reach(place, flow.flowId, 'enrichment waiting_for_approval');
  expect((await enrichment.approvePreview(place, flow.flowId)).status).toBe(200);
  await product.reach(place, flow.flowId, 'completed');
  expect((await assets()).map(({ manufacturer }) => manufacturer)).toEqual([
    'Dell Inc.',
    'Dell Inc.',
    'Dell Inc.',
  ]);
});

test('F57 values of a sensitive import are masked for everyone without the right to see them', async () => {
  const file = {
    category: 'sensitive_data',
    text: 'Set,Level,Owner\nPatients,restricted,Bo Ek\nPayments,restricted,BO EK\nVisits,restricted,Bo Ek\n',
    mapping: { Set: 'name', Level: 'data_classification', Owner: 'data_owner' },
    config: { preview: true },
  } as const;
  const flow = await enrichment.preview(place, file);
  const [found] = (await recommendations(flow)).items;
  expect(found.preview).toEqual([{ row_number: 2, field: 'data_owner', before: '•••', after: '•••' }]);
  const { items } = (await product.get(place, `/recommendations/${found.id}/changes`)).body;
  expect(items).toEqual(found.preview);
});

test('they go with their flow', async () => {
  const flow = await previewed();
  await applied(flow, 'one_spelling');
  await enrichment.remove(place, flow.flowId);
  for (const table of ['cleansing_recommendations', 'cleansing_applications'])
    expect(
      await enrichment.rows(`select id from ${table} where engagement_id = $1`, [place.engagementId]),
    ).toEqual([]);
});
