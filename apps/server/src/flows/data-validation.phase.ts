import type { CheckThresholds } from '@landfall/domain/checks/check-thresholds';
import { plausibleFields, PlausibilityScan } from '@landfall/domain/checks/plausible-values';
import { aheadEpoch } from '@landfall/domain/cleansing/cleansed-block';
import type { ImportPlan } from '@landfall/domain/cleansing/import-plan';
import { groupRows } from '@landfall/domain/entity-resolution/group-rows';
import { strongKinds } from '@landfall/domain/entity-resolution/identity-keys';
import type { PhaseResult } from '@landfall/domain/flow/phase-result';
import type { IssueDraft } from '@landfall/domain/quality/issue-rules';
import { assumedPlan } from '../features/cleansing/assumed-plan.ts';
import { addNotes } from '../features/cleansing/block-notes.ts';
import { cleansedFieldIssues, profileIssues } from '../features/cleansing/detect-issues.ts';
import { type ImportShape, planOf } from '../features/cleansing/import-shape.ts';
import type { CleansedRowBlock } from '../features/cleansing/block-writer.ts';
import { cleanseImport } from '../features/cleansing/cleanse-import.service.ts';
import {
  type BlocksAhead,
  loadShape,
  readNotes,
  writeBlocks,
} from '../features/cleansing/cleansing.repository.ts';
import { saveIssues, settleVanished } from '../features/cleansing/quality.repository.ts';
import { likelyEvidence } from '../features/cleansing/validate-import.service.ts';
import { duplicateIssues, findDuplicates } from '../features/inventory/find-duplicates.ts';
import { type ImportMemory, usualMemory } from '../features/inventory/import-memory.ts';
import { type InternedKeys, type NumberedKeys, numbersOnly } from '../features/inventory/key-numbers.ts';
import { keepStrongKeys } from '../features/inventory/recent-keys.ts';
import { holdsAllValues, rowsByStrongKeys, StrongKeys } from '../features/inventory/row-keys.ts';
import { checkThresholds } from '../platform/check-thresholds.ts';
import { nextTurn } from '../platform/next-turn.ts';
import type { TenantScope } from '../platform/tenant-scope.ts';
import { criticalQuestion } from './critical-question.ts';
import { readerOf } from './row-checkpoint.ts';
import { definePhase, type Phase, type PhaseContext } from './define-phase.ts';
import { draftsOf } from './enrich-checks.ts';
import { madeBy } from './made.ts';
import { identityIssues, storeGeneralChecks } from './store-general-checks.ts';
import { type CheckedRows, takeOverBlocks } from './take-over-blocks.ts';

/** Runs the checks of the category over all rows; critical findings wait for a person. */
export function dataValidationPhase(memory: ImportMemory = usualMemory): Phase {
  return definePhase({
    flowType: 'discovery',
    name: 'data_validation',
    run: (context) => validate(context, memory),
  });
}

async function validate(context: PhaseContext, memory: ImportMemory): Promise<PhaseResult> {
  const { importId } = context;
  const startedAt = performance.now();
  const stored = await context.read((scope) => loadShape(scope, importId));
  if (stored === undefined) throw new Error(`Import ${importId} has no stored rows`);
  const evidence = await likelyEvidence({ shape: stored, read: readerOf(context) });
  const shape = { ...stored, evidence };
  const plan = planOf(shape, 'suggested');
  const thresholds = await context.read(checkThresholds);
  const found = profileIssues(shape, plan, { basis: 'suggested', thresholds });
  const wanted = { plan: assumedPlan(shape, found), sources: sourcesToKeep(shape, plan, found) };
  const checked: Checked =
    (await takeOverBlocks(context, wanted, thresholds)) ??
    (await checkRows(context, { shape, ahead: wanted, memory, thresholds }));
  const { ahead, duplicates, implausible } = checked;
  const notes = addNotes((await context.read((scope) => readNotes(scope, importId, aheadEpoch))).notes);
  const issues = [
    ...found,
    ...duplicateIssues(duplicates),
    // While a person can still say what they mean.
    ...cleansedFieldIssues(shape, ahead.plan, notes),
    ...identityIssues(shape),
    ...draftsOf(implausible, { shape, basis: 'suggested' }),
  ];
  const rows = shape.rowCount;
  const made = madeBy(context, { identical_to: checked.identicalTo });
  const general = { shape, issues, notes, ahead, duplicates, implausible, thresholds, made };
  const durationMs = performance.now() - startedAt;
  await context.batch({ rowsDone: rows, rowsTotal: rows }, async (scope) => {
    await saveIssues(scope, importId, issues);
    await settleVanished(scope, importId, { found: issues });
    await storeGeneralChecks(scope, context, { found: general, durationMs });
  });
  if (checked.strong !== undefined)
    await keepStrongKeys(readerOf(context), importId, {
      sourceSystem: shape.sourceSystem,
      strong: checked.strong,
    });
  return criticalQuestion(context, { issues: issues.length });
}

