import { aboutRow, questionAbout, type RowQuestion } from '@landfall/domain/corrections/row-choice';
import { countActions } from '@landfall/domain/inventory/preview-review';
import { codeOf, rejectReasons, rowActions } from '@landfall/domain/inventory/row-results';
import { namesOfAssets, writeReasonDetails } from '../features/enrichment/row-details.repository.ts';
import { type PreviewBlock, previewBlocks } from '../features/inventory/preview.service.ts';
import { keepSettledBlocks, writePreview } from '../features/inventory/row-results.repository.ts';
import { nextTurn } from '../platform/next-turn.ts';
import { blocksOf } from './batch-rows.ts';
import type { PhaseContext } from './define-phase.ts';
import type { Refusal } from './enrich-edges.ts';
import type { SubjectPlan } from './enrich-plan.ts';
import { withSettledRows } from './settled-rows.ts';

const [conflict, merge, create, reject] = (['conflict', 'merge', 'create', 'reject'] as const).map((action) =>
  codeOf(rowActions, action),
);
const blocksPerBatch = 8;
const notCreated = 'No asset of the inventory fits the row, and the import was told not to create any.';

interface PlannedBlock {
  readonly block: PreviewBlock;
  readonly details: Record<string, string>;
  readonly questions: Record<string, readonly RowQuestion[]>;
}

/**
 * Stores what will become of every row before anything is written, so that a run that is taken over writes the
 * same. Rows that state connections only have no action of their own; their outcome follows from the edges.
 */
export async function storePlan(
  context: PhaseContext,
  plan: SubjectPlan,
  refusedEdges: ReadonlyMap<number, Refusal>,
): Promise<void> {
  const { importId, epoch } = context;
  const refused = new Map<number, Refusal>(refusedEdges);
  for (const { row, reason, detail } of plan.table.refused) refused.set(row, { reason, detail });
  const names = await candidateNames(context, plan);
  const rowsTotal = plan.options.rowCount;
  let ready: PlannedBlock[] = [];
  const store = async (): Promise<void> => {
    const last = ready.at(-1)?.block;
    if (last === undefined) return;
    const nextRow = last.firstRow + last.rowCount;
    const progress = { rowsDone: nextRow - 1, rowsTotal, checkpoint: { stage: 'preview', nextRow } };
    await context.batch(progress, async (scope) => {
      for (const { block, details, questions } of ready) {
        await writePreview(scope, { importId, epoch }, block);
        const { firstRow } = block;
        const told = { firstRow, details: ofOpen(plan, details), questions: ofOpen(plan, questions) };
        await writeReasonDetails(scope, importId, told, settledIn(plan, block));
      }
    });
    ready = [];
  };
  if (plan.settled !== undefined)
    await context.batch({ rowsDone: 0, rowsTotal }, (scope) => keepSettledBlocks(scope, { importId, epoch }));
  for (const previewed of previewBlocks(plan.resolved)) {
    const { block: planned, ...told } = settledBlock(previewed, { plan, refused, names });
    const block = plan.settled === undefined ? planned : await withSettledRows(context, planned);
    if (block === undefined) continue;
    ready.push({ block, ...told });
    if (ready.length >= blocksOf(context, blocksPerBatch)) await store();
    else await nextTurn();
  }
  await store();
}

/** What is said of rejected rows that are not settled. */
function ofOpen<Told>({ settled }: SubjectPlan, told: Record<string, Told>): Record<string, Told> {
  const open = Object.entries(told).filter(([row]) => settled?.marks[Number(row) - 1] !== 1);
  return Object.fromEntries(open);
}

/** Settled rows of a block, 1-based; what was said of them stays. */
function settledIn({ settled }: SubjectPlan, { firstRow, rowCount }: PreviewBlock): number[] {
  if (settled === undefined) return [];
  const rows = Array.from({ length: rowCount }, (_, index) => firstRow + index);
  return rows.filter((row) => settled.marks[row - 1] === 1);
}

async function candidateNames(
  context: PhaseContext,
  { resolved }: SubjectPlan,
): Promise<ReadonlyMap<string, string>> {
  const ids = [...resolved.conflicts.values()].flatMap(({ candidates }) => candidates.slice(0, mostNamed));
  return context.read((scope) => namesOfAssets(scope, [...new Set(ids)]));
}

interface Settling {
  readonly plan: SubjectPlan;
  readonly refused: ReadonlyMap<number, Refusal>;
  readonly names: ReadonlyMap<string, string>;
}

function settledBlock(block: PreviewBlock, settling: Settling): PlannedBlock {
  const { actions, reasons, firstRow } = block;
  const details: Record<string, string> = {};
  const questions: PlannedBlock['questions'] = {};
  let aboutNoAsset = 0;
  for (let index = 0; index < block.rowCount; index++) {
    const row = firstRow - 1 + index;
    const refusal = refusalOf(settling, row, actions[index]!);
    // Its connections say what becomes of it; that it names no asset is no reason to reject it.
    if (refusal === 'edge') actions[index] = reasons[index] = 0;
    if (refusal === undefined || refusal === 'edge') continue;
    actions[index] = reject!;
    reasons[index] = codeOf(rejectReasons, refusal.reason);
    block.assetIds.fill(0, index * 16, index * 16 + 16);
    if (isAboutNoAsset(settling.plan, row, refusal)) aboutNoAsset++;
    if (refusal.detail !== null) details[String(row + 1)] = refusal.detail;
    if (refusal.questions !== undefined) questions[String(row + 1)] = refusal.questions;
  }
  const counts = { actions: countActions({ actions, outcomes: null }), aboutNoAsset };
  return { block: { ...block, counts }, details, questions };
}

function refusalOf(
  { plan, refused, names }: Settling,
  row: number,
  action: number,
): Refusal | 'edge' | undefined {
  const known = refused.get(row);
  if (known !== undefined) return known;
  if (plan.table.roles[row] === 'edge') return 'edge';
  const lead = plan.resolved.plan.leadOf[row] ?? row;
  const of = action === merge ? codeOf(rowActions, plan.resolved.actionOf(lead)) : action;
  if (of === create && !plan.options.createsMissing) return { reason: 'no_identity', detail: notCreated };
  if (of !== conflict) return undefined;
  const candidates = plan.resolved.conflicts.get(lead)?.candidates ?? [];
  return {
    reason: 'ambiguous_match',
    detail: fitsText(candidates, names),
    questions: [questionAbout(aboutRow(lead + 1), null, candidates)],
  };
}

/** Assets of a row that are named; how many more fit is counted. */
const mostNamed = 10;

/** Which assets a row fits and what to do about it. */
export function fitsText(candidates: readonly string[], names: ReadonlyMap<string, string>): string {
  const named = candidates.slice(0, mostNamed).map((id) => `${names.get(id) ?? 'an asset'} (${id})`);
  const more = candidates.length - named.length;
  const listed = `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return `The row fits ${listed}. Choose the one it is, or add an identifier that only one of them has.`;
}

/** True for an open row of which it is known that it is about none of the assets that exist. */
function isAboutNoAsset({ table, settled }: SubjectPlan, row: number, { detail }: Refusal): boolean {
  const isEdge = table.roles[row] === 'edge';
  return (isEdge || detail === notCreated) && settled?.marks[row] !== 1;
}
