import type { DeletionProgress } from '@landfall/contract/deletion';
import { afterEach, expect, test } from 'vitest';
import { useFileStore } from '../../../test/file-store.ts';
import { latch, useFlows } from '../../../test/flows.ts';
import { deletionInventory, deletionWorkOf } from '../../start/deletion.ts';
import { deletionRoutes } from './deletion.routes.ts';
import { restoreDeletions } from './restore-deletions.ts';

const { files } = useFileStore('deletion-flow');

const flows = useFlows({
  routes: ({ db, flows: port, engine }) => [
    deletionRoutes({
      db,
      flows: port,
      engine,
      heal: async () => ({ healed: [], uncertain: [] }),
      inventory: deletionInventory,
    }),
  ],
  deletions: (parts) => deletionWorkOf({ ...parts, files }),
});
type Place = Awaited<ReturnType<typeof flows.place>>;

afterEach(async () => {
  for (const phase of Object.keys(flows.bodies)) Reflect.deleteProperty(flows.bodies, phase);
  await requireSound();
});

async function requireSound(): Promise<void> {
  const violations = await flows.violations();
  if (violations.length > 0) throw new Error(JSON.stringify(violations, null, 1));
}

async function remove(
  { headers }: Place,
  flowId: string,
  query = '',
): Promise<{ status: number; code?: string }> {
  const url = `/api/v1/discovery/flows/${flowId}${query}`;
  const answer = await flows.server.send({ method: 'DELETE', url, headers });
  return { status: answer.statusCode, code: answer.json<{ code?: string }>().code ?? '' };
}

async function progressOf(place: Place, flowId: string): Promise<DeletionProgress> {
  return (await flows.get(place, `/discovery/flows/${flowId}/deletion`)).body;
}

async function untilDone(place: Place, flowId: string): Promise<DeletionProgress> {
  await expect.poll(async () => (await progressOf(place, flowId)).status, { interval: 200 }).toBe('done');
  return progressOf(place, flowId);
}

test('F09 a running flow is deleted only by force, and the batch it was in writes nothing any more', async () => {
  const place = await flows.place();
  const started = latch();
  const goOn = latch();
  const ended = latch();
  const late: { error?: string } = {};
  flows.bodies.data_import = async (context) => {
    started.open();
    await goOn.opened;
    try {
      await context.batch({ rowsDone: 1 }, async () => {});
    } catch (error) {
      late.error = String(error);
      throw error;
    } finally {
      ended.open();
    }
    return { kind: 'succeeded', counts: {} };
  };
  const { flowId } = await flows.create(place);
  await started.opened;
  expect(await remove(place, flowId)).toEqual({ status: 409, code: 'flow_running' });
  expect((await remove(place, flowId, '?force=true&reason=mistake')).status).toBe(202);
  goOn.open();
  await ended.opened;
  await untilDone(place, flowId);
  expect(late.error).toContain('may not write');
  expect((await flows.get(place, `/flows/${flowId}`)).body.code).toBe('flow_deleted');
});

test('the slot of a deleted flow is free at once', async () => {
  const place = await flows.place();
  const { flowId } = await flows.create(place);
  await flows.reach(place, flowId, 'waiting_for_approval');
  expect((await remove(place, flowId)).status).toBe(202);
  const next = await flows.create(place);
  await flows.reach(place, next.flowId, 'waiting_for_approval');
  const progress = await untilDone(place, flowId);
  expect(progress.steps.every(({ state }) => state === 'done')).toBe(true);
});

test('a deletion whose job was lost is found and finished', async () => {
  const place = await flows.place();
  const { flowId } = await flows.create(place);
  await flows.reach(place, flowId, 'waiting_for_approval');
  const { admin } = flows.server.database;
  // A job that ended without having done anything, as one does that was thrown out by hand.
  await admin.query(`create function end_job() returns trigger language plpgsql as $$ begin new.status := 'ERROR'; return new; end $$;
    create trigger end_job before insert on dbos.workflow_status for each row when (new.name = 'deletion') execute function end_job()`);
  try {
    expect((await remove(place, flowId)).status).toBe(202);
  } finally {
    await admin.query('drop trigger end_job on dbos.workflow_status; drop function end_job');
  }
  await admin.query(`update flow_deletions set updated_at = now() - interval '1 minute' where flow_id = $1`, [
    flowId,
  ]);
  expect(await restoreDeletions({ db: flows.server.db, engine: flows.engine, log: { warn: () => {} } })).toBe(
    1,
  );
  await untilDone(place, flowId);
});
