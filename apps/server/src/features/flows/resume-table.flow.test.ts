/* oxlint-disable vitest/no-standalone-expect, max-lines -- invariants are checked after each test; the rows of one table stand together */
import type { Role } from '@landfall/domain/access/policy';
import type { FlowId } from '@landfall/domain/shared/ids';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { firstJob, latch, leaveTrace, useFlows } from '../../../test/flows.ts';
import { inTenantScope } from '../../platform/tenant-scope.ts';
import { applyCommand } from './apply-command.ts';

const flows = useFlows();
type Place = Awaited<ReturnType<typeof flows.place>>;
type Asking = { readonly headers: Record<string, string> };
let place: Place;

beforeEach(async () => {
  for (const name of Object.keys(flows.bodies)) Reflect.deleteProperty(flows.bodies, name);
  flows.gates.reasons = [];
  flows.rawData.exists = true;
  place = await flows.place();
});
afterEach(async () => {
  expect(await flows.violations()).toEqual([]);
});

const doors = (flowId: string): readonly string[] => [
  `/flows/${flowId}/resume`,
  `/discovery/flows/${flowId}/resume`,
  `/discovery/flow/${flowId}/resume`,
  `/discovery/flow/${flowId}/resume-intelligent`,
];
const auto = (flowId: string, by: Asking = place, body: object = {}) =>
  flows.post(by, `/discovery/flow/${flowId}/resume-intelligent`, body);
const approve = (flowId: string, by: Asking = place, body: object = {}) =>
  auto(flowId, by, { action: 'approve', ...body });
const regenerate = (flowId: string) => auto(flowId, place, { action: 'regenerate' });
const force = (flowId: string) => auto(flowId, place, { force_restart: true });

const create = async (): Promise<FlowId> => (await flows.create(place)).flowId;

async function reach(status: string): Promise<FlowId> {
  const flowId = await create();
  await flows.reach(place, flowId, status);
  return flowId;
}

async function as(role: Role): Promise<Asking> {
  const userId = await flows.server.tenants.user();
  await flows.server.tenants.grant(userId, role, place);
  return { headers: flows.server.headersOf(userId, place) };
}

/** A flow whose first phase is under way until the latch is opened. */
async function running() {
  const began = latch();
  const goes = latch();
  flows.bodies.data_import = async () => {
    began.open();
    await goes.opened;
    return { kind: 'succeeded', counts: {} };
  };
  const flowId = await create();
  await began.opened;
  return { flowId, goes };
}

async function failed(retryable: boolean, code = 'disk_full'): Promise<FlowId> {
  flows.bodies.data_import = async () => ({ kind: 'failed', code, retryable, detail: 'No space is left.' });
  const flowId = await create();
  if (!retryable) {
    await flows.reach(place, flowId, 'failed');
    return flowId;
  }
  for (let attempt = 0; attempt < 3; attempt++) {
    await flows.server.database.admin.query(
      `update phase_runs set run_at = now() where flow_id = $1 and status = 'queued'`,
      [flowId],
    );
    await flows.deliver(await firstJob(flows, place, flowId));
  }
  await flows.reach(place, flowId, 'failed');
  return flowId;
}

async function completed(): Promise<FlowId> {
  const flowId = await reach('waiting_for_approval');
  expect((await approve(flowId)).body.outcome).toBe('approved');
  await flows.reach(place, flowId, 'waiting_for_approval');
  expect((await approve(flowId)).body.outcome).toBe('approved');
  await flows.reach(place, flowId, 'completed');
  return flowId;
}

async function lastEvent(flowId: FlowId) {
  const { body } = await flows.get(place, `/flows/${flowId}/events`);
  return body.items.at(-1);
}

/** What must not move when a resume is a typed no-op or refused. */
const versionOf = async (flowId: FlowId) => (await flows.details(place, flowId)).version;

