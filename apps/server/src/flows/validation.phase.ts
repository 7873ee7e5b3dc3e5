import { aheadEpoch, type CleansedBlock } from '@landfall/domain/cleansing/cleansed-block';
import type { PhaseResult } from '@landfall/domain/flow/phase-result';
import { addNotes } from '../features/cleansing/block-notes.ts';
import { loadShape, readNotes } from '../features/cleansing/cleansing.repository.ts';
import { importOptions } from '../features/enrichment/import-options.repository.ts';
import { CleansedRows } from '../features/inventory/cleansed-rows.ts';
import { loadCleansedRows } from '../features/inventory/load-blocks.ts';
import { checkThresholds } from '../platform/check-thresholds.ts';
import { nextTurn } from '../platform/next-turn.ts';
import { criticalQuestion } from './critical-question.ts';
import { dataValidationPhase } from './data-validation.phase.ts';
import { definePhase, type Phase, type PhaseContext } from './define-phase.ts';
import { readFacts, readingOf } from './enrich-category.ts';
import { runChecks, storeChecks } from './enrich-checks.ts';
import { readerOf } from './row-checkpoint.ts';
import { stopsOf } from './stops.ts';

/**
 * Second phase of a data import: what is wrong with any file, then the named checks of the category on the likely
 * mapping. The same checks run again on the approved one.
 */
export function validationPhase(): Phase {
  const general = dataValidationPhase();
  return definePhase({
    flowType: 'data_import',
    name: 'validation',
    async run(context) {
      const result = await general.run(context);
      return result.kind === 'failed' ? result : checkCategory(context, result);
    },
  });
}

async function checkCategory(context: PhaseContext, { counts }: Found): Promise<PhaseResult> {
  const { importId } = context;
  const { options, shape } = await context.read(async (scope) => ({
    options: await importOptions(scope, importId),
    shape: await loadShape(scope, importId),
  }));
  if (shape === undefined) throw new Error(`Import ${importId} has no stored rows`);
  const { category } = options;
  const facts = await readFacts(context, category, { shape, basis: 'suggested' });
  const rows = await cleansedBySuggestion(context, (block) => readingOf(category).prepare(block, facts));
  // Read in turns here; the checks find it done.
  await readingOf(category).read(rows);
  const thresholds = await context.read(checkThresholds);
  const at = options.importedAt;
  const { notes: blocks } = await context.read((scope) => readNotes(scope, importId, aheadEpoch));
  const notes = addNotes(blocks);
  const checked = { category, shape, basis: 'suggested', rows, notes, at, thresholds, ...facts } as const;
  const done = { rowsDone: shape.rowCount, rowsTotal: shape.rowCount };
  const results = await runChecks(checked, stopsOf(context, done));
  await context.batch(done, (scope) => storeChecks(scope, context, { results, checked }));
  return criticalQuestion(context, counts);
}

type Found = Pick<Exclude<PhaseResult, { kind: 'failed' }>, 'counts'>;

/** All rows as the likely mapping cleanses them, which the general checks have stored; none when it maps no column. */
async function cleansedBySuggestion(
  context: PhaseContext,
  prepare: (block: CleansedBlock) => CleansedBlock,
): Promise<CleansedRows> {
  const { blocks } = await loadCleansedRows(readerOf(context), context.importId, 'ahead');
  const prepared: CleansedBlock[] = [];
  for (const block of blocks) {
    prepared.push(prepare(block));
    await nextTurn();
  }
  return new CleansedRows(prepared);
}
