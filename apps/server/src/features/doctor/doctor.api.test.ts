import type { DoctorReport } from '@landfall/contract/doctor';
import { beforeAll, describe, expect, test } from 'vitest';
import { plantSeedFlow, tamper, thirteenColumns } from '../../../test/drift.ts';
import { type ProductPlace, useProduct } from '../../../test/product.ts';

const product = useProduct();
let admin: Record<string, string>;

beforeAll(async () => {
  const { server } = product;
  const userId = await server.tenants.user();
  await server.tenants.grant(userId, 'platform_admin', {});
  admin = server.headersOf(userId);
});

async function doctor(method: 'GET' | 'POST', place: ProductPlace, body?: object): Promise<DoctorReport> {
  const { server } = product;
  const answer = await server.send({
    method,
    url: `/api/v1/admin/doctor${method === 'GET' ? `?engagement_id=${place.engagementId}` : ''}`,
    headers: admin,
    ...(method === 'POST' ? { payload: { engagement_id: place.engagementId, ...body } } : {}),
  });
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json();
}

const codesOf = (report: DoctorReport, outcome?: string) =>
  report.findings.filter((each) => outcome === undefined || each.outcome === outcome).map(({ code }) => code);

/** Every row the two records, gates, runs, journal and audit of an engagement have, as one text. */
async function everything({ clientAccountId, engagementId }: ProductPlace): Promise<string> {
  const tables = [
    'master_flows',
    'discovery_flows',
    'flow_gates',
    'phase_runs',
    'flow_events',
    'data_imports',
    'doctor_findings',
  ];
  const texts: string[] = [];
  for (const table of tables) {
    const { rows } = await product.server.database.admin.query<{ text: string | null }>(
      `select md5(string_agg(t::text, '|' order by t::text)) as text from ${table} t where engagement_id = $1`,
      [engagementId],
    );
    texts.push(rows[0]?.text ?? '');
  }
  const audit = await product.server.database.admin.query<{ count: number }>(
    'select count(*)::int as count from audit_log where client_account_id = $1',
    [clientAccountId],
  );
  return [...texts, audit.rows[0]?.count].join();
}

describe('the doctor', () => {
  test('is for platform administrators', async () => {
    const place = await product.place('engagement_manager');
    expect((await product.get(place, '/admin/doctor')).status).toBe(403);
    expect((await product.post(place, '/admin/doctor')).status).toBe(403);
  });

  test('S06 S07 reports the corrupt flow without touching it, heals it once, and then finds nothing', async () => {
    const place = await product.place();
    const { flowId } = await plantSeedFlow(product, place);
    const before = await everything(place);
    const report = await doctor('GET', place);
    expect(report.mode).toBe('report');
    expect(codesOf(report, 'found')).toEqual(['D02', 'D03', 'D06', 'D09', 'D09', 'D18']);
    expect(report.flows).toEqual({ examined: 1, consistent: 0, curable: 1, refused: 0 });
    expect(await everything(place)).toBe(before);

    const healed = await doctor('POST', place);
    expect(codesOf(healed, 'healed')).toEqual(codesOf(report, 'found'));
    const after = await everything(place);
    expect((await doctor('POST', place)).findings_total).toBe(0);
    expect(await everything(place)).toBe(after);
    const flow = await product.details(place, flowId);
    expect(flow).toMatchObject({
      status: 'waiting_for_approval',
      current_phase: 'field_mapping',
      progress_percentage: 40,
    });
  });

  test('ends by putting every constraint in force that the restore left unchecked', async () => {
    const place = await product.place();
    await plantSeedFlow(product, place);
    const report = await doctor('GET', place);
    expect(report.constraints.broken.map(({ constraint }) => constraint)).toContain(
      'discovery_flows_status_check',
    );
    const healed = await doctor('POST', place);
    expect(healed.constraints.broken).toEqual([]);
    const { rows } = await product.server.database.admin.query(
      `select conname from pg_constraint where connamespace = 'public'::regnamespace and not convalidated`,
    );
    expect(rows).toEqual([]);
  });

  test('F03 without proof of the import asks a person, refuses the flow, and leaves the rest of the product alone', async () => {
    const place = await product.place();
    const { flowId, importId } = await plantSeedFlow(product, place, { proof: 'candidate' });
    const healed = await doctor('POST', place);
    expect(healed.flows).toMatchObject({ refused: 1 });
    const [asked] = healed.findings;
    expect(asked).toMatchObject({
      code: 'D06',
      outcome: 'refused',
      candidates: [{ data_import_id: importId }],
    });
    const paused = await product.post(place, `/flows/${flowId}/pause`);
    expect(paused).toMatchObject({ status: 409, body: { code: 'repair_required' } });
    expect((await product.get(place, '/flows')).status).toBe(200);
    const other = { ...place, headers: product.server.headersOf(place.userId, place) };
    expect((await product.tryUpload(other, thirteenColumns)).status).toBe(409);

    const confirm = { [flowId]: { code: 'D06', data_import_id: importId } };
    const confirmed = await doctor('POST', place, { confirm });
    expect(confirmed.flows).toMatchObject({ refused: 0 });
    const flow = await product.details(place, flowId);
    expect(flow).toMatchObject({ status: 'waiting_for_approval', data_import_id: importId });
    const approved = await product.post(place, `/flows/${flowId}/approve`, {
      gate_id: flow.gate?.id,
      gate_revision: flow.gate?.revision,
      approve_confidence_at_least: 0,
      remaining: 'ignore',
    });
    expect(approved.status, JSON.stringify(approved.body)).toBe(200);
    await product.reach(place, flowId, 'asset_inventory waiting_for_approval');
  });

  test('with no import that fits, the flow stays refused and says what to do', async () => {
    const place = await product.place();
    const { flowId } = await plantSeedFlow(product, place, { proof: 'nothing' });
    const healed = await doctor('POST', place);
    expect(healed.findings[0]).toMatchObject({ code: 'D06', outcome: 'refused', candidates: [] });
    const resumed = await product.post(place, `/flows/${flowId}/resume`);
    expect(resumed).toMatchObject({ status: 409, body: { code: 'repair_required' } });
  });

  test('a foreign import is never linked, whatever names it', async () => {
    const place = await product.place();
    const foreign = await product.place();
    const { importId } = await product.upload(foreign, thirteenColumns);
    const { flowId } = await plantSeedFlow(product, place, { proof: 'nothing' });
    await tamper(product.server.database.admin, [
      `update import_field_mappings set data_import_id = '${importId}' where flow_id = '${flowId}'`,
      `update discovery_flows set data_import_id = '${importId}' where flow_id = '${flowId}'`,
    ]);
    const healed = await doctor('POST', place, {
      confirm: { [flowId]: { code: 'D06', data_import_id: importId } },
    });
    expect(healed.flows).toMatchObject({ refused: 1 });
  });
});
