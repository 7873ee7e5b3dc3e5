import { insertConflicts, pendingRows } from '../features/inventory/conflicts.repository.ts';
import type { AssetWriter, LostGroup, PreparedGroups } from '../features/inventory/create-assets.service.ts';
import { describeConflict } from '../features/inventory/describe-conflict.ts';
import type { PreviewedGroups } from '../features/inventory/group-plan.ts';
import { readResults } from '../features/inventory/row-results.repository.ts';
import { piecesByName } from '../features/inventory/write-order.ts';
import { sqlState } from '../platform/tenant-scope.ts';
import type { BatchProgress, PhaseContext } from './define-phase.ts';
import { nextRowOf } from './row-checkpoint.ts';

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

/** Creates the new assets of the preview, after the pieces that are written already. */
export async function createNew(creation: Creation, written: number): Promise<void> {
  const pieces = await piecesByName(creation.plan);
  const progress = { written };
  while (progress.written < pieces.length) {
    try {
      await createPieces(creation, pieces, { progress, atOnce: batchesAtOnce });
    } catch (error) {
      if (sqlState(error) !== lockNotAvailable) throw error;
      // Alone it holds nothing while it waits for a turn; a deadlock is then the database's to see and ours to repeat.
      await createPieces(creation, pieces.slice(0, progress.written + 1), { progress, atOnce: 1 });
    }
  }
}

async function createPieces(
  { context, plan, writer }: Creation,
  pieces: readonly Int32Array[],
  { progress, atOnce }: { progress: { written: number }; atOnce: number },
): Promise<void> {
  const rowsTotal = plan.rows.rowCount;
  const begin = progress.written;
  let rowsDone = pieces.slice(0, begin).reduce((rows, piece) => rows + rowsOf(plan, piece), 0);
  const running: Promise<void>[] = [];
  try {
    for (const [index, piece] of pieces.slice(begin).entries()) {
      const groups = await writer.prepareNew(piece);
      if (running.length >= atOnce) await running.shift();
      rowsDone += rowsOf(plan, piece);
      const written = begin + index + 1;
      const batch = { rowsDone, rowsTotal, checkpoint: { stage: 'create', pieces: written } };
      const run = createPiece({ context, plan, writer }, { groups, batch, isAlone: atOnce === 1 }).then(
        () => {
          progress.written = written;
        },
      );
      // Heard below, perhaps only after the next piece is made ready.
      run.catch(() => {});
      running.push(run);
    }
    for (const last of running) await last;
  } finally {
    await Promise.allSettled(running);
  }
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

/** Changes the assets that exist already and settles what became of each row, block after block. */
export async function settleRows({ context, plan, writer }: Creation): Promise<void> {
  const rowsTotal = plan.rows.rowCount;
  const pending = new Set(await context.read((scope) => pendingRows(scope, context.importId)));
  let row = nextRowOf(context.checkpoint, 'settle');
  while (row <= rowsTotal) {
    const from = row;
    const [results] = await context.read((scope) =>
      readResults(scope, context.importId, { first: from, last: from }),
    );
    if (results === undefined) throw new Error(`No results of the block at row ${from}`);
    const changes = await writer.prepareChanges(results);
    row += results.rowCount;
    const progress = { rowsDone: rowsTotal, rowsTotal, checkpoint: { stage: 'settle', nextRow: row } };
    await context.batch(progress, (scope) => writer.settle(scope, results, { changes, pending }));
  }
}
