import type { FlowId } from '@landfall/domain/shared/ids';
import { beforeEach, expect, test } from 'vitest';
import { useFileStore } from '../../test/file-store.ts';
import { firstJob, latch, leaveTrace, useFlows } from '../../test/flows.ts';
import { inEveryOrder } from '../../test/stepped.ts';
import { deleteFlow, deleteFlows } from '../features/deletion/deletion.service.ts';
import { healFlow } from '../features/doctor/heal-flow.service.ts';
import { interveneInFlow } from '../features/flows/flows.service.ts';
import type { GateRules } from '../features/flows/gate-rules.ts';
import type { Db } from '../platform/db.ts';
import type { PhaseJob } from '../platform/flow-engine.ts';
import { createLog } from '../platform/log.ts';
import { inTenantScope } from '../platform/tenant-scope.ts';
import { deletionInventory } from '../start/deletion.ts';
import { healDepsOf } from '../start/doctor.ts';
import { definePhase, type PhaseContext, type PhaseResult } from './define-phase.ts';
import { failRun, stalled } from './fail-run.ts';
import { phaseKey } from './phase-registry.ts';
import { lockRun } from './phase-run.repository.ts';
import { runPhase } from './run-phase.ts';

// No worker: nobody but the two sides touches the flow while their steps are interleaved.
const flows = useFlows({ worker: false });
const { database } = flows.server;
type Place = Awaited<ReturnType<typeof flows.place>>;
// Each of some dozen orders is a flow of its own, brought to where both sides begin.
const timeout = 300_000;

const { files } = useFileStore('interleaving');
beforeEach(() => {
  Reflect.deleteProperty(flows.bodies, 'data_import');
});

const satisfied = { check: async () => ({ reasons: [] }) };
const gates: GateRules = {
  validation_decision: satisfied,
  mapping_approval: satisfied,
  asset_preview: satisfied,
  asset_conflict: satisfied,
};
const depsOf = (db: Db) => ({ db, engine: flows.engine, gates, rawDataExists: async () => true });
const callerOf = ({ clientAccountId, engagementId, userId }: Place) => ({
  clientAccountId,
  engagementId,
  actor: { userId, kind: 'user' as const },
});

async function begin() {
  const place = await flows.place();
  const { flowId } = await flows.create(place);
  return { place, flowId, job: await firstJob(flows, place, flowId) };
}

type Begun = Awaited<ReturnType<typeof begin>>;

/** The first phase of a flow at work in a process of a side, halted after its first batch until it is let go. */
async function atWork(db: Db) {
  const halted = latch();
  const goes = latch();
  const begun = await begin();
  const phase = definePhase({
    flowType: 'discovery',
    name: 'data_import',
    run: (context) =>
      threeBatches(context, async () => {
        halted.open();
        await goes.opened;
      }),
  });
  const registry = new Map([[phaseKey(phase), phase]]);
  const log = createLog({ level: 'fatal', write: () => {} });
  const delivery = { job: begun.job, executor: 'late', signal: new AbortController().signal };
  const working = runPhase({ db, engine: flows.engine, registry, log }, delivery);
  await halted.opened;
  return {
    ...begun,
    goOn: () => {
      goes.open();
      return working;
    },
  };
}

async function threeBatches(context: PhaseContext, between: () => Promise<void>): Promise<PhaseResult> {
  for (let row = 1; row <= 3; row++) {
    await context.batch({ rowsDone: row, rowsTotal: 3, checkpoint: row }, (scope) =>
      leaveTrace(scope, context, row),
    );
    if (row === 1) await between();
  }
  return { kind: 'succeeded', counts: { rows: 3 } };
}

async function rowsOf(flowId: FlowId): Promise<number[]> {
  const { rows } = await database.admin.query<{ step: number }>(
    'select step_order as step from import_processing_steps where flow_id = $1 order by step_order',
    [flowId],
  );
  return rows.map(({ step }) => step);
}

async function statusOf(flowId: FlowId) {
  const { rows } = await database.admin.query<{ status: string; phase: string; deleted: boolean }>(
    `select status, current_phase as phase, deleted_at is not null as deleted from discovery_flows where flow_id = $1`,
    [flowId],
  );
  return rows[0];
}