describe('who may resume', () => {
  test('row 1 without a token every door answers 401 before anything is read', async () => {
    const flowId = await create();
    for (const door of doors(flowId)) {
      const answer = await flows.post({ headers: {} }, door);
      expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    }
  });

  test('row 2 a flow of another tenant is 404 at every door', async () => {
    const flowId = await create();
    const stranger = await flows.place();
    for (const door of doors(flowId)) {
      expect(await flows.post(stranger, door)).toMatchObject({
        status: 404,
        body: { code: 'flow_not_found' },
      });
    }
    expect(await versionOf(flowId)).toBeGreaterThan(0);
  });

  test('row 3 a deleted flow is 410 at every door', async () => {
    const flowId = await create();
    await inTenantScope(
      flows.server.db,
      { ...place, actor: { userId: place.userId, kind: 'user' } },
      async (scope) => {
        await applyCommand(scope, flows.engine, {
          flowId,
          build: ({ at, ids }) => ({ type: 'delete', at, ids, force: true }),
        });
        // A tombstone goes with the removal of the data, which here has stopped.
        await scope.client.query(
          `insert into flow_deletions (client_account_id, engagement_id, flow_id, data_import_id, method, status, plan, plan_hash)
           select client_account_id, engagement_id, flow_id, data_import_id, 'api', 'failed', '{}', ''
           from discovery_flows where flow_id = $1`,
          [flowId],
        );
      },
    );
    for (const door of doors(flowId)) {
      expect(await flows.post(place, door)).toMatchObject({ status: 410, body: { code: 'flow_deleted' } });
    }
  });

  test('row 4 a viewer resumes nothing, and an analyst approves the mapping but not the preview', async () => {
    const flowId = await reach('waiting_for_approval');
    const viewer = await as('viewer');
    for (const door of doors(flowId)) {
      expect(await flows.post(viewer, door)).toMatchObject({
        status: 403,
        body: { code: 'permission_denied' },
      });
    }
    const analyst = await as('analyst');
    expect((await approve(flowId, analyst)).body.outcome).toBe('approved');
    await flows.reach(place, flowId, 'waiting_for_approval');
    const version = await versionOf(flowId);
    expect(await approve(flowId, analyst)).toMatchObject({
      status: 403,
      body: { code: 'permission_denied', needs_role: 'engagement_manager' },
    });
    const rejected = await flows.post(analyst, `/discovery/flow/${flowId}/resume`, { approval: false });
    expect(rejected.status).toBe(403);
    expect(await versionOf(flowId)).toBe(version);
  });

  test('row 5 a cancelled flow is refused whatever is asked', async () => {
    const flowId = await create();
    await flows.post(place, `/flows/${flowId}/cancel`);
    for (const body of [{}, { action: 'approve' }, { action: 'regenerate' }, { force_restart: true }]) {
      expect(await auto(flowId, place, body)).toMatchObject({
        status: 409,
        body: { code: 'flow_cancelled' },
      });
    }
  });
});

describe('starting over', () => {
  test('row 8 a completed flow is not started over', async () => {
    const flowId = await completed();
    expect(await force(flowId)).toMatchObject({ status: 409, body: { code: 'flow_completed' } });
  });

  test('row 9 force_restart wins over the action and starts the same import over from its first phase', async () => {
    const flowId = await reach('waiting_for_approval');
    const before = await flows.details(place, flowId);
    const answer = await auto(flowId, place, { action: 'approve', force_restart: true });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        outcome: 'restarted',
        changed: true,
        resume_phase: 'data_import',
        current_phase: 'data_import',
      },
    });
    const after = await flows.reach(place, flowId, 'waiting_for_approval');
    expect(after).toMatchObject({ epoch: before.epoch + 1, data_import_id: before.data_import_id });
    const { body } = await flows.get(place, `/flows/${flowId}/events`);
    const event = body.items.find(({ type }: { type: string }) => type === 'restarted');
    expect(event.payload).toMatchObject({
      restart_from: 'data_import',
      resume_phase: 'data_import',
      resumed_at: answer.body.resumed_at,
    });
  });

  test('row 10 with neither rows nor file nothing can be started over', async () => {
    const flowId = await reach('waiting_for_approval');
    flows.rawData.exists = false;
    expect(await force(flowId)).toMatchObject({ status: 409, body: { code: 'raw_data_missing' } });
  });

  test('row 11 a completed flow says so, whatever else is asked', async () => {
    const flowId = await completed();
    const version = await versionOf(flowId);
    for (const action of ['auto', 'approve', 'regenerate']) {
      expect(await auto(flowId, place, { action })).toMatchObject({
        status: 200,
        body: { outcome: 'already_completed', changed: false, resumed_at: null, version },
      });
    }
  });
});

