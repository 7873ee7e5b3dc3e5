/* oxlint-disable vitest/no-conditional-expect -- one of fifty answers differs from the others */
import { flowTypeDefinitions } from '@landfall/domain/flow/flow-type';
import { blockedUploadProblem } from '@landfall/contract/flows';
import { beforeEach, describe, expect, test } from 'vitest';
import { firstJob, newImport, useFlows } from '../../../test/flows.ts';
import { AppError } from '../../platform/app-error.ts';
import { inTenantScope, type TenantScope } from '../../platform/tenant-scope.ts';
import { registerFlowTypes } from './flow-type-versions.repository.ts';

const flows = useFlows({ worker: false });
const { server } = flows;
type Place = Awaited<ReturnType<typeof flows.place>>;
let place: Place;

beforeEach(async () => {
  place = await flows.place();
});

const tables = [
  'master_flows',
  'discovery_flows',
  'data_imports',
  'import_files',
  'phase_runs',
  'flow_events',
  'audit_log',
];

/** Rows of one tenant in each table that a new flow has rows in, and its jobs. */
async function stored(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of tables) {
    const { rows } = await server.database.admin.query<{ n: number }>(
      `select count(*)::int as n from ${table} where client_account_id = $1`,
      [place.clientAccountId],
    );
    counts[table] = rows[0]?.n ?? -1;
  }
  const jobs = await server.database.admin.query<{ n: number }>(
    `select count(*)::int as n from dbos.workflow_status where queue_partition_key = $1`,
    [place.engagementId],
  );
  return { ...counts, jobs: jobs.rows[0]?.n ?? -1 };
}

const nothing = { ...Object.fromEntries(tables.map((table) => [table, 0])), jobs: 0 };
const everything = { ...Object.fromEntries(tables.map((table) => [table, 1])), jobs: 1 };

function inScope<Result>(work: (scope: TenantScope) => Promise<Result>): Promise<Result> {
  return inTenantScope(server.db, { ...place, actor: { userId: place.userId, kind: 'user' } }, work);
}

async function failAt(nth: number): Promise<'failed' | 'passed'> {
  let calls = 0;
  try {
    await inScope(async (scope) => {
      const query = scope.client.query.bind(scope.client);
      const counting = (...values: Parameters<typeof query>): unknown => {
        calls += 1;
        if (calls === nth) return Promise.reject(new Error('The connection broke'));
        return query(...values);
      };
      Object.assign(scope.client, { query: counting });
      try {
        await flows.port.createImportFlow(scope, newImport(place.userId));
      } finally {
        Object.assign(scope.client, { query });
      }
    });
    return 'passed';
  } catch (error) {
    expect(String(error)).toContain('The connection broke');
    return 'failed';
  }
}

describe('creation', () => {
  test('F02 F03 S11 whichever statement fails, nothing of the flow is stored; otherwise all of it is', async () => {
    let statement = 0;
    for (;;) {
      statement += 1;
      const outcome = await failAt(statement);
      if (outcome === 'passed') break;
      expect(await stored()).toEqual(nothing);
    }
    expect(statement).toBeGreaterThan(10);
    expect(await stored()).toEqual(everything);
    expect(await flows.violations()).toEqual([]);
  });

  test('F37 a commit that fails gives no ids', async () => {
    const creation = inScope(async (scope) => {
      const ids = await flows.port.createImportFlow(scope, newImport(place.userId));
      // The trigger refuses the commit: the version is no longer that of the last event.
      await scope.client.query(`update discovery_flows set version = 7 where flow_id = $1`, [ids.flowId]);
      return ids;
    });
    await expect(creation).rejects.toThrow(/version/);
    expect(await stored()).toEqual(nothing);
  });

  test('S12 F03 an import without its flow cannot be committed', async () => {
    const orphan = inScope((scope) =>
      scope.client.query(
        `insert into data_imports (client_account_id, engagement_id, flow_id, import_category, import_name, imported_by)
         values ($1, $2, gen_random_uuid(), 'cmdb_export', 'x', $3)`,
        [place.clientAccountId, place.engagementId, place.userId],
      ),
    );
    await expect(orphan).rejects.toMatchObject({ code: '23503' });
  });

  test('the run, its job and the journal name the same flow', async () => {
    const { flowId, importId } = await flows.create(place);
    const job = await firstJob(flows, place, flowId);
    expect((await flows.engine.deliveriesOf([job])).get(job.runId)).toEqual({ count: 1, open: true });
    const flow = await flows.details(place, flowId);
    expect(flow).toMatchObject({
      flow_name: 'CMDB export servers.csv',
      master_status: 'initialized',
      status: 'running',
      data_import_id: importId,
      version: 1,
      link: `/discovery/data-import/${importId}`,
    });
  });
});

