import { isSettled } from '@landfall/domain/inventory/row-results';
import { insertConflicts, pendingRows } from '../features/inventory/conflicts.repository.ts';
import type {
  AssetWriter,
  LostGroup,
  NewGroups,
  PreparedGroups,
  SettledBlock,
} from '../features/inventory/create-assets.service.ts';
import { describeConflict } from '../features/inventory/describe-conflict.ts';
import type { PreviewedGroups } from '../features/inventory/group-plan.ts';
import { readResults } from '../features/inventory/row-results.repository.ts';
import { groupsPerPiece } from '../features/inventory/write-order.ts';
import { heardLater } from '../platform/heard-later.ts';
import { sqlState } from '../platform/tenant-scope.ts';
import { blocksOf, itemsOf } from './batch-rows.ts';
import type { BatchProgress, PhaseContext } from './define-phase.ts';
import { nextRowOf, type WrittenPieces } from './row-checkpoint.ts';

/** The creation of the assets of one import by one run. */
export interface Creation {
  readonly context: PhaseContext;
  readonly plan: PreviewedGroups;
  readonly writer: AssetWriter;
}

/** Batches under way at once: two processors of the database work while the next batch is made ready. */
const batchesAtOnce = 2;
/**
 * A batch that waits for its turn may hold a key that another import of the engagement waits for, and the other way
 * round; the database sees no deadlock in that, so no batch waits longer than this.
 */
const lockTimeoutMs = 3000;
const lockNotAvailable = '55P03';

/** Pieces of groups whose values are read in the order of the file before they are written by name. */
const piecesPerWindow = 5;

/** Creates the new assets of the preview, after those that are written already. */
export async function createNew(creation: Creation, written: WrittenPieces): Promise<void> {
  const { context, plan, writer } = creation;
  const perPiece = itemsOf(context, groupsPerPiece);
  const windows = windowsOf(plan.created, perPiece * piecesPerWindow);
  let rowsBefore = windows.slice(0, written.windows).reduce((rows, leads) => rows + rowsOf(plan, leads), 0);
  const prepare = (window: number): Promise<NewGroups | undefined> => {
    const leads = windows[window];
    return leads === undefined ? Promise.resolve(undefined) : heardLater(writer.prepareNew(leads, perPiece));
  };
  let ahead = prepare(written.windows);
  for (let window = written.windows; window < windows.length; window++) {
    const groups = await ahead;
    if (groups === undefined) return;
    // The next window is made ready while the database writes this one.
    ahead = prepare(window + 1);
    const pieces = window === written.windows ? written.pieces : 0;
    await createWindow(creation, groups, { windows: window, pieces, rowsBefore });
    groups.release();
    rowsBefore += rowsOf(plan, groups.leads);
  }
}

function windowsOf(created: Int32Array, groups: number): Int32Array[] {
  const windows: Int32Array[] = [];
  for (let at = 0; at < created.length; at += groups)
    windows.push(created.subarray(at, Math.min(created.length, at + groups)));
  return windows;
}

interface WindowStart extends WrittenPieces {
  /** Rows of the groups of earlier windows. */
  readonly rowsBefore: number;
}

async function createWindow(creation: Creation, groups: NewGroups, start: WindowStart): Promise<void> {
  const progress = { written: start.pieces };
  while (progress.written < groups.pieces.length) {
    const pieces = { groups, start, progress };
    try {
      await createPieces(creation, pieces, { end: groups.pieces.length, atOnce: batchesAtOnce });
    } catch (error) {
      if (sqlState(error) !== lockNotAvailable) throw error;
      // Alone it holds nothing while it waits for a turn; a deadlock is then the database's to see and ours to repeat.
      await createPieces(creation, pieces, { end: progress.written + 1, atOnce: 1 });
    }
  }
}

interface WindowPieces {
  readonly groups: NewGroups;
  readonly start: WindowStart;
  readonly progress: { written: number };
}

