import type { TenantScope } from '../../platform/tenant-scope.ts';

/** Runs work in a read-only transaction of the tenant. */
export type ReadScope = <Result>(work: (scope: TenantScope) => Promise<Result>) => Promise<Result>;

/** What taking an import out of the inventory removes and changes. */
export interface FootprintCounts {
  readonly assets: number;
  readonly assetsShared: number;
  readonly valuesRolledBack: number;
  readonly dependencies: number;
  readonly applications: number;
}

/** Some assets from which an import is to be taken out. */
export interface RollbackWork {
  /** Does it in the caller's transaction and answers how many values went back; again, it changes nothing. */
  apply(scope: TenantScope): Promise<number>;
}

/** The rollback of one import as it was found out at one moment. */
export interface OpenRollback {
  readonly batches: readonly RollbackWork[];
  /** Names the state of everybody else's results it was found out from. */
  readonly mark: string;
  /** As {@link InventoryPort.dependents}. */
  readonly dependents: readonly string[];
}

/** Other flows of the engagement that are at the inventory. */
export interface OtherFlows {
  /** Names the state of the results of all others, as in {@link OpenRollback}. */
  readonly mark: string;
  /** Flows that are writing an approved match to the inventory. */
  readonly writing: readonly string[];
}

/** What deletion asks of the inventory. The composition root hands it the real one. */
export interface InventoryPort {
  /** What deleting the import would do to the inventory, in the state the mark names. */
  measure(read: ReadScope, state: { importId: string; mark: string }): Promise<FootprintCounts>;
  /** Names the state of the results of all other imports and of the dependencies. */
  markOf(scope: TenantScope, importId: string): Promise<string>;
  openRollback(read: ReadScope, importId: string): Promise<OpenRollback>;
  /** Holds up what other flows are writing to the inventory until the transaction ends. */
  holdOthers(scope: TenantScope, importId: string): Promise<OtherFlows>;
  /** Unfinished flows whose match with the inventory is not written yet and names assets of the import. */
  dependents(read: ReadScope, importId: string): Promise<readonly string[]>;
  removeDependencies(scope: TenantScope, importId: string, limit: number): Promise<number>;
  /** Takes an import out of the applications, some records at once; answers how many of them, and of applications, went. */
  removeApplications(
    scope: TenantScope,
    importId: string,
    limit: number,
  ): Promise<{ readonly applications: number; readonly records: number }>;
  removeAssets(
    scope: TenantScope,
    stretch: { readonly importId: string; readonly afterId: string | null; readonly limit: number },
  ): Promise<{ readonly removed: number; readonly lastId: string | null }>;
}
