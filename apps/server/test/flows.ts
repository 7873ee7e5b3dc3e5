import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FlowDetails } from '@landfall/contract/flows';
import type { ImportCategory } from '@landfall/domain/catalog/import-category';
import { flowTypeDefinitions, flowTypeForCategory, type PhaseName } from '@landfall/domain/flow/flow-type';
import { asId, type FlowId, type TenantPair, type UserId } from '@landfall/domain/shared/ids';
import type { FastifyPluginAsync } from 'fastify';
import { afterAll, beforeAll } from 'vitest';
import { batchCommandRoutes } from '../src/features/flows/batch-commands.routes.ts';
import { flowCommandRoutes } from '../src/features/flows/flow-commands.routes.ts';
import { createFlowPort } from '../src/features/flows/flow-port.ts';
import { flowStreamRoutes } from '../src/features/flows/flow-stream.routes.ts';
import { registerFlowTypes } from '../src/features/flows/flow-type-versions.repository.ts';
import { flowRoutes } from '../src/features/flows/flows.routes.ts';
import { resumeRoutes } from '../src/features/flows/resume.routes.ts';
import type { GateRule, GateRules } from '../src/features/flows/gate-rules.ts';
import { mappingDesk } from '../src/features/mappings/mapping-desk.ts';
import { findViolations, type Violation } from '../src/features/flows/invariants.repository.ts';
import { definePhase, type PhaseContext, type PhaseResult } from '../src/flows/define-phase.ts';
import { createPhaseRegistry, type PhaseRegistry } from '../src/flows/phase-registry.ts';
import { reconcile } from '../src/flows/reconcile.ts';
import { runPhase } from '../src/flows/run-phase.ts';
import { type DeletionWork, type FlowWorker, startFlowWorker } from '../src/flows/start-worker.ts';
import type { FlowEngine, PhaseJob } from '../src/platform/flow-engine.ts';
import type { Db } from '../src/platform/db.ts';
import { migrateEngine, openFlowEngine } from '../src/platform/flow-engine-dbos.ts';
import type { CreatedFlow, FlowPort, ImportFlowInput } from '../src/platform/flow-port.ts';
import { createLog, type Log } from '../src/platform/log.ts';
import { inTenantScope } from '../src/platform/tenant-scope.ts';
import { type TestServer, useServer } from './server.ts';

/** How long a flow may take to come where a test awaits it; failing runs are tried again after 15 seconds in all. */
export const waitMs = 120_000;

/** What a phase of a test does; each may be exchanged while a test runs. */
export type PhaseBodies = Partial<Record<PhaseName, (context: PhaseContext) => Promise<PhaseResult>>>;

/** Reasons the gates of a test are not satisfied; empty means they are. */
export interface TestGates {
  reasons: string[];
}

export interface TestFlows {
  readonly server: TestServer;
  readonly engine: FlowEngine;
  readonly port: FlowPort;
  readonly bodies: PhaseBodies;
  readonly gates: TestGates;
  /** Whether rows or file of the imports are there. */
  readonly rawData: { exists: boolean };
  /** Why a phase may not succeed yet, by phase. */
  readonly exitReasons: Partial<Record<PhaseName, string>>;
  /** A tenant with an engagement manager who may do everything with flows. */
  place(): Promise<TenantPair & { userId: UserId; headers: Record<string, string> }>;
  create(place: TenantPair & { userId: UserId }, category?: ImportCategory): Promise<CreatedFlow>;
  post(place: { headers: Record<string, string> }, path: string, body?: object): Promise<Answer>;
  get(place: { headers: Record<string, string> }, path: string): Promise<Answer>;
  details(place: { headers: Record<string, string> }, flowId: FlowId): Promise<FlowDetails>;
  /** Waits until the flow has this status. */
  reach(place: { headers: Record<string, string> }, flowId: FlowId, status: string): Promise<FlowDetails>;
  /** Executes a job as another process would, beside the worker of the test. */
  deliver(
    job: PhaseJob,
    as?: { executor?: string; signal?: AbortSignal; heartbeatMs?: number },
  ): Promise<'done' | 'hand_over'>;
  /** One turn of the reconciler; answers how many runs it delivered again. */
  reconcile(): Promise<number>;
  violations(): Promise<Violation[]>;
}

export interface Answer {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- a test looks into any body
  readonly body: any;
}

const standard: Required<PhaseBodies> = {
  data_import: threeBatches,
  data_validation: succeed,
  field_mapping: () => decide('mapping_approval'),
  data_cleansing: threeBatches,
  asset_inventory: (context) => (context.afterGate === undefined ? decide('asset_preview') : succeed()),
  upload: succeed,
  validation: succeed,
  enrichment: succeed,
};