function reasonOf(outcome: PromiseSettledResult<unknown>): string | undefined {
  return outcome.status === 'rejected' ? String(outcome.reason) : undefined;
}

const deletionDeps = (db: Db) => ({
  db,
  engine: flows.engine,
  flows: flows.port,
  heal: async () => ({ healed: [], uncertain: [] }),
  inventory: deletionInventory,
});
const order = { force: true, reason: undefined, requireRight: () => {} };
const remove = ({ place, flowId }: Begun, db: Db) =>
  deleteFlow(deletionDeps(db), callerOf(place), { ...order, flowId });

async function deletionsOf(flowId: FlowId) {
  const { rows } = await database.admin.query<{ deletions: number; audited: number }>(
    `select (select count(*)::int from flow_deletions where flow_id = $1) as deletions,
      (select count(*)::int from audit_log where resource_id = $1::uuid and action = 'flow.delete' and result = 'success')
        as audited`,
    [flowId],
  );
  return rows[0];
}

test('a deletion and a batch of the worker: the batch is whole or discarded, and nothing is written after the tombstone', {
  timeout,
}, async () => {
  const orders = await inEveryOrder(database, {
    arrange: ({ right }) => atWork(right),
    left: remove,
    right: ({ goOn }) => goOn(),
    async check({ flowId }, { left, right }, said) {
      expect([reasonOf(left), reasonOf(right)], said).toEqual([undefined, undefined]);
      expect((await statusOf(flowId))?.deleted, said).toBe(true);
      expect(await deletionsOf(flowId), said).toEqual({ deletions: 1, audited: 1 });
      const rows = await rowsOf(flowId);
      expect(rows, said).toEqual([1, 2, 3].slice(0, rows.length));
      expect(await flows.violations(), said).toEqual([]);
    },
  });
  expect(orders).toBeGreaterThanOrEqual(6);
});

test('a deletion and a batch of deletions: one of them deletes', { timeout }, async () => {
  const orders = await inEveryOrder(database, {
    arrange: begin,
    left: remove,
    right: ({ place, flowId }, db) =>
      deleteFlows(deletionDeps(db), callerOf(place), {
        ...order,
        flowIds: [flowId],
        onUnexpected: (error) => {
          throw error;
        },
      }),
    async check({ flowId }, { left, right }, said) {
      expect([reasonOf(left), reasonOf(right)], said).toEqual([undefined, undefined]);
      expect(JSON.stringify([left, right]).match(/"outcome":"deleted"/g), said).toHaveLength(1);
      expect(JSON.stringify([left, right]).match(/"outcome":"already_deleted"/g), said).toHaveLength(1);
      expect(await deletionsOf(flowId), said).toEqual({ deletions: 1, audited: 1 });
      expect(await flows.violations(), said).toEqual([]);
    },
  });
  expect(orders).toBeGreaterThanOrEqual(6);
});

/** Ends the flow's run for want of progress while its worker is still halted. */
async function failStalled(db: Db, job: PhaseJob): Promise<void> {
  const { engine } = flows;
  await inTenantScope(db, job, async (scope) => {
    const row = await lockRun(scope, job);
    if (row === undefined) throw new Error('The run is there.');
    await failRun(
      scope,
      { engine, log: createLog({ level: 'fatal', write: () => {} }) },
      {
        job,
        row,
        failure: stalled(job),
      },
    );
  });
}

test('a retry and the late worker of the failed run: the worker writes nothing more, the new run ends the work', {
  timeout,
}, async () => {
  const orders = await inEveryOrder(database, {
    async arrange({ right }) {
      const begun = await atWork(right);
      await failStalled(flows.server.db, begun.job);
      return begun;
    },
    left: ({ place, flowId }, db) => interveneInFlow(depsOf(db), callerOf(place), { type: 'retry', flowId }),
    right: ({ goOn }) => goOn(),
    async check({ place, flowId }, { left, right }, said) {
      expect([reasonOf(left), reasonOf(right)], said).toEqual([undefined, undefined]);
      expect(await rowsOf(flowId), said).toEqual([1]);
      expect(await flows.deliver(await firstJob(flows, place, flowId)), said).toBe('done');
      expect(await rowsOf(flowId), said).toEqual([1, 2, 3]);
      expect((await statusOf(flowId))?.phase, said).toBe('data_validation');
      expect(await flows.violations(), said).toEqual([]);
    },
  });
  expect(orders).toBeGreaterThanOrEqual(3);
});

