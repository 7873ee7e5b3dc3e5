import { describe, expect, test } from 'vitest';
import { useEnrichment } from '../../test/enrichment.ts';

const enrichment = useEnrichment({ deletes: true });
const { product } = enrichment;

const edgeMapping = {
  'Source Host': 'source_name',
  'Source IP': 'source_ip',
  'Target Host': 'target_name',
  'Target IP': 'target_ip',
  Port: 'target_port',
  Protocol: 'protocol',
  Connections: 'connection_count',
  Bytes: 'bytes',
  'Last Seen': 'last_seen',
};
const header = `${Object.keys(edgeMapping).join(',')}\n`;
const edgeFile = [
  'web01,10.0.0.1,db01,10.0.0.2,"5,432",tcp,40,10000000000000,2026-03-01T10:00:00Z',
  'web01,10.0.0.1,db01,10.0.0.2,5432,TCP,70,10000000000000,2026-01-01T10:00:00Z',
  'db01,10.0.0.2,web01,10.0.0.1,8080,http,1,10,2026-01-01T10:00:00Z',
  'admin,10.0.0.9,db01,10.0.0.2,22,tcp,3,100,2026-01-01T10:00:00Z',
  'web01,10.0.0.1,web01,10.0.0.1,80,tcp,1,1,2026-01-01T10:00:00Z',
  'web01,10.0.0.1,,,443,tcp,1,1,2026-01-01T10:00:00Z',
];
const edges = {
  category: 'app_discovery',
  text: header + edgeFile.join('\n'),
  mapping: edgeMapping,
} as const;

interface Edge {
  readonly source: string;
  readonly target: string;
  readonly type: string;
  readonly port: number | null;
  readonly is_noise: boolean;
  readonly connection_count: string | null;
  readonly bytes: string | null;
  readonly confidence: number;
}
const edgesOf = (engagementId: string) =>
  enrichment.rows<Edge>(
    `select s.name as source, t.name as target, d.dependency_type as type, d.port, d.is_noise, d.confidence,
       d.connection_count, d.bytes from asset_dependencies d
     join assets s on s.id = d.source_asset_id join assets t on t.id = d.target_asset_id
     where d.engagement_id = $1 order by lower(s.name), d.dependency_type desc, lower(t.name), d.port`,
    [engagementId],
  );

