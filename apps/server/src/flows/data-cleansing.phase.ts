import type { PhaseResult } from '@landfall/domain/flow/phase-result';
import { planOf } from '../features/cleansing/import-shape.ts';
import { addNotes } from '../features/cleansing/block-notes.ts';
import { cleanseImport } from '../features/cleansing/cleanse-import.service.ts';
import {
  countSourceRows,
  loadShape,
  readNotes,
  writeBlocks,
} from '../features/cleansing/cleansing.repository.ts';
import { cleansedFieldIssues } from '../features/cleansing/detect-issues.ts';
import { saveIssues } from '../features/cleansing/quality.repository.ts';
import { insertStep } from '../features/imports/import-store.repository.ts';
import { definePhase, type Phase, type PhaseContext } from './define-phase.ts';
import { missingEvidence } from '../features/cleansing/validate-import.service.ts';
import { nextRowOf, readerOf } from './row-checkpoint.ts';

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

async function cleanse(context: PhaseContext): Promise<PhaseResult> {
  const { importId, epoch } = context;
  const startedAt = performance.now();
  const stored = await context.read((scope) => loadShape(scope, importId));
  if (stored === undefined) throw new Error(`Import ${importId} has no stored rows`);
  const found = await missingEvidence({ shape: stored, read: readerOf(context) });
  const shape = { ...stored, evidence: { ...stored.evidence, ...found } };
  const plan = planOf(shape, 'approved');
  const source = { shape, read: readerOf(context), fromRow: nextRowOf(context.checkpoint, 'cleanse') };
  await cleanseImport(source, plan, async (blocks, nextRow) => {
    const progress = {
      rowsDone: nextRow - 1,
      rowsTotal: shape.rowCount,
      checkpoint: { stage: 'cleanse', nextRow },
    };
    await context.batch(progress, (scope) => writeBlocks(scope, { importId, epoch }, blocks));
  });
  const notes = addNotes((await context.read((scope) => readNotes(scope, importId, epoch))).notes);
  const rows = shape.rowCount;
  await context.batch({ rowsDone: rows, rowsTotal: rows }, async (scope) => {
    await saveIssues(scope, importId, cleansedFieldIssues(shape, plan, notes));
    await insertStep(scope, {
      flowId: context.flowId,
      runId: context.runId,
      name: 'cleanse',
      order: 1,
      records: rows,
      durationMs: performance.now() - startedAt,
      output: { plan, notes },
    });
  });
  return { kind: 'succeeded', counts: { rows, columns: plan.columns.length, rejected: notes.rejected } };
}
