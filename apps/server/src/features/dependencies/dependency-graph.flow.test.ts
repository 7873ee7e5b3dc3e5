import { expect, test } from 'vitest';
import { useEnrichment } from '../../../test/enrichment.ts';
import type { ProductPlace } from '../../../test/product.ts';

const enrichment = useEnrichment();
const { product } = enrichment;

const mapping = {
  App: 'application_name',
  Host: 'hostname',
  Env: 'environment',
  From: 'source_name',
  To: 'target_name',
  Port: 'target_port',
};
const file = `App,Host,Env,From,To,Port
Alpha,a1,,,,
Beta,b1,,,,
Gamma,g1,,,,
,a1,production,,,
,g1,test,,,
,db,production,,,
,,,a1,db,5432
,,,b1,db,5432
,,,g1,db,5432
,,,a1,b1,443
,,,b1,a1,443
,,,a1,watch,22
,,,far,g1,443
`;

type Named = { readonly id: string; readonly name: string };

async function inventory(place: ProductPlace): Promise<(name: string) => string> {
  await enrichment.run(place, { category: 'app_discovery', text: file, mapping });
  const { body } = await product.get(place, '/assets?limit=500');
  const ids = new Map<string, string>(body.items.map(({ id, name }: Named) => [name, id] as const));
  return (name) => {
    const id = ids.get(name);
    if (id === undefined) throw new Error(`No asset ${name} among ${[...ids.keys()].join(', ')}`);
    return id;
  };
}

const names = (items: readonly Named[]) => items.map(({ name }) => name).toSorted();

test('the neighbourhood of an asset follows depth and direction, hides noise, and is bounded', async () => {
  const place = await product.place('viewer');
  const analyst = await product.colleague(place, 'analyst');
  const idOf = await inventory(analyst);
  const graph = async (query: string) => (await product.get(place, `/dependencies/graph?${query}`)).body;

  const near = await graph(`center=${idOf('db')}`);
  expect(names(near.nodes)).toEqual(['a1', 'b1', 'db', 'g1']);
  expect(near.nodes[0]).toMatchObject({ name: 'db', distance: 0, degree: 3 });
  expect(near).toMatchObject({ truncated: false, total_nodes: 4 });
  const crossing = near.edges.filter((edge: { is_cross_environment: boolean }) => edge.is_cross_environment);
  expect(crossing).toHaveLength(1);
  expect(names((await graph(`center=${idOf('db')}&depth=2`)).nodes)).toContain('far');
  expect(names((await graph(`center=${idOf('g1')}&direction=downstream`)).nodes)).toEqual(['db', 'g1']);
  expect(names((await graph(`center=${idOf('g1')}&direction=upstream`)).nodes)).toEqual([
    'Gamma',
    'far',
    'g1',
  ]);
  expect(names((await graph(`center=${idOf('a1')}`)).nodes)).not.toContain('watch');
  expect(names((await graph(`center=${idOf('a1')}&include_noise=true`)).nodes)).toContain('watch');
  const bounded = await graph(`center=${idOf('db')}&depth=3&limit=2`);
  expect(bounded.nodes).toHaveLength(2);
  expect(bounded).toMatchObject({ truncated: true, total_nodes: 8 });
  expect((await graph('limit=3')).nodes).toHaveLength(3);
  const unknown = await product.get(place, `/dependencies/graph?center=${crypto.randomUUID()}`);
  expect(unknown).toMatchObject({ status: 404, body: { code: 'asset_not_found' } });
});

test('groups that move together, shared services by the threshold of the engagement, orphans and ways', async () => {
  const place = await product.place('engagement_manager');
  const idOf = await inventory(place);
  const analysis = async () => (await product.get(place, '/dependencies/analysis')).body;

  const before = await analysis();
  expect(before.groups.map((group: { assets: Named[] }) => names(group.assets))).toEqual([['a1', 'b1']]);
  expect(before).toMatchObject({ shared_service_threshold: 5, shared_services: [] });
  expect(before.statistics).toMatchObject({ cross_environment: 1, noise: 1, rejected: 0 });
  const stored = await product.send(place, 'PUT', '/check-thresholds', {
    thresholds: { shared_service_applications: 3 },
  });
  expect(stored.status).toBe(200);
  const after = await analysis();
  expect(after.shared_services).toMatchObject([
    { asset: { name: 'db' }, application_count: 3, applications: ['Alpha', 'Beta', 'Gamma'] },
  ]);
  const path = await product.get(place, `/dependencies/path?from=${idOf('far')}&to=${idOf('db')}`);
  expect(path.body.paths.map(({ assets }: { assets: Named[] }) => assets.map(({ name }) => name))).toEqual([
    ['far', 'g1', 'db'],
  ]);
});

