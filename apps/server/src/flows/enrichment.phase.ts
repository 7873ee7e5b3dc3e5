import { plausibleFields, PlausibilityScan } from '@landfall/domain/checks/plausible-values';
import type { CleansedBlock } from '@landfall/domain/cleansing/cleansed-block';
import { accountRows, reconciles, type RowAccounting } from '@landfall/domain/inventory/accounting';
import { type DiskNames, diskNamesOf } from '@landfall/domain/infrastructure/child-totals';
import type { Json, PhaseResult } from '@landfall/domain/flow/phase-result';
import { cellRules } from '@landfall/domain/quality/issue-rules';
import { addNotes } from '../features/cleansing/block-notes.ts';
import { cleanseImport } from '../features/cleansing/cleanse-import.service.ts';
import {
  countSourceRows,
  loadShape,
  readNotes,
  writeBlocks,
} from '../features/cleansing/cleansing.repository.ts';
import { cleansedFieldIssues } from '../features/cleansing/detect-issues.ts';
import { type ImportShape, planOf, targetOf } from '../features/cleansing/import-shape.ts';
import { saveIssues, settleVanished } from '../features/cleansing/quality.repository.ts';
import { missingEvidence } from '../features/cleansing/validate-import.service.ts';
import { withdrawEarlier } from '../features/enrichment/edges.repository.ts';
import { readEnds } from '../features/enrichment/ends.repository.ts';
import { type ImportOptions, importOptions } from '../features/enrichment/import-options.repository.ts';
import { replaceBlocks } from '../features/enrichment/prepared-blocks.repository.ts';
import { insertStep } from '../features/imports/import-store.repository.ts';
import { AssetWriter } from '../features/inventory/create-assets.service.ts';
import type { CleansedRows } from '../features/inventory/cleansed-rows.ts';
import { loadCleansedRows } from '../features/inventory/load-blocks.ts';
import { allMemory } from '../features/inventory/import-memory.ts';
import { loadPreviewedGroups } from '../features/inventory/resolve-groups.service.ts';
import { readCounts } from '../features/inventory/row-results.repository.ts';
import { checkThresholds } from '../platform/check-thresholds.ts';
import type { TenantScope } from '../platform/tenant-scope.ts';
import { questionOfApproved } from './approved-issues.ts';
import { addressesShared } from './addresses-shared.ts';
import { createAndSettle } from './create-assets.ts';
import { currentSubjects } from './current-subjects.ts';
import { definePhase, type Phase, type PhaseContext } from './define-phase.ts';
import { type FileFacts, readFacts, readingOf } from './enrich-category.ts';
import { matchedSubjects, runChecks, storeChecks, storeFindings } from './enrich-checks.ts';
import { neededEnds, refusedEdgeRows } from './enrich-edges.ts';
import { matchEnds } from './enrich-ends.ts';
import { changedAssets, describedRows, settleOutcomes } from './enrich-outcomes.ts';
import { planSubjects } from './enrich-plan.ts';
import { applyPolicy, forgetWithinGroups, subjectReader } from './enrich-policy.ts';
import { storePlan } from './enrich-preview.ts';
import { nothingToWrite, questionBeforeWriting } from './enrich-question.ts';
import { storeEnds, writeConnections, writeEnds } from './enrich-write.ts';
import { type EnrichmentStage, hasReached } from './enrichment-stage.ts';
import { registerStated, statedNames } from './register-applications.ts';
import { type PhasePart, partOf } from './part-of-phase.ts';
import { nextRowOf, readerOf, writtenPiecesOf } from './row-checkpoint.ts';
import { stopsOf } from './stops.ts';
import { storePlausibility } from './store-general-checks.ts';

/**
 * Last phase of a data import: cleanses the rows, matches them, writes assets and edges, runs the checks of the
 * category on what was written, and gives every row its outcome. It asks nobody about single rows: one that fits several
 * assets is rejected and names them. Before anything is written it may ask about the plan as a whole.
 */
export function enrichmentPhase(): Phase {
  return definePhase({
    flowType: 'data_import',
    name: 'enrichment',
    run: enrich,
    async checkExit(scope, { importId, epoch }) {
      const { rows } = await readNotes(scope, importId, epoch);
      const sourceRows = await countSourceRows(scope, importId);
      if (rows !== sourceRows) return `${rows} of ${sourceRows} rows are cleansed`;
      const accounting = await account(scope, importId, sourceRows);
      if (accounting.pending > 0) return `${accounting.pending} rows have no outcome`;
      return reconciles(accounting) ? undefined : 'The outcomes do not add up to the source rows';
    },
  });
}

/** Stages by their usual share of the time in files of a hundred thousand rows; it depends on the file. */
const parts = {
  cleanse: { from: 0, to: 0.1 },
  plan: { from: 0.1, to: 0.2 },
  subjects: { from: 0.2, to: 0.35 },
  ends: { from: 0.35, to: 0.4 },
  edges: { from: 0.4, to: 0.85 },
  checks: { from: 0.85, to: 0.95 },
  outcomes: { from: 0.95, to: 1 },
} as const satisfies Record<string, PhasePart>;