describe('approving', () => {
  test("row 12 an approval of a satisfied gate is recorded as that person's, and the next phase goes on", async () => {
    const flowId = await reach('waiting_for_approval');
    const answer = await approve(flowId, place, { note: 'as agreed on Monday' });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        outcome: 'approved',
        status: 'running',
        resume_phase: 'data_cleansing',
        current_phase: 'data_cleansing',
        requires_user_action: null,
        healed: [],
      },
    });
    const { rows } = await flows.server.database.admin.query(
      `select d.decision, d.note, d.actor_user_id from gate_decisions d join flow_gates g on g.id = d.gate_id
       where g.flow_id = $1`,
      [flowId],
    );
    expect(rows).toEqual([{ decision: 'approve', note: 'as agreed on Monday', actor_user_id: place.userId }]);
    await flows.reach(place, flowId, 'waiting_for_approval');
  });

  test('row 12 an approval that names an older revision is stale', async () => {
    const flowId = await reach('waiting_for_approval');
    await flows.post(place, `/discovery/flow/${flowId}/resume`, { approval: false });
    expect(await approve(flowId, place, { gate_revision: 1 })).toMatchObject({
      status: 409,
      body: { code: 'gate_revision_stale', decided: { decision: 'reject' } },
    });
    expect((await approve(flowId, place, { gate_revision: 2 })).body.outcome).toBe('approved');
    await flows.reach(place, flowId, 'waiting_for_approval');
  });

  test('row 13 a gate that is not satisfied names its reasons and stays open', async () => {
    const flowId = await reach('waiting_for_approval');
    flows.gates.reasons = ['column_undecided'];
    expect(await approve(flowId)).toMatchObject({
      status: 409,
      body: { code: 'gate_not_satisfied', reasons: [{ code: 'column_undecided' }] },
    });
    expect((await flows.details(place, flowId)).gate).toMatchObject({ status: 'open', revision: 1 });
  });

  test('row 14 approving again while the next phase runs is a no-op that says who was faster', async () => {
    const flowId = await reach('waiting_for_approval');
    const goes = latch();
    flows.bodies.data_cleansing = async () => {
      await goes.opened;
      return { kind: 'succeeded', counts: {} };
    };
    expect((await approve(flowId)).body.outcome).toBe('approved');
    const again = await approve(flowId);
    expect(again).toMatchObject({
      status: 200,
      body: {
        outcome: 'already_approved',
        changed: false,
        resumed_at: null,
        decided: { decision: 'approve', by: expect.any(String), at: expect.any(String) },
      },
    });
    goes.open();
    await flows.reach(place, flowId, 'waiting_for_approval');
  });

  test('row 14 a running flow that has not asked yet has no decision pending', async () => {
    const { flowId, goes } = await running();
    expect(await approve(flowId)).toMatchObject({ status: 409, body: { code: 'no_decision_pending' } });
    goes.open();
    await flows.reach(place, flowId, 'waiting_for_approval');
  });

  test('row 14 after a restart the approval of the earlier course no longer counts', async () => {
    const flowId = await reach('waiting_for_approval');
    await approve(flowId);
    await flows.reach(place, flowId, 'waiting_for_approval');
    const { goes, began } = { goes: latch(), began: latch() };
    flows.bodies.data_cleansing = async () => {
      began.open();
      await goes.opened;
      return { kind: 'succeeded', counts: {} };
    };
    await flows.post(place, `/flows/${flowId}/restart`, { phase: 'data_cleansing' });
    await began.opened;
    expect(await approve(flowId)).toMatchObject({ status: 409, body: { code: 'no_decision_pending' } });
    goes.open();
    await flows.reach(place, flowId, 'waiting_for_approval');
  });

  test('row 14 a paused flow is not approved', async () => {
    const flowId = await reach('waiting_for_approval');
    await flows.post(place, `/flows/${flowId}/pause`);
    expect(await approve(flowId)).toMatchObject({ status: 409, body: { code: 'flow_paused' } });
  });

  test('row 14 a failed flow is not approved', async () => {
    const flowId = await failed(false);
    expect(await approve(flowId)).toMatchObject({ status: 409, body: { code: 'flow_failed' } });
  });
});

