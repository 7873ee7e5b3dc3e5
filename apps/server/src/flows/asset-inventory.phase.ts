import { createHash } from 'node:crypto';
import { accountRows, reconciles, type RowAccounting } from '@landfall/domain/inventory/accounting';
import type { PhaseResult } from '@landfall/domain/flow/phase-result';
import { contradictionChoices } from '@landfall/domain/entity-resolution/contradicting-rows';
import { findRowAction } from '../features/cleansing/quality.repository.ts';
import {
  countPending,
  insertConflicts,
  withdrawConflicts,
} from '../features/inventory/conflicts.repository.ts';
import type { Protection } from '../features/inventory/asset-stage.repository.ts';
import { editsOf, readReviews } from '../features/inventory/preview-reviews.repository.ts';
import { reapplyReviews, subjectOf } from '../features/inventory/review-row.service.ts';
import { outrankingImports } from '../features/inventory/source-precedence.repository.ts';
import { refreshStatistics } from '../features/inventory/asset-stage.repository.ts';
import { AssetWriter } from '../features/inventory/create-assets.service.ts';
import { describeConflict } from '../features/inventory/describe-conflict.ts';
import type { GroupPlan } from '../features/inventory/group-plan.ts';
import { previewBlocks, sumCounts } from '../features/inventory/preview.service.ts';
import {
  groupImport,
  keepForCreation,
  loadPreviewedGroups,
  type ResolvedGroups,
  resolveGroups,
} from '../features/inventory/resolve-groups.service.ts';
import { readCounts } from '../features/inventory/row-results.repository.ts';
import { type ImportMemory, usualMemory } from '../features/inventory/import-memory.ts';
import { importFacts } from '../features/inventory/import-facts.repository.ts';
import { insertStep } from '../features/imports/import-store.repository.ts';
import type { TenantScope } from '../platform/tenant-scope.ts';
import { itemsOf } from './batch-rows.ts';
import { createAndSettle } from './create-assets.ts';
import { definePhase, type Phase, type PhaseContext } from './define-phase.ts';
import { recommendChanges } from './recommend-changes.ts';
import { registerSettled, registerStated, statedNames } from './register-applications.ts';
import { readerOf, writtenPiecesOf } from './row-checkpoint.ts';
import { settledRows } from './settled-rows.ts';
import { estateVersion } from '../features/estate/assets.repository.ts';
import { madeBy } from './made.ts';
import { settleRepeated } from './settle-repeated.ts';
import { type PreviewCounts, storePreview } from './store-preview.ts';
import { takeOverPreview } from './take-over-preview.ts';

/**
 * Matches the cleansed rows with the inventory and previews what would happen; after the approval writes it;
 * after the last conflict is settled closes the books.
 */
export function assetInventoryPhase(memory: ImportMemory = usualMemory): Phase {
  return definePhase({
    flowType: 'discovery',
    name: 'asset_inventory',
    run(context) {
      if (context.afterGate === 'asset_preview') return create(context, memory);
      return context.afterGate === 'asset_conflict' ? closeSettled(context) : preview(context, memory);
    },
    async checkExit(scope, { importId }) {
      const accounting = await account(scope, importId);
      const pending = await countPending(scope, importId);
      if (pending > 0) return `${pending} conflicts are not settled`;
      if (accounting.pending > 0) return `${accounting.pending} rows have no outcome`;
      return reconciles(accounting) ? undefined : 'The outcomes do not add up to the source rows';
    },
  });
}

/** The groups of the rows that have no outcome yet. */
interface OpenRows {
  readonly plan: GroupPlan;
  /** True when other rows of the import keep the outcome they have. */
  readonly isCorrection: boolean;
}

async function loadPlan(context: PhaseContext, memory: ImportMemory): Promise<OpenRows> {
  const { importId } = context;
  const facts = await context.read((scope) => importFacts(scope, importId));
  const decided = await context.read((scope) => findRowAction(scope, importId, 'contradictory_duplicate'));
  const contradictions = contradictionChoices.find((choice) => choice === decided) ?? 'keep';
  const { rowCount, sourceSystem } = facts;
  const settled = await settledRows(context, rowCount);
  const grouping = { rowCount, sourceSystem, contradictions, settled: settled?.marks, memory };
  const plan = await groupImport(readerOf(context), importId, grouping);
  if (plan.rows.rowCount !== rowCount) {
    throw new Error(`${plan.rows.rowCount} cleansed rows, ${rowCount} source rows`);
  }
  return { plan, isCorrection: settled !== undefined };
}

