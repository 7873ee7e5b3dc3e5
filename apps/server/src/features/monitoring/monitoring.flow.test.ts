import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useFlows } from '../../../test/flows.ts';
import { valueOf } from '../../../test/metric-values.ts';
import { createPools } from '../../platform/db.ts';
import { exposition } from '../../platform/metrics.ts';
import { ProcessMetrics } from '../../platform/process-metrics.ts';
import { findProductRoot } from '../../platform/product-root.ts';
import { monitoringRoutes } from './monitoring.routes.ts';
import { OperationMetrics } from './read-metrics.ts';

const flows = useFlows({ routes: ({ db, engine }) => [monitoringRoutes({ db, engine })] });
const { admin } = flows.server.database;

const families = () => new OperationMetrics(flows.server.db).families();

test('what flows do is counted: created, by status, waiting, retried, failed, stalled, healed, and how long phases took', async () => {
  const before = await families();
  const place = await flows.place();
  const one = await flows.create(place);
  await flows.reach(place, one.flowId, 'waiting_for_approval');
  flows.bodies.upload = async () => ({
    kind: 'failed',
    code: 'file_unreadable',
    retryable: false,
    detail: 'x',
  });
  const two = await flows.create(place, 'infrastructure');
  await flows.reach(place, two.flowId, 'failed');
  const after = await families();
  const grew = (name: string, labels: Record<string, string> = {}) =>
    (valueOf(after, name, labels) ?? 0) - (valueOf(before, name, labels) ?? 0);
  expect(grew('landfall_flows_created_total')).toBe(2);
  expect(grew('landfall_flows', { flow_type: 'discovery', status: 'waiting_for_approval' })).toBe(1);
  expect(grew('landfall_flows', { flow_type: 'data_import', status: 'failed' })).toBe(1);
  expect(grew('landfall_flows_failed', { code: 'file_unreadable' })).toBe(1);
  expect(grew('landfall_flows_waiting', { gate: 'mapping_approval' })).toBe(1);
  expect(grew('landfall_flow_events_total', { type: 'phase_failed' })).toBe(1);
  const ofImport = { phase: 'data_import', result: 'succeeded', le: '+Inf' };
  expect(grew('landfall_phase_duration_seconds', ofImport)).toBe(1);
  await admin.query(`update flow_gates set opened_at = now() - interval '3 days' where flow_id = $1`, [
    one.flowId,
  ]);
  const aged = valueOf(await families(), 'landfall_flow_waiting_oldest_seconds', {
    gate: 'mapping_approval',
  });
  expect(aged).toBeGreaterThanOrEqual(3 * 86_400);
});

test('no label names a tenant, a flow or a person', async () => {
  const place = await flows.place();
  const { flowId } = await flows.create(place);
  await flows.reach(place, flowId, 'waiting_for_approval');
  const text = exposition(await families());
  expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/);
  expect(text).not.toContain('@');
});

test('every metric that a rule or a panel names is there, and every one of the product is in one of them', async () => {
  const counted = new ProcessMetrics();
  const there = new Set([...(await families()), ...counted.families()].map(({ name }) => name));
  counted.close();
  const files = ['alerts.yml', 'dashboard.json'].map((name) =>
    readFileSync(join(findProductRoot(), 'ops', name), 'utf8'),
  );
  const queries = files.flatMap((text) =>
    [...text.matchAll(/^\s*"?expr"?: (.*)$/gm)].map(([, expr]) => expr),
  );
  expect(queries.length).toBeGreaterThan(35);
  const named = queries.flatMap((expr = '') => expr.match(/\b(?:landfall|process|nodejs)_\w+/g) ?? []);
  const metrics = named.map((name) => name.replace(/_(bucket|sum|count)$/, ''));
  expect([...new Set(metrics)].filter((name) => !there.has(name))).toEqual([]);
  const unused = [...there].filter((name) => name.startsWith('landfall_') && !metrics.includes(name));
  expect(unused).toEqual([]);
  expect(() => JSON.parse(files[1] ?? '')).not.toThrow();
});

test('without the database only that is said', async () => {
  const away = createPools({ appUrl: 'postgres://nobody@127.0.0.1:1/nothing' });
  expect(exposition(await new OperationMetrics(away).families())).toBe(
    '# HELP landfall_database_up Whether the database answered.\n# TYPE landfall_database_up gauge\nlandfall_database_up 0\n',
  );
  await away.close();
});

test('the figures are for the platform’s administrator', async () => {
  const { userId } = await flows.server.tenants.member('platform_admin');
  const answer = await flows.get({ headers: flows.server.headersOf(userId) }, '/admin/metrics');
  expect(answer.status).toBe(200);
  expect(answer.body.queue).toMatchObject({ stalled: 0 });
  const { userId: manager, tenant } = await flows.server.tenants.member('engagement_manager');
  const refused = await flows.get({ headers: flows.server.headersOf(manager, tenant) }, '/admin/metrics');
  expect(refused.status).toBe(403);
});
