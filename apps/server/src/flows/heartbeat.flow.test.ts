import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { firstJob, latch, leaveTrace, useFlows } from '../../test/flows.ts';

// No worker: the test delivers the jobs itself.
const flows = useFlows({ worker: false });
const { admin } = flows.server.database;
const heartbeatMs = 20;

async function begin() {
  const place = await flows.place();
  const { flowId } = await flows.create(place);
  return { flowId, job: await firstJob(flows, place, flowId) };
}

/** Connections of this database that wait for a lock. */
async function waiting(): Promise<number> {
  const { rowCount } = await admin.query(
    `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rowCount ?? 0;
}

async function lastBeat(runId: string): Promise<number> {
  const { rows } = await admin.query<{ at: Date }>(
    'select heartbeat_at as at from phase_runs where id = $1',
    [runId],
  );
  return rows[0]?.at.getTime() ?? 0;
}

test('signs of life that wait for a long batch take one connection, and go on after it', async () => {
  const began = latch();
  const ends = latch();
  const stored = latch();
  const goes = latch();
  flows.bodies.data_import = async (context) => {
    await context.batch({ rowsDone: 1, rowsTotal: 1, checkpoint: 1 }, async () => {
      began.open();
      await ends.opened;
    });
    stored.open();
    await goes.opened;
    return { kind: 'succeeded', counts: {} };
  };
  const { job } = await begin();
  const working = flows.deliver(job, { heartbeatMs });
  await began.opened;
  await expect.poll(waiting).toBe(1);
  // Time for a dozen more, each of which would take a connection of the process.
  await sleep(15 * heartbeatMs);
  expect(await waiting()).toBe(1);
  ends.open();
  await stored.opened;
  const before = await lastBeat(job.runId);
  await expect.poll(() => lastBeat(job.runId)).toBeGreaterThan(before);
  goes.open();
  expect(await working).toBe('done');
});

test('a database that goes away again and again is waited for longer than an error is tried again', async () => {
  let breaks = 5;
  flows.bodies.data_import = async (context) => {
    await context.batch({ rowsDone: 1, rowsTotal: 1, checkpoint: 1 }, async (scope) => {
      await leaveTrace(scope, context, 1);
      if (breaks-- > 0) await scope.client.query('select pg_terminate_backend(pg_backend_pid())');
    });
    return { kind: 'succeeded', counts: {} };
  };
  const { flowId, job } = await begin();
  expect(await flows.deliver(job)).toBe('done');
  expect(breaks).toBe(-1);
  const { rows } = await admin.query(
    `select p.status, p.attempt, p.lost_workers, count(s.*)::int as batches from phase_runs p
     left join import_processing_steps s on s.phase_run_id = p.id
     where p.flow_id = $1 and p.phase = 'data_import' group by p.status, p.attempt, p.lost_workers`,
    [flowId],
  );
  expect(rows).toEqual([{ status: 'succeeded', attempt: 1, lost_workers: 0, batches: 1 }]);
});