describe('suggesting again', () => {
  test('row 16 with nothing undecided nothing is suggested', async () => {
    const flowId = await reach('waiting_for_approval');
    expect(await regenerate(flowId)).toMatchObject({
      status: 200,
      body: { outcome: 'nothing_to_regenerate', changed: false, regenerated: null },
    });
  });

  test('row 17 before the mapping there is nothing to suggest', async () => {
    const { flowId, goes } = await running();
    expect(await regenerate(flowId)).toMatchObject({ status: 409, body: { code: 'phase_not_reached' } });
    goes.open();
    await flows.reach(place, flowId, 'waiting_for_approval');
  });

  test('row 17 after the mapping was approved the way back is a restart, and the answer says so', async () => {
    const flowId = await reach('waiting_for_approval');
    await approve(flowId);
    await flows.reach(place, flowId, 'waiting_for_approval');
    expect(await regenerate(flowId)).toMatchObject({
      status: 409,
      body: { code: 'phase_passed', advice: { command: 'restart', phase: 'field_mapping' } },
    });
  });
});

describe('going on', () => {
  const gates = [
    ['data_validation', 'validation_decision'],
    ['field_mapping', 'mapping_approval'],
    ['asset_inventory', 'asset_preview'],
    ['asset_inventory', 'asset_conflict'],
  ] as const;

  test.each(gates)(
    'row 18 F19 in %s waiting at %s it asks for a person at every door and never approves',
    async (phase, kind) => {
      flows.bodies[phase] = async () => ({
        kind: 'needs_decision',
        gateKind: kind,
        subject: { columns: 1 },
        subjectHash: 'hash',
        counts: {},
      });
      const flowId = await reach('waiting_for_approval');
      if (phase === 'asset_inventory') {
        await approve(flowId);
        await flows.reach(place, flowId, 'waiting_for_approval');
      }
      flows.gates.reasons = ['still_open'];
      const version = await versionOf(flowId);
      for (const door of doors(flowId)) {
        const answer = await flows.post(place, door);
        expect(answer).toMatchObject({
          status: 200,
          body: {
            outcome: 'requires_user_action',
            changed: false,
            status: 'waiting_for_approval',
            resume_phase: null,
            resumed_at: null,
            requires_user_action: {
              kind,
              gate_id: expect.any(String),
              gate_revision: 1,
              reasons: [{ code: 'still_open' }],
              link: expect.stringContaining('/discovery/'),
            },
            version,
          },
        });
      }
      flows.gates.reasons = [];
      expect((await auto(flowId)).body.outcome).toBe('requires_user_action');
      const { rows } = await flows.server.database.admin.query(
        'select count(*)::int as decisions from gate_decisions d join flow_gates g on g.id = d.gate_id where g.flow_id = $1 and g.kind = $2',
        [flowId, kind],
      );
      expect(rows).toEqual([{ decisions: 0 }]);
    },
  );

  test('row 19 a flow paused at its gate waits again, and the answer asks for the person', async () => {
    const flowId = await reach('waiting_for_approval');
    await flows.post(place, `/flows/${flowId}/pause`);
    const answer = await flows.post(place, `/flows/${flowId}/resume`, {
      resume_context: { ticket: 'CHG-7' },
    });
    expect(answer.body).toMatchObject({
      outcome: 'resumed',
      changed: true,
      status: 'waiting_for_approval',
      resume_phase: 'field_mapping',
      requires_user_action: { kind: 'mapping_approval' },
    });
    expect((await lastEvent(flowId)).payload).toMatchObject({
      resume_phase: 'field_mapping',
      resumed_at: answer.body.resumed_at,
      resume_context: { ticket: 'CHG-7' },
    });
  });

  test('row 20 a flow paused in a phase goes on after its last batch', async () => {
    const second = latch();
    const stopped = latch();
    flows.bodies.data_import = async (context) => {
      const from = typeof context.checkpoint === 'number' ? context.checkpoint : 0;
      for (let row = from + 1; row <= 3; row++) {
        await context.batch({ rowsDone: row, rowsTotal: 3, checkpoint: row }, (scope) =>
          leaveTrace(scope, context, row),
        );
        if (row !== 2 || context.attempt !== 1) continue;
        second.open();
        await stopped.opened;
      }
      return { kind: 'succeeded', counts: {} };
    };
    const flowId = await create();
    await second.opened;
    await flows.post(place, `/flows/${flowId}/pause`);
    stopped.open();
    const answer = await auto(flowId);
    expect(answer.body).toMatchObject({
      outcome: 'resumed',
      status: 'running',
      resume_phase: 'data_import',
      requires_user_action: null,
    });
    await flows.reach(place, flowId, 'waiting_for_approval');
    const { rows } = await flows.server.database.admin.query(
      `select step_order from import_processing_steps where flow_id = $1 and step_name like 'data_import%' order by 1`,
      [flowId],
    );
    expect(rows.map(({ step_order }: { step_order: number }) => step_order)).toEqual([1, 2, 3]);
  });

  test('row 21 S03 a running flow is running already; twice the same answer and nothing written', async () => {
    const { flowId, goes } = await running();
    await flows.server.database.admin.query(
      `update phase_runs set heartbeat_at = now() - interval '7 seconds' where flow_id = $1 and status = 'executing'`,
      [flowId],
    );
    const version = await versionOf(flowId);
    const first = await auto(flowId);
    expect(first).toMatchObject({
      status: 200,
      body: { outcome: 'already_running', changed: false, resumed_at: null, version },
    });
    expect(first.body.heartbeat_age_seconds).toBeGreaterThanOrEqual(7);
    expect((await auto(flowId)).body).toMatchObject({ outcome: 'already_running', version });
    goes.open();
    await flows.reach(place, flowId, 'waiting_for_approval');
  });

  test('row 24 a flow that failed and can be tried again is tried again, its counter kept', async () => {
    const flowId = await failed(true);
    const before = await flows.details(place, flowId);
    expect(before.failure).toMatchObject({ code: 'disk_full', retryable: true });
    Reflect.deleteProperty(flows.bodies, 'data_import');
    const answer = await flows.post(place, `/flows/${flowId}/resume`, { resume_context: 'space was freed' });
    expect(answer.body).toMatchObject({ outcome: 'retried', status: 'running', resume_phase: 'data_import' });
    const after = await flows.reach(place, flowId, 'waiting_for_approval');
    const attempts = after.phase_runs.filter(({ phase }) => phase === 'data_import');
    expect(attempts.map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, 'failed'],
      [2, 'failed'],
      [3, 'failed'],
      [4, 'succeeded'],
    ]);
    const { body } = await flows.get(place, `/flows/${flowId}/events`);
    const event = body.items.find(({ type }: { type: string }) => type === 'retried');
    expect(event.payload).toMatchObject({ code: 'disk_full', resume_context: 'space was freed' });
  });

  test('row 25 a flow that would fail again says why and what helps', async () => {
    const flowId = await failed(false, 'all_rows_rejected');
    expect(await auto(flowId)).toMatchObject({
      status: 409,
      body: {
        code: 'not_retryable',
        failure: { code: 'all_rows_rejected', detail: 'No space is left.' },
        next_steps: expect.arrayContaining([expect.objectContaining({ code: 'fix_cause' })]),
      },
    });
  });
});

