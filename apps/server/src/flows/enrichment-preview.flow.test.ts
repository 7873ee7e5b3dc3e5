import { afterEach, describe, expect, test } from 'vitest';
import { type ImportedFile, useEnrichment } from '../../test/enrichment.ts';
import type { ProductPlace } from '../../test/product.ts';

const enrichment = useEnrichment({ deletes: true });
const { product } = enrichment;

afterEach(async () => {
  // oxlint-disable-next-line vitest/no-standalone-expect -- invariants are checked after each test
  expect(await product.violations()).toEqual([]);
});

const machines = (rows: readonly string[], config?: ImportedFile['config']): ImportedFile => ({
  category: 'infrastructure',
  text: `VM,CPU %,Host,Seen at\n${rows.join('\n')}\n`,
  mapping: {
    VM: 'name',
    'CPU %': 'cpu_utilization_percent',
    Host: 'virtual_host',
    'Seen at': 'last_seen',
  },
  ...(config === undefined ? {} : { config }),
});
const machine = (name: string, cpu: number, host = '', day = '2026-03-01') =>
  `${name},${cpu},${host},${day}T10:00:00Z`;

const sets = (level: string, owner: string, config?: ImportedFile['config']): ImportedFile => ({
  category: 'sensitive_data',
  text: `Set,Level,Owner\nPatients,${level},${owner}\nPayments,${level},Bo\n`,
  mapping: { Set: 'name', Level: 'data_classification', Owner: 'data_owner' },
  ...(config === undefined ? {} : { config }),
});

const calls = (rows: readonly string[], config?: ImportedFile['config']): ImportedFile => ({
  category: 'app_discovery',
  text: `From,To,Port,Calls\n${rows.join('\n')}\n`,
  mapping: { From: 'source_name', To: 'target_name', Port: 'target_port', Calls: 'connection_count' },
  ...(config === undefined ? {} : { config }),
});

/** Everything of the inventory that an import might touch. */
async function inventoryOf({ engagementId }: ProductPlace) {
  const ask = (text: string) => enrichment.rows<Record<string, unknown>>(text, [engagementId]);
  return {
    assets: await ask(
      'select name, version, cpu_utilization_percent as cpu from assets where engagement_id = $1 order by 1',
    ),
    edges: await ask(
      'select id, version from asset_dependencies where engagement_id = $1 order by source_asset_id, id',
    ),
    evidence: await ask('select dependency_id from dependency_evidence where engagement_id = $1 order by 1'),
    findings: await ask('select id from asset_findings where engagement_id = $1 order by 1'),
    applications: await ask('select name from canonical_applications where engagement_id = $1 order by 1'),
  };
}

const previewOf = async (place: ProductPlace, flowId: string, query = '') =>
  (await product.get(place, `/flows/${flowId}/asset-preview${query}`)).body;
const connectionsOf = async (place: ProductPlace, flowId: string) =>
  (await product.get(place, `/flows/${flowId}/connection-preview`)).body;

