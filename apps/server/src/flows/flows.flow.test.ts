/* oxlint-disable vitest/no-standalone-expect, max-lines -- invariants are checked after each test; the tests share one server */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { firstJob, latch, leaveTrace, useFlows } from '../../test/flows.ts';

const flows = useFlows();

beforeEach(() => {
  for (const name of Object.keys(flows.bodies)) Reflect.deleteProperty(flows.bodies, name);
  flows.gates.reasons = [];
});

afterEach(async () => {
  expect(await flows.violations()).toEqual([]);
});

async function atMapping() {
  const place = await flows.place();
  const { flowId } = await flows.create(place);
  const flow = await flows.reach(place, flowId, 'waiting_for_approval');
  return { place, flowId, flow, named: { gate_id: flow.gate?.id, gate_revision: flow.gate?.revision } };
}

const traces = async (flowId: string, like: string): Promise<number> => {
  const { rows } = await flows.server.database.admin.query<{ n: string }>(
    'select count(*) as n from import_processing_steps where flow_id = $1 and step_name like $2',
    [flowId, `${like}%`],
  );
  return Number(rows[0]?.n);
};

describe('a flow from upload to inventory', () => {
  test('runs every phase, waits for two people, and is complete', async () => {
    const { place, flowId, flow, named } = await atMapping();
    expect(flow).toMatchObject({
      current_phase: 'field_mapping',
      progress_percentage: 40,
      allowed_commands: ['approve', 'reject', 'restart', 'pause', 'cancel', 'delete'],
      gate: { kind: 'mapping_approval', satisfied: true, may_decide: true },
    });
    const approved = await flows.post(place, `/flows/${flowId}/approve`, named);
    expect(approved).toMatchObject({ status: 200, body: { outcome: 'gate_approved', changed: true } });
    const preview = await flows.reach(place, flowId, 'waiting_for_approval');
    expect(preview.current_phase).toBe('asset_inventory');
    const second = { gate_id: preview.gate?.id, gate_revision: 1 };
    await flows.post(place, `/flows/${flowId}/approve`, second);
    const done = await flows.reach(place, flowId, 'completed');
    expect(done).toMatchObject({ progress_percentage: 100, master_status: 'completed', can_resume: true });
    expect(done.phase_runs.map(({ phase, status }) => `${phase} ${status}`)).toEqual([
      'data_import succeeded',
      'data_validation succeeded',
      'field_mapping succeeded',
      'data_cleansing succeeded',
      'asset_inventory needs_decision',
      'asset_inventory succeeded',
    ]);
    expect(await traces(flowId, 'data_import')).toBe(3);
    const { body } = await flows.get(place, `/flows/${flowId}/events`);
    expect(body.last_seq).toBe(body.items.length);
    expect(body.items.at(0)).toMatchObject({
      seq: 1,
      type: 'flow_created',
      from_status: null,
      actor_kind: 'user',
    });
    expect(body.items.at(-1)).toMatchObject({
      type: 'completed',
      to_status: 'completed',
      actor_kind: 'worker',
    });
    // The slot is free again, and the completed flow stays as it is.
    await flows.create(place);
  });

  test('F28 progress follows the batches of the running phase', async () => {
    const gate = latch();
    flows.bodies.data_import = async (context) => {
      await context.batch({ rowsDone: 50, rowsTotal: 200, checkpoint: 50 }, async () => undefined);
      await gate.opened;
      return { kind: 'succeeded', counts: {} };
    };
    const place = await flows.place();
    const { flowId } = await flows.create(place);
    await expect.poll(async () => (await flows.details(place, flowId)).progress_percentage).toBe(5);
    gate.open();
    await flows.reach(place, flowId, 'waiting_for_approval');
  });
});

