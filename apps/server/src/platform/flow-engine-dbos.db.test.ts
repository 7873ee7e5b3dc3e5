import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { asId } from '@landfall/domain/shared/ids';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { isExecutorAlive } from './executor-lock.ts';
import type { Delivery, FlowEngine, PhaseJob } from './flow-engine.ts';
import { migrateEngine, openFlowEngine } from './flow-engine-dbos.ts';
import { createLog } from './log.ts';

const db = useDatabase();
const log = createLog({ level: 'warn', write: (line) => process.stderr.write(line) });
const delivered: Delivery[] = [];
let engine: FlowEngine;
let handle: (delivery: Delivery) => Promise<'done' | 'hand_over'> = () => Promise.resolve('done');

beforeAll(async () => {
  await migrateEngine(db.ownerUrl);
  await migrateEngine(db.ownerUrl);
  engine = await openFlowEngine({ appUrl: db.appUrl, log });
  await engine.startWorker((delivery) => {
    delivered.push(delivery);
    return handle(delivery);
  });
});

afterAll(() => engine.stop());

function newJob(): PhaseJob {
  return {
    clientAccountId: asId(randomUUID()),
    engagementId: asId(randomUUID()),
    flowId: asId(randomUUID()),
    runId: asId(randomUUID()),
    phase: 'data_import',
    epoch: 1,
    attempt: 1,
  };
}

async function enqueue(job: PhaseJob, end: 'commit' | 'rollback'): Promise<void> {
  const client = await db.app.connect();
  await client.query('begin');
  await engine.enqueue(client, job);
  await client.query(end);
  client.release();
}

const deliveriesTo = (job: PhaseJob) => delivered.filter((delivery) => delivery.job.runId === job.runId);

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  await expect.poll(holds).toBe(true);
}

test('a job runs once its transaction has committed, and never when it rolled back', async () => {
  const lost = newJob();
  const kept = newJob();
  await enqueue(lost, 'rollback');
  await enqueue(kept, 'commit');
  await until(() => deliveriesTo(kept).length === 1);
  expect(deliveriesTo(kept)[0]?.job).toEqual(kept);
  await sleep(500);
  expect(deliveriesTo(lost)).toEqual([]);
});

test('the application role runs the engine and the owner role made its tables', async () => {
  const { rows } = await db.admin.query(
    `select distinct pg_get_userbyid(c.relowner) as owner from pg_class c where c.relnamespace = 'dbos'::regnamespace`,
  );
  expect(rows).toEqual([{ owner: 'landfall_owner' }]);
});

test('a job that is still to finish counts as open, one that ended does not', async () => {
  const job = newJob();
  const held: { finish?: () => void } = {};
  handle = () =>
    new Promise((resolve) => {
      held.finish = () => resolve('done');
    });
  await enqueue(job, 'commit');
  await until(() => deliveriesTo(job).length === 1);
  expect((await engine.deliveriesOf([job])).get(job.runId)).toEqual({ count: 1, open: true });
  handle = () => Promise.resolve('done');
  held.finish?.();
  await until(async () => (await engine.deliveriesOf([job])).get(job.runId)?.open === false);
  await engine.enqueueAgain(job, 2);
  await engine.enqueueAgain(job, 2);
  await until(async () => (await engine.deliveriesOf([job])).get(job.runId)?.count === 2);
  await until(() => deliveriesTo(job).length === 2);
  await sleep(500);
  expect(deliveriesTo(job)).toHaveLength(2);
});

test('F16 a job of a process that died is taken over within seconds, one of a living process is not', async () => {
  const job = newJob();
  handle = ({ signal }) =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve('hand_over')));
  await enqueue(job, 'commit');
  await until(() => deliveriesTo(job).length === 1);
  handle = () => Promise.resolve('done');
  const other = new Client({ connectionString: db.appUrl });
  await other.connect();
  await other.query(`select pg_advisory_lock(hashtextextended('landfall-executor:other', 0))`);
  await db.admin.query(`update dbos.workflow_status set executor_id = 'other' where workflow_uuid like $1`, [
    `${job.flowId}%`,
  ]);
  expect(await isExecutorAlive(db.app, 'other')).toBe(true);
  await sleep(3000);
  expect(deliveriesTo(job)).toHaveLength(1);
  await other.end();
  await until(() => deliveriesTo(job).length > 1);
  expect(deliveriesTo(job)).toHaveLength(2);
});

test('finished deliveries are forgotten and open ones are not', async () => {
  const job = newJob();
  await enqueue(job, 'commit');
  await until(async () => (await engine.deliveriesOf([job])).get(job.runId)?.open === false);
  await engine.forgetFinished(new Date(Date.now() + 60_000));
  expect((await engine.deliveriesOf([job])).get(job.runId)).toBeUndefined();
});

test('a job whose claim was committed but never heard of by its process is delivered all the same', async () => {
  const job = newJob();
  await enqueue(job, 'commit');
  await until(() => deliveriesTo(job).length === 1);
  const executor = deliveriesTo(job)[0]?.executor;
  const id = `${job.flowId}:data_import:1:1`;
  const isDone = async () =>
    (
      await db.admin.query(
        `select from dbos.workflow_status where workflow_uuid = $1 and status = 'SUCCESS'`,
        [id],
      )
    ).rowCount === 1;
  await until(isDone);

  await db.admin.query('delete from dbos.operation_outputs where workflow_uuid = $1', [id]);
  await db.admin.query(
    `update dbos.workflow_status set status = 'PENDING', executor_id = $2, output = null where workflow_uuid = $1`,
    [id, executor],
  );

  await until(() => deliveriesTo(job).length > 1);
  expect(deliveriesTo(job)).toHaveLength(2);
});
