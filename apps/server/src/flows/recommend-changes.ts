import type { ImportPlan } from '@landfall/domain/cleansing/import-plan';
import { latestOutput } from '../features/cleansing/cleansing.repository.ts';
import { recommendFor, storeRecommendations } from '../features/cleansing/recommendations.service.ts';
import type { CleansedRows } from '../features/inventory/cleansed-rows.ts';
import type { PhaseContext } from './define-phase.ts';
import { stopsOf } from './stops.ts';

/** Stores which changes of the cleansed rows are recommended, for a person who looks at their preview. */
export async function recommendChanges(context: PhaseContext, rows: CleansedRows): Promise<void> {
  const { importId } = context;
  const cleansed = await context.read((scope) =>
    latestOutput<{ plan?: ImportPlan }>(scope, importId, 'cleanse'),
  );
  if (cleansed?.plan === undefined) return;
  const progress = { rowsDone: rows.rowCount, rowsTotal: rows.rowCount };
  const found = await recommendFor(rows.blocks, cleansed.plan, stopsOf(context, progress));
  await context.batch(progress, (scope) => storeRecommendations(scope, importId, found));
}
