import { beforeEach, describe, expect, test } from 'vitest';
import { latch, useFlows } from '../../../test/flows.ts';

const flows = useFlows();
const { admin } = flows.server.database;

beforeEach(() => {
  for (const phase of ['data_import', 'data_validation'] as const)
    Reflect.deleteProperty(flows.bodies, phase);
});

/** Writes past every trigger, as a restore or a hand would. */
async function tamper(sql: string, parameters: readonly unknown[]): Promise<void> {
  const client = await admin.connect();
  try {
    await client.query(`begin; set local session_replication_role = 'replica'`);
    await client.query(sql, [...parameters]);
    await client.query('commit');
  } finally {
    client.release();
  }
}

const incomplete = async (place: { headers: Record<string, string> }) =>
  (await flows.get(place, '/discovery/flows/incomplete')).body;

describe('the list of unfinished flows', () => {
  test('has every column, with counts, owner, what can be done and whether it can be resumed', async () => {
    const place = await flows.place();
    const { flowId, importId } = await flows.create(place);
    await flows.reach(place, flowId, 'waiting_for_approval');
    const { items, total } = await incomplete(place);
    expect(total).toBe(1);
    expect(items[0]).toMatchObject({
      flow_id: flowId,
      data_import_id: importId,
      flow_type: 'discovery',
      import_category: 'cmdb_export',
      status: 'waiting_for_approval',
      current_phase: 'field_mapping',
      progress_percentage: 40,
      waiting_reason: 'mapping_approval',
      days_since_activity: 0,
      is_stale: false,
      can_resume: true,
      can_resume_code: 'requires_user_action',
      counts: { rows: 0, mappings: 0, issues: 0, assets: 0 },
      allowed_commands: ['approve', 'reject', 'restart', 'pause', 'cancel', 'delete'],
      stalled: null,
      needs_repair: false,
      link: `/discovery/attribute-mapping/${flowId}`,
    });
    expect(items[0].owner).toContain('@example.org');
    expect(items[0].next_steps.map(({ code }: { code: string }) => code)).toContain('approve');
  });

  test('tells a viewer that resuming is not theirs to do, and offers no command', async () => {
    const place = await flows.place();
    await flows.create(place);
    const { userId } = await flows.server.tenants.member('viewer', place);
    const { items } = await incomplete({ headers: flows.server.headersOf(userId, place) });
    expect(items[0]).toMatchObject({
      can_resume: false,
      can_resume_code: 'permission_denied',
      allowed_commands: [],
    });
  });

  test('offers an analyst the deletion of an own flow only', async () => {
    const place = await flows.place();
    const { flowId } = await flows.create(place);
    await flows.reach(place, flowId, 'waiting_for_approval');
    const { userId } = await flows.server.tenants.member('analyst', place);
    const headers = flows.server.headersOf(userId, place);
    expect((await incomplete({ headers })).items[0].allowed_commands).not.toContain('delete');
    await admin.query('update master_flows set created_by = $1 where flow_id = $2', [userId, flowId]);
    expect((await incomplete({ headers })).items[0].allowed_commands).toContain('delete');
  });

  test('shows a flow untouched for fourteen days as stale, and leaves finished and deleted ones out (F44)', async () => {
    const place = await flows.place();
    const old = await flows.create(place);
    await flows.reach(place, old.flowId, 'waiting_for_approval');
    await admin.query(
      `update discovery_flows set last_activity_at = now() - interval '14 days' where flow_id = $1`,
      [old.flowId],
    );
    expect((await incomplete(place)).items).toEqual([
      expect.objectContaining({ flow_id: old.flowId, is_stale: true, days_since_activity: 14 }),
    ]);
    await flows.post(place, `/flows/${old.flowId}/cancel`);
    expect(await incomplete(place)).toEqual({ items: [], total: 0 });
    const next = await flows.create(place);
    await tamper('update discovery_flows set deleted_at = now() where flow_id = $1', [next.flowId]);
    expect(await incomplete(place)).toEqual({ items: [], total: 0 });
  });

  test('still shows a flow whose stored words are none of the product, beside the sound ones', async () => {
    const place = await flows.place();
    const { flowId } = await flows.create(place);
    const sound = await flows.create(place, 'infrastructure');
    await flows.reach(place, flowId, 'waiting_for_approval');
    await flows.reach(place, sound.flowId, 'waiting_for_approval');
    await tamper(
      `update discovery_flows set current_phase = 'attribute_mapping', status = 'running', waiting_reason = null
       where flow_id = $1`,
      [flowId],
    );
    const { items } = await incomplete(place);
    expect(items).toHaveLength(2);
    expect(items.find((item: { flow_id: string }) => item.flow_id === flowId)).toMatchObject({
      current_phase: 'field_mapping',
      needs_repair: true,
      can_resume: true,
      can_resume_code: 'heal',
    });
    await tamper(
      `update discovery_flows set current_phase = 'field_mapping', status = 'waiting_for_approval',
         waiting_reason = 'mapping_approval' where flow_id = $1`,
      [flowId],
    );
  });

  test('F45 the status stays under 20 kB, however much is undecided and however often was started over', async () => {
    const place = await flows.place();
    const { flowId } = await flows.create(place);
    await flows.reach(place, flowId, 'waiting_for_approval');
    for (let turn = 0; turn < 25; turn++) {
      await flows.post(place, `/flows/${flowId}/restart`, { phase: 'field_mapping' });
      await flows.reach(place, flowId, 'waiting_for_approval');
    }
    flows.gates.reasons.push(...Array.from({ length: 3000 }, (_, index) => `column ${index} is undecided`));
    const answer = await flows.server.send({ url: `/api/v1/flows/${flowId}`, headers: place.headers });
    flows.gates.reasons.length = 0;
    expect(answer.json().gate.reasons.length).toBeGreaterThan(0);
    expect(answer.body.length).toBeLessThan(20_000);
  });
});

