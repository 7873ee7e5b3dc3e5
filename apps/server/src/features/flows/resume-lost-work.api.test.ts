import type { FlowId } from '@landfall/domain/shared/ids';
import { beforeEach, expect, test } from 'vitest';
import { firstJob, useFlows } from '../../../test/flows.ts';

// Without a worker nothing takes a run over by itself, so the resume alone has to put it right.
const flows = useFlows({ worker: false });
const { admin } = flows.server.database;
type Place = Awaited<ReturnType<typeof flows.place>>;
let place: Place;
let flowId: FlowId;

beforeEach(async () => {
  place = await flows.place();
  ({ flowId } = await flows.create(place));
});

const resume = () => flows.post(place, `/flows/${flowId}/resume`, { resume_context: 'looked odd' });

async function lastEvent() {
  const { body } = await flows.get(place, `/flows/${flowId}/events`);
  return body.items.at(-1);
}

async function newestRun() {
  const { rows } = await admin.query(
    'select attempt, status, rows_done::int, checkpoint from phase_runs where flow_id = $1 order by id desc limit 1',
    [flowId],
  );
  return rows[0];
}

test('row 21 a queued flow whose job is due is running already', async () => {
  const answer = await resume();
  expect(answer).toMatchObject({
    status: 200,
    body: { outcome: 'already_running', changed: false, version: 1, heartbeat_age_seconds: null },
  });
});

test('row 22 F16 a phase that lost its worker is queued again and goes on after the last finished batch', async () => {
  const died = await admin.query(
    `update phase_runs set status = 'executing', lease_owner = 'dead', rows_done = 2, rows_total = 3,
       checkpoint = '2', started_at = now() - interval '3 minutes',
       lease_until = now() - interval '1 minute' where flow_id = $1`,
    [flowId],
  );
  expect(died.rowCount).toBe(1);
  const answer = await resume();
  expect(answer.body).toMatchObject({
    outcome: 'requeued',
    changed: true,
    status: 'running',
    resume_phase: 'data_import',
  });
  expect((await lastEvent()).payload).toMatchObject({
    cause: 'lease_expired',
    resume_phase: 'data_import',
    resumed_at: answer.body.resumed_at,
    resume_context: 'looked odd',
  });
  expect(await newestRun()).toMatchObject({ attempt: 2, status: 'queued', rows_done: 2, checkpoint: 2 });
  const job = await firstJob(flows, place, flowId);
  expect((await flows.engine.deliveriesOf([job])).get(job.runId)).toMatchObject({ open: true });
  expect(await flows.violations()).toEqual([]);
});

test('row 23 F17 a queued phase whose job is gone gets a new one', async () => {
  await admin.query('delete from dbos.workflow_status where workflow_uuid like $1', [`${flowId}%`]);
  const answer = await resume();
  expect(answer.body).toMatchObject({ outcome: 'requeued', changed: true, resume_phase: 'data_import' });
  expect((await lastEvent()).payload).toMatchObject({ cause: 'job_restored' });
  const job = await firstJob(flows, place, flowId);
  expect((await flows.engine.deliveriesOf([job])).get(job.runId)).toEqual({ count: 1, open: true });
  expect(await flows.violations()).toEqual([]);
  expect((await resume()).body).toMatchObject({ outcome: 'already_running', changed: false });
});

test('row 23 of ten resumes at once one restores the job', async () => {
  await admin.query('delete from dbos.workflow_status where workflow_uuid like $1', [`${flowId}%`]);
  const answers = await Promise.all(Array.from({ length: 10 }, resume));
  const outcomes = answers.map(({ body }) => body.outcome);
  expect(outcomes.filter((outcome) => outcome === 'requeued')).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === 'already_running')).toHaveLength(9);
  expect(await flows.violations()).toEqual([]);
});
