import type { CheckIssue } from '@landfall/domain/checks/check';
import type { ImportPlan } from '@landfall/domain/cleansing/import-plan';
import { isSamePlan, sameRecipes } from '@landfall/domain/cleansing/kept-fields';
import { type CheckThresholds, thresholdsOfCheck } from '@landfall/domain/checks/check-thresholds';
import { strongKinds } from '@landfall/domain/entity-resolution/identity-keys';
import { type BlocksAhead, latestOutput } from '../features/cleansing/cleansing.repository.ts';
import type { DuplicateFindings } from '../features/inventory/find-duplicates.ts';
import type { TenantScope } from '../platform/tenant-scope.ts';
import { blocksOf } from './batch-rows.ts';
import type { PhaseContext } from './define-phase.ts';
import { copyPieces } from './copy-pieces.ts';
import { copyBlocksAhead, findIdenticalImport, type IdenticalImport } from './identical-import.repository.ts';
import { outputMadeAlike, planMadeAlike } from './made.ts';

/** What cleansing ahead and looking for duplicates have found. */
export interface CheckedRows {
  readonly ahead: BlocksAhead;
  readonly duplicates: DuplicateFindings;
  /** What no machine has, and what lacks the value it belongs to. */
  readonly implausible: readonly CheckIssue[];
  /** Import whose blocks and findings these are. */
  readonly identicalTo: string;
}

/** Blocks copied in one transaction: about 20 MB. */
const blocksPerBatch = 16;

/**
 * Takes over the blocks that an identical import was cleansed to, when the same plan made them, and the duplicates
 * found in it; `undefined` when there are none that fit.
 */
export async function takeOverBlocks(
  context: PhaseContext,
  wanted: BlocksAhead,
  thresholds: CheckThresholds,
): Promise<CheckedRows | undefined> {
  const { importId } = context;
  const source = await context.read(async (scope) => {
    const found = await findIdenticalImport(scope, importId);
    return found === undefined ? undefined : findFitting(scope, { context, wanted, thresholds, found });
  });
  if (source === undefined) return undefined;
  const { rowCount: rowsTotal, importId: from, duplicates, implausible, sources } = source;
  const limit = blocksOf(context, blocksPerBatch);
  const isWhole = await copyPieces(context, {
    afterRow: 0,
    rowsTotal,
    copy: (scope, afterRow) => copyBlocksAhead(scope, { from, to: importId, afterRow, limit }),
  });
  // Else it is being deleted: the rows are cleansed from the first one on.
  if (!isWhole) return undefined;
  return { ahead: { plan: wanted.plan, sources }, duplicates, implausible, identicalTo: from };
}

interface Search {
  readonly context: PhaseContext;
  readonly wanted: BlocksAhead;
  readonly thresholds: CheckThresholds;
  readonly found: IdenticalImport;
}

/** What the check of the schema has stored beside the blocks. */
interface CheckedSchema extends BlocksAhead {
  readonly thresholds: Readonly<Record<string, number>>;
  readonly implausible: readonly CheckIssue[];
}

async function findFitting(scope: TenantScope, { context, wanted, thresholds, found }: Search) {
  const { importId } = found;
  const checked = await outputMadeAlike<CheckedSchema>(scope, context, { importId, step: 'schema' });
  const duplicates = await latestOutput<DuplicateFindings>(scope, importId, 'duplicates');
  const plan = await planMadeAlike(scope, context, importId);
  if (checked?.plan === undefined || duplicates === undefined || plan === undefined) return undefined;
  const sources = keptTexts({ ...checked, plan: checked.plan }, plan);
  const fits =
    isJudgedAlike(checked, thresholds) &&
    isSamePlan(plan, wanted.plan) &&
    wanted.sources.every((position) => sources.includes(position)) &&
    sameRecipes(checked.plan, wanted.plan, strongKinds);
  const { implausible = [] } = checked;
  return fits ? { ...found, duplicates: findingsIn(duplicates), implausible, sources } : undefined;
}

/** Columns whose texts the blocks still have: only those that were adopted as they had been cleansed ahead. */
function keptTexts(
  checked: Pick<BlocksAhead, 'plan'> & Partial<BlocksAhead>,
  plan: ImportPlan,
): readonly number[] {
  return isSamePlan(checked.plan, plan) ? (checked.sources ?? []) : [];
}

/** True when the check judged rows by the limits that are in force now. */
function isJudgedAlike({ thresholds: judged }: Partial<CheckedSchema>, thresholds: CheckThresholds): boolean {
  const limits = Object.entries(thresholdsOfCheck('schema', thresholds));
  return limits.every(([name, value]) => judged?.[name] === value);
}

function findingsIn({
  groups,
  duplicate_rows,
  contradicting_rows,
  contradicting_ranges,
}: DuplicateFindings): DuplicateFindings {
  return { groups, duplicate_rows, contradicting_rows, contradicting_ranges };
}
