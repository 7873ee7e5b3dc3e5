/* oxlint-disable vitest/no-standalone-expect, vitest/expect-expect, vitest/no-conditional-expect -- invariants are checked after each test; every listed command of a state has its own check */
import { problemSchema } from '@landfall/contract/error-codes';
import { resumeAnswer } from '@landfall/contract/flow-resume';
import type { FlowDetails } from '@landfall/contract/flows';
import type { FlowId } from '@landfall/domain/shared/ids';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { latch, useFlows } from '../../../test/flows.ts';

const flows = useFlows();
type Place = Awaited<ReturnType<typeof flows.place>>;
const held: { open: () => void } = { open: () => {} };

beforeEach(() => {
  for (const name of Object.keys(flows.bodies)) Reflect.deleteProperty(flows.bodies, name);
  flows.gates.reasons = [];
});
afterEach(async () => {
  held.open();
  expect(await flows.violations()).toEqual([]);
});

const gateOf = ({ gate }: FlowDetails) => ({ gate_id: gate?.id, gate_revision: gate?.revision });

async function running(place: Place): Promise<FlowId> {
  const began = latch();
  const goes = latch();
  held.open = goes.open;
  flows.bodies.data_import = async () => {
    began.open();
    await goes.opened;
    return { kind: 'succeeded', counts: {} };
  };
  const { flowId } = await flows.create(place);
  await began.opened;
  Reflect.deleteProperty(flows.bodies, 'data_import');
  return flowId;
}

async function waiting(place: Place): Promise<FlowId> {
  const { flowId } = await flows.create(place);
  await flows.reach(place, flowId, 'waiting_for_approval');
  return flowId;
}

async function atPreview(place: Place): Promise<FlowId> {
  const flowId = await waiting(place);
  await flows.post(place, `/flows/${flowId}/approve`, gateOf(await flows.details(place, flowId)));
  await expect.poll(async () => (await flows.details(place, flowId)).gate?.kind).toBe('asset_preview');
  return flowId;
}

async function paused(place: Place): Promise<FlowId> {
  const flowId = await running(place);
  await flows.post(place, `/flows/${flowId}/pause`);
  held.open();
  return flowId;
}

async function pausedAtGate(place: Place): Promise<FlowId> {
  const flowId = await waiting(place);
  await flows.post(place, `/flows/${flowId}/pause`);
  return flowId;
}

async function failed(place: Place, retryable: boolean): Promise<FlowId> {
  flows.bodies.data_import = async () => ({
    kind: 'failed',
    code: 'x',
    retryable: false,
    detail: 'It broke.',
  });
  const { flowId } = await flows.create(place);
  await flows.reach(place, flowId, 'failed');
  Reflect.deleteProperty(flows.bodies, 'data_import');
  await flows.server.database.admin.query(
    'update discovery_flows set failure_retryable = $2 where flow_id = $1',
    [flowId, retryable],
  );
  return flowId;
}

async function cancelled(place: Place): Promise<FlowId> {
  const { flowId } = await flows.create(place);
  await flows.post(place, `/flows/${flowId}/cancel`);
  return flowId;
}

async function completed(place: Place): Promise<FlowId> {
  const flowId = await atPreview(place);
  await flows.post(place, `/flows/${flowId}/approve`, gateOf(await flows.details(place, flowId)));
  await flows.reach(place, flowId, 'completed');
  return flowId;
}

const states = {
  running,
  'waiting for the mapping': waiting,
  'waiting for the preview': atPreview,
  'paused in a phase': paused,
  'paused at a gate': pausedAtGate,
  'failed, to be tried again': (place: Place) => failed(place, true),
  'failed for good': (place: Place) => failed(place, false),
} as const;

const bodies: Readonly<Record<string, (flow: FlowDetails) => object>> = {
  approve: gateOf,
  reject: (flow) => ({ ...gateOf(flow), reason: 'not like this' }),
  restart: (flow) => ({ phase: flow.current_phase }),
};

