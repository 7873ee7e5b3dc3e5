import type { FlowId } from '@landfall/domain/shared/ids';
import { expect, test } from 'vitest';
import { firstJob, newImport, useFlows } from '../../test/flows.ts';
import { inEveryOrder } from '../../test/stepped.ts';
import type { GateRules } from '../features/flows/gate-rules.ts';
import { approveGate, rejectGate } from '../features/flows/gate-decisions.service.ts';
import { resumeFlow } from '../features/flows/resume.service.ts';
import { mappingDesk } from '../features/mappings/mapping-desk.ts';
import type { Db } from '../platform/db.ts';
import { inTenantScope } from '../platform/tenant-scope.ts';

// No worker: nobody but the two sides touches the flow while their steps are interleaved.
const flows = useFlows({ worker: false });
const { database } = flows.server;
type Place = Awaited<ReturnType<typeof flows.place>>;

const satisfied = { check: async () => ({ reasons: [] }) };
const gates: GateRules = {
  validation_decision: satisfied,
  mapping_approval: satisfied,
  asset_preview: satisfied,
  asset_conflict: satisfied,
};
const depsOf = (db: Db) => ({ db, engine: flows.engine, gates, rawDataExists: async () => true });
const callerOf = ({ clientAccountId, engagementId, userId }: Place) => ({
  clientAccountId,
  engagementId,
  actor: { userId, kind: 'user' as const },
});
const requireRight = (): void => {};
// Each of some dozen orders is a flow of its own, brought to where both sides begin.
const timeout = 300_000;

/** A flow at its mapping gate, in an engagement of its own. */
async function atGate() {
  const place = await flows.place();
  const { flowId } = await flows.create(place);
  for (let phase = 0; phase < 3; phase++) await flows.deliver(await firstJob(flows, place, flowId));
  const { gate } = await flows.details(place, flowId);
  if (gate === null) throw new Error('The flow is not at its gate.');
  return { place, flowId, gateId: gate.id, revision: gate.revision };
}

type AtGate = Awaited<ReturnType<typeof atGate>>;

const noBulk = { approveConfidenceAtLeast: undefined, remaining: undefined };
const approve = ({ place, ...gate }: AtGate, db: Db) =>
  approveGate(depsOf(db), callerOf(place), { ...gate, ...noBulk, note: undefined, requireRight });
const reject = ({ place, ...gate }: AtGate, db: Db) =>
  rejectGate(depsOf(db), callerOf(place), {
    ...gate,
    reason: 'not like this',
    restartFrom: undefined,
    requireRight,
  });

const resume = ({ place, flowId }: { place: Place; flowId: FlowId }, db: Db) =>
  resumeFlow(
    {
      ...depsOf(db),
      mappings: mappingDesk(flows.port),
      heal: async () => ({ healed: [], uncertain: [] }),
    },
    callerOf(place),
    { flowId, ...noBulk, wish: { action: 'auto', forceRestart: false }, mayDo: () => true, requireRight },
  );

const upload = (place: Place, db: Db) => {
  const caller = callerOf(place);
  const free = inTenantScope(db, caller, (scope) => flows.port.requireFreeSlot(scope, 'cmdb_export'));
  return free.then(() =>
    inTenantScope(db, caller, async (scope) => {
      await flows.port.createImportFlow(scope, newImport(place.userId));
      return { outcome: 'created' };
    }),
  );
};

async function decisionsOf(flowId: FlowId): Promise<string[]> {
  const { rows } = await database.admin.query<{ decision: string }>(
    `select d.decision from gate_decisions d join flow_gates g on g.id = d.gate_id where g.flow_id = $1
     order by d.created_at`,
    [flowId],
  );
  return rows.map(({ decision }) => decision);
}

/** What each side was told: the outcome of its command, or the code of the refusal. */
function told(outcomes: Readonly<Record<'left' | 'right', PromiseSettledResult<unknown>>>): string[] {
  return [outcomes.left, outcomes.right]
    .map((each) => {
      const said: unknown = each.status === 'fulfilled' ? each.value : each.reason;
      return String(Reflect.get(Object(said), each.status === 'fulfilled' ? 'outcome' : 'code'));
    })
    .toSorted();
}

test('of two approvals one counts, and the other is told who was faster, in every order of their steps', {
  timeout,
}, async () => {
  const orders = await inEveryOrder(database, {
    arrange: atGate,
    isSymmetric: true,
    left: approve,
    right: approve,
    async check({ flowId }, outcomes, order) {
      expect(told(outcomes), order).toEqual(['already_approved', 'gate_approved']);
      expect(await decisionsOf(flowId), order).toEqual(['approve']);
      expect(await flows.violations(), order).toEqual([]);
    },
  });
  expect(orders).toBeGreaterThanOrEqual(6);
});

test('of an approval and a rejection one counts, and the other is refused, in every order of their steps', {
  timeout,
}, async () => {
  const orders = await inEveryOrder(database, {
    arrange: atGate,
    left: approve,
    right: reject,
    async check({ place, flowId }, outcomes, order) {
      const { status } = await flows.details(place, flowId);
      const expected =
        status === 'running'
          ? { told: ['already_decided', 'gate_approved'], decisions: ['approve'] }
          : { told: ['gate_rejected', 'gate_revision_stale'], decisions: ['reject'] };
      expect({ told: told(outcomes), decisions: await decisionsOf(flowId) }, order).toEqual(expected);
      expect(await flows.violations(), order).toEqual([]);
    },
  });
  expect(orders).toBeGreaterThanOrEqual(6);
});

test('of two resumes one queues the work, in every order of their steps', { timeout }, async () => {
  const orders = await inEveryOrder(database, {
    async arrange() {
      const place = await flows.place();
      const { flowId } = await flows.create(place);
      await flows.post(place, `/flows/${flowId}/pause`);
      return { place, flowId };
    },
    isSymmetric: true,
    left: resume,
    right: resume,
    async check({ flowId }, outcomes, order) {
      expect(told(outcomes), order).toEqual(['already_running', 'resumed']);
      const { rows } = await database.admin.query(
        `select from phase_runs where flow_id = $1 and status = 'queued'`,
        [flowId],
      );
      expect(rows.length, order).toBe(1);
      expect(await flows.violations(), order).toEqual([]);
    },
  });
  expect(orders).toBeGreaterThanOrEqual(6);
});

test('of two uploads into one slot one makes a flow, in every order of their steps', {
  timeout,
}, async () => {
  const orders = await inEveryOrder(database, {
    arrange: () => flows.place(),
    isSymmetric: true,
    left: upload,
    right: upload,
    async check({ engagementId }, outcomes, order) {
      expect(told(outcomes), order).toEqual(['created', 'incomplete_discovery_flow_exists']);
      const { rows } = await database.admin.query('select from discovery_flows where engagement_id = $1', [
        engagementId,
      ]);
      expect(rows.length, order).toBe(1);
      expect(await flows.violations(), order).toEqual([]);
    },
  });
  expect(orders).toBeGreaterThanOrEqual(6);
});