describe('decisions', () => {
  test('F13 F24 fifty approvals at once: one counts, the others are told so, and no gate stays open', async () => {
    const { place, flowId, named } = await atMapping();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => flows.post(place, `/flows/${flowId}/approve`, named)),
    );
    const outcomes = answers.map(({ status, body }) => body.outcome ?? `${status} ${body.code}`);
    expect(outcomes.filter((outcome) => outcome === 'gate_approved')).toHaveLength(1);
    const rest = outcomes.filter((outcome) => outcome !== 'gate_approved');
    expect(rest.every((outcome) => ['already_approved', '409 already_decided'].includes(outcome))).toBe(true);
    const { rows } = await flows.server.database.admin.query(
      `select count(*)::int as decisions from gate_decisions where gate_id = $1`,
      [named.gate_id],
    );
    expect(rows).toEqual([{ decisions: 1 }]);
    await flows.reach(place, flowId, 'waiting_for_approval');
  });

  test('an approval and a rejection at once: one wins and the other names who was faster', async () => {
    const { place, flowId, named } = await atMapping();
    const [approved, rejected] = await Promise.all([
      flows.post(place, `/flows/${flowId}/approve`, named),
      flows.post(place, `/flows/${flowId}/reject`, { ...named, reason: 'the owner column is wrong' }),
    ]);
    expect([approved.status, rejected.status].toSorted((a, b) => a - b)).toEqual([200, 409]);
    const loser = approved.status === 409 ? approved : rejected;
    expect(loser.body.code).toMatch(/already_decided|gate_revision_stale/);
    expect(loser.body.decided).toMatchObject({ by: expect.any(String) });
  });

  test('an older revision is stale, and an unsatisfied gate names its reasons', async () => {
    const { place, flowId, named } = await atMapping();
    flows.gates.reasons = ['column_undecided'];
    const unsatisfied = await flows.post(place, `/flows/${flowId}/approve`, named);
    expect(unsatisfied).toMatchObject({
      status: 409,
      body: { code: 'gate_not_satisfied', reasons: [{ code: 'column_undecided' }] },
    });
    flows.gates.reasons = [];
    const rejected = await flows.post(place, `/flows/${flowId}/reject`, {
      ...named,
      reason: 'please look again',
    });
    expect(rejected.body).toMatchObject({
      outcome: 'gate_rejected',
      flow: { status: 'waiting_for_approval' },
    });
    const stale = await flows.post(place, `/flows/${flowId}/approve`, named);
    expect(stale).toMatchObject({ status: 409, body: { code: 'gate_revision_stale' } });
    const { body } = await flows.get(place, `/flows/${flowId}/gate`);
    expect(body.revision).toBe(2);
  });

  test('F19 resume at a gate asks for a person, and a system actor cannot decide', async () => {
    const { place, flowId, named } = await atMapping();
    const resumed = await flows.post(place, `/flows/${flowId}/resume`);
    expect(resumed).toMatchObject({ status: 200, body: { outcome: 'requires_user_action', changed: false } });
    const insert = flows.server.database.admin.query(
      `insert into gate_decisions (client_account_id, engagement_id, gate_id, decision, revision, subject_hash)
       values ($1, $2, $3, 'approve', 1, 'hash')`,
      [place.clientAccountId, place.engagementId, named.gate_id],
    );
    await expect(insert).rejects.toThrow('actor_user_id');
  });

  test('a preview needs an engagement manager', async () => {
    const { place, flowId, named } = await atMapping();
    const analyst = await flows.server.tenants.user();
    await flows.server.tenants.grant(analyst, 'analyst', place);
    const asAnalyst = { headers: flows.server.headersOf(analyst, place) };
    expect((await flows.post(asAnalyst, `/flows/${flowId}/approve`, named)).status).toBe(200);
    const preview = await expect
      .poll(async () => (await flows.details(place, flowId)).gate?.kind)
      .toBe('asset_preview')
      .then(() => flows.details(asAnalyst, flowId));
    expect(preview.gate?.may_decide).toBe(false);
    const denied = await flows.post(asAnalyst, `/flows/${flowId}/approve`, {
      gate_id: preview.gate?.id,
      gate_revision: 1,
    });
    expect(denied).toMatchObject({
      status: 403,
      body: { code: 'permission_denied', needs_role: 'engagement_manager' },
    });
  });
});