describe('the slot', () => {
  test('F20 of fifty creations at once one makes a flow and 49 are told which', async () => {
    const answers = await Promise.allSettled(Array.from({ length: 50 }, () => flows.create(place)));
    const made = answers.filter((answer) => answer.status === 'fulfilled');
    expect(made).toHaveLength(1);
    for (const answer of answers) {
      if (answer.status === 'rejected')
        expect(answer.reason).toMatchObject({ code: 'incomplete_discovery_flow_exists' });
    }
    expect(await stored()).toEqual(everything);
  });

  test('F22 the refusal has every field of its body', async () => {
    const { flowId } = await flows.create(place);
    const refused = await flows.create(place).catch((error: unknown) => error);
    expect(refused).toMatchObject({ kind: 'conflict', code: 'incomplete_discovery_flow_exists' });
    const members = refused instanceof AppError ? refused.members : undefined;
    const body = blockedUploadProblem.parse(members);
    expect(body.existing_flow).toMatchObject({
      flow_id: flowId,
      current_phase: 'data_import',
      status: 'running',
    });
    expect(body.existing_flow.next_steps.length).toBeGreaterThan(0);
    expect(body.message).toContain('0 % done');
    const early = await inScope((scope) => flows.port.requireFreeSlot(scope, 'cmdb_export')).catch(
      (error: unknown) => error,
    );
    expect(early).toMatchObject({ members });
  });

  test('F23 each status blocks its own slot or not, and no other category, engagement or client', async () => {
    const otherEngagement = await server.tenants.engagement(place.clientAccountId);
    await server.tenants.grant(place.userId, 'engagement_manager', {
      ...place,
      engagementId: otherEngagement,
    });
    const elsewhere = { ...place, engagementId: otherEngagement };
    await flows.create(place);
    await flows.create(place, 'infrastructure');
    await flows.create(place, 'app_discovery');
    await flows.create(elsewhere);
    await flows.create(await flows.place());
    await expect(flows.create(place, 'infrastructure')).rejects.toMatchObject({
      code: 'incomplete_discovery_flow_exists',
    });
    const { body } = await flows.get(place, '/discovery/flows/incomplete');
    expect(body.items.map((flow: { import_category: string }) => flow.import_category).toSorted()).toEqual([
      'app_discovery',
      'cmdb_export',
      'infrastructure',
    ]);
  });

  test.each([
    ['pause', 'paused', false],
    ['cancel', 'cancelled', true],
  ])('F23 after %s the flow is %s and the slot is free: %s', async (command, status, free) => {
    const { flowId } = await flows.create(place);
    const answer = await flows.post(place, `/flows/${flowId}/${command}`);
    expect(answer.body.flow.status).toBe(status);
    const { body } = await flows.get(place, '/discovery/flows/can-start?import_category=cmdb');
    expect(body.can_start).toBe(free);
    expect(body.blocking_flow?.flow_id ?? null).toBe(free ? null : flowId);
  });

  test('F21 a check that cannot be made is 503 and stores nothing', async () => {
    const refused = inScope(async (scope) => {
      await scope.client.query(`select set_config('statement_timeout', '1', true)`);
      await scope.client.query('select pg_sleep(1)').catch(() => undefined);
      await flows.port.requireFreeSlot(scope, 'cmdb_export');
    });
    await expect(refused).rejects.toMatchObject({ kind: 'unavailable', code: 'blocking_check_unavailable' });
    expect(await stored()).toEqual(nothing);
  });
});