/** Values of persons and of sources trusted more are not changed without asking. */
async function protectionOf(context: PhaseContext): Promise<Protection> {
  return { outranking: await context.read((scope) => outrankingImports(scope, context.importId)) };
}

/** A stored preview. */
interface Previewed extends PreviewCounts {
  readonly rows: number;
  /** Import whose preview this one has taken over. */
  readonly identicalTo?: string;
}

async function preview(context: PhaseContext, memory: ImportMemory): Promise<PhaseResult> {
  const startedAt = performance.now();
  const estate = await context.read(estateVersion);
  const stored: Previewed = (await takeOverPreview(context, estate)) ?? (await match(context, memory));
  const { rows, identicalTo } = stored;
  const counts = await reviewedCounts(context, stored);
  const { subject } = counts;
  await context.batch({ rowsDone: rows, rowsTotal: rows }, (scope) =>
    insertStep(scope, {
      ...stepOf(context, 'preview', 1),
      records: rows,
      durationMs: performance.now() - startedAt,
      output: { ...counts.actions, made: madeBy(context, { estate, identical_to: identicalTo }) },
    }),
  );
  if ((counts.actions['reject'] ?? 0) === rows) return allRejected(context);
  return {
    kind: 'needs_decision',
    gateKind: 'asset_preview',
    subject,
    subjectHash: counts.hash,
    counts: counts.actions,
  };
}

/** Matches the rows with the inventory and stores what would happen to each. */
async function match(context: PhaseContext, memory: ImportMemory): Promise<Previewed> {
  const { plan, isCorrection } = await loadPlan(context, memory);
  const rowsTotal = plan.rows.rowCount;
  const stage = async <Result>(work: (scope: TenantScope) => Promise<Result>): Promise<Result> => {
    let result: { readonly value: Result } | undefined;
    await context.batch({ rowsDone: 0, rowsTotal }, async (scope) => {
      result = { value: await work(scope) };
    });
    if (result === undefined) throw new Error('The batch did no work');
    return result.value;
  };
  const protection = await protectionOf(context);
  const resolved = await resolveGroups({ read: readerOf(context), stage, protection }, plan);
  const stored = await storePreview(context, { blocks: previewBlocks(resolved), rowsTotal, isCorrection });
  await storeConflicts(context, resolved);
  if (!isCorrection) await recommendChanges(context, plan.rows);
  await keepForCreation(readerOf(context), context.importId, plan.rows);
  return { ...stored, rows: rowsTotal };
}

/** The counts after what reviewers changed in an earlier preview of these rows is changed in this one too. */
async function reviewedCounts(
  context: PhaseContext,
  stored: PreviewCounts,
): Promise<PreviewCounts & { readonly subject: Record<string, number | string> }> {
  const { importId } = context;
  let reviewed = 0;
  await context.batch({ rowsDone: 0 }, async (scope) => {
    reviewed = await reapplyReviews(scope, importId);
  });
  const subject = await context.read((scope) => subjectOf(scope, importId));
  if (reviewed === 0) return { ...stored, subject };
  const blocks = await context.read((scope) => readCounts(scope, importId));
  const reviews = await context.read((scope) => readReviews(scope, importId));
  const hash = createHash('sha256').update(stored.hash).update(JSON.stringify(reviews)).digest('hex');
  return { actions: sumCounts(blocks.map(({ actions }) => actions)), hash, subject };
}

const conflictsPerBatch = 500;

async function storeConflicts(context: PhaseContext, { plan, conflicts }: ResolvedGroups): Promise<void> {
  // In the order of their rows, which may have to be unpacked block by block.
  const found = [...conflicts].toSorted(([left], [right]) => left - right);
  const perBatch = itemsOf(context, conflictsPerBatch);
  const rows = plan.rows.rowCount;
  await context.batch({ rowsDone: rows, rowsTotal: rows }, (scope) =>
    withdrawConflicts(scope, context.importId),
  );
  for (let at = 0; at < found.length; at += perBatch) {
    const batch = found.slice(at, at + perBatch).map(([lead, each]) => describeConflict(plan, lead, each));
    await context.batch({ rowsDone: rows, rowsTotal: rows }, (scope) =>
      insertConflicts(scope, context, batch),
    );
  }
}