describe('an enrichment whose preview is wanted', () => {
  test('shows per row and field what it would do, writes nothing before it is approved, and then just that', async () => {
    const place = await product.place();
    await enrichment.run(place, machines(['a', 'b', 'c', 'e', 'f'].map((name) => machine(name, 10))));
    const before = await inventoryOf(place);
    const file = machines([machine('a', 55, 'esx1'), machine('d', 5), machine('b', 10), ',1,,'], {
      preview: true,
    });
    const { flowId, flow } = await enrichment.preview(place, file);

    expect(flow).toMatchObject({ waiting_reason: 'asset_preview', link: `/discovery/inventory/${flowId}` });
    expect(flow.gate?.subject).toMatchObject({
      source_rows: 4,
      create: 1,
      update: 1,
      unchanged: 1,
      reject: 1,
      connections_new: 1,
    });
    const preview = await previewOf(place, flowId);
    expect(preview).toMatchObject({ counts: { source_rows: 4, connect: 0 }, large_change: null });
    expect(preview.items.map(({ action, name }: { action: string; name: string }) => [action, name])).toEqual(
      [
        ['update', 'a'],
        ['create', 'd'],
        ['unchanged', 'b'],
        ['reject', null],
      ],
    );
    expect(preview.items[0].diff).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ field: 'cpu_utilization_percent', before: 10, after: 55 }),
        expect.objectContaining({ field: 'virtual_host', before: null, after: 'esx1', outcome: 'set' }),
      ]),
    );
    expect(await connectionsOf(place, flowId)).toMatchObject({
      total: 1,
      items: [{ row_number: 1, source: { name: 'a' }, target: { name: 'esx1' }, effect: 'created' }],
    });
    expect(await inventoryOf(place)).toEqual(before);

    expect(await enrichment.approvePreview(place, flowId)).toMatchObject({ status: 200 });
    const done = await product.reach(place, flowId, 'completed');
    expect(done.accounting).toMatchObject({ created: 1, updated: 1, unchanged: 1, rejected: 1 });
    expect((await inventoryOf(place)).assets).toMatchObject([
      { name: 'a', cpu: 55 },
      { name: 'b', cpu: 10 },
      { name: 'c', cpu: 10 },
      { name: 'd', cpu: 5 },
      { name: 'e', cpu: 10 },
      { name: 'esx1' },
      { name: 'f', cpu: 10 },
    ]);
  });

  test('shows no value that the policy of the category keeps out', async () => {
    const place = await product.place();
    await enrichment.run(place, sets('restricted', 'Ann'));
    const { flowId } = await enrichment.preview(place, sets('public', 'Cy', { preview: true }));
    const { items } = await previewOf(place, flowId);
    expect(items.map(({ action }: { action: string }) => action)).toEqual(['update', 'unchanged']);
    expect(items[0]).toMatchObject({
      name: 'Patients',
      diff: [{ field: 'data_owner', before: 'Ann', after: 'Cy', outcome: 'replaced' }],
    });
    await enrichment.approvePreview(place, flowId);
    await product.reach(place, flowId, 'completed');
    const stored = await enrichment.rows(
      `select data_classification as level, data_owner as owner from assets where engagement_id = $1 and name = 'Patients'`,
      [place.engagementId],
    );
    expect(stored).toEqual([{ level: 'restricted', owner: 'Cy' }]);
  });

  test('shows connections row by row, with the values of those that would change', async () => {
    const place = await product.place();
    await enrichment.run(place, calls(['web01,db01,5432,40', 'web01,mq01,5672,2']));
    const before = await inventoryOf(place);
    const file = calls(['web01,db01,5432,90', 'web01,mq01,5672,2', 'web01,new01,80,1', 'x,x,1,1'], {
      preview: true,
    });
    const { flowId, flow } = await enrichment.preview(place, file);
    expect(flow.gate?.subject).toMatchObject({
      connect: 3,
      reject: 1,
      connections_new: 1,
      connections_changed: 1,
      connections_unchanged: 1,
    });
    expect(await previewOf(place, flowId, '?action=connect')).toMatchObject({
      total: 3,
      counts: { connect: 3, reject: 1, create: 0 },
      items: [
        { name: 'web01 → db01', reason: null },
        { name: 'web01 → mq01', reason: null },
        { name: 'web01 → new01', reason: null },
      ],
      // A connection that cannot be used is about no asset of its own.
      large_change: null,
    });
    const { items } = await connectionsOf(place, flowId);
    expect(items.map(({ effect }: { effect: string }) => effect)).toEqual([
      'updated',
      'unchanged',
      'created',
    ]);
    expect(items[0]).toMatchObject({
      source: { name: 'web01' },
      port: 5432,
      diff: expect.arrayContaining([{ field: 'connection_count', before: 40, after: 90 }]),
    });
    expect(await inventoryOf(place)).toEqual(before);
    await enrichment.approvePreview(place, flowId);
    await product.reach(place, flowId, 'completed');
    expect((await inventoryOf(place)).edges).toHaveLength(3);
  });

  test('is approved or rejected as a whole; rejected it starts over, deleted it leaves the inventory as it was', async () => {
    const place = await product.place();
    await enrichment.run(place, machines([machine('a', 10)]));
    const before = await inventoryOf(place);
    const file = machines([machine('a', 20), machine('b', 1, 'esx1')], { dry_run: true });
    const { flowId, flow } = await enrichment.preview(place, file);
    const { items } = await previewOf(place, flowId);
    expect(items[0]).toMatchObject({ may_select: false, may_edit: false });
    expect(
      await product.send(place, 'PATCH', `/asset-preview-rows/${items[0].id}`, {
        expected_version: 0,
        selected: false,
      }),
    ).toMatchObject({ status: 409, body: { code: 'transition_not_allowed' } });
    const rejected = await product.post(place, `/flows/${flowId}/reject`, {
      gate_id: flow.gate?.id,
      gate_revision: flow.gate?.revision,
      reason: 'The host is another column.',
      restart_from: 'field_mapping',
    });
    expect(rejected).toMatchObject({ status: 200 });
    await product.reach(place, flowId, 'field_mapping waiting_for_approval');
    await enrichment.approve(place, flowId, {});
    await product.reach(place, flowId, 'enrichment waiting_for_approval');
    await enrichment.remove(place, flowId);
    expect(await inventoryOf(place)).toEqual(before);
  });

  test('asks about a correction as well; what the file stated before stays until that is approved', async () => {
    const place = await product.place();
    const { flowId, importId } = await enrichment.run(
      place,
      calls(['web01,db01,5432,4', 'web01,,443,1'], { preview: true }),
    );
    const before = await inventoryOf(place);
    expect(before.evidence).toHaveLength(1);
    const rows = [{ row_number: 2, values: { To: 'app01' } }];
    const corrected = await product.post(place, `/data-imports/${importId}/corrections`, { rows });
    expect(corrected).toMatchObject({ status: 200 });
    await product.reach(place, flowId, 'enrichment waiting_for_approval');
    expect((await previewOf(place, flowId)).items).toMatchObject([{ action: 'connect', row_number: 2 }]);
    expect(await inventoryOf(place)).toEqual(before);
    expect(await enrichment.approvePreview(place, flowId)).toMatchObject({ status: 200 });
    const { accounting } = await product.reach(place, flowId, 'completed');
    expect(accounting).toMatchObject({ source_rows: 2, created: 2, rejected: 0, reconciles: true });
    expect((await inventoryOf(place)).edges).toHaveLength(2);
  });

  test('fails when none of its rows can be used, and writes nothing', async () => {
    const place = await product.place();
    const ids = await enrichment.upload(place, machines([',1,,', ',2,,'], { preview: true }));
    await product.reach(place, ids.flowId, 'field_mapping waiting_for_approval');
    await enrichment.approve(place, ids.flowId, machines([]).mapping);
    await expect(product.reach(place, ids.flowId, 'completed')).rejects.toThrow('all_rows_rejected');
    expect((await inventoryOf(place)).assets).toEqual([]);
  });
});