describe('S04 every unfinished flow lists ways on, and each of them works', () => {
  test.each(Object.entries(states))(
    '%s',
    async (_, make) => {
      const place = await flows.place();
      const first = await make(place);
      const flow = await flows.details(place, first);
      // Deleting has tests of its own.
      const listed = flow.allowed_commands.filter((command) => command !== 'delete');
      expect(listed.length).toBeGreaterThan(0);
      expect(flow.next_steps.length).toBeGreaterThan(0);
      await flows.post(place, `/flows/${first}/cancel`);
      for (const command of listed) {
        const flowId = await make(place);
        const body = bodies[command]?.(await flows.details(place, flowId)) ?? {};
        const answer = await flows.post(place, `/flows/${flowId}/${command}`, body);
        expect({ command, status: answer.status, changed: answer.body.changed }).toEqual({
          command,
          status: 200,
          changed: true,
        });
        held.open();
        await flows.post(place, `/flows/${flowId}/cancel`);
      }
    },
    120_000,
  );
});

describe('S01 F12 a resume of every status', () => {
  const outcomes = [
    ['running', running, 200, 'already_running'],
    ['waiting_for_approval', waiting, 200, 'requires_user_action'],
    ['paused', paused, 200, 'resumed'],
    ['failed', (place: Place) => failed(place, true), 200, 'retried'],
    ['failed for good', (place: Place) => failed(place, false), 409, 'not_retryable'],
    ['completed', completed, 200, 'already_completed'],
    ['cancelled', cancelled, 409, 'flow_cancelled'],
  ] as const;

  test.each(outcomes)('%s gives the outcome of the table', async (_, make, status, outcome) => {
    const place = await flows.place();
    const flowId = await make(place);
    const answer = await flows.post(place, `/flows/${flowId}/resume`);
    expect({ status: answer.status, outcome: answer.body.outcome ?? answer.body.code }).toEqual({
      status,
      outcome,
    });
  });
});

describe('F10 every no-op of the transition table that a person can meet, twice', () => {
  const cells = [
    ['pause', 'paused', paused, 'already_paused'],
    ['resume', 'running', running, 'already_running'],
    ['resume', 'waiting', waiting, 'requires_user_action'],
    ['resume', 'completed', completed, 'already_completed'],
    ['retry', 'running', running, 'already_running'],
    ['cancel', 'cancelled', cancelled, 'already_cancelled'],
    ['approve', 'completed', completed, 'already_approved'],
  ] as const;

  test.each(cells)('%s when %s', async (command, _, make, outcome) => {
    const place = await flows.place();
    const flowId = await make(place);
    const { version } = await flows.details(place, flowId);
    const body = command === 'approve' ? await lastGateOf(flowId) : {};
    const order = () => flows.post(place, `/flows/${flowId}/${command}`, body);
    const first = await order();
    expect(first).toMatchObject({ status: 200, body: { outcome, changed: false } });
    const again = await order();
    expect({ ...again.body, heartbeat_age_seconds: null }).toEqual({
      ...first.body,
      heartbeat_age_seconds: null,
    });
    expect((await flows.details(place, flowId)).version).toBe(version);
  });
});

async function lastGateOf(flowId: FlowId) {
  const { rows } = await flows.server.database.admin.query<{ id: string; revision: number }>(
    'select id, revision from flow_gates where flow_id = $1 order by opened_at desc limit 1',
    [flowId],
  );
  return { gate_id: rows[0]?.id, gate_revision: rows[0]?.revision };
}

