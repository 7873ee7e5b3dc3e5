import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import { firstJob, latch, useFlows } from '../../test/flows.ts';
import { applyCommand } from '../features/flows/apply-command.ts';
import { writePair } from '../features/flows/apply-transition.repository.ts';
import { lockFlow } from '../features/flows/lock-flow.repository.ts';
import { inTenantScope } from '../platform/tenant-scope.ts';
import type { PhaseContext, PhaseResult } from './define-phase.ts';

// Each of these fences stands behind another one that hides its absence; here it stands alone.
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

/** Ends with one batch and waits before it reports, until it is told to. */
function waitsToReport(waits: ReturnType<typeof latch>[], goes: ReturnType<typeof latch>[]) {
  let deliveries = 0;
  return async (context: PhaseContext): Promise<PhaseResult> => {
    const delivery = deliveries++;
    if (delivery === 0) await context.batch({ rowsDone: 3, rowsTotal: 3, checkpoint: 3 }, async () => {});
    waits[delivery]?.open();
    await goes[delivery]?.opened;
    return { kind: 'succeeded', counts: { rows: 3 } };
  };
}

test('a worker whose run was taken over reports nothing, not even a result it has', async () => {
  const waits = [latch(), latch()];
  const goes = [latch(), latch()];
  flows.bodies.data_import = waitsToReport(waits, goes);
  const { place, flowId, job } = await begin();
  const zombie = flows.deliver(job, { executor: 'zombie' });
  await waits[0]?.opened;
  await admin.query(`update phase_runs set lease_until = now() - interval '1 second' where id = $1`, [
    job.runId,
  ]);
  const successor = flows.deliver(job, { executor: 'successor' });
  await waits[1]?.opened;
  goes[0]?.open();
  await zombie;
  expect((await flows.details(place, flowId)).current_phase).toBe('data_import');
  goes[1]?.open();
  await successor;
  expect((await flows.details(place, flowId)).current_phase).toBe('data_validation');
  expect(await flows.violations()).toEqual([]);
});

test('a worker whose run was taken over writes no further batch, even while the other one is at work', async () => {
  const halted = latch();
  const goes = latch();
  const taken = latch();
  const ends = latch();
  const written: string[] = [];
  let deliveries = 0;
  flows.bodies.data_import = async (context) => {
    const isFirst = deliveries++ === 0;
    const batch = (name: string) => context.batch({ rowsDone: 1 }, async () => void written.push(name));
    if (isFirst) {
      await batch('before');
      halted.open();
      await goes.opened;
      await batch('after');
    } else {
      taken.open();
      await ends.opened;
    }
    return { kind: 'succeeded', counts: {} };
  };
  const { job } = await begin();
  const zombie = flows.deliver(job, { executor: 'zombie' });
  await halted.opened;
  await admin.query(`update phase_runs set lease_until = now() - interval '1 second' where id = $1`, [
    job.runId,
  ]);
  const successor = flows.deliver(job, { executor: 'successor' });
  await taken.opened;
  goes.open();
  await zombie;
  ends.open();
  await successor;
  expect(written).toEqual(['before']);
});

test('a restart of the phase that runs begins a new epoch', async () => {
  const { place, flowId, job } = await begin();
  const { status } = await flows.post(place, `/flows/${flowId}/restart`, { phase: 'data_import' });
  expect([status, (await flows.details(place, flowId)).epoch]).toEqual([200, job.epoch + 1]);
});

test.each(['child', 'master'] as const)(
  'a change made from an older version of the %s is not written, even under the locks',
  async (stale) => {
    const { place, flowId } = await begin();
    const written = inTenantScope(flows.server.db, place, async (scope) => {
      const flow = await lockFlow(scope, flowId);
      if (flow === undefined) throw new Error('The flow is there.');
      const { state, version, at } = flow;
      const from = { child: version, master: version, [stale]: version - 1 };
      await writePair(scope, { flowId, state, from, to: version + 1, at });
      return 'written';
    });
    await expect(written).rejects.toThrow(/was not at version/);
  },
);

test('a command that waits for another one judges the flow as that one left it', async () => {
  const { place, flowId } = await begin();
  const { db } = flows.server;
  const paused = latch();
  const first = inTenantScope(db, place, async (scope) => {
    await applyCommand(scope, flows.engine, {
      flowId,
      build: ({ at, ids }) => ({ type: 'pause', at, ids }),
    });
    paused.open();
    await somebodyWaits();
  });
  await paused.opened;
  const second = inTenantScope(db, place, (scope) => lockFlow(scope, flowId));
  await first;
  expect((await second)?.state.status).toBe('paused');
});

/** Returns once a transaction of this database waits for a lock. */
async function somebodyWaits(): Promise<void> {
  for (let looks = 0; looks < 1000; looks++) {
    const { rows } = await admin.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (rows.length > 0) return;
    await sleep(10);
  }
  throw new Error('Nobody waits for a lock.');
}

test('nothing is deleted of a flow without a tombstone, whatever statement asks for it', async () => {
  const { place, flowId } = await begin();
  const tables = ['phase_runs', 'import_files'];
  const deleted = await inTenantScope(flows.server.db, place, async ({ client }) => {
    const counts: unknown[] = [];
    for (const table of tables) counts.push((await client.query(`delete from ${table}`)).rowCount);
    return counts;
  });
  expect(deleted).toEqual([0, 0]);
  expect((await flows.details(place, flowId)).status).toBe('running');
});