/** Rows that are cleansed ahead, the duplicates among them, and the numbers of their strong keys when known. */
interface Checked extends Omit<CheckedRows, 'identicalTo'> {
  readonly identicalTo?: string;
  readonly strong?: readonly NumberedKeys[];
}

/** What rows are checked by, and the memory there is for it. */
interface RowsToCheck {
  readonly shape: ImportShape;
  readonly ahead: BlocksAhead;
  readonly memory: ImportMemory;
  readonly thresholds: CheckThresholds;
}

async function checkRows(context: PhaseContext, toCheck: RowsToCheck): Promise<Checked> {
  const { shape, ahead, memory } = toCheck;
  const { keys, scan } = await cleanseAhead(context, toCheck);
  const strong = keptKeys(keys.result(), shape.rowCount, memory);
  const numbered = rowsByStrongKeys(shape.rowCount, strong, keys.hostnames());
  const duplicates = findDuplicates(numbered, groupRows(numbered));
  return { ahead, strong, duplicates, implausible: scan.result() };
}

/** Where the preview has no room for the values of the keys of all kinds it holds those of none. */
function keptKeys(
  strong: readonly InternedKeys[],
  rows: number,
  { valueBytes }: ImportMemory,
): readonly NumberedKeys[] {
  return holdsAllValues(rows, valueBytes) ? strong : strong.map(numbersOnly);
}

/** What a person decided about columns that are not read at all. */
const leftOut: ReadonlySet<string> = new Set(['ignored', 'rejected']);

/**
 * Columns that a person has yet to decide about: those without a likely field and those whose values can be read in
 * several ways. Their texts are kept as they stand, so that the rows need not be read again for them.
 */
function sourcesToKeep({ columns }: ImportShape, plan: ImportPlan, issues: readonly IssueDraft[]): number[] {
  const planned = new Set(plan.columns.map(({ position }) => position));
  const open = new Set(
    issues.flatMap(({ severity, columnId }) => (severity === 'critical' ? [columnId] : [])),
  );
  const kept = columns.filter(
    ({ id, position, status }) => open.has(id) || (!planned.has(position) && !leftOut.has(status)),
  );
  return kept.map(({ position }) => position);
}

/**
 * Cleanses all rows by the likely mapping and answers their strong identifiers, the only ones that can contradict
 * each other, and what is implausible about them. The blocks are kept: cleansing takes from them whatever the approved mapping leaves as it was.
 */
async function cleanseAhead(
  context: PhaseContext,
  { shape, ahead: { plan, sources }, thresholds }: Omit<RowsToCheck, 'memory'>,
): Promise<{ readonly keys: StrongKeys; readonly scan: PlausibilityScan }> {
  const { importId } = context;
  const { rowCount, sourceSystem } = shape;
  const hostname = !plan.columns.some(({ field }) => strongKinds.some((kind) => kind === field));
  const keys = new StrongKeys(rowCount, sourceSystem, { hostname });
  const scan = new PlausibilityScan(thresholds);
  if (plan.columns.length === 0) return { keys, scan };
  const blockRows = context.batchRows;
  const wanted = [...strongKinds, ...(hostname ? ['hostname'] : []), ...plausibleFields];
  const source = { shape, read: readerOf(context), wanted, sources, blockRows };
  const number = async (blocks: readonly CleansedRowBlock[]): Promise<void> => {
    for (const { firstRow, rowCount: rows, wanted: columns } of blocks) {
      keys.add({ rowCount: rows, columns });
      scan.add({ firstRow, rowCount: rows, columns });
      await nextTurn();
    }
  };
  await cleanseImport(source, plan, async (blocks, nextRow) => {
    const progress = { rowsDone: nextRow - 1, rowsTotal: rowCount };
    const write = (scope: TenantScope): Promise<void> =>
      writeBlocks(scope, { importId, epoch: aheadEpoch }, blocks);
    // The keys are numbered while the database writes.
    await Promise.all([context.batch(progress, write), number(blocks)]);
  });
  return { keys, scan };
}
