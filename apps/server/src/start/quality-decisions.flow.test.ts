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

/** Decides the issue of a rule that has rows; answers as the route does. */
async function decide(flow: Uploaded, rule: string, decision: object) {
  const { items } = await read(flow, 'quality-issues');
  const { id } = items.find((each: { rule_code: string }) => each.rule_code === rule);
  return product.send(place, 'PUT', `/quality-issues/${id}/decision`, decision);
}

async function actionsFor(flow: Uploaded, rule: string): Promise<string[]> {
  const { items } = await read(flow, 'quality-issues');
  const found = items.find((each: { rule_code: string }) => each.rule_code === rule);
  return found.allowed_decisions.map(({ action }: { action: string }) => action);
}

/** Name and some fields of every asset. */
async function assets(columns: string): Promise<Record<string, unknown>[]> {
  const { items } = (await product.get(place, `/assets?columns=${columns}`)).body;
  return items.map(({ name, fields }: { name: string; fields: object }) => ({ name, ...fields }));
}

/** Maps the column with this header to a field. */
async function mapTo(flow: Uploaded, header: string, field: string): Promise<void> {
  const { items } = await read(flow, 'field-mappings');
  const { id, version } = items.find((each: { source_field: string }) => each.source_field === header);
  const body = { status: 'approved', target_field: field, expected_version: version };
  expect((await product.send(place, 'PATCH', `/field-mappings/${id}`, body)).status).toBe(200);
}

/** Where the value of a field of the asset with this name comes from, and by which rule. */
async function originOf(name: string, field: string): Promise<unknown[]> {
  const { items } = (await product.get(place, '/assets')).body;
  const { id } = items.find((asset: { name: string }) => asset.name === name);
  const provenance = (await product.get(place, `/assets/${id}/provenance`)).body.items;
  const entry = provenance.find((each: { field: string }) => each.field === field);
  return [entry.origin, entry.rule];
}

test('cells that name several applications are split into links', async () => {
  const csv = 'Hostname,Application\nweb1,Shop; Billing; Stock\nweb2,Shop\nweb3,Billing; Stock\n';
  const flow = await product.upload(place, csv);
  await product.reach(place, flow.flowId, 'data_validation waiting_for_approval');
  expect(await actionsFor(flow, 'multi_value')).toEqual(['split', 'first_value', 'keep', 'skip']);
  expect(
    (await decide(flow, 'multi_value', { action: 'split', parameters: { separator: ';' } })).status,
  ).toBe(200);
  await approve(flow, atMapping);
  await approve(flow, atPreview, asProposed);
  await approve(flow, 'asset_inventory completed');
  expect(await assets('application_name')).toEqual([
    { name: 'web1', application_name: ['Shop', 'Billing', 'Stock'] },
    { name: 'web2', application_name: ['Shop'] },
    { name: 'web3', application_name: ['Billing', 'Stock'] },
  ]);
  const { items } = (await product.get(place, '/applications')).body;
  expect(items.map(({ name }: { name: string }) => name).toSorted()).toEqual(['Billing', 'Shop', 'Stock']);
});

test('scores say on which mapping they rest', async () => {
  const flow = await product.upload(place, 'Hostname,RAM (GB)\nweb1,4\nweb2,much\n');
  await product.reach(place, flow.flowId, atMapping);
  const scores = { validity: { value: 75 }, conformity: { value: 75 } };
  expect(await read(flow, 'quality')).toMatchObject({ ...scores, basis: 'suggested' });
  await approve(flow, atPreview, asProposed);
  expect(await read(flow, 'quality')).toMatchObject({ ...scores, basis: 'approved' });
});

test('what a person maps is asked about before it is cleansed, when it can be read in two ways', async () => {
  const flow = await product.upload(
    place,
    'Hostname,Foo\nweb1,01/02/2024\nweb2,03/04/2024\nweb3,05/06/2024\n',
  );
  await product.reach(place, flow.flowId, atMapping);
  await mapTo(flow, 'Foo', 'purchase_date');
  await approve(flow, 'data_cleansing waiting_for_approval', asProposed);
  const asked = await product.details(place, flow.flowId);
  expect(asked).toMatchObject({
    waiting_reason: 'validation_decision',
    link: `/discovery/data-validation/${flow.flowId}`,
    gate: { satisfied: false, reasons: [{ code: 'undecided_critical_issue' }] },
  });
  const dayFirst = { action: 'set_value', parameters: { date_order: 'day_first' } };
  expect((await decide(flow, 'date_order_ambiguous', dayFirst)).status).toBe(200);
  await approve(flow, atPreview);
  await approve(flow, 'asset_inventory completed');
  expect(await assets('purchase_date')).toEqual([
    { name: 'web1', purchase_date: '2024-02-01' },
    { name: 'web2', purchase_date: '2024-04-03' },
    { name: 'web3', purchase_date: '2024-06-05' },
  ]);
});

