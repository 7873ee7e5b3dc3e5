import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { useFlows } from '../../test/flows.ts';
import { applyCommand } from '../features/flows/apply-command.ts';
import { inTenantScope } from '../platform/tenant-scope.ts';

const flows = useFlows();
const { admin, owner } = flows.server.database;
type Place = Awaited<ReturnType<typeof flows.place>>;

afterEach(async () => {
  await owner.query(
    'drop trigger if exists refuse on audit_log; drop trigger if exists refuse on flow_events',
  );
});

async function waiting() {
  const place = await flows.place();
  const { flowId } = await flows.create(place);
  const { gate } = await flows.reach(place, flowId, 'waiting_for_approval');
  if (gate === null) throw new Error('a waiting flow has a gate');
  return { place, flowId, decision: { gate_id: gate.id, gate_revision: gate.revision } };
}

test('every change is one event and one audit row, by the same actor at the same moment', async () => {
  const { place, flowId, decision } = await waiting();
  await flows.post(place, `/flows/${flowId}/pause`, { reason: 'lunch' });
  await flows.post(place, `/flows/${flowId}/resume`);
  await flows.post(place, `/flows/${flowId}/reject`, { ...decision, reason: 'names are wrong' });
  await flows.post(place, `/flows/${flowId}/restart`, { phase: 'field_mapping' });
  const { gate } = await flows.reach(place, flowId, 'waiting_for_approval');
  await flows.post(place, `/flows/${flowId}/approve`, {
    gate_id: gate?.id,
    gate_revision: gate?.revision,
  });
  await flows.reach(place, flowId, 'waiting_for_approval');
  await flows.post(place, `/flows/${flowId}/cancel`);
  const { rows } = await admin.query<{ seq: number; type: string; audits: number; same: boolean }>(
    `select e.seq::int, e.type, count(a.seq)::int as audits,
       coalesce(bool_and(a.actor_kind = e.actor_kind and a.actor_user_id is not distinct from e.actor_user_id
         and a.xmin = e.xmin), false) as same
     from flow_events e left join audit_log a on a.client_account_id = e.client_account_id
       and a.resource_id = e.flow_id and (a.details ->> 'seq')::bigint = e.seq and a.result = 'success'
     where e.flow_id = $1 group by e.seq, e.type order by e.seq`,
    [flowId],
  );
  expect(rows.length).toBeGreaterThan(14);
  expect(rows.filter(({ audits, same }) => audits !== 1 || !same)).toEqual([]);
  expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1));
  expect(await flows.violations()).toEqual([]);
});

test('a person’s decision is in the trail although it changes neither status nor gate; what a worker notes is not', async () => {
  const { place, flowId } = await waiting();
  const { clientAccountId, engagementId, userId } = place;
  const decide = (by?: { actor: { userId: typeof userId; kind: 'user' }; requestId: string }) =>
    inTenantScope(flows.server.db, { clientAccountId, engagementId, ...by }, (scope) =>
      flows.port.noteDecision(scope, {
        flowId,
        type: 'mapping_decided',
        payload: { decided: 1 },
        subjectHash: 'hash',
      }),
    );
  const requestId = randomUUID();
  await decide({ actor: { userId, kind: 'user' }, requestId });
  await decide();
  const { rows } = await admin.query(
    `select actor_user_id as by from audit_log where resource_id = $1 and action = 'flow.mapping_decided'`,
    [flowId],
  );
  expect(rows).toEqual([{ by: userId }]);
  const { body } = await flows.get(place, `/flows/${flowId}/events`);
  expect(body.items.slice(-2).map((event: { request_id: unknown }) => event.request_id)).toEqual([
    requestId,
    null,
  ]);
});

test('a refused command is in the trail with its code, and is no event', async () => {
  const { place, flowId } = await waiting();
  await flows.post(place, `/flows/${flowId}/cancel`);
  const { version } = await flows.details(place, flowId);
  expect((await flows.post(place, `/flows/${flowId}/pause`)).status).toBe(409);
  const { rows } = await admin.query(
    `select action, actor_user_id as by, details from audit_log where resource_id = $1 and result = 'denied'`,
    [flowId],
  );
  expect(rows).toEqual([{ action: 'flow.pause', by: place.userId, details: { code: 'flow_cancelled' } }]);
  expect((await flows.details(place, flowId)).version).toBe(version);
});

describe.each(['audit_log', 'flow_events'])('S17 while nothing can be written to %s', (table) => {
  /** Stands for a full disk, a lost right or a broken chain. */
  async function refuseWrites(): Promise<void> {
    await owner.query(
      `create or replace function refuse() returns trigger language plpgsql as $$
       begin raise exception 'nothing can be written here'; end $$`,
    );
    await owner.query(
      `create trigger refuse before insert on ${table} for each row execute function refuse()`,
    );
  }

  test.each(['pause', 'cancel', 'approve', 'reject', 'restart'])('%s does not happen', async (command) => {
    const { place, flowId, decision } = await waiting();
    const before = await stateOf(flowId);
    const bodies: Record<string, object> = {
      approve: decision,
      reject: { ...decision, reason: 'names are wrong' },
      restart: { phase: 'field_mapping' },
    };
    await refuseWrites();
    const { status } = await flows.post(place, `/flows/${flowId}/${command}`, bodies[command] ?? {});
    expect(status).toBe(500);
    expect(await stateOf(flowId)).toEqual(before);
  });

  test('deleting does not happen', async () => {
    const { place, flowId } = await waiting();
    const before = await stateOf(flowId);
    await refuseWrites();
    await expect(remove(place, flowId)).rejects.toThrow('nothing can be written here');
    expect(await stateOf(flowId)).toEqual(before);
  });
});

function remove(place: Place, flowId: Awaited<ReturnType<typeof waiting>>['flowId']) {
  const { clientAccountId, engagementId, userId } = place;
  const actor = { userId, kind: 'user' } as const;
  return inTenantScope(flows.server.db, { clientAccountId, engagementId, actor }, (scope) =>
    applyCommand(scope, flows.engine, {
      flowId,
      build: ({ at, ids }) => ({ type: 'delete', at, ids, force: false }),
    }),
  );
}

async function stateOf(flowId: string): Promise<unknown> {
  const { rows } = await admin.query(
    `select c.*, m.status as master_status, m.version as master_version,
       (select jsonb_agg(g order by g.id) from flow_gates g where g.flow_id = c.flow_id) as gates,
       (select jsonb_agg(r order by r.id) from phase_runs r where r.flow_id = c.flow_id) as runs,
       (select count(*) from gate_decisions d join flow_gates g on g.id = d.gate_id where g.flow_id = c.flow_id) as decisions,
       (select count(*) from flow_events e where e.flow_id = c.flow_id) as events,
       (select count(*) from dbos.workflow_status w where w.workflow_uuid like c.flow_id || '%') as jobs
     from discovery_flows c join master_flows m using (flow_id) where c.flow_id = $1`,
    [flowId],
  );
  return rows[0];
}
