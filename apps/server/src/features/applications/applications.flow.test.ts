import { expect, test } from 'vitest';
import { useEnrichment } from '../../../test/enrichment.ts';
import type { ProductPlace } from '../../../test/product.ts';

const enrichment = useEnrichment({ deletes: true });
const { product } = enrichment;

const mapping = { App: 'application_name', Host: 'hostname', From: 'source_name', To: 'target_name' };
const portfolio = `App,Host,From,To
SAP ERP,app01,,
sap-erp PROD,app02,,
Payroll v2,app03,,
Time Keeping,app04,,
,,app03,db01
`;

const importFile = (place: ProductPlace, text: string) =>
  enrichment.run(place, { category: 'app_discovery', text, mapping });
const applications = async (place: ProductPlace, query = '') =>
  (await product.get(place, `/applications${query}`)).body;
const named = async (place: ProductPlace, name: string) =>
  (await applications(place, `?search=${encodeURIComponent(name)}`)).items[0];

const listed = async (each: ProductPlace) =>
  (await applications(each)).items.map((item: Record<string, unknown>) => [
    item['name'],
    item['variant_count'],
  ]);

const namesOn = (page: { items: { name: string }[] }) => page.items.map(({ name }) => name).toSorted();

test('spellings of an import become applications, and assets belong to them with the reason', async () => {
  const place = await product.place('analyst');
  await importFile(place, portfolio);

  const { items, total } = await applications(place);
  expect(total).toBe(items.length);
  const sap = items.find(({ name }: { name: string }) => name === 'SAP ERP');
  expect(sap).toMatchObject({ variant_count: 2, is_confirmed: false });
  const { body } = await product.get(place, `/applications/${sap.id}`);
  expect(body.variants.map(({ variant }: { variant: string }) => variant).toSorted()).toEqual([
    'SAP ERP',
    'sap-erp PROD',
  ]);
  const { body: assets } = await product.get(place, `/applications/${sap.id}/assets`);
  expect(assets.total).toBe(sap.asset_count);
  expect(assets.items.map(({ name }: { name: string }) => name)).toEqual(
    expect.arrayContaining(['app01', 'app02']),
  );
  const { body: summary } = await product.get(place, '/applications/summary');
  expect(summary.applications).toBe(total);
  expect(summary.assets_without_application).toBeGreaterThan(0);
  expect(summary.assets_without_application).toBeLessThan(summary.assets);
});

test('the inventory lists the assets of an application, also after a person has unlinked one', async () => {
  const place = await product.place('analyst');
  await importFile(place, portfolio);
  const sap = await named(place, 'SAP ERP');
  const ofSap = async () => (await product.get(place, `/assets?application_id=${sap.id}`)).body;
  const before = await ofSap();
  expect(before.total).toBe(sap.asset_count);
  const { body: linked } = await product.get(place, `/applications/${sap.id}/assets`);
  expect(namesOn(before)).toEqual(namesOn(linked));
  const narrowed = await product.get(place, `/assets?application_id=${sap.id}&search=app01`);
  expect(namesOn(narrowed.body)).toEqual(['app01']);

  const app01 = before.items.find(({ name }: { name: string }) => name === 'app01');
  const links = { asset_ids: [app01.id], decision: 'unlinked' };
  await product.post(place, `/applications/${sap.id}/links`, links);
  const after = await ofSap();
  expect(after.total).toBe(before.total - 1);
  expect(namesOn(after)).not.toContain('app01');

  const unknown = await product.get(place, `/assets?application_id=${crypto.randomUUID()}`);
  expect(unknown).toMatchObject({ status: 404, body: { code: 'application_not_found' } });
  const other = await product.place('viewer');
  expect(await product.get(other, `/assets?application_id=${sap.id}`)).toMatchObject({ status: 404 });
});

