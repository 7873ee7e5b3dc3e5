import { randomUUID } from 'node:crypto';
import { asId } from '@landfall/domain/shared/ids';
import { beforeEach, describe, expect, test } from 'vitest';
import { useFlows } from '../../../test/flows.ts';
import { storesColumnsOf } from '../../../test/stores-columns.ts';
import { fieldMappingPhase } from '../../flows/field-mapping.phase.ts';
import { inTenantScope, type TenantScope } from '../../platform/tenant-scope.ts';
import { mappingGateRule } from './mapping-gate-rule.ts';
import { mappingRoutes } from './mappings.routes.ts';

const flows = useFlows({ routes: ({ db, flows: port }) => [mappingRoutes({ db, flows: port })] });
type Place = Awaited<ReturnType<typeof flows.place>>;
let place: Place;

const servers = [
  'Server Name,Serial Number,IP Address,RAM (MB),Hostname,Owner,Notes,Remarks,PO Number,Frobnication',
  'web-01,SN-1,10.0.0.1,16384,web-01.example.org,Ada,first,also,PO-1,x1',
  'web-02,SN-2,10.0.0.2,8192,web-02.example.org,Bob,second,too,PO-2,x2',
  'db-01,SN-3,10.0.0.3,0,db-01.example.org,,,,,x3',
].join('\n');

beforeEach(async () => {
  place = await flows.place();
  flows.bodies.field_mapping = (context) => fieldMappingPhase().run(context);
});

async function waitingImport(at: Place = place, text = servers) {
  flows.bodies.data_import = storesColumnsOf(text);
  const { flowId, importId } = await flows.create(at);
  await flows.reach(at, flowId, 'waiting_for_approval');
  return { flowId, importId };
}

async function listOf(importId: string, at: Place = place) {
  const { status, body } = await flows.get(at, `/data-imports/${importId}/field-mappings`);
  expect(status).toBe(200);
  return body;
}

async function mappingOf(importId: string, column: string, at: Place = place) {
  const { items } = await listOf(importId, at);
  return items.find((item: { source_field: string }) => item.source_field === column);
}

async function patch(mappingId: string, payload: object, at: Place = place) {
  const answer = await flows.server.send({
    method: 'PATCH',
    url: `/api/v1/field-mappings/${mappingId}`,
    headers: at.headers,
    payload,
  });
  return { status: answer.statusCode, body: JSON.parse(answer.body) };
}

async function decide(importId: string, column: string, decision: object, at: Place = place) {
  const { id, version } = await mappingOf(importId, column, at);
  return patch(id, { expected_version: version, ...decision }, at);
}

function inScope<Result>(work: (scope: TenantScope) => Promise<Result>, at: Place = place): Promise<Result> {
  return inTenantScope(flows.server.db, { ...at, actor: { userId: at.userId, kind: 'user' } }, work);
}

describe('mappings of an import', () => {
  test('F70 every header has a mapping as soon as the rows are stored', async () => {
    const { importId } = await waitingImport();
    const { items, counts, gate } = await listOf(importId);
    expect(items.map((item: { source_field: string }) => item.source_field)).toEqual(
      servers.split('\n')[0]?.split(','),
    );
    expect(counts).toMatchObject({ columns: 10, decided: 0 });
    expect(gate.satisfied).toBe(false);
    expect(gate.reasons).toContainEqual(
      expect.objectContaining({ code: 'undecided_column', column: 'Serial Number' }),
    );
  });

  test('F61 a column nothing is known about has no target, no confidence and no reason', async () => {
    const { importId } = await waitingImport();
    expect(await mappingOf(importId, 'Frobnication')).toMatchObject({
      target_field: null,
      status: 'unmapped',
      confidence: null,
      band: 'none',
      evidence: [],
    });
  });

  test('a suggestion tells why, shows samples and what would be stored', async () => {
    const { importId } = await waitingImport();
    const mapping = await mappingOf(importId, 'RAM (MB)');
    expect(mapping).toMatchObject({
      target_field: 'memory_gb',
      status: 'suggested',
      band: 'high',
      samples: ['16384', '8192', '0'],
    });
    expect(mapping.evidence.map(({ signal }: { signal: string }) => signal)).toContain('unit');
    expect(mapping.conversion[0]).toMatchObject({ before: '16384', after: '16' });
  });

  test('F68 the status is the one that was decided', async () => {
    const { importId } = await waitingImport();
    const wishes = {
      Owner: { status: 'approved' },
      'PO Number': { status: 'ignored' },
      Notes: { status: 'rejected', note: 'not wanted' },
      Frobnication: { status: 'custom_attribute' },
    };
    for (const [column, wish] of Object.entries(wishes)) {
      const { status, body } = await decide(importId, column, wish);
      expect([status, body.mapping?.status]).toEqual([200, wish.status]);
      expect((await mappingOf(importId, column)).status).toBe(wish.status);
    }
  });

  test('an import of another engagement or client is not found', async () => {
    const { importId } = await waitingImport();
    const other = await flows.place();
    expect((await flows.get(other, `/data-imports/${importId}/field-mappings`)).status).toBe(404);
    const { id, version } = await mappingOf(importId, 'Owner');
    const answer = await patch(id, { status: 'ignored', expected_version: version }, other);
    expect([answer.status, answer.body.code]).toEqual([404, 'mapping_not_found']);
  });
});

