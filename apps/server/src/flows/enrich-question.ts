import { groupBy } from '@landfall/domain/shared/group-by';
import type { PhaseResult } from '@landfall/domain/flow/phase-result';
import { effectsOfEdges } from '../features/enrichment/edge-effects.service.ts';
import { type MatchedEnd, readEnds } from '../features/enrichment/ends.repository.ts';
import type { ImportOptions } from '../features/enrichment/import-options.repository.ts';
import { type PlannedEdge, savePlannedEdges } from '../features/enrichment/planned-edges.repository.ts';
import { largeChangeOf } from '../features/inventory/large-change.service.ts';
import { loadCleansedRows } from '../features/inventory/load-blocks.ts';
import { previewMatter } from '../features/inventory/preview-matter.service.ts';
import { sumCounts } from '../features/inventory/preview.service.ts';
import { type BlockCounts, readCounts } from '../features/inventory/row-results.repository.ts';
import { checkThresholds } from '../platform/check-thresholds.ts';
import { itemsOf } from './batch-rows.ts';
import type { PhaseContext } from './define-phase.ts';
import { readingOf } from './enrich-category.ts';
import { statedEdges } from './enrich-edges.ts';
import { newEndAssets } from './enrich-ends.ts';
import { recommendChanges } from './recommend-changes.ts';
import { readerOf } from './row-checkpoint.ts';

/**
 * Asks before anything of the stored plan is written, when a preview is wanted or more of what exists would change than
 * the engagement lets pass; `undefined` when the plan may be written at once.
 */
export async function questionBeforeWriting(
  context: PhaseContext,
  options: ImportOptions,
): Promise<PhaseResult | undefined> {
  if (context.afterGate === 'asset_preview' || !context.mayAsk('asset_preview')) return undefined;
  const { importId } = context;
  const { blocks, change } = await context.read(async (scope) => {
    const counted = await readCounts(scope, importId);
    return { blocks: counted, change: await largeChangeOf(scope, importId, counted) };
  });
  if (!options.wantsPreview && change === undefined) return undefined;
  // There is nothing to approve; a dry run says so, and every other import ends with that failure when it is accounted.
  if (isAllRejected(blocks)) return options.wantsPreview ? nothingToWrite(options) : undefined;
  const counts = await planConnections(context, options, blocks);
  const { subject, subjectHash } = await context.read((scope) => previewMatter(scope, importId));
  return {
    kind: 'needs_decision',
    gateKind: 'asset_preview',
    subject: { ...subject, ...counts },
    subjectHash,
    counts,
  };
}

function isAllRejected(blocks: readonly BlockCounts[]): boolean {
  const { reject = 0, ...others } = sumCounts(blocks.map(({ actions }) => actions));
  return reject > 0 && Object.values(others).every((count) => count === 0);
}

/** How an import ends of which no row can be used. */
export function nothingToWrite({ rowCount }: ImportOptions): PhaseResult {
  const detail = `None of the ${rowCount} rows can be imported. Map columns that name what the rows are about, or correct the file.`;
  return { kind: 'failed', code: 'all_rows_rejected', retryable: false, detail };
}

/** Connections of one batch. */
const edgesPerBatch = 1000;

/** Stores the connections the import will state, so that a person can look at them; answers what they would do. */
async function planConnections(
  context: PhaseContext,
  { category, rowCount }: ImportOptions,
  blocks: readonly BlockCounts[],
): Promise<Record<string, number>> {
  const { importId, epoch } = context;
  const rows = await loadCleansedRows(readerOf(context), importId);
  await recommendChanges(context, rows);
  const table = await readingOf(category).read(rows);
  const ends = await context.read((scope) => readEnds(scope, { importId, epoch }));
  const planned = plannedEdges(statedEdges(table, ends, await context.read(checkThresholds)), ends);
  const counts = {
    create_ends: newEndAssets({ table }, ends).length,
    connections_new: 0,
    connections_changed: 0,
    connections_unchanged: 0,
  };
  const perBatch = itemsOf(context, edgesPerBatch);
  for (let at = 0; at < planned.length; at += perBatch) {
    const batch = planned.slice(at, at + perBatch);
    for (const { effect } of await context.read((scope) => effectsOfEdges(scope, { importId, edges: batch })))
      counts[countedAs[effect]]++;
  }
  const blockOf = blockFinder(blocks);
  const ofBlock = groupBy(planned, ({ leadRow }) => blockOf(leadRow));
  for (const { firstRow } of blocks) {
    const edges = ofBlock.get(firstRow) ?? [];
    await context.batch({ rowsDone: 0, rowsTotal: rowCount }, (scope) =>
      savePlannedEdges(scope, importId, { firstRow, edges }),
    );
  }
  return counts;
}

const countedAs = {
  created: 'connections_new',
  updated: 'connections_changed',
  unchanged: 'connections_unchanged',
} as const;

function plannedEdges(stated: ReturnType<typeof statedEdges>, ends: readonly MatchedEnd[]): PlannedEdge[] {
  const names = new Map(
    ends.flatMap(({ assetId, name, addresses }) =>
      assetId === null ? [] : [[assetId, name ?? addresses[0] ?? assetId] as const],
    ),
  );
  const endOf = (id: string) => ({ id, name: names.get(id) ?? id });
  return stated.map(({ sourceId, targetId, ...values }) => ({
    ...values,
    source: endOf(sourceId),
    target: endOf(targetId),
  }));
}

/** First row of the block that holds a row. Blocks come in the order of their rows. */
function blockFinder(blocks: readonly BlockCounts[]): (row: number) => number {
  const stride = blocks[0]?.rowCount ?? 1;
  return (row) => blocks[Math.floor((row - 1) / stride)]?.firstRow ?? 1;
}
