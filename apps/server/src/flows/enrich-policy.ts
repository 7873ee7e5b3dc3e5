import type { ImportCategory } from '@landfall/domain/catalog/import-category';
import { type KnownValues, keptFields } from '@landfall/domain/inventory/value-policy';
import { readKnownValues } from '../features/enrichment/known-values.repository.ts';
import type { ImportGroups } from '../features/inventory/group-plan.ts';
import type { ReadScope } from '../features/inventory/load-blocks.ts';

/** Groups with the assets they change. */
export interface ChangedGroups {
  readonly category: ImportCategory;
  readonly groups: ImportGroups;
  /** Lead rows, counted from 0, each with its asset. */
  readonly assets: readonly (readonly [lead: number, assetId: string])[];
}

const assetsPerRead = 2000;

/**
 * Leaves out values that lose against what the inventory knows, by the policy of the category. The rows in memory
 * forget them; those that are stored keep them. Answers how many values lost.
 */
export async function applyPolicy(read: ReadScope, changed: ChangedGroups): Promise<number> {
  let lost = 0;
  for (let at = 0; at < changed.assets.length; at += assetsPerRead) {
    const batch = changed.assets.slice(at, at + assetsPerRead);
    const ids = batch.map(([, id]) => id);
    const known = await read((scope) => readKnownValues(scope, changed.category, ids));
    for (const [lead, id] of batch) lost += forgetLosers(changed, lead, known.get(id));
  }
  return lost;
}

function forgetLosers(
  { category, groups }: ChangedGroups,
  lead: number,
  known: KnownValues | undefined,
): number {
  if (known === undefined) return 0;
  const kept = keptFields(category, known, (field) => groups.value(field, lead));
  let lost = 0;
  for (const field of kept === 'all' ? groups.rows.fields : kept) lost += groups.forget(field, lead);
  return lost;
}
