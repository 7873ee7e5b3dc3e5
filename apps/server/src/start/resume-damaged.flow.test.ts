import { beforeEach, describe, expect, test } from 'vitest';
import { plantSeedFlow, tamper } from '../../test/drift.ts';
import { type ProductPlace, useProduct } from '../../test/product.ts';

const product = useProduct();
const { admin } = product.server.database;
let place: ProductPlace;

beforeEach(async () => {
  place = await product.place();
});

const intelligent = (flowId: string, body: object = {}) =>
  product.post(place, `/discovery/flow/${flowId}/resume-intelligent`, body);

async function eventsOf(flowId: string): Promise<{ type: string; actor_kind: string }[]> {
  const { body } = await product.get(place, `/flows/${flowId}/events`);
  return body.items;
}

async function decisionsOf(flowId: string): Promise<number> {
  const { rows } = await admin.query<{ count: number }>(
    `select count(*)::int as count from gate_decisions d join flow_gates g on g.id = d.gate_id where g.flow_id = $1`,
    [flowId],
  );
  return rows[0]?.count ?? 0;
}

/** Violations but those of the tampering itself: checks left unvalidated, and audit rows of events it removed. */
async function violationsBeside() {
  const found = await product.violations();
  return found.filter(({ invariant }) => invariant !== 'I10' && invariant !== 'I11');
}

describe('row 6 a damaged flow whose every cure is certain', () => {
  test('S06 S09 the corrupt flow of the first system is healed, waits for its mapping and approves nothing', async () => {
    const { flowId, importId } = await plantSeedFlow(product, place);
    const answer = await intelligent(flowId);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        outcome: 'requires_user_action',
        status: 'waiting_for_approval',
        current_phase: 'field_mapping',
        resume_phase: 'field_mapping',
        resumed_at: expect.any(String),
        changed: true,
        requires_user_action: { kind: 'mapping_approval', gate_revision: 1 },
      },
    });
    expect(answer.body.healed).toEqual(expect.arrayContaining(['D02', 'D03', 'D06']));
    expect(await decisionsOf(flowId)).toBe(0);
    const flow = await product.details(place, flowId);
    expect(flow).toMatchObject({ progress_percentage: 40, data_import_id: importId });
    const mappings = await product.get(place, `/data-imports/${importId}/field-mappings`);
    expect(mappings.body.total).toBe(13);
    // Healing twice changes nothing.
    const again = await intelligent(flowId);
    expect(again.body).toMatchObject({ changed: false, healed: [], version: answer.body.version });
    // And the same flow goes on to its inventory, with the approval of a person.
    const approved = await intelligent(flowId, {
      action: 'approve',
      approve_confidence_at_least: 0.6,
      remaining: 'ignore',
    });
    expect(approved.body).toMatchObject({ outcome: 'approved', resume_phase: 'data_cleansing' });
    await product.reach(place, flowId, 'asset_inventory waiting_for_approval');
    expect((await intelligent(flowId, { action: 'approve' })).body.outcome).toBe('approved');
    const done = await product.reach(place, flowId, 'completed');
    expect(done.accounting).toMatchObject({ source_rows: 3, reconciles: true });
    expect(await violationsBeside()).toEqual([]);
  });

  test('an approval of a damaged flow heals it first; when the gate is not satisfied, the cure stays', async () => {
    const { flowId } = await plantSeedFlow(product, place);
    expect(await intelligent(flowId, { action: 'approve' })).toMatchObject({
      status: 409,
      body: { code: 'gate_not_satisfied' },
    });
    expect(await product.details(place, flowId)).toMatchObject({
      status: 'waiting_for_approval',
      needs_repair: false,
    });
    expect((await eventsOf(flowId)).map(({ type }) => type)).toContain('healed');
    expect(await decisionsOf(flowId)).toBe(0);
  });

  test('F01 a master that says something else is set right before the flow goes on', async () => {
    const { flowId } = await product.upload(place, 'Hostname,Owner\nweb-1,Ada\n');
    await product.reach(place, flowId, 'field_mapping waiting_for_approval');
    await product.post(place, `/flows/${flowId}/pause`);
    await tamper(admin, [`update master_flows set status = 'running' where flow_id = '${flowId}'`]);
    const answer = await product.post(place, `/flows/${flowId}/resume`);
    expect(answer.body).toMatchObject({
      outcome: 'resumed',
      healed: ['D01'],
      status: 'waiting_for_approval',
    });
    expect(await violationsBeside()).toEqual([]);
  });

  test('ten resumes at once heal once', async () => {
    const { flowId } = await plantSeedFlow(product, place);
    const answers = await Promise.all(Array.from({ length: 10 }, () => intelligent(flowId)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(answers.filter(({ body }) => body.healed.length > 0)).toHaveLength(1);
    expect((await eventsOf(flowId)).filter(({ type }) => type === 'healed')).toHaveLength(1);
  });

  test('a caller who has seen another version heals nothing', async () => {
    const { flowId } = await plantSeedFlow(product, place);
    const answer = await intelligent(flowId, { expected_version: 99 });
    expect(answer).toMatchObject({ status: 409, body: { code: 'version_conflict' } });
    const { rows } = await admin.query('select status from master_flows where flow_id = $1', [flowId]);
    expect(rows).toEqual([{ status: 'initialization' }]);
  });
});

describe('row 7 a damaged flow whose cure is not certain', () => {
  test('S07 an import that only fits is a candidate, and a person has to confirm it', async () => {
    const { flowId, importId } = await plantSeedFlow(product, place, { proof: 'candidate' });
    const answer = await intelligent(flowId);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        outcome: 'requires_user_action',
        requires_user_action: {
          kind: 'confirm_import_link',
          gate_id: null,
          candidates: [{ data_import_id: importId, import_name: 'servers.csv' }],
        },
      },
    });
    expect(await decisionsOf(flowId)).toBe(0);
    for (const body of [{ action: 'approve' }, { force_restart: true }]) {
      expect((await intelligent(flowId, body)).body.requires_user_action.kind).toBe('confirm_import_link');
    }
  });

  test('with nothing that fits the flow stays refused, names the finding, and what was certain is cured', async () => {
    const { flowId } = await plantSeedFlow(product, place, { proof: 'nothing' });
    const answer = await intelligent(flowId);
    expect(answer).toMatchObject({
      status: 409,
      body: { code: 'repair_required', findings: [expect.objectContaining({ code: 'D06' })] },
    });
    const { rows } = await admin.query(
      `select m.status as master, c.current_phase as phase from master_flows m join discovery_flows c using (flow_id)
       where m.flow_id = $1`,
      [flowId],
    );
    expect(rows[0].master).not.toBe('initialization');
    expect(rows[0].phase).toBe('field_mapping');
    const { rows: audited } = await admin.query(
      `select details from audit_log where resource_id = $1 and result = 'denied' and action = 'flow.resume'`,
      [flowId],
    );
    expect(audited).toContainEqual({ details: { code: 'repair_required' } });
  });
});
