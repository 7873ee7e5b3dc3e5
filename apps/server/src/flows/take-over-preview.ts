import { isSamePlan } from '@landfall/domain/cleansing/kept-fields';
import { accountRows } from '@landfall/domain/inventory/accounting';
import { countActions } from '@landfall/domain/inventory/preview-review';
import { repeatableAs, repeatedResults } from '@landfall/domain/inventory/repeated-results';
import type { RowResults } from '@landfall/domain/inventory/row-results';
import { findRowAction } from '../features/cleansing/quality.repository.ts';
import { withdrawConflicts } from '../features/inventory/conflicts.repository.ts';
import { type PreviewBlock, sumCounts } from '../features/inventory/preview.service.ts';
import { readCounts, readResults } from '../features/inventory/row-results.repository.ts';
import type { TenantScope } from '../platform/tenant-scope.ts';
import { correctionCourse } from './correction-course.repository.ts';
import type { PhaseContext } from './define-phase.ts';
import {
  findIdenticalImport,
  type IdenticalImport,
  isAsItWasMade,
  wasDecidedByPersons,
} from './identical-import.repository.ts';
import { outputMadeAlike, planMadeAlike } from './made.ts';
import { type PreviewCounts, storePreview } from './store-preview.ts';

/**
 * Stores what an identical import's rows do when they come again: nothing to any asset, for the estate is as that
 * import left it, in this version. `undefined` when that is not certain.
 */
export async function takeOverPreview(
  context: PhaseContext,
  estate: string,
): Promise<(PreviewCounts & { readonly rows: number; readonly identicalTo: string }) | undefined> {
  const { importId } = context;
  const found = await context.read((scope) => findRepeated(scope, context, estate));
  if (found === undefined) return undefined;
  await context.batch({ rowsDone: 0, rowsTotal: found.rowCount }, (scope) =>
    withdrawConflicts(scope, importId),
  );
  const blocks = repeatedBlocks(context, found);
  const stored = await storePreview(context, { blocks, rowsTotal: found.rowCount, isCorrection: false });
  const rows = Object.values(stored.actions).reduce((sum, count) => sum + count, 0);
  // It is being deleted: the rows are matched anew.
  if (rows !== found.rowCount) return undefined;
  return { ...stored, rows, identicalTo: found.importId };
}

async function findRepeated(
  scope: TenantScope,
  context: PhaseContext,
  estate: string,
): Promise<IdenticalImport | undefined> {
  const { importId } = context;
  const found = await findIdenticalImport(scope, importId);
  if (found === undefined) return undefined;
  const { isCorrection, keepsOutcomes } = await correctionCourse(scope, context);
  if (isCorrection || keepsOutcomes || (await wasDecidedByPersons(scope, found))) return undefined;
  if (!(await areCleansedAlike(scope, context, found))) return undefined;
  return (await isLeftAlone(scope, { context, found, estate })) ? found : undefined;
}

/** Whether both imports have the same values in every row and treat contradicting rows in the same way. */
async function areCleansedAlike(
  scope: TenantScope,
  context: PhaseContext,
  found: IdenticalImport,
): Promise<boolean> {
  const own = await planMadeAlike(scope, context, context.importId);
  const other = await planMadeAlike(scope, context, found.importId);
  if (own === undefined || other === undefined) return false;
  const contradictions = (importId: string) => findRowAction(scope, importId, 'contradictory_duplicate');
  return (
    isSamePlan(own, other) &&
    (await contradictions(context.importId)) === (await contradictions(found.importId))
  );
}

interface Left {
  readonly context: PhaseContext;
  readonly found: IdenticalImport;
  readonly estate: string;
}

/** Whether the estate in this version is as the import left it, and nobody else wrote to it meanwhile. */
async function isLeftAlone(scope: TenantScope, { context, found, estate }: Left): Promise<boolean> {
  const { importId } = found;
  const estates = await estatesOf(scope, context, importId);
  if (estates?.after !== estate) return false;
  const blocks = await readCounts(scope, importId);
  const accounting = accountRows(
    found.rowCount,
    blocks.map(({ outcomes, rowCount }) => outcomes ?? { pending: rowCount }),
  );
  const repeatable = repeatableAs(sumCounts(blocks.map(({ actions }) => actions)), accounting);
  if (repeatable === 'changed_none') return estates.before === estate;
  const assets = accounting.outcomes.created;
  return repeatable === 'made_all' && isAsItWasMade(scope, { importId, assets });
}

/** Versions of the estate before an import was previewed and after it was written, when both were done as here. */
async function estatesOf(scope: TenantScope, context: PhaseContext, importId: string) {
  const before = await outputMadeAlike(scope, context, { importId, step: 'preview' });
  const after = await outputMadeAlike(scope, context, { importId, step: 'create_assets' });
  return before === undefined || after === undefined
    ? undefined
    : { before: before.made?.estate, after: after.made?.estate };
}

/** What the rows of an identical import do when they come again; ends early when that import is being deleted. */
async function* repeatedBlocks(
  context: PhaseContext,
  { importId, rowCount }: IdenticalImport,
): AsyncGenerator<PreviewBlock> {
  for (let row = 1; row <= rowCount; ) {
    const at = row;
    const [results] = await context.read((scope) => readResults(scope, importId, { first: at, last: at }));
    if (results === undefined) return;
    yield previewBlockOf(repeatedResults(importId, results));
    row = results.firstRow + results.rowCount;
  }
}

function previewBlockOf(results: RowResults): PreviewBlock {
  return { ...results, counts: { actions: countActions(results) } };
}
