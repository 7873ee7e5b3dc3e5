import { randomUUID } from 'node:crypto';
import { DBOS, DBOSClient, type WorkflowStatus } from '@dbos-inc/dbos-sdk';
import { Pool, type PoolClient } from 'pg';
import { appRole } from './database-roles.ts';
import { endsWithin } from './ends-within.ts';
import { type ExecutorLock, holdExecutorLock, isExecutorAlive } from './executor-lock.ts';
import type {
  DeletionJob,
  DeletionJobHandler,
  FlowEngine,
  PhaseJob,
  PhaseJobHandler,
} from './flow-engine.ts';
import {
  deletionOptions,
  deletionQueue,
  deletionWorkflow,
  deletionDeliveriesOf,
  deliveriesOf,
  forgetFlow,
  phaseOptions,
  queue,
  version,
  workflow,
} from './flow-engine-dbos-deliveries.ts';
import { trackExecution, UnstartedJobs } from './flow-engine-dbos-unstarted.ts';
import type { Log } from './log.ts';
import { type Repetition, repeat } from './repeat.ts';

const application = 'landfall';
const sweepEveryMs = 1000;
/** How often new jobs are looked for: between two phases a flow only waits, while a deletion may take its time. */
const pollMs = { phases: 100, deletions: 400 };
/** Batches take under two seconds; what has not come to the end of one by then hangs in something long. */
const finishWithinMs = 10_000;
const handOverWithinMs = 5000;

/** Creates or migrates the engine's own tables (schema `dbos`) as the owner and lets the application role use them. */
export async function migrateEngine(ownerUrl: string): Promise<void> {
  await quietly(() => DBOS.migrate(ownerUrl, { applicationRole: appRole }));
}

/** DBOS reports each migration step to the console, where a person would take it for ours. */
async function quietly(work: () => Promise<void>): Promise<void> {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = () => true;
  try {
    await work();
  } finally {
    process.stdout.write = write;
  }
}

export interface EngineOptions {
  /** Connection URL of the application role. */
  readonly appUrl: string;
  readonly log: Log;
  /** Most phase runs at once in this process; 4 unless told. */
  readonly concurrency?: number;
  /** Makes work fail that does not end in time when this process stops, so that it can be handed over. */
  readonly cutOff?: () => Promise<void>;
  /** Most phase runs at once for one engagement over all processes; 2 unless told. */
  readonly concurrencyPerTenant?: number;
}

/** Opens the engine for enqueueing; {@link FlowEngine.startWorker} makes this process execute jobs too. */
export async function openFlowEngine(options: EngineOptions): Promise<FlowEngine> {
  const { appUrl, log } = options;
  const pool = new Pool({ connectionString: appUrl, max: 3, application_name: 'landfall engine' });
  pool.on('error', (error) => log.warn({ error: error.message }, 'idle engine connection broke'));
  const client = await DBOSClient.create({
    systemDatabaseUrl: appUrl,
    systemDatabasePool: pool,
    applicationName: application,
    logger: quietLogger(log),
  });
  let worker: Worker | undefined;
  return {
    async enqueue(connection: PoolClient, job, delaySeconds) {
      const delay = delaySeconds === undefined || delaySeconds === 0 ? {} : { delaySeconds };
      await client.enqueueInTransaction(connection, { ...phaseOptions(job, 1), ...delay }, job);
    },
    async enqueueAgain(job, deliveryNumber) {
      await client.enqueue(phaseOptions(job, deliveryNumber), job);
    },
    deliveriesOf: (jobs) => deliveriesOf(client, jobs),
    async enqueueDeletion(connection, job) {
      await client.enqueueInTransaction(connection, deletionOptions(job, 1), job);
    },
    async enqueueDeletionAgain(job, deliveryNumber) {
      await client.enqueue(deletionOptions(job, deliveryNumber), job);
    },
    deletionDeliveriesOf: (jobs) => deletionDeliveriesOf(client, jobs),
    forgetFlow: (flowId) => forgetFlow(client, flowId),
    async startWorker(handler, deletionHandler) {
      worker = await startWorker({ ...options, pool, client }, { handler, deletionHandler });
    },
    async forgetFinished(before) {
      const finished = await client.listWorkflows({
        queueName: [queue, deletionQueue],
        completedBefore: before.toISOString(),
        limit: 500,
        loadInput: false,
        loadOutput: false,
      });
      if (finished.length > 0) await client.deleteWorkflows(finished.map(({ workflowID }) => workflowID));
    },
    async stop() {
      await worker?.stop();
      await client.destroy();
      await pool.end();
    },
  };
}

interface Worker {
  stop(): Promise<void>;
}

/** What the registered workflows run; DBOS keeps one registration a process, so the handlers are looked up here. */
const active: {
  run: ((job: PhaseJob) => Promise<void>) | undefined;
  remove: ((job: DeletionJob) => Promise<void>) | undefined;
} = { run: undefined, remove: undefined };

const noWorker = (): Promise<void> => Promise.reject(new Error('No worker in this process'));

DBOS.registerWorkflow(
  async (job: PhaseJob) => {
    await trackExecution(() => DBOS.runStep(() => active.run?.(job) ?? noWorker(), { name: job.phase }));
  },
  { name: workflow, maxRecoveryAttempts: 1_000_000 },
);

DBOS.registerWorkflow(
  async (job: DeletionJob) => {
    const remove = (): Promise<void> => active.remove?.(job) ?? noWorker();
    await trackExecution(() => DBOS.runStep(remove, { name: deletionWorkflow }));
  },
  { name: deletionWorkflow, maxRecoveryAttempts: 1_000_000 },
);

