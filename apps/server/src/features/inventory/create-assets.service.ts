import { setImmediate as nextTurn } from 'node:timers/promises';
import { tallyOutcomes } from '@landfall/domain/inventory/accounting';
import {
  assetIdBytesAt,
  codeOf,
  assetIdBytesOf,
  isSettledAt,
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
import { CopyBinary } from './copy-binary.ts';
import type { PreviewedGroups } from './group-plan.ts';
import { writeOutcomes } from './row-results.repository.ts';
import { type StageShape, stageShape } from './stage-columns.ts';
import { StageRows } from './stage-rows.ts';
import { NameStarts, piecesByName } from './write-order.ts';

/** A group that another import or a person got in the way of between preview and creation. */
export interface LostGroup {
  /** Lead row, 1-based. */
  readonly leadRow: number;
  readonly candidates: readonly string[];
}

/** Groups written out as rows of binary COPY, before any transaction. */
export interface PreparedGroups {
  readonly count: number;
  readonly rows: Buffer;
}

/** Preview of a block of rows with its prepared changes. */
export interface SettledBlock {
  readonly results: RowResults;
  readonly changes: PreparedGroups;
  /** Lead rows, 1-based, of groups that wait for a person. */
  readonly pending: ReadonlySet<number>;
}

/** New assets of one window, in pieces by name. */
export interface NewGroups {
  readonly leads: Int32Array;
  /** Positions in `leads`. */
  readonly pieces: readonly Int32Array[];
  /** Writes out one piece. */
  rowsOf(piece: Int32Array): PreparedGroups;
  /** Gives the memory back once every piece is written out. */
  release(): void;
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
  readonly #stage: StageRows;
  readonly #idOf: (row: number) => Uint8Array;
  /** Memory of windows that are written: tens of megabytes that would be asked for and copied again and again. */
  readonly #spare: CopyBinary[] = [];

  constructor(plan: PreviewedGroups, { importId, sourceSystem, protection, edits = [] }: WriterOptions) {
    this.#importId = importId;
    this.#protection = protection;
    this.#idOf = assetIdBytesOf(importId);
    this.#edits = edits;
    const edited = edits.flatMap((group) => Object.keys(group.edits));
    this.#shape = stageShape(
      edited.length === 0 ? plan.rows.fields : new Set([...plan.rows.fields, ...edited]),
    );
    this.#stage = new StageRows(plan, this.#shape, sourceSystem);
  }

  /**
   * Writes out a window of groups that become new assets, given by their lead rows in the order of the file, which
   * is how their values lie in memory; answers them in pieces of about `perPiece` by name. Others run in between.
   */
  async prepareNew(leads: Int32Array, perPiece?: number): Promise<NewGroups> {
    const copied = this.#spare.pop() ?? new CopyBinary();
    copied.clear();
    const ends = new Float64Array(leads.length);
    const names = new NameStarts(leads.length);
    for (const [at, lead] of leads.entries()) {
      if (at % groupsPerTurn === 0) await nextTurn();
      this.#stage.add(copied, lead, this.#idOf(lead + 1));
      this.#stage.keepName(names, at);
      ends[at] = copied.length;
    }
    const pieces = await piecesByName(names, perPiece);
    return {
      leads,
      pieces,
      rowsOf: (piece) => gather(copied.bytes, ends, piece),
      release: () => void this.#spare.push(copied),
    };
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
    const copied = new CopyBinary();
    let count = 0;
    for (let index = 0; index < results.rowCount; index++) {
      if (index % groupsPerTurn === 0) await nextTurn();
      if (isSettledAt(results, index)) continue;
      if (wordOf(rowActions, results.actions[index]) !== 'update') continue;
      count++;
      this.#stage.add(copied, leadRowAt(results, index) - 1, assetIdBytesAt(results, index));
    }
    return { count, rows: copied.bytes };
  }

  /**
   * Changes the prepared assets of a block and settles what became of its rows, those in conflict excepted. Answers
   * groups that would change what was protected only after the preview: they wait for a person too.
   */
  async settle(scope: TenantScope, { results, changes, pending }: SettledBlock): Promise<LostGroup[]> {
    const { changed, kept } = await this.#change(scope, changes);
    const waiting = new Set([...pending, ...kept.map(({ leadRow }) => leadRow)]);
    const outcomes = outcomesOf(results, new Set(changed), waiting);
    const tally = tallyOutcomes(outcomes, results.reasons);
    await writeOutcomes(scope, this.#importId, { firstRow: results.firstRow, outcomes, tally });
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

/** Few, because batches that are being sent move on only between two turns. */
const groupsPerTurn = 64;

/** The written rows at these positions, one after the other. */
function gather(rows: Buffer, ends: Float64Array, piece: Int32Array): PreparedGroups {
  const startOf = (at: number): number => (at === 0 ? 0 : ends[at - 1]!);
  const length = piece.reduce((sum, at) => sum + ends[at]! - startOf(at), 0);
  const gathered = Buffer.allocUnsafe(length);
  let to = 0;
  for (const at of piece) to += rows.copy(gathered, to, startOf(at), ends[at]);
  return { count: piece.length, rows: gathered };
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