test('edges of an asset in the trash are in no answer of the graph', async () => {
  const place = await product.place('analyst');
  const idOf = await inventory(place);
  await enrichment.rows('update assets set deleted_at = now() where id = $1', [idOf('db')]);
  const get = async (query: string) => (await product.get(place, `/dependencies/${query}`)).body;
  const { statistics, orphans } = await get('analysis');
  // Three that say what an application runs on, two of a circle and one from afar are left; one is noise.
  expect(statistics).toMatchObject({ edges: 6, noise: 1, cross_environment: 0 });
  expect(names(orphans)).toEqual(['watch']);
  expect(names((await get('graph')).nodes)).not.toContain('db');
  expect(names((await get(`graph?center=${idOf('g1')}&depth=2`)).nodes)).toEqual(['Gamma', 'far', 'g1']);
  expect(await get(`graph?center=${idOf('db')}`)).toMatchObject({ code: 'asset_not_found' });
  expect(await get(`path?from=${idOf('a1')}&to=${idOf('db')}`)).toMatchObject({ code: 'asset_not_found' });
});

test('the graph is drawn by applications, kinds and environments, whole and around an asset', async () => {
  const place = await product.place('viewer');
  const idOf = await inventory(await product.colleague(place, 'analyst'));
  const grouped = async (query: string) => {
    const { body } = await product.get(place, `/dependencies/graph?${query}`);
    const named = new Map<string, string>(body.groups.map(({ id, name }: Named) => [id, name] as const));
    const edges = body.group_edges.map(
      (edge: { source_id: string; target_id: string; edge_count: number }) =>
        `${named.get(edge.source_id)} > ${named.get(edge.target_id)}: ${edge.edge_count}`,
    );
    return { ...body, edges: edges.toSorted() };
  };

  const whole = await grouped('group_by=application');
  expect(whole).toMatchObject({ group_by: 'application', nodes: [], truncated: false, total_nodes: 4 });
  expect(whole.edges).toEqual([
    'Alpha > Beta: 1',
    'Alpha > none: 1',
    'Beta > Alpha: 1',
    'Beta > none: 1',
    'Gamma > none: 1',
    'none > Gamma: 1',
  ]);
  const environments = await grouped('group_by=environment');
  expect(environments.group_edges).toContainEqual(
    expect.objectContaining({ source_id: 'test', target_id: 'production', cross_environment_count: 1 }),
  );
  const near = await grouped(`group_by=application&center=${idOf('far')}&depth=1`);
  expect(near.groups).toMatchObject([
    { id: 'none', distance: 0, asset_count: 1 },
    { name: 'Gamma', distance: 1 },
  ]);
  expect(await grouped('group_by=application&limit=2')).toMatchObject({ truncated: true, total_nodes: 4 });
  const strange = await product.get(place, '/dependencies/graph?group_by=colour');
  expect(strange).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
  const unknown = await product.get(
    place,
    `/dependencies/graph?group_by=environment&center=${crypto.randomUUID()}`,
  );
  expect(unknown).toMatchObject({ status: 404, body: { code: 'asset_not_found' } });
});