test('F45 the answer about a flow stays under 20 kB, however much is undecided and however often it ran', async () => {
  const { place, flowId } = await atMapping();
  for (let time = 0; time < 25; time++)
    await flows.post(place, `/flows/${flowId}/restart`, { phase: 'mapping' });
  await flows.reach(place, flowId, 'waiting_for_approval');
  flows.gates.reasons = Array.from({ length: 1000 }, (_, column) => `column_undecided_${column}`);
  const flow = await flows.details(place, flowId);
  expect(flow.gate?.satisfied).toBe(false);
  expect(flow.phase_runs).toHaveLength(20);
  expect(JSON.stringify(flow).length).toBeLessThan(20_000);
  const { body } = await flows.get(place, `/flows/${flowId}/gate`);
  expect(body.reasons).toHaveLength(1000);
});

describe('commands', () => {
  test('F10 each no-op twice gives the same answer and writes nothing', async () => {
    const { place, flowId } = await atMapping();
    await flows.post(place, `/flows/${flowId}/pause`);
    const { version } = await flows.details(place, flowId);
    for (let time = 0; time < 2; time++) {
      const again = await flows.post(place, `/flows/${flowId}/pause`);
      expect(again).toMatchObject({
        status: 200,
        body: { outcome: 'already_paused', changed: false, flow: { version } },
      });
    }
    const resumed = await flows.post(place, `/flows/${flowId}/resume`);
    expect(resumed.body).toMatchObject({ outcome: 'resumed', status: 'waiting_for_approval' });
  });

  test('F33 a command for another version is refused, and of two with the same version one is', async () => {
    const { place, flowId, flow } = await atMapping();
    const expected = { expected_version: flow.version };
    const answers = await Promise.all([
      flows.post(place, `/flows/${flowId}/pause`, expected),
      flows.post(place, `/flows/${flowId}/cancel`, expected),
    ]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
      code: 'version_conflict',
      current_version: flow.version + 1,
    });
  });

  test('F24 ten pauses at once have one effect', async () => {
    const { place, flowId } = await atMapping();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => flows.post(place, `/flows/${flowId}/pause`)),
    );
    expect(answers.filter(({ body }) => body.changed)).toHaveLength(1);
    expect(answers.every(({ status }) => status === 200)).toBe(true);
  });

  test('F25 a later phase cannot be started, an unknown one is named so, and a refusal is audited', async () => {
    const { place, flowId } = await atMapping();
    const later = await flows.post(place, `/flows/${flowId}/restart`, { phase: 'inventory' });
    expect(later).toMatchObject({ status: 409, body: { code: 'phase_not_reached' } });
    const unknown = await flows.post(place, `/flows/${flowId}/restart`, { phase: 'tech_debt' });
    expect(unknown).toMatchObject({ status: 422, body: { code: 'unknown_phase' } });
    const { rows } = await flows.server.database.admin.query(
      `select details from audit_log where resource_id = $1 and result = 'denied'`,
      [flowId],
    );
    expect(rows).toEqual([{ details: { code: 'phase_not_reached' } }]);
  });

  test('a restart of an alias starts the phase over in a new epoch', async () => {
    const { place, flowId } = await atMapping();
    const restarted = await flows.post(place, `/flows/${flowId}/restart`, { phase: 'validation' });
    expect(restarted).toMatchObject({
      status: 200,
      body: { outcome: 'restarted', flow: { current_phase: 'data_validation' } },
    });
    const flow = await flows.reach(place, flowId, 'waiting_for_approval');
    expect(flow.epoch).toBe(2);
    expect(flow.phase_runs.filter(({ status }) => status === 'superseded').length).toBe(2);
  });

  test('pause in the middle of a phase fences its next batch; resume goes on after the last one', async () => {
    const second = latch();
    const paused = latch();
    flows.bodies.data_import = async (context) => {
      const from = typeof context.checkpoint === 'number' ? context.checkpoint : 0;
      for (let row = from + 1; row <= 3; row++) {
        await context.batch({ rowsDone: row, rowsTotal: 3, checkpoint: row }, (scope) =>
          leaveTrace(scope, context, row),
        );
        if (row !== 2 || context.attempt !== 1) continue;
        second.open();
        await paused.opened;
      }
      return { kind: 'succeeded', counts: {} };
    };
    const place = await flows.place();
    const { flowId } = await flows.create(place);
    await second.opened;
    expect((await flows.post(place, `/flows/${flowId}/pause`)).body.flow.status).toBe('paused');
    paused.open();
    await sleep(500);
    expect(await traces(flowId, 'data_import')).toBe(2);
    await flows.post(place, `/flows/${flowId}/resume`);
    await flows.reach(place, flowId, 'waiting_for_approval');
    expect(await traces(flowId, 'data_import')).toBe(3);
  });
});

