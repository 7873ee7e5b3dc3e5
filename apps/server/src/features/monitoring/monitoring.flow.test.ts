import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { latch, useFlows } from '../../../test/flows.ts';
import { createPools } from '../../platform/db.ts';
import { exposition, type MetricFamily } from '../../platform/metrics.ts';
import { ProcessMetrics } from '../../platform/process-metrics.ts';
import { findProductRoot } from '../../platform/product-root.ts';
import { monitoringRoutes } from './monitoring.routes.ts';
import { OperationMetrics } from './read-metrics.ts';

const flows = useFlows({ routes: ({ db, engine }) => [monitoringRoutes({ db, engine })] });
const { admin } = flows.server.database;

const families = () => new OperationMetrics(flows.server.db).families();
const valueOf = (all: readonly MetricFamily[], name: string, labels: Record<string, string> = {}) =>
  all
    .find((family) => family.name === name)
    ?.samples.find((sample) => Object.entries(labels).every(([key, text]) => sample.labels?.[key] === text))
    ?.value;

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

test('a queued run nobody begins is lag, and after two minutes a stalled flow', async () => {
  const place = await flows.place();
  const { flowId } = await flows.create(place);
  await flows.reach(place, flowId, 'waiting_for_approval');
  const run = [place.clientAccountId, place.engagementId, flowId];
  await admin.query(
    `insert into phase_runs (client_account_id, engagement_id, flow_id, phase, epoch, attempt, status, run_at)
     values ($1, $2, $3, 'data_cleansing', 1, 1, 'queued', now() - interval '150 seconds')`,
    run,
  );
  const all = await families();
  expect(valueOf(all, 'landfall_queue_lag_seconds')).toBeGreaterThanOrEqual(150);
  expect(valueOf(all, 'landfall_queue_runs', { state: 'due' })).toBe(1);
  expect(valueOf(all, 'landfall_flows_stalled')).toBe(1);
  await admin.query(`delete from phase_runs where flow_id = $1 and phase = 'data_cleansing'`, [flowId]);
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

test('jobs are listed for the operator, and one nobody works on is delivered again', async () => {
  const { userId } = await flows.server.tenants.member('platform_admin');
  const operator = { headers: flows.server.headersOf(userId) };
  const goes = latch();
  const began = latch();
  flows.bodies.data_import = async () => {
    began.open();
    await goes.opened;
    return { kind: 'succeeded', counts: {} };
  };
  const place = await flows.place();
  const { flowId } = await flows.create(place);
  await began.opened;
  const list = async () =>
    (await flows.get(operator, '/admin/jobs')).body.items.find(
      (item: { flow_id: string }) => item.flow_id === flowId,
    );
  const job = await list();
  expect(job).toMatchObject({
    status: 'executing',
    phase: 'data_import',
    deliveries: 1,
    delivery_open: true,
  });
  const requeue = (id: string) => flows.post(operator, `/admin/jobs/${id}/requeue`);
  expect((await requeue(job.run_id)).body).toEqual({ outcome: 'already_running' });
  await admin.query(`update phase_runs set lease_until = now() - interval '1 second' where id = $1`, [
    job.run_id,
  ]);
  expect((await requeue(job.run_id)).body).toEqual({ outcome: 'requeued' });
  expect((await list()).deliveries).toBe(2);
  const { rows } = await admin.query(
    `select actor_user_id as by from audit_log where action = 'job.requeue' and resource_id = $1`,
    [flowId],
  );
  expect(rows).toEqual([{ by: userId }]);
  goes.open();
  await flows.reach(place, flowId, 'waiting_for_approval');
  expect((await requeue(job.run_id)).body).toMatchObject({ status: 404, code: 'job_not_found' });
});
