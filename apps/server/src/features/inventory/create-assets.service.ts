import { tallyOutcomes } from '@landfall/domain/inventory/accounting';
import {
  assetIdBytesAt,
  codeOf,
  isSettledAt,
  leadRowAt,
  type RowAction,
  rowActions,
  type RowOutcome,
  rowOutcomes,
  type RowResults,
  wordOf,
} from '@landfall/domain/inventory/row-results';
import { TaskThreads, type ThreadJob, threadProgram } from '../../platform/task-threads.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import {
  dropStage,
  editStaged,
  findLostGroups,
  findProtected,
  insertStaged,
  limitLockWait,
  type GroupEdit,
  type Protection,
  stageAssets,
  updateStaged,
} from './asset-stage.repository.ts';
import type { PreviewedGroups } from './group-plan.ts';
import { writeOutcomes } from './row-results.repository.ts';
import { type StageShape, stageShape } from './stage-columns.ts';
import { type StageSetup, type StageTask, StageWork, type WrittenGroups } from './stage-work.ts';

/** A group that another import or a person got in the way of between preview and creation. */
export interface LostGroup {
  /** Lead row, 1-based. */
  readonly leadRow: number;
  readonly candidates: readonly string[];
}

/** Groups written out before any transaction. */
export interface PreparedGroups extends WrittenGroups {
  readonly rows: Buffer;
}

/** Preview of a block of rows with its prepared changes. */
export interface SettledBlock {
  readonly results: RowResults;
  readonly changes: PreparedGroups;
  /** Lead rows, 1-based, of groups that wait for a person. */
  readonly pending: ReadonlySet<number>;
}

/** Which import is written and what it may not change. */
export interface WriterOptions {
  readonly importId: string;
  readonly sourceSystem: string | null;
  /** Nothing unless told. */
  readonly protection?: Protection | undefined;
  /** What reviewers of the preview gave some groups. */
  readonly edits?: readonly GroupEdit[] | undefined;
}

/** Writes the assets of an import as its approved preview says: the new ones by name, then block after block. */
export class AssetWriter {
  readonly #importId: string;
  readonly #protection: Protection | undefined;
  readonly #edits: readonly GroupEdit[];
  readonly #shape: StageShape;
  readonly #job: ThreadJob<StageTask, WrittenGroups[]>;
  /** Memory of pieces that are written: tens of megabytes that would be asked for again with each window. */
  readonly #spare: ArrayBuffer[] = [];