/** New assets that change how all assets of the installation are best found. */
const manyAssets = 50_000;

async function create(context: PhaseContext, memory: ImportMemory): Promise<PhaseResult> {
  const startedAt = performance.now();
  const rowsTotal = (await settleRepeated(context)) ?? (await write(context, memory));
  await context.batch({ rowsDone: rowsTotal, rowsTotal }, async (scope) =>
    insertStep(scope, {
      ...stepOf(context, 'create_assets', 2),
      records: rowsTotal,
      durationMs: performance.now() - startedAt,
      output: {
        ...(await account(scope, context.importId)).outcomes,
        made: madeBy(context, { estate: await estateVersion(scope) }),
      },
    }),
  );
  return close(context);
}

/** Writes the assets of the approved preview and settles all rows; answers how many there are. */
async function write(context: PhaseContext, memory: ImportMemory): Promise<number> {
  const { importId } = context;
  const { sourceSystem, rowCount } = await context.read((scope) => importFacts(scope, importId));
  const plan = await loadPreviewedGroups(readerOf(context), importId, { rowCount, memory });
  const protection = await protectionOf(context);
  const edits = await context.read((scope) => editsOf(scope, importId, plan));
  const writer = new AssetWriter(plan, { importId, sourceSystem, protection, edits });
  const creation = { context, plan, writer };
  const written = writtenPiecesOf(context.checkpoint);
  try {
    await createAndSettle(creation, { written });
  } finally {
    writer.close();
  }
  const rowsTotal = plan.rows.rowCount;
  await registerStated(context, await statedNames(context, plan.rows, editedApplications(edits)), rowsTotal);
  if (plan.created.length >= manyAssets)
    await context.batch({ rowsDone: rowsTotal, rowsTotal }, refreshStatistics);
  return rowsTotal;
}

async function closeSettled(context: PhaseContext): Promise<PhaseResult> {
  await registerSettled(context);
  return close(context);
}

/** Application names that reviewers wrote into the preview. */
function editedApplications(edits: Awaited<ReturnType<typeof editsOf>>): string[] {
  return edits.flatMap(({ edits: { application_name: name } }) => (typeof name === 'string' ? [name] : []));
}

async function close(context: PhaseContext): Promise<PhaseResult> {
  const { accounting, pending } = await context.read(async (scope) => ({
    accounting: await account(scope, context.importId),
    pending: await countPending(scope, context.importId),
  }));
  const counts = { source_rows: accounting.sourceRows, ...accounting.outcomes };
  if (pending > 0) {
    const subject = { pending, data_import_id: context.importId };
    return {
      kind: 'needs_decision',
      gateKind: 'asset_conflict',
      subject,
      subjectHash: `conflicts:${context.epoch}`,
      counts,
    };
  }
  if (!reconciles(accounting) || accounting.pending > 0) {
    const detail = `${accounting.pending} of ${accounting.sourceRows} rows have no outcome.`;
    return { kind: 'failed', code: 'accounting_mismatch', retryable: false, detail };
  }
  if (accounting.outcomes.rejected === accounting.sourceRows) return allRejected(context);
  return { kind: 'succeeded', counts };
}

async function allRejected(context: PhaseContext): Promise<PhaseResult> {
  const blocks = await context.read((scope) => readCounts(scope, context.importId));
  const rows = blocks.reduce((sum, { rowCount }) => sum + rowCount, 0);
  const detail = `None of the ${rows} rows can be imported. Map a column that names the assets, or correct the file.`;
  return { kind: 'failed', code: 'all_rows_rejected', retryable: false, detail };
}

async function account(scope: TenantScope, importId: string): Promise<RowAccounting> {
  const facts = await importFacts(scope, importId);
  const blocks = await readCounts(scope, importId);
  return accountRows(
    facts.rowCount,
    blocks.map(({ outcomes, rowCount }) => outcomes ?? { pending: rowCount }),
  );
}

function stepOf({ flowId, runId }: PhaseContext, name: string, order: number) {
  return { flowId, runId, name, order };
}
