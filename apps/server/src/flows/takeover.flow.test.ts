import { beforeEach, expect, test } from 'vitest';
import { firstJob, latch, leaveTrace, useFlows } from '../../test/flows.ts';
import type { PhaseContext, PhaseResult } from './define-phase.ts';

// No worker: the test delivers the jobs itself, as processes would.
const flows = useFlows({ worker: false });
const { admin } = flows.server.database;

beforeEach(() => {
  Reflect.deleteProperty(flows.bodies, 'data_import');
});

async function begin() {
  const place = await flows.place();
  const { flowId } = await flows.create(place);
  return { place, flowId, job: await firstJob(flows, place, flowId) };
}

/** Three batches; `between` runs after the first. */
function batches(between: (context: PhaseContext) => Promise<void>) {
  return async (context: PhaseContext): Promise<PhaseResult> => {
    const from = typeof context.checkpoint === 'number' ? context.checkpoint : 0;
    for (let row = from + 1; row <= 3; row++) {
      await context.batch({ rowsDone: row, rowsTotal: 3, checkpoint: row }, (scope) =>
        leaveTrace(scope, context, row),
      );
      if (row === 1) await between(context);
    }
    return { kind: 'succeeded', counts: { rows: 3 } };
  };
}

async function rowsOf(flowId: string): Promise<number[]> {
  const { rows } = await admin.query<{ step: number }>(
    'select step_order as step from import_processing_steps where flow_id = $1 order by step_order',
    [flowId],
  );
  return rows.map(({ step }) => step);
}

test('F16 a stalled worker is replaced when its lease ends, and cannot write when it wakes', async () => {
  const stalls = latch();
  const stalled = latch();
  let deliveries = 0;
  flows.bodies.data_import = (context) => {
    deliveries += 1;
    const first = deliveries === 1;
    return batches(async () => {
      if (!first) return;
      stalled.open();
      await stalls.opened;
    })(context);
  };
  const { place, flowId, job } = await begin();
  const zombie = flows.deliver(job, { executor: 'zombie' });
  await stalled.opened;
  await admin.query(`update phase_runs set lease_until = now() - interval '1 second' where id = $1`, [
    job.runId,
  ]);
  expect(await flows.deliver(job, { executor: 'successor' })).toBe('done');
  expect(await rowsOf(flowId)).toEqual([1, 2, 3]);
  stalls.open();
  expect(await zombie).toBe('done');
  expect(await rowsOf(flowId)).toEqual([1, 2, 3]);
  expect((await flows.details(place, flowId)).current_phase).toBe('data_validation');
  expect(await flows.violations()).toEqual([]);
});

test('a run whose worker lives is left alone, whoever else gets its job', async () => {
  const goes = latch();
  const began = latch();
  flows.bodies.data_import = batches(async () => {
    began.open();
    await goes.opened;
  });
  const { flowId, job } = await begin();
  const lives = await admin.connect();
  await lives.query(`select pg_advisory_lock(hashtextextended('landfall-executor:alive', 0))`);
  const working = flows.deliver(job, { executor: 'alive' });
  await began.opened;
  expect(await flows.deliver(job, { executor: 'other' })).toBe('done');
  expect(await rowsOf(flowId)).toEqual([1]);
  goes.open();
  await working;
  lives.release(true);
  expect(await rowsOf(flowId)).toEqual([1, 2, 3]);
});

test('a process that stops ends its batch, gives the lease back and hands the run over', async () => {
  const stop = new AbortController();
  flows.bodies.data_import = batches(async () => stop.abort());
  const { flowId, job } = await begin();
  expect(await flows.deliver(job, { executor: 'stopping', signal: stop.signal })).toBe('hand_over');
  expect(await rowsOf(flowId)).toEqual([1]);
  flows.bodies.data_import = batches(async () => undefined);
  expect(await flows.deliver(job, { executor: 'next' })).toBe('done');
  expect(await rowsOf(flowId)).toEqual([1, 2, 3]);
});