describe('an edge file', () => {
  test('an address that nobody can call is no asset; a password in one is one critical issue, and is not kept', async () => {
    const place = await product.place();
    const text = `Source Host,Target Host
web01,http://bad host:99999/x
web01,https://svc:hunter2x@api01.example.com/v1
`;
    const mapping = { 'Source Host': 'source_name', 'Target Host': 'target_name' };
    const { flowId, importId } = await enrichment.upload(place, { category: 'app_discovery', text });
    await product.reach(place, flowId, 'validation waiting_for_approval');
    const issuesPath = `/data-imports/${importId}/quality-issues`;
    const { body } = await product.get(place, issuesPath);
    const found = body.items.map((item: { rule_code: string; severity: string; row_count: number }) => [
      item.rule_code,
      item.severity,
      item.row_count,
    ]);
    expect(found).toEqual(
      expect.arrayContaining([
        ['url_credentials', 'critical', 1],
        ['url_invalid', 'warning', 1],
      ]),
    );
    expect(found.filter(([rule]: [string]) => rule.includes('password'))).toEqual([]);
    const issue = body.items.find((item: { rule_code: string }) => item.rule_code === 'url_credentials');
    await product.send(place, 'PUT', `/quality-issues/${issue.id}/decision`, { action: 'keep' });
    await enrichment.approvePreview(place, flowId);
    await product.reach(place, flowId, 'field_mapping waiting_for_approval');
    await enrichment.approve(place, flowId, mapping);
    const flow = await product.reach(place, flowId, 'completed');
    expect(flow.accounting).toMatchObject({
      rejected: 1,
      rejected_by_reason: [{ code: 'missing_endpoint', count: 1 }],
    });
    const names = await enrichment.rows<{ name: string }>(
      'select name from assets where engagement_id = $1 order by 1',
      [place.engagementId],
    );
    expect(names.map(({ name }) => name)).toEqual(['api01.example.com', 'web01']);
    const step = (await enrichment.steps(place, importId))['api'];
    expect(step?.output).toMatchObject({
      verdict: 'critical',
      counts: { url_credentials: 1, url_invalid: 1 },
    });
    expect(JSON.stringify(step)).not.toContain('hunter2x');
    expect((await product.get(place, issuesPath)).body.undecided_critical ?? 0).toBe(0);
  });

  test('F87 becomes assets and edges; duplicates merge, bad rows are rejected with reasons, and the books reconcile', async () => {
    const place = await product.place();
    const { importId, flow } = await enrichment.run(place, edges);
    expect(flow.accounting).toMatchObject({
      source_rows: 6,
      created: 3,
      merged_duplicates: 1,
      rejected: 2,
      pending: 0,
      reconciles: true,
      rejected_by_reason: [
        { code: 'self_dependency', count: 1 },
        { code: 'missing_endpoint', count: 1 },
      ],
    });
    expect(await edgesOf(place.engagementId)).toMatchObject([
      { source: 'admin', target: 'db01', port: 22, is_noise: true, confidence: 0.6 },
      { source: 'db01', target: 'web01', port: 8080, type: 'calls_api' },
      {
        source: 'web01',
        target: 'db01',
        port: 5432,
        type: 'uses_database',
        connection_count: '110',
        bytes: '20000000000000',
        confidence: 0.63,
      },
    ]);
    const steps = await enrichment.steps(place, importId);
    expect(steps['dependencies']).toMatchObject({
      status: 'completed',
      records: 6,
      output: {
        verdict: 'warning',
        counts: { dependencies: 3, duplicates_merged: 1, noise: 1, cycles: 1, in_cycles: 2 },
      },
    });
    expect(steps['app_to_server']).toMatchObject({
      status: 'not_available',
      output: { missing: ['hostname', 'fqdn', 'ip_address'] },
    });
    expect(await product.violations()).toEqual([]);
  });

  test('imported again changes nothing', async () => {
    const place = await product.place();
    await enrichment.run(place, edges);
    const before = await edgesOf(place.engagementId);
    const { flow } = await enrichment.run(place, edges);
    expect(flow.accounting).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: 3,
      merged_duplicates: 1,
      rejected: 2,
    });
    expect(await edgesOf(place.engagementId)).toEqual(before);
  });

  test('joins assets the inventory has, and makes none when told not to', async () => {
    const place = await product.place();
    const known = await enrichment.rows<{ id: string }>(
      `insert into assets (client_account_id, engagement_id, id, name, name_normalized, hostname, key_hostname, asset_type,
         type_source, discovery_method, fqdn, key_fqdn)
       values ($1, $2, gen_random_uuid(), 'web01', 'web01', 'web01', 'web01', 'server', 'declared', 'manual', null, null),
         ($1, $2, gen_random_uuid(), 'db01', 'db01', 'db01', 'db01', 'server', 'declared', 'manual', null, null) returning id`,
      [place.clientAccountId, place.engagementId],
    );
    const { flow, importId } = await enrichment.run(place, {
      ...edges,
      config: { create_missing_assets: false },
    });
    expect(flow.accounting).toMatchObject({ created: 2, merged_duplicates: 1, rejected: 3 });
    const found = await edgesOf(place.engagementId);
    expect(found.map(({ confidence }) => confidence)).toEqual([0.8, 0.83]);
    const assets = await enrichment.rows('select from assets where engagement_id = $1', [place.engagementId]);
    expect(assets).toHaveLength(known.length);
    const { body } = await product.get(place, `/data-imports/${importId}/records?outcome=rejected`);
    expect(body.items.map((row: { reason: string }) => row.reason)[0]).toContain('admin');
  });
});

describe('a file none of whose rows can be used', () => {
  test('F26 ends failed, and goes on by another mapping', async () => {
    const place = await product.place();
    const text = 'App,From,To\nCRM,web01,web01\nShop,web02,WEB02\n';
    const ids = await enrichment.upload(place, { category: 'app_discovery', text });
    await product.reach(place, ids.flowId, 'field_mapping waiting_for_approval');
    await enrichment.approve(place, ids.flowId, { App: null, From: 'source_name', To: 'target_name' });
    await expect(product.reach(place, ids.flowId, 'completed')).rejects.toThrow('all_rows_rejected');
    const restarted = await product.post(place, `/flows/${ids.flowId}/restart`, { phase: 'field_mapping' });
    expect(restarted.status).toBe(200);
    await product.reach(place, ids.flowId, 'field_mapping waiting_for_approval');
    const mapping = { App: 'application_name', From: 'hostname', To: null };
    expect(await enrichment.approve(place, ids.flowId, mapping)).toMatchObject({ status: 200 });
    const flow = await product.reach(place, ids.flowId, 'completed');
    expect(flow.accounting).toMatchObject({ created: 2, rejected: 0, reconciles: true });
    expect(
      (await edgesOf(place.engagementId)).map(({ source, type, target }) => [source, type, target]),
    ).toEqual([
      ['CRM', 'runs_on', 'web01'],
      ['Shop', 'runs_on', 'web02'],
    ]);
  });
});