test('a pause and the result of a phase: the flow is paused in both cases, and goes on without repeating a batch', {
  timeout,
}, async () => {
  const orders = await inEveryOrder(database, {
    arrange: ({ right }) => atWork(right),
    left: ({ place, flowId }, db) => interveneInFlow(depsOf(db), callerOf(place), { type: 'pause', flowId }),
    right: ({ goOn }) => goOn(),
    async check({ place, flowId }, { left, right }, said) {
      expect([reasonOf(left), reasonOf(right)], said).toEqual([undefined, undefined]);
      const paused = await statusOf(flowId);
      const isRecorded = paused?.phase === 'data_validation';
      expect(paused?.status, said).toBe('paused');
      if (isRecorded) expect(await rowsOf(flowId), said).toEqual([1, 2, 3]);
      expect(await flows.violations(), said).toEqual([]);
      await flows.post(place, `/flows/${flowId}/resume`);
      if (!isRecorded) await flows.deliver(await firstJob(flows, place, flowId));
      expect(await rowsOf(flowId), said).toEqual([1, 2, 3]);
      expect(await statusOf(flowId), said).toMatchObject({ status: 'running', phase: 'data_validation' });
      expect(await flows.violations(), said).toEqual([]);
    },
  });
  expect(orders).toBeGreaterThanOrEqual(10);
});

/** The doctor looks at a flow and cures it, as the administrator's order does. */
function heal({ place, flowId }: Begun, db: Db) {
  const deps = healDepsOf({ engine: flows.engine, files });
  return inTenantScope(db, callerOf(place), (scope) =>
    healFlow(deps, scope, { flowId, judgesLiveness: true }),
  );
}

test('the doctor and a flow at its work: what is consistent is not written to, and the work goes on', {
  timeout,
}, async () => {
  const orders = await inEveryOrder(database, {
    arrange: ({ right }) => atWork(right),
    left: heal,
    right: ({ goOn }) => goOn(),
    async check({ flowId }, { left, right }, said) {
      expect(left, said).toMatchObject({ value: { healed: [] } });
      expect(reasonOf(right), said).toBeUndefined();
      expect(await rowsOf(flowId), said).toEqual([1, 2, 3]);
      expect(await statusOf(flowId), said).toMatchObject({ status: 'running', phase: 'data_validation' });
      expect(await flows.violations(), said).toEqual([]);
    },
  });
  expect(orders).toBeGreaterThanOrEqual(10);
});

/** Changes the master alone, as a hand at the database does. */
async function drift(flowId: FlowId): Promise<void> {
  const client = await database.admin.connect();
  try {
    await client.query('begin');
    await client.query('set local session_replication_role = replica');
    await client.query(`update master_flows set status = 'paused' where flow_id = $1`, [flowId]);
    await client.query('commit');
  } finally {
    client.release();
  }
}

test('two cures of one drifted flow: one is written, the other finds nothing', { timeout }, async () => {
  const orders = await inEveryOrder(database, {
    isSymmetric: true,
    async arrange() {
      const begun = await begin();
      await drift(begun.flowId);
      return begun;
    },
    left: heal,
    right: heal,
    async check({ flowId }, { left, right }, said) {
      expect([reasonOf(left), reasonOf(right)], said).toEqual([undefined, undefined]);
      expect(JSON.stringify([left, right]).match(/"healed":\["D01"\]/g), said).toHaveLength(1);
      expect(JSON.stringify([left, right]).match(/"healed":\[\]/g), said).toHaveLength(1);
      expect((await statusOf(flowId))?.status, said).toBe('running');
      expect(await flows.violations(), said).toEqual([]);
    },
  });
  expect(orders).toBeGreaterThanOrEqual(3);
});