test('S02 F11 F98 all four doors answer in one form, and refuse in the form of a problem', async () => {
  const place = await flows.place();
  const flowId = await waiting(place);
  const paths = [
    `/flows/${flowId}/resume`,
    `/discovery/flows/${flowId}/resume`,
    `/discovery/flow/${flowId}/resume`,
    `/discovery/flow/${flowId}/resume-intelligent`,
  ];
  const answers = await Promise.all(paths.map((path) => flows.post(place, path)));
  for (const { status, body } of answers) {
    expect(status).toBe(200);
    expect(resumeAnswer.parse(body)).toEqual(body);
    expect(body).toEqual(answers[0]?.body);
  }
  await flows.post(place, `/flows/${flowId}/cancel`);
  for (const path of paths) {
    const { status, body } = await flows.post(place, path);
    expect(status).toBe(409);
    expect(problemSchema.parse(body)).toMatchObject({ code: 'flow_cancelled', status: 409 });
  }
});

describe('two people who decide at once', () => {
  test('the one who comes second is told who was faster and when, at the gate and after it', async () => {
    const place = await flows.place();
    const flowId = await waiting(place);
    const named = gateOf(await flows.details(place, flowId));
    const colleague = await flows.server.tenants.user();
    await flows.server.tenants.grant(colleague, 'engagement_manager', place);
    const other = { headers: flows.server.headersOf(colleague, place) };
    const goes = latch();
    held.open = goes.open;
    flows.bodies.data_cleansing = async () => {
      await goes.opened;
      return { kind: 'succeeded', counts: {} };
    };
    const first = await flows.post(place, `/flows/${flowId}/approve`, named);
    expect(first.body).toMatchObject({ outcome: 'gate_approved', decided: null });
    const { rows } = await flows.server.database.admin.query<{ name: string }>(
      'select display_name as name from users where id = $1',
      [place.userId],
    );
    const decided = { decision: 'approve', by: rows[0]?.name, at: expect.stringMatching(/^\d{4}-.*Z$/) };
    const same = await flows.post(other, `/flows/${flowId}/approve`, named);
    expect(same).toMatchObject({
      status: 200,
      body: { outcome: 'already_approved', changed: false, decided },
    });
    const against = await flows.post(other, `/flows/${flowId}/reject`, { ...named, reason: 'not like this' });
    expect(against).toMatchObject({ status: 409, body: { code: 'already_decided', decided } });
    goes.open();
    await expect.poll(async () => (await flows.details(place, flowId)).gate?.kind).toBe('asset_preview');
    const late = await flows.post(other, `/flows/${flowId}/approve`, named);
    expect(late).toMatchObject({ status: 409, body: { code: 'already_decided', decided } });
  });

  test('a decision about a gate that a rejection has closed says so', async () => {
    const place = await flows.place();
    const flowId = await waiting(place);
    const named = gateOf(await flows.details(place, flowId));
    const goes = latch();
    held.open = goes.open;
    flows.bodies.data_import = async () => {
      await goes.opened;
      return { kind: 'succeeded', counts: {} };
    };
    const reject = { ...named, reason: 'another file is needed', restart_from: 'data_import' };
    expect((await flows.post(place, `/flows/${flowId}/reject`, reject)).status).toBe(200);
    expect(await flows.post(place, `/flows/${flowId}/approve`, named)).toMatchObject({
      status: 409,
      body: { code: 'no_decision_pending', decided: { decision: 'reject' } },
    });
  });
});

test('F33 every command takes the version its caller has seen', async () => {
  const place = await flows.place();
  const flowId = await waiting(place);
  const flow = await flows.details(place, flowId);
  const seen = { expected_version: flow.version - 1 };
  const orders: readonly [string, object][] = [
    ['approve', gateOf(flow)],
    ['reject', { ...gateOf(flow), reason: 'not like this' }],
    ['pause', {}],
    ['retry', {}],
    ['cancel', {}],
    ['resume', {}],
    ['restart', { phase: 'field_mapping' }],
  ];
  for (const [command, body] of orders) {
    const answer = await flows.post(place, `/flows/${flowId}/${command}`, { ...body, ...seen });
    expect(answer).toMatchObject({
      status: 409,
      body: { code: 'version_conflict', current_version: flow.version },
    });
  }
  expect((await flows.details(place, flowId)).version).toBe(flow.version);
});