test('a connection that breaks in a batch is waited for, and the batch is done once', async () => {
  let breaks = true;
  flows.bodies.data_import = async (context) => {
    const from = typeof context.checkpoint === 'number' ? context.checkpoint : 0;
    for (let row = from + 1; row <= 3; row++) {
      await context.batch({ rowsDone: row, rowsTotal: 3, checkpoint: row }, async (scope) => {
        await leaveTrace(scope, context, row);
        if (row !== 2 || !breaks) return;
        breaks = false;
        const { rows } = await scope.client.query<{ pid: number }>('select pg_backend_pid() as pid');
        await admin.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      });
    }
    return { kind: 'succeeded', counts: {} };
  };
  const { flowId, job } = await begin();
  expect(await flows.deliver(job, { executor: 'patient' })).toBe('done');
  expect(breaks).toBe(false);
  expect(await rowsOf(flowId)).toEqual([1, 2, 3]);
});

test('F17 a run that lost its job gets another one, and one that has a job does not', async () => {
  const { flowId, job } = await begin();
  await admin.query(`update phase_runs set run_at = now() - interval '10 seconds' where flow_id = $1`, [
    flowId,
  ]);
  await admin.query(`update phase_runs set run_at = now() where flow_id <> $1 and status = 'queued'`, [
    flowId,
  ]);
  expect(await flows.reconcile()).toBe(0);
  await admin.query('delete from dbos.workflow_status where workflow_uuid like $1', [`${flowId}%`]);
  expect(await flows.violations()).toEqual([expect.objectContaining({ invariant: 'I15', flowId })]);
  expect(await flows.reconcile()).toBe(1);
  expect(await flows.reconcile()).toBe(0);
  expect((await flows.engine.deliveriesOf([job])).get(job.runId)).toEqual({ count: 1, open: true });
  expect(await flows.violations()).toEqual([]);
});

test('F06 a phase whose exit condition does not hold cannot succeed', async () => {
  const { place, flowId, job } = await begin();
  flows.exitReasons.data_import = 'fewer rows are stored than were read';
  await flows.deliver(job);
  Reflect.deleteProperty(flows.exitReasons, 'data_import');
  const { body } = await flows.get(place, `/flows/${flowId}/events`);
  expect(body.items.at(-1)).toMatchObject({
    type: 'retry_scheduled',
    payload: { code: 'exit_condition_unmet', detail: 'fewer rows are stored than were read' },
  });
  expect((await flows.details(place, flowId)).current_phase).toBe('data_import');
});

test('a checkpoint over 4 kB is a mistake of the phase, not a silent loss', async () => {
  const { place, flowId, job } = await begin();
  flows.bodies.data_import = async (context) => {
    await context.batch({ rowsDone: 1, checkpoint: 'x'.repeat(5000) }, async () => undefined);
    return { kind: 'succeeded', counts: {} };
  };
  await flows.deliver(job);
  const flow = await flows.details(place, flowId);
  expect(flow.phase_runs.at(0)).toMatchObject({
    status: 'failed',
    error_code: 'internal_error',
    rows_done: 0,
  });
});

test('F16 a phase that kills its worker each time ends failed after three attempts, and is not taken over for ever', async () => {
  const { place, flowId } = await begin();
  // Each delivery claims the run and is gone before the first batch is finished, as a killed process is.
  let deaths = 0;
  for (let turn = 0; turn < 20; turn++) {
    if ((await flows.details(place, flowId)).status !== 'running') break;
    const began = latch();
    flows.bodies.data_import = () => {
      deaths += 1;
      began.open();
      return new Promise(() => {});
    };
    const job = await firstJob(flows, place, flowId);
    await Promise.race([began.opened, flows.deliver(job, { executor: `dead ${turn}` })]);
  }
  const flow = await flows.details(place, flowId);
  expect(flow).toMatchObject({
    status: 'failed',
    failure: { code: 'worker_lost', retryable: true },
  });
  expect(flow.phase_runs.map(({ attempt, error_code: code }) => [attempt, code])).toEqual([
    [1, 'worker_lost'],
    [2, 'worker_lost'],
    [3, 'worker_lost'],
  ]);
  expect(deaths).toBe(6);
  expect(await flows.violations()).toEqual([]);
});