async function enrich(context: PhaseContext): Promise<PhaseResult> {
  const { importId, epoch } = context;
  const options = await context.read((scope) => importOptions(scope, importId));
  const shape = await loadWholeShape(context);
  const isAhead = (stage: EnrichmentStage): boolean => hasReached(reachedBy(context), stage);
  const within = (part: keyof typeof parts): PhaseContext => partOf(context, parts[part], options.rowCount);
  const facts = await readFacts(context, options.category, { shape, basis: 'approved' });
  if (!isAhead('preview')) {
    const question = await questionOfApproved(within('cleanse'), shape);
    if (question !== undefined) return question;
    await cleanse(within('cleanse'), { options, shape, facts });
  }
  if (!isAhead('planned')) await plan(within('plan'), { options, shape });
  if (!isAhead('create')) {
    const question = await questionBeforeWriting(within('plan'), options);
    if (question !== undefined) return question;
    const begun = { stage: 'create', windows: 0, pieces: 0 };
    const progress = { rowsDone: 0, rowsTotal: options.rowCount, checkpoint: begun };
    await within('subjects').batch(progress, (scope) => withdrawEarlier(scope, { importId, epoch }));
  }
  if (!isAhead('ends')) await writeSubjects(within('subjects'), options);
  const rows = await loadCleansedRows(readerOf(context), importId);
  const connections = { table: await readingOf(options.category).read(rows), options };
  if (!isAhead('edges')) await writeEnds(within('ends'), connections);
  if (!isAhead('checks')) {
    const edges = within('edges');
    await inStep(edges, options, {
      name: 'write_edges',
      order: 4,
      write: () => writeConnections(edges, connections),
    });
  }
  if (!isAhead('outcomes')) await check(within('checks'), { options, shape, rows, facts });
  await settleOutcomes(within('outcomes'), options.rowCount);
  await registerStated(context, await statedNames(context, rows), options.rowCount);
  return close(context, options);
}

/** A run that goes on after its preview was approved finds its plan stored. */
function reachedBy({ afterGate, checkpoint }: PhaseContext): Json {
  return checkpoint ?? (afterGate === 'asset_preview' ? { stage: 'planned' } : null);
}

async function loadWholeShape(context: PhaseContext): Promise<ImportShape> {
  const stored = await context.read((scope) => loadShape(scope, context.importId));
  if (stored === undefined) throw new Error(`Import ${context.importId} has no stored rows`);
  const found = await missingEvidence({ shape: stored, read: readerOf(context) });
  return { ...stored, evidence: { ...stored.evidence, ...found } };
}

interface TimedStep {
  readonly name: string;
  readonly order: number;
  readonly write: () => Promise<object | void>;
}

/** Does a part of the work and notes it with the time it took in this run. */
async function inStep(context: PhaseContext, { rowCount }: ImportOptions, step: TimedStep): Promise<void> {
  const startedAt = performance.now();
  const output = await step.write();
  const { flowId, runId } = context;
  await context.batch({ rowsDone: rowCount, rowsTotal: rowCount }, (scope) =>
    insertStep(scope, {
      flowId,
      runId,
      name: step.name,
      order: step.order,
      records: rowCount,
      durationMs: performance.now() - startedAt,
      output: output ?? {},
    }),
  );
}

interface Cleansing {
  readonly options: ImportOptions;
  readonly shape: ImportShape;
  readonly facts: FileFacts;
}

async function cleanse(context: PhaseContext, { options, shape, facts }: Cleansing): Promise<void> {
  const { importId, epoch } = context;
  const startedAt = performance.now();
  const importPlan = planOf(shape, 'approved');
  const reading = readingOf(options.category);
  const prepare = (block: CleansedBlock): CleansedBlock => reading.prepare(block, facts);
  const source = {
    shape,
    read: readerOf(context),
    fromRow: nextRowOf(context.checkpoint, 'cleanse'),
    blockRows: context.batchRows,
    prepare,
    wanted: plausibleFields,
  };
  const rowsTotal = shape.rowCount;
  const scan = new PlausibilityScan(await context.read(checkThresholds));
  await cleanseImport(source, importPlan, async (blocks, nextRow) => {
    for (const block of blocks) scan.add({ ...block, columns: block.wanted });
    const progress = { rowsDone: nextRow - 1, rowsTotal, checkpoint: { stage: 'cleanse', nextRow } };
    await context.batch(progress, (scope) => writeBlocks(scope, { importId, epoch }, blocks));
  });
  const notes = addNotes((await context.read((scope) => readNotes(scope, importId, epoch))).notes);
  await context.batch({ rowsDone: rowsTotal, rowsTotal }, async (scope) => {
    const issues = cleansedFieldIssues(shape, importPlan, notes);
    await saveIssues(scope, importId, issues);
    await settleVanished(scope, importId, { found: issues, rules: cellRules });
    await storePlausibility(scope, shape, scan);
    await insertStep(scope, {
      flowId: context.flowId,
      runId: context.runId,
      name: 'cleanse',
      order: 1,
      records: rowsTotal,
      durationMs: performance.now() - startedAt,
      output: { plan: importPlan, notes },
    });
  });
}

