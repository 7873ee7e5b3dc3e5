import {
  countApplicationsOf,
  markOfApplications,
  removeApplications,
} from '../features/applications/register-applications.repository.ts';
import { restoreDeletions } from '../features/deletion/restore-deletions.ts';
import { deletionHandler } from '../features/deletion/run-deletion.service.ts';
import { createFlowPort } from '../features/flows/flow-port.ts';
import { ImpactCounter } from '../features/deletion/impact-counter.ts';
import type { InventoryPort } from '../features/deletion/inventory-port.ts';
import { indexFootprint } from '../features/inventory/footprint-index.ts';
import { lockOthers, markOfDependencies, markOfOthers } from '../features/inventory/footprint.repository.ts';
import {
  dependentFlows,
  measureFootprint,
  rollBackBatch,
  rollbackBatches,
} from '../features/inventory/footprint.service.ts';
import { removeAssets, removeDependencies } from '../features/inventory/rollback.repository.ts';
import type { DeletionWork } from '../flows/start-worker.ts';
import type { Db } from '../platform/db.ts';
import type { FileStore } from '../platform/file-store.ts';
import type { FlowEngine } from '../platform/flow-engine.ts';
import type { Log } from '../platform/log.ts';

const counter = new ImpactCounter(async (read, importId) => ({
  ...(await measureFootprint(read, importId)),
  applications: await read((scope) => countApplicationsOf(scope, importId)),
}));

/** What deletion asks of the inventory, answered by it. */
export const deletionInventory: InventoryPort = {
  measure: (read, state) => counter.countsOf(read, state),
  async markOf(scope, importId) {
    const applications = await markOfApplications(scope);
    return `${await markOfOthers(scope, importId)} ${await markOfDependencies(scope)} ${applications}`;
  },
  async openRollback(read, importId) {
    // Read first: what others write while the index is made is then noticed.
    const mark = await read((scope) => markOfOthers(scope, importId));
    const index = await indexFootprint(read, importId);
    return {
      mark,
      dependents: await dependentFlows(read, index),
      batches: rollbackBatches(index).map((batch) => ({ apply: (scope) => rollBackBatch(scope, batch) })),
    };
  },
  holdOthers: lockOthers,
  dependents: async (read, importId) => dependentFlows(read, await indexFootprint(read, importId)),
  removeDependencies,
  removeApplications: (scope, importId, limit) => removeApplications(scope, { importId, limit }),
  removeAssets,
};

/** What a process needs to remove the data of deleted flows. */
export interface DeletionWorkDeps {
  readonly db: Db;
  readonly engine: FlowEngine;
  readonly files: Pick<FileStore, 'has' | 'remove'>;
  readonly log: Log;
}

/** Carries out deletions, and finds those that lost their job. */
export function deletionWorkOf(deps: DeletionWorkDeps): DeletionWork {
  const flows = createFlowPort(deps.engine);
  return {
    handler: deletionHandler({ ...deps, flows, inventory: deletionInventory }),
    restore: () => restoreDeletions(deps),
  };
}