describe('F01 the pair has one writer', () => {
  test.each([
    ['a status of the child alone', `update discovery_flows set status = 'paused' where flow_id = $1`],
    ['a status of the master alone', `update master_flows set status = 'running' where flow_id = $1`],
    ['a phase', `update discovery_flows set current_phase = 'field_mapping' where flow_id = $1`],
    [
      'both versions',
      `with m as (update master_flows set version = 2 where flow_id = $1) update discovery_flows set version = 2 where flow_id = $1`,
    ],
    [
      'both statuses alike',
      `with m as (update master_flows set status = 'paused' where flow_id = $1) update discovery_flows set status = 'waiting_for_approval', waiting_reason = 'mapping_approval' where flow_id = $1`,
    ],
  ])('a bare update of %s cannot be committed', async (_, statement) => {
    const { flowId } = await flows.create(place);
    const update = inScope((scope) => scope.client.query(statement, [flowId]));
    await expect(update).rejects.toMatchObject({ code: 'LF001' });
    expect(await flows.violations()).toEqual([]);
  });

  test('F27 a run cannot end before it began, and no row can be older than itself', async () => {
    const { flowId } = await flows.create(place);
    for (const statement of [
      `update phase_runs set started_at = now(), finished_at = now() - interval '1 second' where flow_id = $1`,
      `update master_flows set updated_at = created_at - interval '1 second' where flow_id = $1`,
    ]) {
      await expect(inScope((scope) => scope.client.query(statement, [flowId]))).rejects.toMatchObject({
        code: '23514',
      });
    }
  });
});

describe('walls', () => {
  test('F48 another tenant sees no flow, event or gate of this one, and commands nothing', async () => {
    const { flowId } = await flows.create(place);
    const stranger = await flows.place();
    for (const path of ['', '/events', '/gate', '/events/stream']) {
      expect((await flows.get(stranger, `/flows/${flowId}${path}`)).status).toBe(404);
    }
    for (const command of ['pause', 'cancel', 'resume', 'retry']) {
      expect((await flows.post(stranger, `/flows/${flowId}/${command}`)).body.code).toBe('flow_not_found');
    }
    const neighbour = { ...place, engagementId: await server.tenants.engagement(place.clientAccountId) };
    await server.tenants.grant(place.userId, 'engagement_manager', neighbour);
    const headers = server.headersOf(place.userId, neighbour);
    expect((await flows.get({ headers }, `/flows/${flowId}`)).status).toBe(404);
    expect((await flows.get({ headers }, '/flows')).body).toMatchObject({ items: [], total: 0 });
  });

  test('F112 a viewer reads and commands nothing', async () => {
    const { flowId } = await flows.create(place);
    const viewer = await server.tenants.user();
    await server.tenants.grant(viewer, 'viewer', place);
    const headers = server.headersOf(viewer, place);
    const flow = await flows.get({ headers }, `/flows/${flowId}`);
    expect(flow.body.allowed_commands).toEqual([]);
    const gate = { gate_id: flowId, gate_revision: 1 };
    const bodies = {
      pause: {},
      cancel: {},
      resume: {},
      retry: {},
      restart: { phase: 'data_import' },
      approve: gate,
      reject: { ...gate, reason: 'because' },
    };
    for (const [command, body] of Object.entries(bodies)) {
      expect((await flows.post({ headers }, `/flows/${flowId}/${command}`, body)).status).toBe(403);
    }
  });
});

describe('the registry', () => {
  test('F09 a definition that changed under an old version stops the boot', async () => {
    const [first] = flowTypeDefinitions;
    if (first === undefined) throw new Error('There are flow types');
    const [phase] = first.phases;
    const changed = { ...first, phases: [phase] as const };
    await expect(registerFlowTypes(server.db, [changed])).rejects.toThrow('stored with another definition');
    await expect(registerFlowTypes(server.db, flowTypeDefinitions)).resolves.toBeUndefined();
  });

  test('GET /flow-types names every phase, gate and alias', async () => {
    const { body } = await flows.get(place, '/flow-types');
    expect(body.items).toHaveLength(3);
    expect(body.items[0].phases[2]).toMatchObject({
      name: 'field_mapping',
      gates: ['mapping_approval'],
      aliases: ['attribute_mapping', 'mapping', 'field-mapping'],
    });
  });
});