describe('phases that do not succeed', () => {
  test('F26 a failure that retrying cannot cure ends failed with its code, and retry is refused', async () => {
    flows.bodies.data_cleansing = async () => ({
      kind: 'failed',
      code: 'all_rows_rejected',
      retryable: false,
      detail: 'No row could be used.',
    });
    const { place, flowId, named } = await atMapping();
    await flows.post(place, `/flows/${flowId}/approve`, named);
    const failed = await flows.reach(place, flowId, 'failed');
    expect(failed.failure).toEqual({
      code: 'all_rows_rejected',
      detail: 'No row could be used.',
      retryable: false,
    });
    expect(failed.allowed_commands).toEqual(['restart', 'cancel', 'delete']);
    expect((await flows.post(place, `/flows/${flowId}/retry`)).body.code).toBe('not_retryable');
  });

  test('F17 a retry makes a run that ends the phase', async () => {
    let calls = 0;
    flows.bodies.data_validation = async () => {
      calls += 1;
      if (calls === 1) return { kind: 'failed', code: 'unavailable', retryable: true, detail: 'Not now.' };
      return { kind: 'succeeded', counts: {} };
    };
    const place = await flows.place();
    const { flowId } = await flows.create(place);
    await expect.poll(() => calls).toBe(1);
    const scheduled = await flows.details(place, flowId);
    expect(scheduled.status).toBe('running');
    await flows.reach(place, flowId, 'waiting_for_approval');
    expect(calls).toBe(2);
    const { body } = await flows.get(place, `/flows/${flowId}/events`);
    expect(body.items.map((event: { type: string }) => event.type)).toContain('retry_scheduled');
  });

  test('F11 S10 a phase that throws ends in a named state, not in silence', async () => {
    flows.bodies.data_validation = () => Promise.reject(new TypeError('boom'));
    const place = await flows.place();
    const { flowId } = await flows.create(place);
    const events = () => flows.get(place, `/flows/${flowId}/events`).then(({ body }) => body.items);
    await expect
      .poll(async () => (await events()).at(-1))
      .toMatchObject({ type: 'retry_scheduled', payload: { code: 'internal_error' } });
    expect(JSON.stringify(await events())).not.toContain('boom');
    await flows.post(place, `/flows/${flowId}/cancel`);
  });
});

describe('deliveries', () => {
  test('F16 ten deliveries of one job do its batches once', async () => {
    const place = await flows.place();
    const { flowId } = await flows.create(place);
    const job = await firstJob(flows, place, flowId);
    await Promise.all(
      Array.from({ length: 10 }, (_, index) => flows.deliver(job, { executor: `nobody-${index}` })),
    );
    await flows.reach(place, flowId, 'waiting_for_approval');
    expect(await traces(flowId, 'data_import')).toBe(3);
  });
});
