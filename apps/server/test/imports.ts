import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ImportCategory } from '@landfall/domain/catalog/import-category';
import { flowTypeDefinitions } from '@landfall/domain/flow/flow-type';
import type { GateKind } from '@landfall/domain/flow/gate-kind';
import type { Json } from '@landfall/domain/flow/phase-result';
import { asId, type FlowId, type ImportId, type TenantPair, type UserId } from '@landfall/domain/shared/ids';
import { detectLayout } from '@landfall/domain/tabular/detect-layout';
import { isRefused } from '@landfall/domain/tabular/file-layout';
import { sql } from 'kysely';
import { createImportFlow } from '../src/features/flows/create-import-flow.ts';
import { registerFlowTypes } from '../src/features/flows/flow-type-versions.repository.ts';
import type { ImportMemory } from '../src/features/inventory/import-memory.ts';
import { BatchTurns } from '../src/flows/batch-turns.ts';
import { assetInventoryPhase } from '../src/flows/asset-inventory.phase.ts';
import { dataCleansingPhase } from '../src/flows/data-cleansing.phase.ts';
import { dataImportPhase, type ProfiledImport } from '../src/flows/data-import.phase.ts';
import { dataValidationPhase } from '../src/flows/data-validation.phase.ts';
import { enrichmentPhase } from '../src/flows/enrichment.phase.ts';
import { validationPhase } from '../src/flows/validation.phase.ts';
import type { Phase, PhaseContext, PhaseResult } from '../src/flows/define-phase.ts';
import type { Db } from '../src/platform/db.ts';
import type { FlowEngine } from '../src/platform/flow-engine.ts';
import { inTenantScope, type TenantScope } from '../src/platform/tenant-scope.ts';
import type { TestDatabase } from './database.ts';
import { tenantsIn } from './tenants.ts';

/** An import whose phases a test runs one by one, without a worker. */
export interface TestImport {
  readonly tenant: TenantPair;
  readonly flowId: FlowId;
  readonly importId: ImportId;
  readonly userId: UserId;
  /** Runs a phase to its end; throws when its exit condition does not hold. */
  run(
    phase: 'data_validation' | 'data_cleansing' | 'asset_inventory' | 'validation' | 'enrichment',
    options?: RunOptions,
  ): Promise<PhaseResult>;
  /** All phases, every gate approved; the result of the last one. */
  runAll(): Promise<PhaseResult>;
  /** Rows of the import by outcome, in row order. */
  outcomes(): Promise<string[]>;
}

export interface RunOptions {
  readonly afterGate?: GateKind;
  /** Fails the batch with this number before it commits, as a killed process would. */
  readonly diesAtBatch?: number;
  /** Batches until one fails as well, counted over all runs that are given the same fuse. */
  readonly fuse?: { batches: number };
  /** Rows of a block in this run, as if another release ran the phases before. */
  readonly batchRows?: number;
}

/** How imports are cut into blocks, and how much of one is held in memory; as usual unless told. */
export interface ImportSetting {
  readonly batchRows?: number;
  readonly memory?: ImportMemory;
}