test('a worker that dies now and then costs nothing as long as batches are finished between', async () => {
  const { place, flowId, job } = await begin();
  for (let death = 1; death <= 5; death++) {
    const died = latch();
    flows.bodies.data_import = async (context) => {
      const row = Number(context.checkpoint ?? 0) + 1;
      await context.batch({ rowsDone: row, rowsTotal: 9, checkpoint: row }, async () => undefined);
      died.open();
      return new Promise(() => {});
    };
    void flows.deliver(job, { executor: `dies ${death}` });
    await died.opened;
  }
  flows.bodies.data_import = async () => ({ kind: 'succeeded', counts: {} });
  expect(await flows.deliver(job, { executor: 'lives' })).toBe('done');
  const flow = await flows.details(place, flowId);
  expect(flow.current_phase).toBe('data_validation');
  expect(flow.phase_runs.at(0)).toMatchObject({ attempt: 1, status: 'succeeded', rows_done: 5 });
});

test('a process that was asked to stop is no lost worker', async () => {
  const { flowId, job } = await begin();
  for (let turn = 1; turn <= 4; turn++) {
    const stop = new AbortController();
    flows.bodies.data_import = async ({ signal }) => {
      stop.abort();
      signal.throwIfAborted();
      return { kind: 'succeeded', counts: {} };
    };
    expect(await flows.deliver(job, { executor: `stops ${turn}`, signal: stop.signal })).toBe('hand_over');
  }
  const { rows } = await admin.query(
    'select status, lost_workers, lease_owner from phase_runs where flow_id = $1',
    [flowId],
  );
  expect(rows).toEqual([{ status: 'executing', lost_workers: 0, lease_owner: null }]);
});

test('a living worker that finishes no batch for half an hour: the run fails, to be retried by a person', async () => {
  const goes = latch();
  const began = latch();
  const { place, flowId, job } = await begin();
  flows.bodies.data_import = batches(async () => {
    began.open();
    await goes.opened;
  });
  const hanging = flows.deliver(job, { executor: 'hangs' });
  await began.opened;
  const since = (minutes: number) =>
    admin.query('update phase_runs set updated_at = now() - make_interval(mins => $2) where id = $1', [
      job.runId,
      minutes,
    ]);
  await since(29);
  await flows.reconcile();
  expect((await flows.details(place, flowId)).status).toBe('running');
  await since(31);
  await flows.reconcile();
  const flow = await flows.details(place, flowId);
  expect(flow).toMatchObject({ status: 'failed', failure: { code: 'phase_stalled', retryable: true } });
  expect(flow.phase_runs).toHaveLength(1);
  goes.open();
  expect(await hanging).toBe('done');
  expect(await rowsOf(flowId)).toEqual([1]);
  Reflect.deleteProperty(flows.bodies, 'data_import');
  await flows.post(place, `/flows/${flowId}/retry`);
  expect(await flows.deliver(await firstJob(flows, place, flowId))).toBe('done');
  expect(await rowsOf(flowId)).toEqual([1, 2, 3]);
  expect(await flows.violations()).toEqual([]);
});

test('a machine that was off for hours goes on with the run, which did not stall', async () => {
  const { flowId, job } = await begin();
  const died = latch();
  flows.bodies.data_import = () => {
    died.open();
    return new Promise(() => {});
  };
  void flows.deliver(job, { executor: 'switched off' });
  await died.opened;
  await admin.query(
    `update phase_runs set updated_at = now() - interval '5 hours', heartbeat_at = now() - interval '5 hours',
       lease_until = now() - interval '5 hours' where id = $1`,
    [job.runId],
  );
  await flows.reconcile();
  Reflect.deleteProperty(flows.bodies, 'data_import');
  expect(await flows.deliver(job, { executor: 'switched on' })).toBe('done');
  expect(await rowsOf(flowId)).toEqual([1, 2, 3]);
});