async function succeed(): Promise<PhaseResult> {
  return { kind: 'succeeded', counts: { rows: 3 } };
}

async function decide(gateKind: 'mapping_approval' | 'asset_preview'): Promise<PhaseResult> {
  return {
    kind: 'needs_decision',
    gateKind,
    subject: { columns: 1 },
    subjectHash: 'hash',
    counts: { columns: 1 },
  };
}

/** Three batches of one row, from the checkpoint on, each leaving a step row that shows it was not repeated. */
async function threeBatches(context: PhaseContext): Promise<PhaseResult> {
  const from = typeof context.checkpoint === 'number' ? context.checkpoint : 0;
  for (let row = from + 1; row <= 3; row++) {
    await context.batch({ rowsDone: row, rowsTotal: 3, checkpoint: row }, (scope) =>
      leaveTrace(scope, context, row),
    );
  }
  return { kind: 'succeeded', counts: { rows: 3 } };
}

/** A row a batch of a test leaves; the same batch twice would leave two. */
export async function leaveTrace(
  scope: Parameters<Parameters<PhaseContext['batch']>[1]>[0],
  context: PhaseContext,
  row: number,
): Promise<void> {
  await scope.tx
    .insertInto('import_processing_steps')
    .values({
      client_account_id: scope.clientAccountId,
      engagement_id: scope.engagementId,
      flow_id: context.flowId,
      phase_run_id: context.runId,
      step_name: `${context.phase} ${row} ${randomUUID()}`,
      step_order: row,
      status: 'completed',
    })
    .execute();
}

export interface FlowsOptions {
  readonly worker?: boolean;
  /** Routes of other features that a test needs beside those of flows. */
  readonly routes?: (parts: { db: Db; flows: FlowPort; engine: FlowEngine }) => FastifyPluginAsync[];
  /** What removes the data of deleted flows; nothing unless told. */
  readonly deletions?: (parts: { db: Db; engine: FlowEngine; log: Log }) => DeletionWork;
}

/** The whole server with flows, engine and worker; phases are those of the test. */
// oxlint-disable-next-line max-lines-per-function -- one object whose parts close over the same server
export function useFlows(options: FlowsOptions = {}): TestFlows {
  const bodies: PhaseBodies = {};
  const gates: TestGates = { reasons: [] };
  const rawData = { exists: true };
  const exitReasons: Partial<Record<PhaseName, string>> = {};
  const held: { engine?: FlowEngine; worker?: FlowWorker } = {};
  const engine = lazily(() => held.engine);
  const rules = rulesOf(gates);
  // A file of these tests is nowhere, and their phases read none.
  const isThere = async () => rawData.exists;
  const resuming = (db: Db) => ({
    db,
    engine,
    gates: rules,
    rawDataExists: isThere,
    mappings: mappingDesk(createFlowPort(engine)),
    // The phases of these tests store nothing, so there is nothing the doctor could judge a flow by.
    heal: async () => ({ healed: [], uncertain: [] }),
  });
  const server = useServer({
    features: (db) => [
      flowRoutes({ db, gates: rules, accounting: async () => null }),
      flowStreamRoutes({ db }),
      flowCommandRoutes({ db, engine, gates: rules, rawDataExists: isThere }),
      resumeRoutes(resuming(db)),
      batchCommandRoutes(resuming(db)),
      ...(options.routes?.({ db, flows: createFlowPort(engine), engine }) ?? []),
    ],
  });
  const log = createLog({ level: 'warn', write: (line) => server.logLines.push(line) });
  const registry = registryOf(bodies, exitReasons);
  const deletions = () => options.deletions?.({ db: server.db, engine, log });
  const deps = () => ({ db: server.db, engine, registry, log, deletions: deletions() });
  beforeAll(async () => {
    await migrateEngine(server.database.ownerUrl);
    await registerFlowTypes(server.db, flowTypeDefinitions);
    held.engine = await openFlowEngine({ appUrl: server.database.appUrl, log });
    if (options.worker !== false) held.worker = await startFlowWorker(deps());
  });
  afterAll(async () => {
    await held.worker?.stop();
    await held.engine?.stop();
  });

  const send = async (
    method: 'GET' | 'POST',
    url: string,
    rest: { headers: Record<string, string>; payload?: object },
  ) => {
    const answer = await server.send({ method, url: `/api/v1${url}`, ...rest });
    return { status: answer.statusCode, body: answer.body === '' ? undefined : JSON.parse(answer.body) };
  };
  const flows: TestFlows = {
    server,
    engine,
    port: createFlowPort(engine),
    bodies,
    gates,
    exitReasons,
    rawData,
    async place() {
      const tenant = await server.tenants.tenant();
      const userId = await server.tenants.user();
      await server.tenants.grant(userId, 'engagement_manager', tenant);
      return { ...tenant, userId, headers: server.headersOf(userId, tenant) };
    },
    create: (place, category = 'cmdb_export') =>
      inTenantScope(server.db, { ...place, actor: { userId: place.userId, kind: 'user' } }, (scope) =>
        flows.port.createImportFlow(scope, newImport(place.userId, category)),
      ),
    post: ({ headers }, path, payload = {}) => send('POST', path, { headers, payload }),
    get: ({ headers }, path) => send('GET', path, { headers }),
    async details(place, flowId) {
      return (await flows.get(place, `/flows/${flowId}`)).body;
    },
    async reach(place, flowId, status) {
      for (let waited = 0; waited < waitMs; waited += 100) {
        const flow = await flows.details(place, flowId);
        if (flow.status === status) return flow;
        await sleep(100);
      }
      throw new Error(
        `The flow did not become ${status}: ${JSON.stringify(await flows.details(place, flowId))}`,
      );
    },
    deliver: (job, { executor = 'test', signal = new AbortController().signal, heartbeatMs } = {}) =>
      runPhase({ ...deps(), heartbeatMs }, { job, executor, signal }),
    reconcile: () => reconcile(deps()),
    violations: () => findViolations(server.database.admin, { content: false }),
  };
  return flows;
}

