import { setImmediate as nextTurn } from 'node:timers/promises';
import { tallyOutcomes } from '@landfall/domain/inventory/accounting';
import {
  assetIdAt,
  codeOf,
  assetIdsOf,
  leadRowAt,
  type RowAction,
  rowActions,
  type RowOutcome,
  rowOutcomes,
  type RowResults,
  wordOf,
} from '@landfall/domain/inventory/row-results';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import {
  dropStage,
  findLostGroups,
  insertStaged,
  stageAssets,
  updateStaged,
} from './asset-stage.repository.ts';
import { CopyText } from './copy-text.ts';
import type { ImportGroups } from './group-plan.ts';
import { writeOutcomes } from './row-results.repository.ts';
import { type StageShape, stageShape } from './stage-columns.ts';
import { StageRows } from './stage-rows.ts';

/** A group whose keys another import took between preview and creation. */
export interface LostGroup {
  /** Lead row, 1-based. */
  readonly leadRow: number;
  readonly candidates: readonly string[];
}

/** What writing one block of rows needs, prepared without a transaction. */
export interface PreparedBlock {
  readonly results: RowResults;
  readonly creates: number;
  readonly created: Buffer;
  readonly updates: number;
  readonly updated: Buffer;
}

/** Writes the assets of an import as its approved preview says, one block of source rows after the other. */
export class AssetWriter {
  readonly #importId: string;
  readonly #shape: StageShape;
  readonly #stage: StageRows;
  readonly #idOf: (row: number) => string;

  constructor(
    plan: ImportGroups,
    { importId, sourceSystem }: { importId: string; sourceSystem: string | null },
  ) {
    this.#importId = importId;
    this.#idOf = assetIdsOf(importId);
    this.#shape = stageShape(plan.rows.fields);
    this.#stage = new StageRows(plan, this.#shape, sourceSystem);
  }

  /** Writes out as COPY text the groups that rows of this block lead. Others run in between. */
  async prepare(results: RowResults): Promise<PreparedBlock> {
    const created = new CopyText();
    const updated = new CopyText();
    let creates = 0;
    let updates = 0;
    for (let index = 0; index < results.rowCount; index++) {
      if (index % 2048 === 0) await nextTurn();
      const action = wordOf(rowActions, results.actions[index]);
      const lead = leadRowAt(results, index) - 1;
      if (action === 'create') {
        creates++;
        this.#stage.add(created, lead, this.#idOf(lead + 1));
      } else if (action === 'update') {
        updates++;
        this.#stage.add(updated, lead, assetIdAt(results, index) ?? '');
      }
    }
    return { results, creates, created: created.bytes, updates, updated: updated.bytes };
  }

  /** Writes a prepared block and the outcomes of its rows; returns groups that lost a race for a key. */
  async write(scope: TenantScope, block: PreparedBlock): Promise<LostGroup[]> {
    const lost = block.creates === 0 ? [] : await this.#insert(scope, block);
    const updatedRows = block.updates === 0 ? [] : await this.#update(scope, block);
    const outcomes = outcomesOf(
      block.results,
      new Set(updatedRows),
      new Set(lost.map(({ leadRow }) => leadRow)),
    );
    const tally = tallyOutcomes(outcomes, block.results.reasons);
    await writeOutcomes(scope, this.#importId, { firstRow: block.results.firstRow, outcomes, tally });
    return lost;
  }

  async #insert(scope: TenantScope, block: PreparedBlock): Promise<LostGroup[]> {
    await stageAssets(scope, this.#shape, block.created);
    const inserted = await insertStaged(scope, this.#shape, this.#importId);
    const lost = inserted === block.creates ? [] : await findLostGroups(scope);
    await dropStage(scope);
    return lost.map(({ leadRow, holders }) => ({ leadRow, candidates: holders }));
  }

  async #update(scope: TenantScope, block: PreparedBlock): Promise<number[]> {
    await stageAssets(scope, this.#shape, block.updated);
    const changed = await updateStaged(scope, this.#shape, this.#importId);
    await dropStage(scope);
    return changed;
  }
}

const outcomeOfAction: Readonly<Record<RowAction, RowOutcome | undefined>> = {
  create: 'created',
  update: 'updated',
  merge: 'merged_duplicate',
  unchanged: 'unchanged',
  // Known when a person has settled the conflict.
  conflict: undefined,
  reject: 'rejected',
};

function outcomesOf(
  results: RowResults,
  updated: ReadonlySet<number>,
  lost: ReadonlySet<number>,
): Uint8Array {
  return results.actions.map((code, index) => {
    const action = wordOf(rowActions, code);
    const row = results.firstRow + index;
    if (action === undefined || lost.has(row)) return 0;
    if (action === 'update' && !updated.has(row)) return codeOf(rowOutcomes, 'unchanged');
    const outcome = outcomeOfAction[action];
    return outcome === undefined ? 0 : codeOf(rowOutcomes, outcome);
  });
}