/** Settles what becomes of every row and every end, and stores it before anything is written. */
async function plan(context: PhaseContext, { options, shape }: Omit<Cleansing, 'facts'>): Promise<void> {
  const { importId } = context;
  const startedAt = performance.now();
  const reading = { options, disks: disksOf(options, shape) };
  const subjects = await planSubjects(context, reading);
  const matched = await matchEnds(context, subjects);
  await storePlan(context, subjects, refusedEdgeRows(subjects.table, matched));
  const ends = neededEnds(subjects.table, matched);
  await storeEnds(context, subjects, ends);
  const counts: Record<string, number> = {};
  for (const { match } of ends) counts[match] = (counts[match] ?? 0) + 1;
  const { rowCount } = options;
  const progress = { rowsDone: rowCount, rowsTotal: rowCount, checkpoint: { stage: 'planned' } };
  await context.batch(progress, async (scope) => {
    // With the plan: a run that is taken over before it adds up what it finds stored.
    await replaceBlocks(scope, importId, subjects.changed);
    await insertStep(scope, {
      flowId: context.flowId,
      runId: context.runId,
      name: 'match',
      order: 2,
      records: options.rowCount,
      durationMs: performance.now() - startedAt,
      output: { ends: counts },
    });
  });
}

function disksOf({ category }: ImportOptions, { columns }: ImportShape): DiskNames | undefined {
  const mapped = columns.map((column) => ({
    header: column.header,
    field: targetOf(column, 'approved')?.key ?? null,
  }));
  return category === 'infrastructure' ? diskNamesOf(mapped) : undefined;
}

/** Writes the assets that rows describe, as the stored plan says. */
async function writeSubjects(context: PhaseContext, options: ImportOptions): Promise<void> {
  const { importId } = context;
  const groups = await loadPreviewedGroups(readerOf(context), importId, {
    rowCount: options.rowCount,
    // The policy makes rows forget values.
    memory: allMemory,
  });
  forgetWithinGroups(options.category, groups);
  const writer = new AssetWriter(groups, { importId, sourceSystem: options.sourceSystem });
  const creation = { context, plan: groups, writer };
  const written = writtenPiecesOf(context.checkpoint);
  await inStep(context, options, {
    name: 'write_assets',
    order: 3,
    write: () =>
      createAndSettle(creation, {
        written,
        async between() {
          const assets = await changedAssets(context);
          await applyPolicy(readerOf(context), { category: options.category, groups, assets });
        },
      }),
  }).finally(() => writer.close());
}

interface Checking extends Cleansing {
  readonly rows: CleansedRows;
}

/** Runs the checks of the category on what was approved and written. */
async function check(context: PhaseContext, { options, shape, rows, facts }: Checking): Promise<void> {
  const { importId, epoch } = context;
  const ends = await context.read((scope) => readEnds(scope, { importId, epoch }));
  const matched = await matchedSubjects(context, ends);
  const described = await describedRows(context, options.rowCount);
  const { category, importedAt: at } = options;
  const thresholds = await context.read(checkThresholds);
  const ofSubject = subjectReader(described, { category, rows });
  const checked = {
    category,
    shape,
    basis: 'approved',
    rows,
    notes: addNotes((await context.read((scope) => readNotes(scope, importId, epoch))).notes),
    matched,
    at,
    thresholds,
    leads: described.isLead,
    ofSubject,
    sharedAddresses: await addressesShared(context, options, rows),
    ...facts,
  } as const;
  const done = { rowsDone: options.rowCount, rowsTotal: options.rowCount };
  const results = await runChecks(checked, stopsOf(context, { rowsDone: 0 }));
  const subjects = { category, results, assetOf: described.assetOf, ofSubject };
  const ofRow = await currentSubjects(readerOf(context), subjects);
  await storeFindings(context, results, { ofEnd: matched.ofEnd, ofRow });
  const progress = { ...done, checkpoint: { stage: 'checks' } };
  await context.batch(progress, (scope) => storeChecks(scope, context, { results, checked }));
}

async function close(context: PhaseContext, options: ImportOptions): Promise<PhaseResult> {
  const accounting = await context.read((scope) => account(scope, context.importId, options.rowCount));
  const counts = { source_rows: accounting.sourceRows, ...accounting.outcomes };
  if (!reconciles(accounting) || accounting.pending > 0) {
    const detail = `${accounting.pending} of ${accounting.sourceRows} rows have no outcome.`;
    return { kind: 'failed', code: 'accounting_mismatch', retryable: false, detail };
  }
  if (accounting.outcomes.rejected < accounting.sourceRows) return { kind: 'succeeded', counts };
  return nothingToWrite(options);
}

async function account(scope: TenantScope, importId: string, rowCount: number): Promise<RowAccounting> {
  const blocks = await readCounts(scope, importId);
  return accountRows(
    rowCount,
    blocks.map(({ outcomes, rowCount: rows }) => outcomes ?? { pending: rows }),
  );
}
