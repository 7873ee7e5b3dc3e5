import { expect, test } from 'vitest';
import { firstJob, latch, useFlows } from '../../../test/flows.ts';
import { valueOf } from '../../../test/metric-values.ts';
import { monitoringRoutes } from './monitoring.routes.ts';
import { OperationMetrics } from './read-metrics.ts';

// No worker, which would come for what has to wait here.
const flows = useFlows({ worker: false, routes: ({ db, engine }) => [monitoringRoutes({ db, engine })] });
const { admin } = flows.server.database;

test('a queued run nobody begins is lag, and after two minutes a stalled flow', async () => {
  const place = await flows.place();
  const { flowId } = await flows.create(place);
  await admin.query(`update phase_runs set run_at = now() - interval '150 seconds' where flow_id = $1`, [
    flowId,
  ]);
  const all = await new OperationMetrics(flows.server.db).families();
  expect(valueOf(all, 'landfall_queue_lag_seconds')).toBeGreaterThanOrEqual(150);
  expect(valueOf(all, 'landfall_queue_runs', { state: 'due' })).toBe(1);
  expect(valueOf(all, 'landfall_flows_stalled')).toBe(1);
  await flows.post(place, `/flows/${flowId}/cancel`);
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
  const working = flows.deliver(await firstJob(flows, place, flowId));
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
  await working;
  expect((await requeue(job.run_id)).body).toMatchObject({ status: 404, code: 'job_not_found' });
});