test('a person adds, rejects and takes back edges; what an import states is rejected and stays so', async () => {
  const place = await product.place('analyst');
  const idOf = await inventory(place);
  const own = { source_id: idOf('g1'), target_id: idOf('a1'), dependency_type: 'depends_on' };
  const made = await product.post(place, '/dependencies', own);
  expect(made.status).toBe(201);
  expect(await product.post(place, '/dependencies', own)).toMatchObject({
    status: 409,
    body: { code: 'dependency_exists', dependency_id: made.body.id },
  });
  expect(await product.post(place, '/dependencies', { ...own, target_id: own.source_id })).toMatchObject({
    status: 422,
    body: { code: 'self_dependency' },
  });
  const listed = async () => (await product.get(place, `/dependencies?asset_id=${idOf('g1')}`)).body.items;
  const edge = (await listed()).find(({ id }: { id: string }) => id === made.body.id);
  expect(edge).toMatchObject({ status: 'confirmed', confidence: null, evidence_count: 0 });
  const rejecting = { status: 'rejected', expected_version: edge.version };
  expect(await product.send(place, 'PATCH', `/dependencies/${edge.id}`, rejecting)).toMatchObject({
    status: 200,
  });
  expect(await product.send(place, 'PATCH', `/dependencies/${edge.id}`, rejecting)).toMatchObject({
    status: 409,
    body: { code: 'version_conflict' },
  });
  expect(await product.send(place, 'DELETE', `/dependencies/${edge.id}`)).toMatchObject({ status: 204 });
  const stated = (await listed()).find(({ target }: { target: Named }) => target.name === 'db');
  expect(await product.send(place, 'DELETE', `/dependencies/${stated.id}`)).toMatchObject({
    status: 409,
    body: { code: 'dependency_has_evidence' },
  });
  await product.post(place, '/dependencies/bulk-decisions', { ids: [stated.id], status: 'rejected' });
  await enrichment.run(place, { category: 'app_discovery', text: file, mapping });
  expect((await listed()).find(({ id }: { id: string }) => id === stated.id)).toMatchObject({
    status: 'rejected',
    evidence_count: 2,
  });
  const { body: graph } = await product.get(place, `/dependencies/graph?center=${idOf('g1')}`);
  expect(graph.edges.map(({ id }: { id: string }) => id)).not.toContain(stated.id);
  const { items } = (await product.get(place, '/applications?search=Gamma')).body;
  const { body: ofGamma } = await product.get(place, `/dependencies?application_id=${items[0].id}`);
  expect(ofGamma.total).toBe((await listed()).length);
});

test('how many connections make a dependency surer, and which share makes a column sensitive, are settings too', async () => {
  const place = await product.place('engagement_manager');
  const thresholds = { many_connections: 10, sensitive_share: 0.6 };
  expect(await product.send(place, 'PUT', '/check-thresholds', { thresholds })).toMatchObject({
    status: 200,
  });
  const { importId } = await enrichment.run(place, {
    category: 'app_discovery',
    text: 'From,To,Connections,Remark\nweb,db,12,ann@example.com\nweb,mail,9,none known\n',
    mapping: { From: 'source_name', To: 'target_name', Connections: 'connection_count', Remark: null },
  });
  const { body } = await product.get(place, `/dependencies?import_id=${importId}`);
  const sure = body.items.map(({ target, confidence }: { target: { name: string }; confidence: number }) => [
    target.name,
    confidence,
  ]);
  expect(sure.toSorted()).toEqual([
    ['db', 0.63],
    ['mail', 0.6],
  ]);
  const columns = (await product.get(place, `/data-imports/${importId}/columns`)).body.items;
  expect(columns.at(-1)).toMatchObject({ key: 'Remark', sensitive_kind: null });
});

test('thresholds of checks are settings of the engagement, and each finding and step says what it went by', async () => {
  const place = await product.place('engagement_manager');
  const wrong = { thresholds: { hot_percent: 101 } };
  expect(await product.send(place, 'PUT', '/check-thresholds', wrong)).toMatchObject({ status: 422 });
  const analyst = await product.colleague(place, 'analyst');
  const lower = { thresholds: { hot_percent: 60 } };
  expect(await product.send(analyst, 'PUT', '/check-thresholds', lower)).toMatchObject({ status: 403 });
  const { body } = await product.send(place, 'PUT', '/check-thresholds', lower);
  expect(body.items.find(({ name }: { name: string }) => name === 'hot_percent')).toMatchObject({
    value: 60,
    default: 85,
    is_set: true,
  });
  const { importId } = await enrichment.run(place, {
    category: 'infrastructure',
    text: 'Host,Peak\nvm1,70\nvm2,50\n',
    mapping: { Host: 'hostname', Peak: 'cpu_utilization_peak_percent' },
  });
  const { body: findings } = await product.get(place, `/findings?import_id=${importId}&check=capacity`);
  expect(findings.items).toMatchObject([
    { asset: { name: 'vm1' }, status: 'hot', value: { limit_percent: 60 } },
  ]);
  const steps = await enrichment.steps(place, importId);
  expect(steps['capacity']?.output.thresholds).toMatchObject({ hot_percent: 60, full_storage_percent: 90 });
});