test('a person renames, merges, splits, links and confirms, and a later import keeps to it', async () => {
  const place = await product.place('analyst');
  await importFile(place, portfolio);
  const sap = await named(place, 'SAP ERP');
  const payroll = await named(place, 'Payroll');
  const renamed = await product.send(place, 'PATCH', `/applications/${sap.id}`, {
    name: 'Finance Core',
    criticality: 'high',
    expected_version: sap.version,
  });
  expect(renamed).toMatchObject({ status: 200, body: { name: 'Finance Core', criticality: 'high' } });
  const stale = { name: 'Other', expected_version: sap.version };
  expect(await product.send(place, 'PATCH', `/applications/${sap.id}`, stale)).toMatchObject({
    status: 409,
    body: { code: 'version_conflict' },
  });
  const taken = { name: 'PAYROLL 3.1', expected_version: renamed.body.version };
  expect(await product.send(place, 'PATCH', `/applications/${sap.id}`, taken)).toMatchObject({
    status: 409,
    body: { code: 'application_exists' },
  });
  const split = { variants: ['sap-erp PROD'], name: 'SAP production' };
  const moved = await product.post(place, `/applications/${sap.id}/split`, split);
  expect(moved).toMatchObject({ status: 200, body: { name: 'SAP production', variant_count: 1 } });
  const foreign = { variants: ['Payroll v2'], name: 'Nothing of it' };
  expect(await product.post(place, `/applications/${sap.id}/split`, foreign)).toMatchObject({ status: 422 });
  const merged = await product.post(place, `/applications/${sap.id}/merge`, { other_ids: [payroll.id] });
  expect(merged.body.variants.map(({ variant }: { variant: string }) => variant)).toContain('Payroll v2');
  expect(await product.get(place, `/applications/${payroll.id}`)).toMatchObject({ status: 404 });
  expect(await product.post(place, `/applications/${sap.id}/confirm`)).toMatchObject({
    body: { is_confirmed: true },
  });

  await importFile(place, 'App,Host,From,To\nPayroll 2024,app09,,\nSAP-ERP prod,app10,,\n');

  const { body: core } = await product.get(place, `/applications/${sap.id}`);
  expect(core.name).toBe('Finance Core');
  expect(core.variants.map(({ variant }: { variant: string }) => variant)).toContain('Payroll 2024');
  const { body: production } = await product.get(place, `/applications/${moved.body.id}/assets`);
  expect(production.items.map(({ name }: { name: string }) => name)).toContain('app10');
});

test('a link that a person takes away stays away, and one that a person makes keeps the asset when its import goes', async () => {
  const place = await product.place('engagement_manager');
  const { flowId } = await importFile(place, portfolio);
  const sap = await named(place, 'SAP ERP');
  const keeping = await named(place, 'Time Keeping');
  const { body: before } = await product.get(place, `/applications/${sap.id}/assets`);
  const host = before.items.find(({ name }: { name: string }) => name === 'app01');
  await product.post(place, `/applications/${sap.id}/links`, { asset_ids: [host.id], decision: 'unlinked' });
  const { body: after } = await product.get(place, `/applications/${sap.id}/assets`);
  expect(after.total).toBe(before.total - 1);
  const linked = { asset_ids: [host.id, sap.id], decision: 'linked' };
  expect(await product.post(place, `/applications/${keeping.id}/links`, linked)).toMatchObject({
    body: { succeeded: 1, failed: 1 },
  });
  const { body: of } = await product.get(place, `/applications?asset_id=${host.id}`);
  expect(of.items.map(({ name }: { name: string }) => name)).toEqual(['Time Keeping']);

  const { body: impact } = await product.get(place, `/discovery/flows/${flowId}/deletion-impact`);
  const { body: done } = await enrichment.remove(place, flowId);

  expect(done.removed).toEqual(impact.data_to_delete);
  expect(impact.data_to_delete.applications).toBeGreaterThan(0);
  const left = await applications(place);
  expect(left.items.map(({ name }: { name: string }) => name)).toEqual(['SAP ERP', 'Time Keeping']);
  expect((await product.get(place, `/assets/${host.id}`)).status).toBe(200);
});

test('a deletion takes the applications only its import names, and leaves those that others name as if it had never been', async () => {
  const place = await product.place('engagement_manager');
  const twin = await product.place('engagement_manager');
  const first = await importFile(place, portfolio);
  const other = 'App,Host,From,To\nsap erp,app01,,\nLedger,app07,,\n';
  await importFile(place, other);
  await importFile(twin, other);
  const { body: impact } = await product.get(place, `/discovery/flows/${first.flowId}/deletion-impact`);
  const { body: done } = await enrichment.remove(place, first.flowId);
  expect(done.removed).toEqual(impact.data_to_delete);
  expect(await listed(place)).toEqual(await listed(twin));
});

test('an application is added by hand once, and a viewer may only look', async () => {
  const place = await product.place('analyst');
  const made = await product.post(place, '/applications', { name: 'Wages', business_owner: 'Ada' });
  expect(made).toMatchObject({ status: 201, body: { name: 'Wages', asset_count: 0, variant_count: 1 } });
  expect(await product.post(place, '/applications', { name: 'wages PROD' })).toMatchObject({
    status: 409,
    body: { code: 'application_exists' },
  });
  const viewer = await product.colleague(place, 'viewer');
  expect(await product.post(viewer, '/applications', { name: 'Other' })).toMatchObject({ status: 403 });
  expect((await product.get(viewer, '/applications')).body.total).toBe(1);
});
