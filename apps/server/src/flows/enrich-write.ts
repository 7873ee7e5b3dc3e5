import type { DependencyTable } from '@landfall/domain/dependencies/dependency-table';
import type { StatedEdge } from '../features/enrichment/edges.repository.ts';
import {
  adoptHolders,
  findLive,
  insertEndAssets,
  type MatchedEnd,
  readEnds,
  saveEnds,
} from '../features/enrichment/ends.repository.ts';
import type { ImportOptions } from '../features/enrichment/import-options.repository.ts';
import { writeEdges } from '../features/enrichment/write-edges.service.ts';
import { checkThresholds } from '../platform/check-thresholds.ts';
import { itemsOf } from './batch-rows.ts';
import type { PhaseContext } from './define-phase.ts';
import { statedEdges } from './enrich-edges.ts';
import { newEndAssets } from './enrich-ends.ts';
import type { SubjectPlan } from './enrich-plan.ts';
import { doneOf, type EnrichmentStage } from './enrichment-stage.ts';

/** Records written in one transaction: well under two seconds. */
const recordsPerBatch = 1000;

interface Writing<Item> {
  readonly context: PhaseContext;
  readonly stage: EnrichmentStage;
  readonly rows: number;
  readonly items: readonly Item[];
}

/** Writes items in batches, each with its checkpoint, after those that are written already. */
async function inBatches<Item>(
  { context, stage, rows, items }: Writing<Item>,
  write: Parameters<PhaseContext['batch']>[1] extends (scope: infer Scope) => unknown
    ? (scope: Scope, batch: readonly Item[]) => Promise<void>
    : never,
): Promise<void> {
  const perBatch = itemsOf(context, recordsPerBatch);
  for (let at = doneOf(context.checkpoint, stage); at < items.length; at += perBatch) {
    const batch = items.slice(at, at + perBatch);
    const done = at + batch.length;
    const rowsDone = Math.floor((rows * done) / items.length);
    const progress = { rowsDone, rowsTotal: rows, checkpoint: { stage, done } };
    await context.batch(progress, (scope) => write(scope, batch));
  }
}

/** Stores which assets ends are, and those that will be made of them, before anything is written. */
export async function storeEnds(
  context: PhaseContext,
  plan: Pick<SubjectPlan, 'table'>,
  ends: readonly MatchedEnd[],
): Promise<void> {
  const { importId, epoch } = context;
  const made = new Map(newEndAssets(plan, ends).map((asset) => [asset.id, asset] as const));
  const planned = ends.map((end) => ({ ...end, plannedAsset: made.get(end.assetId ?? '') ?? null }));
  const perBatch = itemsOf(context, recordsPerBatch);
  for (let at = 0; at < planned.length; at += perBatch) {
    const batch = planned.slice(at, at + perBatch);
    await context.batch({ rowsDone: 0 }, (scope) => saveEnds(scope, { importId, epoch }, batch));
  }
}

/** What an import states about connections, and which assets it means. */
export interface Connections {
  readonly table: DependencyTable;
  readonly options: ImportOptions;
}

/** Makes assets of the ends the inventory does not have. */
export async function writeEnds(context: PhaseContext, connections: Connections): Promise<void> {
  const { importId, epoch } = context;
  const ends = await context.read((scope) => readEnds(scope, { importId, epoch }));
  const items = newEndAssets(connections, ends);
  const rows = connections.options.rowCount;
  await inBatches({ context, stage: 'ends', rows, items }, async (scope, batch) => {
    await insertEndAssets(scope, importId, batch);
    await adoptHolders(
      scope,
      importId,
      batch.map(({ id }) => id),
    );
  });
}

/** Writes the edges with their evidence; one of an asset that has gone meanwhile is left out. */
export async function writeConnections(context: PhaseContext, connections: Connections): Promise<void> {
  const { importId, epoch } = context;
  const ends = await context.read((scope) => readEnds(scope, { importId, epoch }));
  const items = statedEdges(connections.table, ends, await context.read(checkThresholds));
  const rows = connections.options.rowCount;
  await inBatches<StatedEdge>({ context, stage: 'edges', rows, items }, async (scope, batch) => {
    const ids = batch.flatMap(({ sourceId, targetId }) => [sourceId, targetId]);
    const live = await findLive(scope, [...new Set(ids)]);
    const possible = batch.filter(({ sourceId, targetId }) => live.has(sourceId) && live.has(targetId));
    await writeEdges(scope, { importId, epoch }, possible);
  });
}