interface WorkerOptions extends EngineOptions {
  readonly pool: Pool;
  readonly client: DBOSClient;
}

interface Handlers {
  readonly handler: PhaseJobHandler;
  readonly deletionHandler: DeletionJobHandler | undefined;
}

async function startWorker(options: WorkerOptions, { handler, deletionHandler }: Handlers): Promise<Worker> {
  const { appUrl, log, cutOff } = options;
  const executor = `${process.pid}-${randomUUID()}`;
  const lock = await holdExecutorLock(appUrl, executor);
  const stopping = new AbortController();
  const running = new Set<Promise<unknown>>();
  const { signal } = stopping;
  const deliver = async (delivery: Promise<'done' | 'hand_over'>): Promise<void> => {
    running.add(delivery);
    const outcome = await delivery.finally(() => running.delete(delivery));
    // Never resolved: the job stays pending under an executor that is gone, and the next one takes it over.
    if (outcome === 'hand_over') await new Promise(() => undefined);
  };
  active.run = (job) => deliver(handler({ job, executor, signal }));
  active.remove = deletionHandler && ((job) => deliver(deletionHandler({ job, signal })));
  await launch(options, executor);
  const unstarted = new UnstartedJobs();
  const sweep = repeat(sweepEveryMs, log, () => takeOverDead(options, executor, unstarted));
  return {
    stop: () => stopWorker({ stopping, running, sweep, lock, log, cutOff }),
  };
}

async function launch(
  { appUrl, log, concurrency = 4, concurrencyPerTenant = 2 }: EngineOptions,
  executor: string,
) {
  DBOS.setConfig({
    name: application,
    systemDatabaseUrl: appUrl,
    systemDatabasePoolSize: 6,
    // Setting it makes a query while the connection is still being set up, which pg warns of on the console.
    systemDatabaseIdleTransactionTimeoutMs: 0,
    applicationVersion: version,
    executorID: executor,
    runMigrations: false,
    logger: quietLogger(log),
  });
  await DBOS.launch();
  await DBOS.registerQueue(queue, {
    workerConcurrency: concurrency,
    partitionConcurrency: concurrencyPerTenant,
    minPollingIntervalMs: pollMs.phases,
    onConflict: 'always_update',
  });
  await DBOS.registerQueue(deletionQueue, {
    workerConcurrency: 2,
    partitionConcurrency: 1,
    minPollingIntervalMs: pollMs.deletions,
    onConflict: 'always_update',
  });
}

/** Puts jobs back on the queue whose process no longer holds its lock, and own ones that were never begun. */
async function takeOverDead(options: WorkerOptions, self: string, unstarted: UnstartedJobs): Promise<void> {
  const { client, pool } = options;
  const pending = await client.listWorkflows({
    status: 'PENDING',
    queueName: [queue, deletionQueue],
    loadInput: false,
    loadOutput: false,
  });
  const others = byExecutor(pending);
  const own = others.get(self) ?? [];
  others.delete(self);
  for (const workflowID of unstarted.lostAmong(own.map((status) => status.workflowID)))
    await takeOver(options, { workflowID, executor: self });
  for (const [executor, statuses] of others) {
    if (await isExecutorAlive(pool, executor)) continue;
    for (const { workflowID } of statuses) await takeOver(options, { workflowID, executor });
  }
}

function byExecutor(pending: readonly WorkflowStatus[]): Map<string, WorkflowStatus[]> {
  const groups = new Map<string, WorkflowStatus[]>();
  for (const status of pending) {
    const executor = status.executorId ?? '';
    groups.set(executor, [...(groups.get(executor) ?? []), status]);
  }
  return groups;
}

async function takeOver(
  { client, log }: WorkerOptions,
  { workflowID, executor }: { workflowID: string; executor: string },
): Promise<void> {
  const now = await client.getWorkflow(workflowID);
  // Somebody may have been faster since the list was read.
  if (now?.status !== 'PENDING' || (now.executorId ?? '') !== executor) return;
  log.info({ workflow: workflowID, executor }, 'taking over a job nobody executes');
  await client.resumeWorkflow(workflowID, { queueName: now.queueName ?? queue });
}

interface Stopping extends Pick<EngineOptions, 'log'> {
  readonly stopping: AbortController;
  readonly running: ReadonlySet<Promise<unknown>>;
  readonly sweep: Repetition;
  readonly lock: ExecutorLock;
  readonly cutOff: EngineOptions['cutOff'];
}

async function stopWorker({ stopping, sweep, lock, ...work }: Stopping): Promise<void> {
  stopping.abort(new Error('The process is stopping'));
  await sweep.stop();
  await endRunning(work);
  await DBOS.shutdown();
  active.run = undefined;
  active.remove = undefined;
  await lock.release();
}

/** Lets work end by itself, and cuts it off when it does not: nothing else waits for it without an end. */
async function endRunning({
  running,
  cutOff,
  log,
}: Pick<Stopping, 'running' | 'cutOff' | 'log'>): Promise<void> {
  if (await endsWithin(Promise.allSettled(running), finishWithinMs)) return;
  log.warn({ running: running.size }, 'work that did not come to an end is cut off and goes on elsewhere');
  await cutOff?.().catch((error: unknown) => log.warn({ error: String(error) }, 'work was not cut off'));
  await endsWithin(Promise.allSettled(running), handOverWithinMs);
}

/** DBOS talks at length; only its warnings and errors are ours to keep. */
function quietLogger(log: Log) {
  return {
    info: () => undefined,
    debug: () => undefined,
    warn: (entry: unknown) => log.warn({ engine: String(entry) }, 'engine warning'),
    error: (entry: unknown) => log.error({ engine: String(entry) }, 'engine error'),
  };
}