  constructor(plan: PreviewedGroups, { importId, sourceSystem, protection, edits = [] }: WriterOptions) {
    this.#importId = importId;
    this.#protection = protection;
    this.#edits = edits;
    const edited = edits.flatMap((group) => Object.keys(group.edits));
    this.#shape = stageShape(
      edited.length === 0 ? plan.rows.fields : new Set([...plan.rows.fields, ...edited]),
    );
    this.#job = openJob({
      rows: plan.rows.shared,
      groups: plan.stored,
      shape: this.#shape,
      importId,
      sourceSystem,
    });
  }

  /** Lets go of what is not finished; nothing is written out afterwards. */
  close(): void {
    this.#job.close();
  }

  /**
   * Writes out a window of groups that become new assets, given by their lead rows in the order of the file, which
   * is how their values lie in memory; answers them in pieces of about `perPiece` by name. Others run in between.
   */
  async prepareNew(leads: Int32Array, perPiece?: number): Promise<PreparedGroups[]> {
    const spare = this.#spare.splice(0);
    return (await this.#job.run({ kind: 'new', leads, perPiece, spare }, spare)).map(asPrepared);
  }

  /** Takes the memory of groups back that are written. */
  recycle({ rows }: PreparedGroups): void {
    if (rows.buffer instanceof ArrayBuffer && rows.byteLength > 0) this.#spare.push(rows.buffer);
  }

  /**
   * Creates prepared assets; returns groups that lost a race for a key. Waits at most `lockTimeoutMs` for another
   * transaction that holds one, for ever without.
   */
  async create(
    scope: TenantScope,
    { count, rows }: PreparedGroups,
    lockTimeoutMs: number | undefined,
  ): Promise<LostGroup[]> {
    if (lockTimeoutMs !== undefined) await limitLockWait(scope, lockTimeoutMs);
    await stageAssets(scope, this.#shape, rows);
    await editStaged(scope, this.#shape, this.#edits);
    const inserted = await insertStaged(scope, this.#shape, this.#importId);
    const lost = inserted === count ? [] : await findLostGroups(scope);
    await dropStage(scope);
    return lost.map(({ leadRow, holders }) => ({ leadRow, candidates: holders }));
  }

  /** Writes out the groups of a block that change existing assets. Others run in between. */
  async prepareChanges(results: RowResults): Promise<PreparedGroups> {
    const leads: number[] = [];
    const ids: Uint8Array[] = [];
    for (const [index, action] of results.actions.entries()) {
      if (isSettledAt(results, index)) continue;
      if (wordOf(rowActions, action) !== 'update') continue;
      leads.push(leadRowAt(results, index) - 1);
      ids.push(assetIdBytesAt(results, index));
    }
    if (leads.length === 0) return { count: 0, sourceRows: 0, rows: Buffer.alloc(0) };
    const task = { kind: 'changes', leads: Int32Array.from(leads), assetIds: Buffer.concat(ids) } as const;
    const [written] = await this.#job.run(task);
    if (written === undefined) throw new Error('Nothing was written out.');
    return asPrepared(written);
  }

  /**
   * Changes the prepared assets of a block and settles what became of its rows, those in conflict excepted. Answers
   * groups that would change what was protected only after the preview: they wait for a person too.
   */
  async settle(scope: TenantScope, { results, changes, pending }: SettledBlock): Promise<LostGroup[]> {
    const { changed, kept } = await this.#change(scope, changes);
    const waiting = new Set([...pending, ...kept.map(({ leadRow }) => leadRow)]);
    await storeOutcomes(scope, this.#importId, { results, updated: new Set(changed), waiting });
    return kept;
  }

  async #change(
    scope: TenantScope,
    { count, rows }: PreparedGroups,
  ): Promise<{ changed: number[]; kept: LostGroup[] }> {
    if (count === 0) return { changed: [], kept: [] };
    const [shape, importId, protection] = [this.#shape, this.#importId, this.#protection];
    await stageAssets(scope, shape, rows);
    await editStaged(scope, shape, this.#edits);
    const changed = await updateStaged(scope, shape, { importId, protection });
    const kept = protection === undefined ? [] : await findProtected(scope, shape, protection);
    await dropStage(scope);
    return { changed, kept: kept.map(({ leadRow, assetId }) => ({ leadRow, candidates: [assetId] })) };
  }
}

/** Rows of an import from which on a thread is worth its start. */
const fewRows = 32_768;

/**
 * Groups are written out while the database takes those before them, so that neither waits for the other. Those of
 * several rows are told by small texts: with the usual room for young values they are cleaned up twice as often.
 */
const threads = new TaskThreads(() => threadProgram(import.meta.url, 'stage-thread'), { youngMb: 16 });

function openJob(setup: StageSetup): ThreadJob<StageTask, WrittenGroups[]> {
  if (setup.groups.leadOf.length > fewRows) return threads.open(setup);
  const work = new StageWork(setup);
  return { run: (task) => work.run(task), close: () => undefined };
}

function asPrepared({ rows, ...counts }: WrittenGroups): PreparedGroups {
  return { ...counts, rows: Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength) };
}

/** What became of the rows of a block besides what its preview says. */
interface Settlement {
  readonly results: RowResults;
  /** Lead rows, 1-based, of groups that did change an asset. */
  readonly updated: ReadonlySet<number>;
  /** Lead rows, 1-based, of groups that wait for a person. */
  readonly waiting: ReadonlySet<number>;
}

async function storeOutcomes(
  scope: TenantScope,
  importId: string,
  { results, updated, waiting }: Settlement,
): Promise<void> {
  const outcomes = outcomesOf(results, updated, waiting);
  const tally = tallyOutcomes(outcomes, results.reasons);
  await writeOutcomes(scope, importId, { firstRow: results.firstRow, outcomes, tally });
}

/** Settles the rows of a block that neither make an asset nor change one, as its preview says. */
export async function settleIdle(scope: TenantScope, importId: string, results: RowResults): Promise<void> {
  await storeOutcomes(scope, importId, { results, updated: new Set(), waiting: new Set() });
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
  pending: ReadonlySet<number>,
): Uint8Array {
  return results.actions.map((code, index) => {
    if (isSettledAt(results, index)) return results.outcomes?.[index] ?? 0;
    const action = wordOf(rowActions, code);
    const row = results.firstRow + index;
    if (action === undefined || pending.has(row)) return 0;
    if (action === 'update' && !updated.has(row)) return codeOf(rowOutcomes, 'unchanged');
    const outcome = outcomeOfAction[action];
    return outcome === undefined ? 0 : codeOf(rowOutcomes, outcome);
  });
}
