import type { ChosenAsset } from '@landfall/domain/entity-resolution/chosen-groups';
import type { ExistingAssets } from './existing-assets.ts';
import { noAsset } from './key-index.ts';
import type { GroupPlan } from './group-plan.ts';

/**
 * The numbers of the assets that a person chose for groups, by lead row; {@link noAsset} for a group that is none of
 * those it fits. A choice whose asset shares no key with the file any more places nothing. Strong keys that other
 * assets hold stay theirs.
 */
export function placeChosen(
  plan: GroupPlan,
  existing: ExistingAssets,
  chosen: ReadonlyMap<number, ChosenAsset>,
): Map<number, number> {
  const placed = new Map<number, number>();
  if (chosen.size === 0) return placed;
  const ids = [...chosen.values()].filter((id) => id !== null);
  const numbers = existing.numbersOf(ids);
  for (const [lead, id] of chosen) {
    const asset = id === null ? noAsset : numbers.get(id);
    if (asset === undefined || !plan.isLead(lead)) continue;
    placed.set(lead, asset);
    plan.withholdKeys(lead, heldByOthers(plan.facts(lead).strong, existing, asset));
  }
  return placed;
}

function heldByOthers(strong: readonly number[], existing: ExistingAssets, asset: number): number {
  let kinds = 0;
  for (const [kind, value] of strong.entries()) {
    const isHeld = value >= 0 && existing.byStrong(kind, value).some((holder) => holder !== asset);
    if (isHeld) kinds |= 1 << kind;
  }
  return kinds;
}
