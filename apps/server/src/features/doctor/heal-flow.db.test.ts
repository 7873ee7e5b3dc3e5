import type { FlowId } from '@landfall/domain/shared/ids';
import { describe, expect, test } from 'vitest';
import { type ProductPlace, useProduct } from '../../../test/product.ts';
import { plantSeedFlow, thirteenColumns } from '../../../test/drift.ts';
import { inTenantScope } from '../../platform/tenant-scope.ts';
import { healDepsOf } from '../../start/doctor.ts';
import { healFlow } from './heal-flow.service.ts';

const product = useProduct();

function heal(place: ProductPlace, flowId: FlowId, request: object = {}) {
  const { engine, files } = product;
  return inTenantScope(product.server.db, place, (scope) =>
    healFlow(healDepsOf({ engine, files }), scope, { flowId, judgesLiveness: true, ...request }),
  );
}

async function rowsOf(flowId: FlowId) {
  const { rows } = await product.server.database.admin.query(
    `select m.status as master, c.status as child, c.current_phase as phase, c.version::int, m.version::int as mversion,
       c.data_import_id = i.id and i.flow_id = c.flow_id as linked,
       (select json_agg(json_build_array(r.phase, r.status, r.reconstructed) order by r.created_at, r.id) from phase_runs r
         where r.flow_id = c.flow_id) as runs,
       (select json_agg(json_build_array(g.kind, g.status)) from flow_gates g where g.flow_id = c.flow_id) as gates
     from discovery_flows c join master_flows m using (flow_id) left join data_imports i on i.flow_id = c.flow_id
     where c.flow_id = $1`,
    [flowId],
  );
  return rows[0];
}

describe('a consistent flow', () => {
  test('is left alone at every stop of its way', async () => {
    const place = await product.place();
    const { flowId } = await product.upload(place, thirteenColumns);
    const stops = ['field_mapping waiting_for_approval', 'asset_inventory waiting_for_approval', 'completed'];
    for (const stop of stops) {
      const flow = await product.reach(place, flowId, stop);
      expect(await heal(place, flowId)).toEqual({ healed: [], uncertain: [] });
      expect((await product.details(place, flowId)).version).toBe(flow.version);
      if (flow.gate === null) continue;
      const body = {
        gate_id: flow.gate.id,
        gate_revision: flow.gate.revision,
        approve_confidence_at_least: 0,
        remaining: 'ignore',
      };
      const approved = await product.post(place, `/flows/${flowId}/approve`, body);
      expect(approved.status).toBe(200);
    }
  });
});

describe('S06 S07 S09 the corrupt flow of the first system', () => {
  test('waits for its mapping again, linked and with the state its records prove', async () => {
    const place = await product.place();
    const { flowId, importId } = await plantSeedFlow(product, place);
    expect(await heal(place, flowId)).toEqual({
      healed: ['D02', 'D03', 'D06', 'D09', 'D18'],
      uncertain: [],
    });
    expect(await rowsOf(flowId)).toMatchObject({
      master: 'waiting_for_approval',
      child: 'waiting_for_approval',
      phase: 'field_mapping',
      version: 2,
      linked: true,
      gates: [['mapping_approval', 'open']],
    });
    const flow = await product.details(place, flowId);
    expect(flow).toMatchObject({ progress_percentage: 40, data_import_id: importId });
    expect(await heal(place, flowId)).toEqual({ healed: [], uncertain: [] });
    expect((await product.details(place, flowId)).version).toBe(flow.version);
  });

  test('resumes by the intelligent door, and its checks that never ran are made before its rows are cleansed', async () => {
    const place = await product.place();
    const { flowId } = await plantSeedFlow(product, place);
    const resumed = await product.post(place, `/discovery/flow/${flowId}/resume-intelligent`, {});
    expect(resumed).toMatchObject({
      status: 200,
      body: {
        outcome: 'requires_user_action',
        healed: ['D02', 'D03', 'D06', 'D09', 'D18'],
        resume_phase: 'field_mapping',
      },
    });
    const approved = await product.post(place, `/discovery/flow/${flowId}/resume-intelligent`, {
      action: 'approve',
      approve_confidence_at_least: 0,
      remaining: 'ignore',
    });
    expect(approved, JSON.stringify(approved.body)).toMatchObject({
      status: 200,
      body: { outcome: 'approved', current_phase: 'data_cleansing' },
    });
    await product.reach(place, flowId, 'asset_inventory waiting_for_approval');
    expect(await checksOf(flowId)).toEqual(['data_cleansing']);
  });

  test('a critical issue the late checks find is asked about before cleansing starts', async () => {
    const place = await product.place();
    const text = thirteenColumns.replace('Location', 'Install Date').replaceAll('Berlin', '03/04/2022');
    const { flowId } = await plantSeedFlow(product, place, { text });
    await heal(place, flowId);
    const { gate } = await product.details(place, flowId);
    const named = { gate_id: gate?.id, gate_revision: gate?.revision };
    await product.post(place, `/flows/${flowId}/approve`, {
      ...named,
      approve_confidence_at_least: 0,
      remaining: 'ignore',
    });
    const asked = await product.reach(place, flowId, 'waiting_for_approval');
    expect(asked).toMatchObject({ current_phase: 'data_cleansing', waiting_reason: 'validation_decision' });
    expect(await heal(place, flowId)).toEqual({ healed: [], uncertain: [] });
    const { body: issues } = await product.get(place, `/data-imports/${asked.data_import_id}/quality-issues`);
    for (const { id, severity, allowed_decisions: allowed } of issues.items) {
      if (severity !== 'critical') continue;
      const { action, parameters } = allowed[0];
      const decided = await product.send(place, 'PUT', `/quality-issues/${id}/decision`, {
        action,
        parameters,
      });
      expect(decided.status, JSON.stringify(decided.body)).toBe(200);
    }
    const open = await product.details(place, flowId);
    const late = { gate_id: open.gate?.id, gate_revision: open.gate?.revision };
    const went = await product.post(place, `/flows/${flowId}/approve`, late);
    expect(went.status, JSON.stringify(went.body)).toBe(200);
    await product.reach(place, flowId, 'asset_inventory waiting_for_approval');
  });
});

/** Phases in whose runs the quality checks were made. */
async function checksOf(flowId: FlowId): Promise<string[]> {
  const { rows } = await product.server.database.admin.query<{ phase: string }>(
    `select r.phase from import_processing_steps s join phase_runs r on r.id = s.phase_run_id
     where s.flow_id = $1 and s.step_name = 'quality'`,
    [flowId],
  );
  return rows.map(({ phase }) => phase);
}