export interface TestImports {
  tenant(): Promise<TenantPair>;
  /** Stores a file in a tenant, its columns mapped by a person: header to field, or to a custom attribute by `custom:`. */
  upload(
    tenant: TenantPair,
    csv: string,
    mapping: Readonly<Record<string, string>>,
    category?: ImportCategory,
  ): Promise<TestImport>;
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- creating a flow only enqueues
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- creation only enqueues, and the test runs the phases itself
const silentEngine = { enqueue: async () => {} } as unknown as FlowEngine;

/** Imports through the real phases against the database of a test. */
// oxlint-disable-next-line max-lines-per-function -- one object whose parts close over the same database
// oxlint-disable-next-line max-lines-per-function -- one import told from its upload to its outcomes
export function importsIn(
  database: TestDatabase,
  db: () => Db,
  { batchRows, memory }: ImportSetting = {},
): TestImports {
  const tenants = tenantsIn(database.admin);
  return {
    tenant: () => tenants.tenant(),
    // oxlint-disable-next-line max-params, max-lines-per-function -- where, what, how it is mapped and what kind of file it is
    async upload(tenant, csv, mapping, category = 'cmdb_export') {
      await registerFlowTypes(db(), flowTypeDefinitions);
      const userId = await tenants.user();
      const bytes = Buffer.from(csv);
      const { flowId, importId } = await createFlow(db(), { tenant, userId, bytes, category });
      const runId = await firstRun(database, flowId);
      const checkpoints = new Map<string, Json>();
      const make = (phase: Phase, options: RunOptions = {}): PhaseContext =>
        contextOf(
          {
            db: db(),
            tenant,
            flowId,
            importId,
            runId,
            userId,
            phase,
            checkpoints,
            batchRows: options.batchRows ?? batchRows,
          },
          options,
        );
      const run = async (phase: Phase, options?: RunOptions): Promise<PhaseResult> => {
        const context = make(phase, options);
        const result = await phase.run(context);
        // What follows the decision is a run of its own.
        if (result.kind === 'needs_decision') checkpoints.delete(phase.name);
        if (result.kind === 'succeeded') {
          const reason = await inTenantScope(db(), tenant, async (scope) =>
            phase.checkExit?.(scope, context),
          );
          if (reason !== undefined) throw new Error(reason);
        }
        return result;
      };
      const store = dataImportPhase({
        files: filesOf(bytes),
        maxRows: 1_000_000,
        proposeMappings: (scope, profiled) => approveMappings(scope, profiled, { mapping, userId }),
      });
      const stored = await run(store);
      if (stored.kind !== 'succeeded') throw new Error(JSON.stringify(stored));
      await freeSlot(database, flowId);
      const phases = {
        data_validation: dataValidationPhase(memory),
        data_cleansing: dataCleansingPhase(),
        asset_inventory: assetInventoryPhase(memory),
        validation: validationPhase(),
        enrichment: enrichmentPhase(),
      };
      return {
        tenant,
        flowId,
        importId,
        userId,
        run: (name, options) => run(phases[name], options),
        async runAll() {
          await run(phases.data_validation);
          await run(phases.data_cleansing);
          const preview = await run(phases.asset_inventory);
          if (preview.kind !== 'needs_decision') return preview;
          return run(phases.asset_inventory, { afterGate: 'asset_preview' });
        },
        outcomes: () => outcomesOf(database, importId),
      };
    },
  };
}

async function createFlow(
  db: Db,
  {
    tenant,
    userId,
    bytes,
    category,
  }: { tenant: TenantPair; userId: UserId; bytes: Buffer; category: ImportCategory },
) {
  const layout = detectLayout({ bytes, isWhole: true });
  if (isRefused(layout)) throw new Error(layout.refused.detail);
  const file = {
    fileName: 'servers.csv',
    storageKey: randomUUID(),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    sizeBytes: bytes.length,
    format: 'csv',
    encoding: 'utf-8',
    delimiter: layout.delimiter,
    headerRow: layout.headerLine,
    dialect: JSON.parse(JSON.stringify(layout)),
  };
  return inTenantScope(db, { ...tenant, actor: { userId, kind: 'user' } }, (scope) =>
    createImportFlow(scope, silentEngine, {
      category,
      importName: 'servers',
      createdBy: userId,
      file,
    }),
  );
}

async function firstRun(database: TestDatabase, flowId: FlowId) {
  const { rows } = await database.admin.query<{ id: string }>(
    'select id from phase_runs where flow_id = $1',
    [flowId],
  );
  return asId<'PhaseRun'>(rows[0]?.id ?? '');
}

/** Lets the next import of the same test begin; the flow itself is not what is tested. */
async function freeSlot(database: TestDatabase, flowId: FlowId): Promise<void> {
  const client = await database.admin.connect();
  await client.query('set session_replication_role = replica');
  await client.query('update discovery_flows set deleted_at = now() where flow_id = $1', [flowId]);
  client.release(true);
}

function filesOf(bytes: Buffer) {
  return {
    size: async () => bytes.length,
    open: () => Promise.reject(new Error('UTF-8 text is read as it stands')),
    pieces: () => Readable.from([bytes], { objectMode: true }),
  };
}

async function approveMappings(
  scope: TenantScope,
  profiled: ProfiledImport,
  { mapping, userId }: { mapping: Readonly<Record<string, string>>; userId: UserId },
): Promise<void> {
  for (const { id, profile } of profiled.columns) {
    const target = mapping[profile.key];
    const custom = target?.startsWith('custom:') === true;
    const status = target === undefined ? 'ignored' : custom ? 'custom_attribute' : 'approved';
    await sql`
      insert into import_field_mappings (client_account_id, engagement_id, data_import_id, flow_id, column_id,
        source_field, target_field, status, decided_by, decided_at)
      values (${scope.clientAccountId}, ${scope.engagementId}, ${profiled.importId}, ${profiled.flowId}, ${id},
        ${profile.key}, ${custom ? target.slice(7) : (target ?? null)}, ${status}, ${userId}, now())`.execute(
      scope.tx,
    );
  }
}

interface ContextParts {
  readonly db: Db;
  readonly tenant: TenantPair;
  readonly flowId: FlowId;
  readonly importId: ImportId;
  readonly runId: ReturnType<typeof asId<'PhaseRun'>>;
  readonly userId: UserId;
  readonly phase: Phase;
  readonly checkpoints: Map<string, Json>;
  readonly batchRows: number | undefined;
}

function contextOf(
  parts: ContextParts,
  { afterGate, fuse, diesAtBatch = Number.POSITIVE_INFINITY }: RunOptions,
): PhaseContext {
  const { db, tenant, flowId, importId, runId, userId, phase, checkpoints, batchRows } = parts;
  const turns = new BatchTurns();
  let batches = 0;
  return {
    tenant,
    flowId,
    importId,
    runId,
    phase: phase.name,
    epoch: 1,
    attempt: 1,
    createdBy: userId,
    afterGate,
    batchRows,
    mayAsk: () => true,
    checkpoint: checkpoints.get(phase.name) ?? null,
    rowsDone: 0,
    signal: new AbortController().signal,
    batch: (planned, work, ahead) =>
      turns.next(async (before) => {
        const progress = await inTenantScope(db, tenant, async (scope) => {
          await ahead?.(scope);
          await before;
          const done = (await work(scope)) ?? planned;
          if (++batches >= diesAtBatch) throw new Error('power cut');
          if (fuse !== undefined && --fuse.batches === 0) throw new Error('power cut');
          return done;
        });
        if (progress.checkpoint !== undefined) checkpoints.set(phase.name, progress.checkpoint);
      }),
    read: (work) => inTenantScope(db, { ...tenant, readOnly: true }, work),
    record: async () => {},
  };
}

const outcomeWords = ['pending', 'created', 'updated', 'merged_duplicate', 'unchanged', 'rejected'];

async function outcomesOf(database: TestDatabase, importId: ImportId): Promise<string[]> {
  const { rows } = await database.admin.query<{ outcomes: Buffer }>(
    'select outcomes from import_row_blocks where data_import_id = $1 order by first_row',
    [importId],
  );
  return rows.flatMap(({ outcomes }) => [...outcomes].map((code) => outcomeWords[code] ?? 'unknown'));
}