function registryOf(bodies: PhaseBodies, exitReasons: TestFlows['exitReasons']): PhaseRegistry {
  // All versions of a flow type have the same phases.
  const newest = [flowTypeForCategory('cmdb_export'), flowTypeForCategory('infrastructure')];
  return createPhaseRegistry(
    newest.flatMap((type) =>
      type.phases.map(({ name }) =>
        definePhase({
          flowType: type.name,
          name,
          run: (context) => (bodies[name] ?? standard[name])(context),
          checkExit: async () => exitReasons[name],
        }),
      ),
    ),
  );
}

function rulesOf(gates: TestGates): GateRules {
  const rule: GateRule = {
    check: async () => ({
      reasons: gates.reasons.map((code) => ({ code, message: code, column_id: null, column: null })),
    }),
  };
  return { validation_decision: rule, mapping_approval: rule, asset_preview: rule, asset_conflict: rule };
}

/** A new upload of a file that is nowhere. */
export function newImport(createdBy: UserId, category: ImportCategory = 'cmdb_export'): ImportFlowInput {
  return {
    category,
    importName: 'servers',
    createdBy,
    file: {
      fileName: 'servers.csv',
      storageKey: randomUUID(),
      sha256: 'a'.repeat(64),
      sizeBytes: 3,
      format: 'csv',
      encoding: 'utf-8',
      delimiter: ',',
      headerRow: 1,
      dialect: {},
    },
  };
}

/** The job of the run a new flow starts with. */
export async function firstJob(flows: TestFlows, place: TenantPair, flowId: FlowId) {
  const { rows } = await flows.server.database.admin.query<{
    id: string;
    phase: PhaseName;
    epoch: number;
    attempt: number;
  }>('select id, phase, epoch, attempt from phase_runs where flow_id = $1 order by id desc limit 1', [
    flowId,
  ]);
  const [run] = rows;
  if (run === undefined) throw new Error('The flow has no run');
  const { clientAccountId, engagementId } = place;
  return {
    clientAccountId,
    engagementId,
    flowId,
    runId: asId<'PhaseRun'>(run.id),
    phase: run.phase,
    epoch: run.epoch,
    attempt: run.attempt,
  };
}

/** Something a test waits for and opens itself. */
export function latch(): { opened: Promise<void>; open: () => void } {
  const state: { open: () => void } = { open: () => {} };
  const opened = new Promise<void>((resolve) => {
    state.open = resolve;
  });
  return { opened, open: () => state.open() };
}

/** An engine that is opened later; it may be handed out before. */
export function lazily(engine: () => FlowEngine | undefined): FlowEngine {
  const real = (): FlowEngine => {
    const opened = engine();
    if (opened === undefined) throw new Error('The engine is open inside tests only.');
    return opened;
  };
  return {
    enqueue: (...values) => real().enqueue(...values),
    enqueueAgain: (...values) => real().enqueueAgain(...values),
    deliveriesOf: (...values) => real().deliveriesOf(...values),
    startWorker: (...values) => real().startWorker(...values),
    enqueueDeletion: (...values) => real().enqueueDeletion(...values),
    enqueueDeletionAgain: (...values) => real().enqueueDeletionAgain(...values),
    deletionDeliveriesOf: (...values) => real().deletionDeliveriesOf(...values),
    forgetFlow: (...values) => real().forgetFlow(...values),
    forgetFinished: (...values) => real().forgetFinished(...values),
    stop: () => real().stop(),
  };
}