test('row 26 a flow that fits no row is refused whatever is asked, nothing is guessed, and the refusal is on record', async () => {
  const flowId = await reach('waiting_for_approval');
  const version = await versionOf(flowId);
  const { admin } = flows.server.database;
  await admin.query(`update flow_gates set status = 'superseded', closed_at = now() where flow_id = $1`, [
    flowId,
  ]);
  for (const action of ['auto', 'approve']) {
    expect(await auto(flowId, place, { action })).toMatchObject({
      status: 409,
      body: { code: 'repair_required' },
    });
  }
  expect(await versionOf(flowId)).toBe(version);
  const { rows } = await admin.query(
    `select details from audit_log where resource_id = $1 and action = 'flow.resume' and result = 'denied'`,
    [flowId],
  );
  expect(rows).toEqual([{ details: { code: 'repair_required' } }, { details: { code: 'repair_required' } }]);
  await admin.query(`update flow_gates set status = 'open', closed_at = null where flow_id = $1`, [flowId]);
});

describe('what an order may carry', () => {
  test('F33 a resume for another version is refused before anything is done', async () => {
    const flowId = await reach('waiting_for_approval');
    await flows.post(place, `/flows/${flowId}/pause`);
    const version = await versionOf(flowId);
    for (const door of doors(flowId)) {
      expect(await flows.post(place, door, { expected_version: version - 1 })).toMatchObject({
        status: 409,
        body: { code: 'version_conflict', current_version: version },
      });
    }
    const right = await flows.post(place, `/flows/${flowId}/resume`, { expected_version: version });
    expect(right.body).toMatchObject({ outcome: 'resumed', version: version + 1 });
  });

  test('a context of more than 4 kB is refused, and so is a member nobody knows', async () => {
    const flowId = await create();
    for (const body of [{ resume_context: 'x'.repeat(4096) }, { context: {} }]) {
      const answer = await flows.post(place, `/flows/${flowId}/resume`, body);
      expect(answer).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
    }
    await flows.reach(place, flowId, 'waiting_for_approval');
  });

  test('approval: false asks for changes: the gate stays open under its next revision', async () => {
    const flowId = await reach('waiting_for_approval');
    const answer = await flows.post(place, `/discovery/flow/${flowId}/resume`, { approval: false });
    expect(answer.body).toMatchObject({
      outcome: 'changes_requested',
      changed: true,
      status: 'waiting_for_approval',
      requires_user_action: { kind: 'mapping_approval', gate_revision: 2 },
    });
    expect((await lastEvent(flowId)).payload).toMatchObject({ reason: 'changes requested through resume' });
  });

  test('F24 S03 ten resumes of a paused flow at once have one effect', async () => {
    const flowId = await reach('waiting_for_approval');
    await flows.post(place, `/flows/${flowId}/pause`);
    const answers = await Promise.all(Array.from({ length: 10 }, () => auto(flowId)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    const outcomes = answers.map(({ body }) => body.outcome);
    expect(outcomes.filter((outcome) => outcome === 'resumed')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'requires_user_action')).toHaveLength(9);
  });

  test('F24 the same Idempotency-Key gives the first answer of a resume again', async () => {
    const flowId = await reach('waiting_for_approval');
    await flows.post(place, `/flows/${flowId}/pause`);
    const keyed = { headers: { ...place.headers, 'idempotency-key': `resume-${flowId}` } };
    const first = await flows.post(keyed, `/flows/${flowId}/resume`, {});
    const again = await flows.post(keyed, `/flows/${flowId}/resume`, {});
    expect(first.body.outcome).toBe('resumed');
    expect(again).toEqual(first);
  });
});
