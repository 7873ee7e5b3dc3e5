import { plausibleFields, PlausibilityScan } from '@landfall/domain/checks/plausible-values';
import { isSamePlan } from '@landfall/domain/cleansing/kept-fields';
import type { ImportPlan } from '@landfall/domain/cleansing/import-plan';
import type { Json, PhaseResult } from '@landfall/domain/flow/phase-result';
import { cellRules } from '@landfall/domain/quality/issue-rules';
import { type ImportShape, planOf } from '../features/cleansing/import-shape.ts';
import { addNotes } from '../features/cleansing/block-notes.ts';
import { cleanseImport } from '../features/cleansing/cleanse-import.service.ts';
import {
  adoptBlocks,
  blocksToCorrect,
  countSourceRows,
  keepSoundBlocks,
  latestOutput,
  loadShape,
  findBlocksAhead,
  readNotes,
  writeBlocks,
} from '../features/cleansing/cleansing.repository.ts';
import { cleansedFieldIssues } from '../features/cleansing/detect-issues.ts';
import { saveIssues, settleVanished } from '../features/cleansing/quality.repository.ts';
import { insertStep } from '../features/imports/import-store.repository.ts';
import { followAdopted } from '../features/inventory/recent-keys.ts';
import { checkThresholds } from '../platform/check-thresholds.ts';
import { questionOfApproved } from './approved-issues.ts';
import { correctionCourse } from './correction-course.repository.ts';
import { definePhase, type Phase, type PhaseContext } from './define-phase.ts';
import { madeBy } from './made.ts';
import { missingEvidence } from '../features/cleansing/validate-import.service.ts';
import { nextRowOf, readerOf } from './row-checkpoint.ts';
import { storePlausibility } from './store-general-checks.ts';

/** Applies the approved mapping and every decision to all rows and stores the typed values in blocks. */
export function dataCleansingPhase(): Phase {
  return definePhase({
    flowType: 'discovery',
    name: 'data_cleansing',
    run: cleanse,
    async checkExit(scope, { importId, epoch }) {
      const { rows } = await readNotes(scope, importId, epoch);
      const sourceRows = await countSourceRows(scope, importId);
      return rows === sourceRows ? undefined : `${rows} of ${sourceRows} rows are cleansed`;
    },
  });
}

/**
 * Cleanses only the blocks with corrected rows when a correction began this course and all else is read as it was;
 * false when everything has to be cleansed.
 */
async function writeCorrected(context: PhaseContext, shape: ImportShape, plan: ImportPlan): Promise<boolean> {
  const { importId, epoch } = context;
  const rowsTotal = shape.rowCount;
  const { isCorrection } = await context.read((scope) => correctionCourse(scope, context));
  const earlier = await context.read((scope) =>
    latestOutput<{ plan?: ImportPlan }>(scope, importId, 'cleanse'),
  );
  const blocks = await context.read((scope) => blocksToCorrect(scope, shape));
  const isSame = earlier?.plan !== undefined && isSamePlan(earlier.plan, plan);
  if (!isCorrection || !isSame || blocks === undefined) return false;
  await context.batch({ rowsDone: 0, rowsTotal }, (scope) => keepSoundBlocks(scope, { importId, epoch }));
  const due = blocks.filter(({ firstRow }) => firstRow >= nextRowOf(context.checkpoint, 'cleanse'));
  const source = { shape, read: readerOf(context), blocks: due };
  await cleanseImport(source, plan, async (written, nextRow) => {
    const progress = { rowsDone: nextRow - 1, rowsTotal, checkpoint: checkpointAt(nextRow) };
    await context.batch(progress, (scope) => writeBlocks(scope, { importId, epoch }, written));
  });
  return true;
}

/** Stores the values of all rows: those that were cleansed ahead in the same way, all others anew. */
async function writeAll(
  context: PhaseContext,
  { shape, plan, scan }: { shape: ImportShape; plan: ImportPlan; scan: PlausibilityScan },
): Promise<void> {
  const { importId, epoch } = context;
  const rowsTotal = shape.rowCount;
  const fromRow = nextRowOf(context.checkpoint, 'cleanse');
  const ahead = await context.read((scope) => findBlocksAhead(scope, shape, fromRow));
  if (ahead !== undefined && isSamePlan(ahead.plan, plan)) {
    const progress = { rowsDone: rowsTotal, rowsTotal, checkpoint: checkpointAt(rowsTotal + 1) };
    await context.batch(progress, (scope) =>
      followAdopted(scope, importId, () => adoptBlocks(scope, { importId, epoch })),
    );
    return;
  }
  const { batchRows } = context;
  const source = {
    shape,
    read: readerOf(context),
    fromRow,
    ahead,
    blockRows: batchRows,
    wanted: plausibleFields,
  };
  await cleanseImport(source, plan, async (blocks, nextRow) => {
    for (const block of blocks) scan.add({ ...block, columns: block.wanted });
    const progress = { rowsDone: nextRow - 1, rowsTotal, checkpoint: checkpointAt(nextRow) };
    await context.batch(progress, (scope) => writeBlocks(scope, { importId, epoch }, blocks));
  });
}

function checkpointAt(nextRow: number): Json {
  return { stage: 'cleanse', nextRow };
}

async function cleanse(context: PhaseContext): Promise<PhaseResult> {
  const { importId, epoch } = context;
  const startedAt = performance.now();
  const stored = await context.read((scope) => loadShape(scope, importId));
  if (stored === undefined) throw new Error(`Import ${importId} has no stored rows`);
  const found = await missingEvidence({ shape: stored, read: readerOf(context) });
  const shape = { ...stored, evidence: { ...stored.evidence, ...found } };
  const question = await questionOfApproved(context, shape);
  if (question !== undefined) return question;
  const plan = planOf(shape, 'approved');
  const scan = new PlausibilityScan(await context.read(checkThresholds));
  if (!(await writeCorrected(context, shape, plan))) await writeAll(context, { shape, plan, scan });
  const notes = addNotes((await context.read((scope) => readNotes(scope, importId, epoch))).notes);
  const rows = shape.rowCount;
  await context.batch({ rowsDone: rows, rowsTotal: rows }, async (scope) => {
    const issues = cleansedFieldIssues(shape, plan, notes);
    await saveIssues(scope, importId, issues);
    await settleVanished(scope, importId, { found: issues, rules: cellRules });
    await storePlausibility(scope, shape, scan);
    await insertStep(scope, {
      flowId: context.flowId,
      runId: context.runId,
      name: 'cleanse',
      order: 1,
      records: rows,
      durationMs: performance.now() - startedAt,
      output: { plan, notes, made: madeBy(context) },
    });
  });
  return { kind: 'succeeded', counts: { rows, columns: plan.columns.length, rejected: notes.rejected } };
}
