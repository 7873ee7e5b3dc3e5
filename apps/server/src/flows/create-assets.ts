import { isSettled } from '@landfall/domain/inventory/row-results';
import type { CleansedBlock } from '@landfall/domain/cleansing/cleansed-block';
import { insertConflicts, pendingRows } from '../features/inventory/conflicts.repository.ts';
import type {
  AssetWriter,
  LostGroup,
  PreparedGroups,
  SettledBlock,
} from '../features/inventory/create-assets.service.ts';
import { describeConflict } from '../features/inventory/describe-conflict.ts';
import type { PreviewedGroups } from '../features/inventory/group-plan.ts';
import { readResults } from '../features/inventory/row-results.repository.ts';
import { groupsPerPiece } from '../features/inventory/write-order.ts';
import { heardLater } from '../platform/heard-later.ts';
import { sqlState, type TenantScope } from '../platform/tenant-scope.ts';
import { blocksOf, itemsOf } from './batch-rows.ts';
import type { BatchProgress, PhaseContext } from './define-phase.ts';
import { partOf } from './part-of-phase.ts';
import { nextRowOf, windowLayout, type WrittenPieces } from './row-checkpoint.ts';

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

/**
 * Pieces of groups whose values are read in the order of the file before they are written by name: parts of one and
 * few in the first windows, for which the database waits, and as many as fit the memory in all others.
 */
const piecesOfWindow = [0.25, 0.5, 1, 2];
const piecesPerWindow = 3;
/** Bytes of rows after which a window ends: a hundred thousand ordinary rows have fewer. */
const windowBytes = 32 * 1024 * 1024;

/** New assets are written with all their values; what becomes of the other rows is settled in less time. */
const parts = { create: { from: 0, to: 0.7 }, settle: { from: 0.7, to: 1 } };

/** Creates the new assets of the preview, unless that was done, and then settles all rows. */
export async function createAndSettle(
  creation: Creation,
  { written, between }: { readonly written: WrittenPieces | 'all'; readonly between?: () => Promise<void> },
): Promise<void> {
  const rows = creation.plan.rows.rowCount;
  const within = (part: keyof typeof parts): Creation => ({
    ...creation,
    context: partOf(creation.context, parts[part], rows),
  });
  if (written !== 'all') await createNew(within('create'), written);
  await between?.();
  await settleRows(within('settle'));
}

/** Creates the new assets of the preview, after those that are written already. */
async function createNew(creation: Creation, written: WrittenPieces): Promise<void> {
  const running: RunningPiece[] = [];
  try {
    for await (const piece of newPieces(creation, written)) {
      if (running.length >= batchesAtOnce) await endFirst(creation, running);
      running.push({ piece, done: heardLater(createPiece(creation, piece, lockTimeoutMs)) });
    }
    while (running.length > 0) await endFirst(creation, running);
  } finally {
    await Promise.allSettled(running.map(({ done }) => done));
  }
}

/** New assets that are written in one batch. */
interface NewPiece {
  readonly groups: PreparedGroups;
  readonly batch: BatchProgress;
}

interface RunningPiece {
  readonly piece: NewPiece;
  readonly done: Promise<void>;
}

/** The pieces that are not written yet, in order; the next window is made ready while the database writes one. */
async function* newPieces(
  { context, plan, writer }: Creation,
  written: WrittenPieces,
): AsyncGenerator<NewPiece> {
  const perPiece = itemsOf(context, groupsPerPiece);
  const windows = windowsOf(plan, perPiece);
  let rowsDone = windows.slice(0, written.windows).reduce((rows, leads) => rows + rowsOf(plan, leads), 0);
  const prepare = (window: number): Promise<PreparedGroups[]> => {
    const leads = windows[window];
    return leads === undefined ? Promise.resolve([]) : heardLater(writer.prepareNew(leads, perPiece));
  };
  let ahead = prepare(written.windows);
  for (let window = written.windows; window < windows.length; window++) {
    const pieces = await ahead;
    ahead = prepare(window + 1);
    for (const [index, groups] of pieces.entries()) {
      rowsDone += groups.sourceRows;
      if (window === written.windows && index < written.pieces) continue;
      const checkpoint = { stage: 'create', layout: windowLayout, windows: window, pieces: index + 1 };
      yield { groups, batch: { rowsDone, rowsTotal: plan.rows.rowCount, checkpoint } };
    }
  }
}