describe('an enrichment nobody asked to see', () => {
  test('writes at once while it changes at most half of what exists', async () => {
    const place = await product.place();
    await enrichment.run(place, machines(['a', 'b'].map((name) => machine(name, 10))));
    const { flowId } = await enrichment.upload(place, machines([machine('a', 20), machine('c', 1)]));
    await product.reach(place, flowId, 'field_mapping waiting_for_approval');
    await enrichment.approve(place, flowId, machines([]).mapping);
    const { accounting } = await product.reach(place, flowId, 'completed');
    expect(accounting).toMatchObject({ created: 1, updated: 1 });
  });

  test('does not count rows that fit nothing for assets that exist', async () => {
    const place = await product.place();
    await enrichment.run(place, machines(['a', 'b'].map((name) => machine(name, 10))));
    const file = machines([machine('a', 20), machine('x', 1), machine('y', 1)], {
      create_missing_assets: false,
    });
    const { flowId } = await enrichment.upload(place, file);
    await product.reach(place, flowId, 'field_mapping waiting_for_approval');
    await enrichment.approve(place, flowId, file.mapping);
    const { accounting } = await product.reach(place, flowId, 'completed');
    expect(accounting).toMatchObject({ updated: 1, rejected: 2 });
  });

  test('waits when it would change more, and is approved only with the number of affected assets', async () => {
    const place = await product.place();
    await enrichment.run(place, machines(['a', 'b', 'c'].map((name) => machine(name, 10))));
    const before = await inventoryOf(place);
    const { flowId } = await enrichment.preview(place, machines([machine('a', 20), machine('b', 30)]));
    const notice = { existing_assets: 3, changed: 2, rejected: 0, affected: 2 };
    expect((await previewOf(place, flowId)).large_change).toMatchObject(notice);
    expect(await inventoryOf(place)).toEqual(before);
    const resumed = await product.post(place, `/flows/${flowId}/resume`);
    expect(resumed.body).toMatchObject({
      outcome: 'requires_user_action',
      requires_user_action: { kind: 'asset_preview', link: `/discovery/inventory/${flowId}` },
    });
    expect(await enrichment.approvePreview(place, flowId)).toMatchObject({
      status: 409,
      body: { code: 'large_change_needs_confirmation', large_change: notice },
    });
    expect(await enrichment.approvePreview(place, flowId, { confirm_large_change: 2 })).toMatchObject({
      status: 200,
    });
    await product.reach(place, flowId, 'completed');
  });

  test('asks nobody in a flow that began with version 1, and ends as version 1', async () => {
    const place = await product.place();
    await enrichment.run(place, machines([machine('a', 10)]));
    const file = machines([machine('a', 20)], { preview: true });
    const { flowId } = await enrichment.upload(place, file);
    await product.reach(place, flowId, 'field_mapping waiting_for_approval');
    await enrichment.rows(
      `update master_flows set flow_type_version = 1 where flow_id = $1 returning flow_id`,
      [flowId],
    );
    await enrichment.approve(place, flowId, file.mapping);
    await product.reach(place, flowId, 'completed');
    const [flow] = await enrichment.rows(
      `select flow_type_version as version from master_flows where flow_id = $1`,
      [flowId],
    );
    expect(flow).toEqual({ version: 1 });
  });
});