describe('deleting an import', () => {
  test('leaves what another import states too, by what that states, and then nothing', async () => {
    const place = await product.place();
    const first = await enrichment.run(place, edges);
    const again = `${header}web01,10.0.0.1,db01,10.0.0.2,5432,tcp,7,70,2026-04-01T10:00:00Z\n`;
    const second = await enrichment.run(place, { ...edges, text: again });
    expect(second.flow.accounting).toMatchObject({ updated: 1, rejected: 0 });
    const removed = await enrichment.remove(place, first.flowId);
    expect(removed.body.removed).toEqual(removed.body.planned);
    expect(await edgesOf(place.engagementId)).toMatchObject([
      { source: 'web01', target: 'db01', port: 5432, connection_count: '7', bytes: '70', confidence: 0.6 },
    ]);
    await enrichment.remove(place, second.flowId);
    expect(await edgesOf(place.engagementId)).toEqual([]);
    for (const table of ['dependency_evidence', 'import_ends', 'asset_findings'])
      expect(
        await enrichment.rows(`select from ${table} where engagement_id = $1`, [place.engagementId]),
      ).toEqual([]);
  });
});

describe('a portfolio file', () => {
  const mapping = {
    Application: 'application_name',
    Server: 'hostname',
    IP: 'ip_address',
    Owner: 'business_owner',
    'Depends on': 'target_name',
  };
  const text = `${Object.keys(mapping).join(',')}
Billing,app01,10.1.0.1,Ann,CRM; Ledger
Billing,app02,10.1.0.2,Ann,
CRM,app03,10.1.0.3,Bob,
,,,,
Nobody knows,,,Cy,
`;
  const portfolio = { category: 'app_discovery', text, mapping } as const;

  test('becomes applications that run on machines and depend on each other', async () => {
    const place = await product.place();
    const { flow, importId } = await enrichment.run(place, portfolio);
    expect(flow.accounting).toMatchObject({ source_rows: 4, created: 3, merged_duplicates: 1, rejected: 0 });
    expect(
      (await edgesOf(place.engagementId)).map(({ source, type, target }) => [source, type, target]),
    ).toEqual([
      ['Billing', 'runs_on', 'app01'],
      ['Billing', 'runs_on', 'app02'],
      ['Billing', 'depends_on', 'CRM'],
      ['Billing', 'depends_on', 'Ledger'],
      ['CRM', 'runs_on', 'app03'],
    ]);
    const types = await enrichment.rows(
      'select name, asset_type, hostname, ip_address from assets where engagement_id = $1 order by lower(name)',
      [place.engagementId],
    );
    expect(types).toMatchObject([
      { name: 'app01', asset_type: 'server', hostname: 'app01', ip_address: ['10.1.0.1'] },
      { name: 'app02', asset_type: 'server' },
      { name: 'app03', asset_type: 'server' },
      { name: 'Billing', asset_type: 'application', hostname: null, ip_address: null },
      { name: 'CRM', asset_type: 'application' },
      { name: 'Ledger', asset_type: 'other' },
      { name: 'Nobody knows', asset_type: 'application' },
    ]);
    const steps = await enrichment.steps(place, importId);
    expect(steps['app_to_server']?.output.counts).toMatchObject({
      hosts: 3,
      hosts_created: 3,
      applications: 2,
    });
    expect(steps['app_to_server']?.records).toBe(3);
    expect(steps['integrations']?.output.counts).toMatchObject({ integrations: 1 });
    expect(steps['data_flow']).toMatchObject({ status: 'not_available' });
  });

  test('imported again changes nothing', async () => {
    const place = await product.place();
    await enrichment.run(place, portfolio);
    const { flow } = await enrichment.run(place, portfolio);
    expect(flow.accounting).toMatchObject({ created: 0, updated: 0, unchanged: 3, merged_duplicates: 1 });
    expect(await product.violations()).toEqual([]);
  });
});