describe('decisions', () => {
  test('F73 a second column for a field that takes one is refused and names the first', async () => {
    const { importId } = await waitingImport();
    await decide(importId, 'Server Name', { status: 'approved', target_field: 'hostname' });
    const { status, body } = await decide(importId, 'Hostname', {
      status: 'approved',
      target_field: 'hostname',
    });
    expect([status, body.code, body.column]).toEqual([409, 'target_already_approved', 'Server Name']);
    expect((await mappingOf(importId, 'Hostname')).status).not.toBe('approved');
  });

  test('columns share a field that has a merge rule', async () => {
    const { importId } = await waitingImport();
    for (const column of ['Notes', 'Remarks']) {
      const { status } = await decide(importId, column, { status: 'approved', target_field: 'notes' });
      expect(status).toBe(200);
    }
  });

  test('refuses an unknown field, a rejection without a reason and an outdated version', async () => {
    const { importId } = await waitingImport();
    const unknown = await decide(importId, 'Owner', { status: 'approved', target_field: 'nonsense' });
    expect([unknown.status, unknown.body.code]).toEqual([422, 'unknown_target_field']);
    const silent = await decide(importId, 'Owner', { status: 'rejected' });
    expect([silent.status, silent.body.code]).toEqual([422, 'validation_failed']);
    const late = await decide(importId, 'Owner', { status: 'ignored', expected_version: 99 });
    expect([late.status, late.body.code]).toEqual([409, 'version_conflict']);
  });

  test('F74 a bulk request answers for each id, good, taken and foreign ones', async () => {
    const { importId } = await waitingImport();
    const foreign = randomUUID();
    const owner = await mappingOf(importId, 'Owner');
    const first = await mappingOf(importId, 'Server Name');
    const second = await mappingOf(importId, 'Hostname');
    const { status, body } = await flows.post(
      place,
      `/data-imports/${importId}/field-mappings/bulk-decisions`,
      {
        decisions: [
          { mapping_id: owner.id, status: 'approved' },
          { mapping_id: first.id, status: 'approved', target_field: 'hostname' },
          { mapping_id: second.id, status: 'approved', target_field: 'hostname' },
          { mapping_id: foreign, status: 'ignored' },
        ],
      },
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({ succeeded: 2, failed: 2, threshold: null });
    expect(body.results.map((one: { id: string; code?: string }) => [one.id, one.code])).toEqual([
      [owner.id, undefined],
      [first.id, undefined],
      [second.id, 'target_already_approved'],
      [foreign, 'mapping_not_found'],
    ]);
  });

  test('approving from a confidence on takes the suggestions above it and nothing else', async () => {
    const { importId } = await waitingImport();
    const before = (await listOf(importId)).items;
    const { body } = await flows.post(place, `/data-imports/${importId}/field-mappings/bulk-decisions`, {
      approve_confidence_at_least: 0.85,
    });
    const expected = before.filter((item: { confidence: number | null }) => (item.confidence ?? 0) >= 0.85);
    expect(expected.length).toBeGreaterThan(4);
    expect(body).toMatchObject({ succeeded: expected.length, failed: 0, threshold: 0.85 });
  });

  test('F71 suggesting again leaves every decision as it is', async () => {
    const { importId } = await waitingImport();
    await decide(importId, 'Owner', { status: 'approved', target_field: 'technical_owner' });
    await decide(importId, 'Notes', { status: 'rejected', note: 'not wanted' });
    const before = (await listOf(importId)).items.filter(
      (item: { decided_by: string | null }) => item.decided_by,
    );
    await flows.server.database.admin.query(
      `update import_field_mappings set target_field = 'region', confidence = 0.5, evidence = '[]'
       where data_import_id = $1 and decided_by is null and target_field is not null`,
      [importId],
    );
    const { status, body } = await flows.post(place, `/data-imports/${importId}/field-mappings/regenerate`);
    expect(status).toBe(200);
    expect(body.undecided).toBe(8);
    expect(body.changed).toBeGreaterThan(3);
    const after = (await listOf(importId)).items.filter(
      (item: { decided_by: string | null }) => item.decided_by,
    );
    expect(after).toEqual(before);
    expect((await mappingOf(importId, 'Serial Number')).target_field).toBe('serial_number');
  });

  test('a decision taken back leaves the column as the engine sees it', async () => {
    const { importId } = await waitingImport();
    await decide(importId, 'Serial Number', { status: 'approved', target_field: 'asset_tag' });
    const { body } = await decide(importId, 'Serial Number', { status: 'suggested' });
    expect(body.mapping).toMatchObject({
      status: 'suggested',
      target_field: 'serial_number',
      decided_by: null,
      decided_at: null,
    });
  });

  test('each decision raises the revision of the open gate', async () => {
    const { importId, flowId } = await waitingImport();
    const before = (await flows.details(place, flowId)).gate?.revision ?? 0;
    await decide(importId, 'Owner', { status: 'ignored' });
    expect((await flows.details(place, flowId)).gate?.revision).toBe(before + 1);
  });

  test('after the mapping was approved a change is refused', async () => {
    const { importId, flowId } = await waitingImport();
    const { gate } = await flows.details(place, flowId);
    await flows.post(place, `/flows/${flowId}/approve`, { gate_id: gate?.id, gate_revision: gate?.revision });
    await flows.reach(place, flowId, 'waiting_for_approval');
    const { status, body } = await decide(importId, 'Owner', { status: 'ignored' });
    expect([status, body.code]).toEqual([409, 'phase_passed']);
  });
});

describe('the gate rule of the flow', () => {
  test('F72 the flow and the page give the same answer, and the rest can be decided with the approval', async () => {
    const { importId } = await waitingImport();
    const rule = mappingGateRule(flows.port);
    const subject = { importId: asId<'Import'>(importId) };
    const { reasons } = await inScope((scope) => rule.check(scope, subject));
    expect(reasons).toEqual((await listOf(importId)).gate.reasons);
    await inScope((scope) =>
      rule.decideRest(scope, subject, { approveConfidenceAtLeast: 0.6, remaining: 'ignore' }),
    );
    const { gate, counts } = await listOf(importId);
    expect(gate).toEqual({ satisfied: true, reasons: [] });
    expect(counts.decided).toBe(counts.columns);
    expect((await inScope((scope) => rule.check(scope, subject))).reasons).toEqual([]);
  });
});

describe('learning', () => {
  test('F94 an approval is known to the next file of the client and to no other client', async () => {
    const first = await waitingImport();
    await decide(first.importId, 'Frobnication', { status: 'approved', target_field: 'cost_center' });
    await flows.post(place, `/flows/${first.flowId}/cancel`, { reason: 'done with it' });

    const second = await waitingImport();
    const learned = await mappingOf(second.importId, 'Frobnication');
    expect(learned).toMatchObject({ target_field: 'cost_center', match_type: 'learned', band: 'high' });
    expect(learned.confidence).toBeGreaterThanOrEqual(0.95);

    const other = await flows.place();
    const elsewhere = await waitingImport(other);
    expect((await mappingOf(elsewhere.importId, 'Frobnication', other)).target_field).toBeNull();
  });

  test('a rejected target is not suggested again for the header', async () => {
    const first = await waitingImport();
    await decide(first.importId, 'Serial Number', { status: 'rejected', note: 'wrong numbers' });
    await flows.post(place, `/flows/${first.flowId}/cancel`, { reason: 'done with it' });
    const second = await waitingImport();
    expect((await mappingOf(second.importId, 'Serial Number')).target_field).not.toBe('serial_number');
  });

  test('a decision about an import that is only tried out teaches nothing', async () => {
    const tried = await waitingImport();
    await flows.server.database.admin.query(
      `update data_imports set processing_config = '{"dry_run": true}' where id = $1`,
      [tried.importId],
    );
    await decide(tried.importId, 'Frobnication', { status: 'approved', target_field: 'cost_center' });
    await flows.post(place, `/flows/${tried.flowId}/cancel`, { reason: 'done with it' });
    const { importId } = await waitingImport();
    expect((await mappingOf(importId, 'Frobnication')).target_field).toBeNull();
  });

  test('a decision taken back is forgotten', async () => {
    const first = await waitingImport();
    await decide(first.importId, 'Frobnication', { status: 'approved', target_field: 'cost_center' });
    await decide(first.importId, 'Frobnication', { status: 'suggested' });
    expect((await mappingOf(first.importId, 'Frobnication')).target_field).toBeNull();
  });
});

test('coverage of the 22 attributes follows the mapping', async () => {
  const { importId } = await waitingImport();
  const coverage = async () => {
    const { body } = await flows.get(place, `/data-imports/${importId}/attribute-coverage`);
    return body.items.find(({ attribute }: { attribute: string }) => attribute === 'stakeholder_impact')
      .state;
  };
  expect(await coverage()).toBe('suggested');
  await decide(importId, 'Owner', { status: 'approved' });
  expect(await coverage()).toBe('mapped');
});