const gaps =
  'Hostname,Install Date,Location,Support Group\nweb1,2020-01-05,Berlin,Ops\nweb2,someday,,Ops\nweb3,2021-02-06,n/a,\n';

const typed = (value: string) => ({ action: 'set_value', parameters: { value } });

test('a value that a person types stands in cells that hold none or cannot be read, as that person’s', async () => {
  const flow = await product.upload(place, gaps);
  await product.reach(place, flow.flowId, atMapping);
  expect(await actionsFor(flow, 'invalid_value')).toEqual(['set_value', 'skip']);
  expect(await actionsFor(flow, 'missing_values')).toEqual(['ignore', 'set_value']);
  expect(
    await decide(flow, 'invalid_value', { action: 'set_value', parameters: { value: 'soon' } }),
  ).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'parameters.value', code: 'value_invalid' }] },
  });
  expect((await decide(flow, 'invalid_value', typed('1 March 2022'))).status).toBe(200);
  expect((await decide(flow, 'missing_values', typed('Hamburg'))).status).toBe(200);
  await approve(flow, atPreview, asProposed);
  await approve(flow, 'asset_inventory completed');
  const found = await assets('install_date,location,support_group');
  expect(found).toEqual([
    { name: 'web1', install_date: '2020-01-05', location: 'Berlin', support_group: 'Ops' },
    { name: 'web2', install_date: '2022-03-01', location: 'Hamburg', support_group: 'Ops' },
    { name: 'web3', install_date: '2021-02-06', location: 'Hamburg', support_group: null },
  ]);
  const { items: issues } = await read(flow, 'quality-issues');
  const invalid = issues.find((each: { rule_code: string }) => each.rule_code === 'invalid_value');
  const { body: about } = await product.get(place, `/quality-issues/${invalid.id}/rows`);
  expect(about.items.map((row: { row_number: number }) => row.row_number)).toEqual([2]);
  const { columns } = await read(flow, 'cleansing');
  expect(columns.find(({ column }: { column: string }) => column === 'Location')).toMatchObject({
    filled_before: 2,
    filled_after: 3,
    placeholders_removed: 1,
  });
  const { items } = (await product.get(place, '/assets')).body;
  const { id } = items.find(({ name }: { name: string }) => name === 'web2');
  const provenance = (await product.get(place, `/assets/${id}/provenance`)).body.items;
  const origins = Object.fromEntries(
    provenance.map(({ field, origin, rule }: Record<string, unknown>) => [field, [origin, rule]]),
  );
  expect(origins).toMatchObject({
    install_date: ['user', 'value_set_for_invalid_value'],
    location: ['user', 'value_set_for_missing_values'],
    support_group: ['import', null],
  });
});

test('a value for missing cells stands where no column of its field says anything', async () => {
  const csv =
    'Hostname,Description,Purpose\nweb1,Shop,\nweb2,,Mail\nweb3,,\nweb4,Files,Prints\nweb5,,not stated\n';
  const flow = await product.upload(place, csv);
  await product.reach(place, flow.flowId, atMapping);
  expect((await decide(flow, 'missing_values', typed('not stated'))).status).toBe(200);
  for (const header of ['Description', 'Purpose']) await mapTo(flow, header, 'description');
  await approve(flow, atPreview, asProposed);
  await approve(flow, 'asset_inventory completed');
  expect((await assets('description')).map(({ description }) => description)).toEqual([
    'Shop',
    'Mail',
    'not stated',
    'Files\nPrints',
    'not stated',
  ]);
  const { columns } = await read(flow, 'cleansing');
  expect(columns.find(({ column }: { column: string }) => column === 'Description')).toMatchObject({
    filled_before: 2,
    filled_after: 3,
  });
  expect([await originOf('web3', 'description'), await originOf('web5', 'description')]).toEqual([
    ['user', 'value_set_for_missing_values'],
    ['import', null],
  ]);
});