describe('F46 counts', () => {
  test('are what the tables hold at that moment, not what was counted before', async () => {
    const place = await flows.place();
    const { flowId, importId } = await flows.create(place);
    await flows.reach(place, flowId, 'waiting_for_approval');
    const keys = [place.clientAccountId, place.engagementId, importId];
    for (const [first, count] of [
      [1, 3],
      [4, 2],
    ]) {
      await admin.query(
        `insert into import_chunks (client_account_id, engagement_id, data_import_id, first_row, row_count,
           first_line, byte_length, body) values ($1, $2, $3, $4, $5, 2, 1, '\\x00')`,
        [...keys, first, count],
      );
      await admin.query(
        `insert into quality_issues (client_account_id, engagement_id, data_import_id, issue_key, rule_code,
           severity, row_count) values ($1, $2, $3, $4, 'test', 'info', 1)`,
        [...keys, `key ${first}`],
      );
    }
    await admin.query(
      `insert into import_row_blocks (client_account_id, engagement_id, data_import_id, first_row, row_count, epoch,
         actions, reasons, lead_rows, asset_ids, counts)
       values ($1, $2, $3, 1, 5, 1, '', '', '', '', '{"outcomes": {"created": 2, "updated": 1, "rejected": 2}}')`,
      keys,
    );
    expect((await incomplete(place)).items[0].counts).toEqual({ rows: 5, mappings: 0, issues: 2, assets: 3 });
    await admin.query('delete from import_chunks where data_import_id = $1 and first_row = 4', [importId]);
    expect((await incomplete(place)).items[0].counts.rows).toBe(3);
  });
});

describe('the details of a flow', () => {
  test('hold runs with duration, decisions with who, when, why and what was shown, and the last events', async () => {
    const place = await flows.place();
    const { flowId } = await flows.create(place);
    const { gate } = await flows.reach(place, flowId, 'waiting_for_approval');
    const note = 'names agreed with the owner';
    await flows.post(place, `/flows/${flowId}/approve`, { gate_id: gate?.id, gate_revision: 1, note });
    await flows.reach(place, flowId, 'waiting_for_approval');
    const { body } = await flows.get(place, `/discovery/flows/${flowId}/details`);
    expect(body.decisions).toEqual([
      expect.objectContaining({
        gate_id: gate?.id,
        gate_kind: 'mapping_approval',
        decision: 'approve',
        revision: 1,
        note,
        decided_by: { user_id: place.userId, name: expect.stringContaining('@') },
        decided_at: expect.stringMatching(/Z$/),
        shown: expect.any(Object),
      }),
    ]);
    const first = body.phase_runs[0];
    expect(first).toMatchObject({ phase: 'data_import', attempt: 1, status: 'succeeded' });
    expect(first.duration_ms).toBeGreaterThanOrEqual(0);
    expect(body.events.map(({ seq }: { seq: number }) => seq)).toEqual(
      body.events.map((_: unknown, index: number) => index + 1),
    );
    expect(body.events.at(-1).seq).toBe(body.version);
    expect(body.allowed_commands).toContain('delete');
    expect(body.errors).toEqual([]);
  });

  test('hold each failure with its cause and the next action', async () => {
    const place = await flows.place();
    flows.bodies.data_import = async () => ({
      kind: 'failed',
      code: 'file_unreadable',
      retryable: false,
      detail: 'The archive is cut off.',
    });
    const { flowId } = await flows.create(place);
    await flows.reach(place, flowId, 'failed');
    const { body } = await flows.get(place, `/discovery/flows/${flowId}/details`);
    expect(body.errors).toEqual([
      expect.objectContaining({
        phase: 'data_import',
        attempt: 1,
        code: 'file_unreadable',
        cause: 'The archive is cut off.',
        retryable: false,
        retried_by_itself: false,
        next_action: 'Save the file in a format that can be read and upload it again.',
      }),
    ]);
    expect(body).toMatchObject({ can_resume: false, can_resume_code: 'not_retryable' });
  });

  test('show no more than the last fifty events', async () => {
    const place = await flows.place();
    const { flowId } = await flows.create(place);
    await flows.reach(place, flowId, 'waiting_for_approval');
    for (let turn = 0; turn < 26; turn++) {
      await flows.post(place, `/flows/${flowId}/pause`);
      await flows.post(place, `/flows/${flowId}/resume`);
    }
    const { body } = await flows.get(place, `/discovery/flows/${flowId}/details`);
    expect(body.events).toHaveLength(50);
    expect(body.events.at(-1).seq).toBe(body.version);
  });
});

test('F95 a flow without a sign of work for two minutes says so, with what happens next', async () => {
  const place = await flows.place();
  const goes = latch();
  flows.bodies.data_import = async () => {
    await goes.opened;
    return { kind: 'succeeded', counts: {} };
  };
  const { flowId } = await flows.create(place);
  await expect
    .poll(async () => (await flows.details(place, flowId)).phase_runs.at(-1)?.status)
    .toBe('executing');
  expect((await flows.details(place, flowId)).stalled).toBeNull();
  await admin.query(
    `update phase_runs set heartbeat_at = now() - interval '150 seconds' where flow_id = $1 and status = 'executing'`,
    [flowId],
  );
  const flow = await flows.details(place, flowId);
  expect(flow.stalled).toMatchObject({ message: expect.stringContaining('No sign of work for 2 minutes') });
  expect(flow.stalled?.seconds).toBeGreaterThanOrEqual(150);
  expect((await incomplete(place)).items[0].stalled).not.toBeNull();
  goes.open();
});
