import type { DoctorReport } from '@landfall/contract/doctor';
import { beforeAll, describe, expect, test } from 'vitest';
import { tamper, thirteenColumns } from '../../../test/drift.ts';
import { type ProductPlace, useProduct } from '../../../test/product.ts';

const product = useProduct({ deletes: true });
const { admin: superuser } = product.server.database;
let admin: Record<string, string>;

beforeAll(async () => {
  const { server } = product;
  const userId = await server.tenants.user();
  await server.tenants.grant(userId, 'platform_admin', {});
  admin = server.headersOf(userId);
});

/** What the doctor says of the whole installation. */
async function doctor(method: 'GET' | 'POST', payload: object = {}): Promise<DoctorReport> {
  const answer = await product.server.send({
    method,
    url: '/api/v1/admin/doctor',
    headers: admin,
    ...(method === 'POST' ? { payload } : {}),
  });
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json();
}

const found = (report: DoctorReport) => report.findings.map(({ code, outcome }) => `${code} ${outcome}`);

async function waiting(place: ProductPlace) {
  const uploaded = await product.upload(place, thirteenColumns);
  await product.reach(place, uploaded.flowId, 'field_mapping waiting_for_approval');
  return uploaded;
}

test('D21 a deletion that lost its job is told of, queued again when healed, and then done', async () => {
  const place = await product.place();
  const { flowId } = await waiting(place);
  // Its job ends without having done anything, as one does that was thrown out by hand.
  await superuser.query(`create function end_job() returns trigger language plpgsql as $$ begin new.status := 'ERROR'; return new; end $$;
    create trigger end_job before insert on dbos.workflow_status for each row when (new.name = 'deletion') execute function end_job()`);
  try {
    const answer = await product.send(place, 'DELETE', `/discovery/flows/${flowId}`);
    expect(answer.status).toBe(202);
    await superuser.query(
      `update flow_deletions set updated_at = now() - interval '1 minute' where flow_id = $1`,
      [flowId],
    );
    expect(found(await doctor('GET'))).toContain('D21 found');
  } finally {
    await superuser.query('drop trigger end_job on dbos.workflow_status; drop function end_job');
  }
  expect(found(await doctor('POST'))).toContain('D21 healed');
  await expect
    .poll(async () => (await product.get(place, `/discovery/flows/${flowId}/deletion`)).body.status)
    .toBe('done');
  expect(found(await doctor('POST'))).not.toContain('D21 healed');
});

test('D15 outcomes that do not add up are worked out again, and the flow completes', async () => {
  const place = await product.place();
  const { flowId, importId } = await waiting(place);
  const approve = async (rest: object = {}) => {
    const { gate } = await product.details(place, flowId);
    const named = { gate_id: gate?.id, gate_revision: gate?.revision };
    const answer = await product.post(place, `/flows/${flowId}/approve`, { ...named, ...rest });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  };
  await approve({ approve_confidence_at_least: 0, remaining: 'ignore' });
  await product.reach(place, flowId, 'asset_inventory waiting_for_approval');
  await tamper(superuser, [
    `update import_row_blocks set outcomes = actions, counts = jsonb_set(counts, '{outcomes}', '{"created": 99}')
       where data_import_id = '${importId}'`,
  ]);
  const report = await doctor('POST', { engagement_id: place.engagementId });
  expect(found(report)).toContain('D15 healed');
  await product.reach(place, flowId, 'asset_inventory waiting_for_approval');
  await approve();
  const done = await product.reach(place, flowId, 'completed');
  expect(done.accounting).toMatchObject({ source_rows: 3, reconciles: true });
});

describe('rules of the database that are gone', () => {
  const dropped = [
    ['a unique index', 'drop index discovery_flows_slot_key', 'discovery_flows_slot_key'],
    [
      'a check',
      'alter table quality_issues drop constraint quality_issues_pkey cascade',
      'quality_issues_pkey',
    ],
    ['a trigger', 'drop trigger assets_changed on assets', 'assets_changed'],
    ['a policy', 'drop policy assets_tenant on assets', 'assets_tenant'],
    ['row-level security', 'alter table assets no force row level security', 'forced'],
  ] as const;

  test('are named, each with what to do', async () => {
    expect((await doctor('GET')).constraints.broken).toEqual([]);
    for (const [, statement] of dropped) await superuser.query(statement);
    const { broken } = (await doctor('GET')).constraints;
    for (const [what, , name] of dropped) {
      const named = broken.find(({ constraint }) => constraint === name);
      expect(named?.detail, what).toContain('is gone; put it back as db/schema.sql has it');
    }
    // Of these nothing can be guessed, so healing leaves them to the operator and says so again.
    expect((await doctor('POST')).constraints.broken.length).toBeGreaterThanOrEqual(dropped.length);
  });
});