async function createPieces(
  creation: Creation,
  { groups, start, progress }: WindowPieces,
  { end, atOnce }: { end: number; atOnce: number },
): Promise<void> {
  const running: Promise<void>[] = [];
  try {
    for (let piece = progress.written; piece < end; piece++) {
      if (running.length >= atOnce) await running.shift();
      const written = piece + 1;
      const batch = {
        rowsDone: start.rowsBefore + rowsOfPieces(creation.plan, groups, written),
        rowsTotal: creation.plan.rows.rowCount,
        checkpoint: { stage: 'create', windows: start.windows, pieces: written },
      };
      const prepared = groups.rowsOf(groups.pieces[piece]!);
      const run = createPiece(creation, { groups: prepared, batch, isAlone: atOnce === 1 }).then(() => {
        progress.written = written;
      });
      running.push(heardLater(run));
    }
    for (const last of running) await last;
  } finally {
    await Promise.allSettled(running);
  }
}

function rowsOfPieces(plan: PreviewedGroups, { leads, pieces }: NewGroups, count: number): number {
  return pieces.slice(0, count).reduce(
    (rows, piece) =>
      rows +
      rowsOf(
        plan,
        piece.map((at) => leads[at]!),
      ),
    0,
  );
}

interface Piece {
  readonly groups: PreparedGroups;
  readonly batch: BatchProgress;
  readonly isAlone: boolean;
}

async function createPiece(
  { context, plan, writer }: Creation,
  { groups, batch, isAlone }: Piece,
): Promise<void> {
  let lost: readonly LostGroup[] = [];
  await context.batch(
    batch,
    (scope) =>
      insertConflicts(
        scope,
        context,
        lost.map(({ leadRow, candidates }) =>
          describeConflict(plan, leadRow - 1, { conflict: 'ambiguous_match', candidates }),
        ),
      ),
    async (scope) => {
      lost = await writer.create(scope, groups, isAlone ? undefined : lockTimeoutMs);
    },
  );
}

/** Rows of the groups with these leads. */
function rowsOf(plan: PreviewedGroups, leads: Int32Array): number {
  let rows = 0;
  for (const lead of leads) rows += plan.memberCount(lead);
  return rows;
}

/** Blocks of rows settled in one transaction: hardly a second of work, however many assets change. */
const blocksPerBatch = 4;

/** Changes the assets that exist already and settles what became of each row, block after block. */
export async function settleRows({ context, plan, writer }: Creation): Promise<void> {
  const rowsTotal = plan.rows.rowCount;
  const pending = new Set(await context.read((scope) => pendingRows(scope, context.importId)));
  const blocks = plan.rows.blocks.filter(
    ({ firstRow }) => firstRow >= nextRowOf(context.checkpoint, 'settle'),
  );
  const perBatch = blocksOf(context, blocksPerBatch);
  for (let at = 0; at < blocks.length; at += perBatch) {
    const [first, last] = [blocks[at]!.firstRow, blocks[Math.min(at + perBatch, blocks.length) - 1]!];
    const stored = await context.read((scope) =>
      readResults(scope, context.importId, { first, last: last.firstRow }),
    );
    const prepared: SettledBlock[] = [];
    if (stored.length !== Math.min(perBatch, blocks.length - at))
      throw new Error(`Not every block from row ${first} on has results`);
    for (const results of stored)
      if (!isSettled(results))
        prepared.push({ results, changes: await writer.prepareChanges(results), pending });
    const nextRow = last.firstRow + last.rowCount;
    const progress = { rowsDone: rowsTotal, rowsTotal, checkpoint: { stage: 'settle', nextRow } };
    await context.batch(progress, async (scope) => {
      for (const block of prepared) {
        const kept = await writer.settle(scope, block);
        const conflicts = kept.map(({ leadRow, candidates }) =>
          describeConflict(plan, leadRow - 1, { conflict: 'protected_value', candidates }),
        );
        await insertConflicts(scope, context, conflicts);
      }
    });
  }
}