test('numbers beside words that are no unit are an issue a person can decide, not lost without a word', async () => {
  const csv =
    'Hostname,RAM (GB),vCPU\nweb1,16,4\nweb2,16 + 16,8 (HT)\nweb3,100 GB / 50 GB used,2\nweb4,32 GB,4\n';
  const flow = await product.upload(place, csv);
  await product.reach(place, flow.flowId, atMapping);
  const { items } = await read(flow, 'quality-issues');
  const invalid = items.filter((each: { rule_code: string }) => each.rule_code === 'invalid_value');
  expect(invalid.map((each: { row_count: number }) => each.row_count).toSorted()).toEqual([1, 2]);
  const memory = invalid.find((each: { row_count: number }) => each.row_count === 2);
  const { body: about } = await product.get(place, `/quality-issues/${memory.id}/rows`);
  expect(about.items.map((row: { row_number: number }) => row.row_number)).toEqual([2, 3]);
  const path = `/quality-issues/${memory.id}/decision`;
  expect((await product.send(place, 'PUT', path, typed('24'))).status).toBe(200);
  await approve(flow, atPreview, asProposed);
  await approve(flow, 'asset_inventory completed');
  expect((await assets('memory_gb')).map((each) => each['memory_gb'])).toEqual([16, 24, 24, 32]);
});

test('no value is offered for cells that say which thing a row is about', async () => {
  const csv =
    'Hostname,Serial Number,IP Address\nweb1,S-10001,10.0.0.1\nweb2,,nowhere\nweb3,S-10003,10.0.0.3\n';
  const flow = await product.upload(place, csv);
  await product.reach(place, flow.flowId, atMapping);
  expect(await actionsFor(flow, 'missing_values')).toEqual(['ignore']);
  expect(await actionsFor(flow, 'invalid_value')).toEqual(['skip']);
});

test('words that a field does not know are kept as a custom attribute', async () => {
  const csv = 'Hostname,Environment\nweb1,Production\nweb2,Mars 1\nweb3,n/a\nweb4,Mars 1\n';
  const flow = await product.upload(place, csv);
  await product.reach(place, flow.flowId, atMapping);
  expect(await actionsFor(flow, 'enum_unknown_value')).toEqual(['map_values', 'skip', 'keep']);
  expect((await decide(flow, 'enum_unknown_value', { action: 'keep' })).status).toBe(200);
  await approve(flow, atPreview, asProposed);
  await approve(flow, 'asset_inventory completed');
  const { items } = (await product.get(place, '/assets?columns=environment,custom_attributes')).body;
  expect(items).toMatchObject([
    { name: 'web1', fields: { environment: 'production' }, custom_attributes: {} },
    { name: 'web2', fields: { environment: null }, custom_attributes: { Environment: 'Mars 1' } },
    { name: 'web3', fields: { environment: null }, custom_attributes: {} },
    { name: 'web4', fields: { environment: null }, custom_attributes: { Environment: 'Mars 1' } },
  ]);
  expect(items[0].custom_attributes).toEqual({});
  const { columns } = await read(flow, 'cleansing');
  expect(columns.find(({ column }: { column: string }) => column === 'Environment')).toMatchObject({
    filled_before: 4,
    filled_after: 1,
    failed: 2,
    placeholders_removed: 1,
  });
  const { id } = items[1];
  const provenance = (await product.get(place, `/assets/${id}/provenance`)).body.items;
  const kept = provenance.find(({ field }: { field: string }) => field === 'Environment');
  expect(kept).toMatchObject({ origin: 'import', source_column: 'Environment', source_value: 'Mars 1' });
});

test('a text that is cut is kept whole as a custom attribute', async () => {
  const long = `Rack 7, ${'behind the door '.repeat(20)}`.trim();
  const csv = `Hostname,Location\nweb1,Berlin\nweb2,"${long}"\n`;
  const flow = await product.upload(place, csv);
  await product.reach(place, flow.flowId, 'data_validation waiting_for_approval');
  expect((await decide(flow, 'too_long', { action: 'truncate' })).status).toBe(200);
  await approve(flow, atMapping);
  await approve(flow, atPreview, asProposed);
  await approve(flow, 'asset_inventory completed');
  const { items } = (await product.get(place, '/assets?columns=location,custom_attributes')).body;
  const [short, cut] = items;
  expect(short).toMatchObject({ name: 'web1', fields: { location: 'Berlin' } });
  expect(short.custom_attributes).toEqual({});
  expect(long.startsWith(cut.fields.location)).toBe(true);
  expect(cut.fields.location.length).toBeLessThan(long.length);
  expect(cut.custom_attributes).toEqual({ Location: long });
  const { columns } = await read(flow, 'cleansing');
  expect(columns.filter(({ column }: { column: string }) => column === 'Location')).toMatchObject([
    { filled_before: 2, filled_after: 2, failed: 0 },
  ]);
  const provenance = (await product.get(place, `/assets/${cut.id}/provenance`)).body.items;
  expect(provenance.find(({ field }: { field: string }) => field === 'Location')).toMatchObject({
    origin: 'import',
    source_column: 'Location',
    source_value: long,
  });
});
