import type { DeletionCounts } from '@landfall/domain/deletion/deletion-plan';
import type { DeletionStep } from '@landfall/domain/deletion/deletion-step';
import { asId } from '@landfall/domain/shared/ids';
import type { FileStore } from '../../platform/file-store.ts';
import type { FlowEngine } from '../../platform/flow-engine.ts';
import type { FlowPort } from '../../platform/flow-port.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import {
  type Doomed,
  emptyFlowTable,
  emptyImportTable,
  type Emptied,
  type FlowTable,
  forgetAnswers,
  type ImportTable,
  listFiles,
  removeDecisions,
  removeFileRecord,
  scrubTombstone,
  waitForWork,
} from './cascade.repository.ts';
import type { InventoryPort, ReadScope } from './inventory-port.ts';

/** What the steps work with. */
export interface StepDeps {
  readonly engine: Pick<FlowEngine, 'forgetFlow'>;
  readonly files: Pick<FileStore, 'has' | 'remove'>;
  readonly flows: Pick<FlowPort, 'rematch'>;
  readonly inventory: InventoryPort;
}

/** One step of one deletion at work. */
export interface StepContext extends StepDeps, Doomed {
  readonly read: ReadScope;
  /** Mark of the others' results that the rollback was made from; `undefined` before it. */
  readonly mark: string | undefined;
  /**
   * Commits one batch: `work` answers what it removed, which is counted in the same transaction. Throws when the
   * deletion has moved on without this delivery, or the process stops.
   */
  readonly batch: <Removed extends Partial<DeletionCounts>>(
    work: (scope: TenantScope) => Promise<Removed>,
  ) => Promise<Removed>;
  /** Waits; throws when the process stops. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** Where a step leads, where it is not simply the next one. */
export interface StepEnd {
  readonly mark?: string;
  /** True when the results of others have changed since the rollback, which is then done again. */
  readonly rollBackAgain?: boolean;
}

/** Others' results have changed between two batches. */
class OthersMoved extends Error {}

const records = 200;
const assetsAtOnce = 5000;
const applicationsAtOnce = 20_000;
const jobsEndWithinMs = 60_000;
const jobsPollMs = 250;
const rematchReason = 'Assets this flow had matched went with a deleted flow.';

type Step = (context: StepContext) => Promise<StepEnd | void>;

/** What each step removes; doing a step again finds nothing left to do. `verify` belongs to the job itself. */
export const stepsByName: Readonly<Record<Exclude<DeletionStep, 'verify'>, Step>> = {
  running_work: async (context) => {
    const live = { count: 0 };
    await context.batch(async (scope) => {
      live.count = await waitForWork(scope, context);
      return {};
    });
    if (live.count > 0) throw new Error(`${live.count} runs of the deleted flow may still write`);
  },
  asset_values: rollBackValues,
  dependencies: async ({ batch, inventory, importId }) => {
    await untilEmpty(async () => {
      const { dependencies } = await batch(async (scope) => ({
        dependencies: await inventory.removeDependencies(scope, importId, records),
      }));
      return dependencies;
    });
  },
  assets: removeAssets,
  application_links: async ({ batch, inventory, importId }) => {
    await untilEmpty(async () => {
      const gone = { records: 0 };
      await batch(async (scope) => {
        const { applications, records: count } = await inventory.removeApplications(
          scope,
          importId,
          applicationsAtOnce,
        );
        gone.records = count;
        return { applications };
      });
      return gone.records;
    });
  },
  results: async (context) => {
    await context.batch(async (scope) => {
      await removeDecisions(scope, context);
      return {};
    });
    await emptyImport(context, 'asset_findings', () => ({}));
    await emptyImport(context, 'import_ends', () => ({}));
    await emptyImport(context, 'asset_conflicts', () => ({}));
    await emptyImport(context, 'import_row_blocks', () => ({}));
    await emptyImport(context, 'import_cleansed_blocks', ({ rows }) => ({ rowResults: rows }));
    await emptyImport(context, 'cleansing_recommendations', () => ({}));
    await emptyImport(context, 'quality_issues', (gone) => ({ qualityIssues: gone.records }));
  },
  mappings: async (context) => {
    await emptyImport(context, 'import_field_mappings', (gone) => ({ fieldMappings: gone.records }));
    await emptyImport(context, 'import_columns', () => ({}));
  },
  raw_records: (context) => emptyImport(context, 'import_chunks', ({ rows }) => ({ rawRecords: rows })),
  files: removeFiles,
  processing_steps: async (context) => {
    await emptyFlow(context, 'import_processing_steps');
    await emptyFlow(context, 'phase_runs');
    await emptyFlow(context, 'flow_gates');
    await emptyFlow(context, 'doctor_findings');
    await forgetJobs(context);
  },
  journal_samples: async (context) => {
    await context.batch(async (scope) => {
      await forgetAnswers(scope, context);
      await scrubTombstone(scope, context);
      return {};
    });
  },
};

async function untilEmpty(removeSome: () => Promise<number>): Promise<void> {
  for (;;) if ((await removeSome()) === 0) return;
}

async function emptyImport(
  { batch, importId }: StepContext,
  table: ImportTable,
  count: (gone: Emptied) => Partial<DeletionCounts>,
): Promise<void> {
  await untilEmpty(async () => {
    const gone = { records: 0 };
    await batch(async (scope) => {
      const emptied = await emptyImportTable(scope, table, { importId, limit: records });
      gone.records = emptied.records;
      return count(emptied);
    });
    return gone.records;
  });
}

async function emptyFlow({ batch, flowId }: StepContext, table: FlowTable): Promise<void> {
  await untilEmpty(async () => {
    const gone = { records: 0 };
    await batch(async (scope) => {
      gone.records = (await emptyFlowTable(scope, table, { flowId, limit: records })).records;
      return {};
    });
    return gone.records;
  });
}

/** Puts values of shared assets back; from the start again when others have written results meanwhile. */
async function rollBackValues(context: StepContext): Promise<StepEnd> {
  for (;;) {
    const opened = await context.inventory.openRollback(context.read, context.importId);
    try {
      for (const work of opened.batches) {
        await context.batch(async (scope) => {
          await holdOthers(scope, context, opened);
          return { assetValuesRolledBack: await work.apply(scope) };
        });
      }
      return { mark: opened.mark };
    } catch (error) {
      if (!(error instanceof OthersMoved)) throw error;
    }
  }
}

interface Expected {
  readonly mark: string | undefined;
  readonly dependents: readonly string[];
}

/** Holds up other writers of the inventory; one about to write by an outdated match is matched anew. */
async function holdOthers(scope: TenantScope, context: StepContext, expected: Expected): Promise<void> {
  const { mark, writing } = await context.inventory.holdOthers(scope, context.importId);
  if (mark !== expected.mark) throw new OthersMoved();
  for (const flowId of writing.filter((id) => expected.dependents.includes(id)))
    await context.flows.rematch(scope, asId(flowId), rematchReason);
}

/** Removes the assets that are the import's alone, then has matched anew who had matched one of them. */
async function removeAssets(context: StepContext): Promise<StepEnd | void> {
  const { inventory, importId, read, mark } = context;
  const dependents = await inventory.dependents(read, importId);
  try {
    await removeOwnAssets(context, { mark, dependents });
  } catch (error) {
    if (!(error instanceof OthersMoved)) throw error;
    return { rollBackAgain: true };
  }
  const late = await inventory.dependents(read, importId);
  for (const flowId of new Set([...dependents, ...late])) {
    await context.batch(async (scope) => {
      await context.flows.rematch(scope, asId(flowId), rematchReason);
      return {};
    });
  }
  return undefined;
}

async function removeOwnAssets(context: StepContext, expected: Expected): Promise<void> {
  const { inventory, importId } = context;
  const last: { id: string | null } = { id: null };
  do {
    const stretch = { importId, afterId: last.id, limit: assetsAtOnce };
    await context.batch(async (scope) => {
      await holdOthers(scope, context, expected);
      const { removed, lastId } = await inventory.removeAssets(scope, stretch);
      last.id = lastId;
      return { assets: removed };
    });
  } while (last.id !== null);
}

/** A worker that is still in a batch of the flow finds out within seconds that it may not write. */
async function forgetJobs({ engine, flowId, pause }: StepContext): Promise<void> {
  let executing = 0;
  for (let waited = 0; waited < jobsEndWithinMs; waited += jobsPollMs) {
    executing = await engine.forgetFlow(asId(flowId));
    if (executing === 0) return;
    await pause(jobsPollMs);
  }
  throw new Error(`${executing} jobs of the deleted flow are still being executed`);
}

/** Removes the stored files; a record goes only after its file is seen to be gone. */
async function removeFiles({ batch, read, files, importId }: StepContext): Promise<void> {
  for (const { id, storageKey, sizeBytes } of await read((scope) => listFiles(scope, importId))) {
    if (await files.has(storageKey)) await files.remove(storageKey);
    if (await files.has(storageKey)) throw new Error(`The stored file of ${id} is still there`);
    await batch(async (scope) => {
      const gone = await removeFileRecord(scope, id);
      return { files: gone, fileBytes: gone * sizeBytes };
    });
  }
}
