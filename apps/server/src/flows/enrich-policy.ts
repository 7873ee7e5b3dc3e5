import type { ImportCategory } from '@landfall/domain/catalog/import-category';
import { type KnownValues, keptFields } from '@landfall/domain/inventory/value-policy';
import { storedFields } from '@landfall/domain/inventory/stored-fields';
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
    const known = await read((scope) => readKnownValues(scope, ids));
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
  const fields = kept === 'all' ? ['name', ...storedFields.map(({ field }) => field)] : [...kept];
  let lost = 0;
  for (const field of fields) lost += forget(groups, field, lead);
  return lost;
}

/** Forgets a field of all rows of a group; answers how many stated it. */
function forget(groups: ImportGroups, field: string, lead: number): number {
  const { rows } = groups;
  const columns = rows.columns(field);
  let lost = 0;
  for (const row of groups.members(lead)) {
    const block = rows.blockOf(row);
    const ids = columns.at(block)?.ids;
    const index = rows.indexIn(block, row);
    if (ids === undefined || ids[index] === 0) continue;
    ids[index] = 0;
    lost++;
  }
  return lost;
}