/** A checkpoint counts windows: when they are cut in another way, its `layout` has to change as well. */
function windowsOf(plan: PreviewedGroups, perPiece: number): Int32Array[] {
  const { created } = plan;
  const windows: Int32Array[] = [];
  for (let at = 0; at < created.length; ) {
    const pieces = piecesOfWindow[windows.length] ?? piecesPerWindow;
    const most = Math.min(created.length, at + Math.max(1, Math.round(pieces * perPiece)));
    let end = at;
    for (let bytes = 0; end < most && bytes < windowBytes; end++) bytes += bytesOfGroup(plan, created[end]!);
    windows.push(created.subarray(at, end));
    at = end;
  }
  return windows;
}

function bytesOfGroup(plan: PreviewedGroups, lead: number): number {
  return plan.rows.bytesOfRow(lead) * plan.memberCount(lead);
}

/**
 * Waits for the piece begun first. When it gave up waiting for a lock, those begun after it have failed with it, and
 * each is written alone: it then holds nothing while it waits for a turn, and a deadlock is the database's to see.
 */
async function endFirst(creation: Creation, running: RunningPiece[]): Promise<void> {
  try {
    await running[0]?.done;
    const ended = running.shift();
    if (ended !== undefined) creation.writer.recycle(ended.piece.groups);
  } catch (error) {
    if (sqlState(error) !== lockNotAvailable) throw error;
    await Promise.allSettled(running.map(({ done }) => done));
    for (const { piece } of running.splice(0)) await createPiece(creation, piece, undefined);
  }
}

async function createPiece(
  { context, plan, writer }: Creation,
  { groups, batch }: NewPiece,
  lockWaitMs: number | undefined,
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
      lost = await writer.create(scope, groups, lockWaitMs);
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

/** Blocks to be settled in one transaction. */
type SettledBlocks = readonly CleansedBlock[];

/**
 * Changes the assets that exist already and settles what became of each row, block after block. The next blocks are
 * made ready while the database writes those before them.
 */
async function settleRows(creation: Creation): Promise<void> {
  const { context, plan } = creation;
  const rowsTotal = plan.rows.rowCount;
  const pending = new Set(await context.read((scope) => pendingRows(scope, context.importId)));
  const batches = settledBatches(creation);
  const prepare = async (batch: number): Promise<SettledBlock[]> => {
    const blocks = batches[batch];
    return blocks === undefined ? [] : prepareBlocks(creation, blocks, pending);
  };
  let coming = heardLater(prepare(0));
  try {
    for (const [index, blocks] of batches.entries()) {
      const prepared = await coming;
      coming = heardLater(prepare(index + 1));
      const last = blocks.at(-1)!;
      const nextRow = last.firstRow + last.rowCount;
      const progress = { rowsDone: nextRow - 1, rowsTotal, checkpoint: { stage: 'settle', nextRow } };
      await context.batch(progress, (scope) => settleBlocks(scope, creation, prepared));
    }
  } finally {
    await Promise.allSettled([coming]);
  }
}

/** The blocks that are not settled yet, by transaction. */
function settledBatches({ context, plan }: Creation): SettledBlocks[] {
  const nextRow = nextRowOf(context.checkpoint, 'settle');
  const blocks = plan.rows.blocks.filter(({ firstRow }) => firstRow >= nextRow);
  const perBatch = blocksOf(context, blocksPerBatch);
  return Array.from({ length: Math.ceil(blocks.length / perBatch) }, (_, batch) =>
    blocks.slice(batch * perBatch, (batch + 1) * perBatch),
  );
}

/** The previews of blocks with their changes written out; of those not settled by an attempt before this one. */
async function prepareBlocks(
  { context, writer }: Creation,
  blocks: SettledBlocks,
  pending: ReadonlySet<number>,
): Promise<SettledBlock[]> {
  const [first, last] = [blocks[0]!.firstRow, blocks.at(-1)!.firstRow];
  const stored = await context.read((scope) => readResults(scope, context.importId, { first, last }));
  if (stored.length !== blocks.length) throw new Error(`Not every block from row ${first} on has results`);
  const prepared: SettledBlock[] = [];
  for (const results of stored)
    if (!isSettled(results))
      prepared.push({ results, changes: await writer.prepareChanges(results), pending });
  return prepared;
}

async function settleBlocks(
  scope: TenantScope,
  { context, plan, writer }: Creation,
  prepared: readonly SettledBlock[],
): Promise<void> {
  for (const block of prepared) {
    const kept = await writer.settle(scope, block);
    const conflicts = kept.map(({ leadRow, candidates }) =>
      describeConflict(plan, leadRow - 1, { conflict: 'protected_value', candidates }),
    );
    await insertConflicts(scope, context, conflicts);
  }
}
