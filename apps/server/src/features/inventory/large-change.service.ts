import {
  defaultLargeChangeShare,
  type ExistingAssetsEffect,
  findLargeChange,
  type LargeChange,
  mostAssetsOfLargeChange,
} from '@landfall/domain/inventory/large-change';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { largeChangeNeedsConfirmation } from './inventory.errors.ts';
import { countAssetsUpTo, readLargeChangeShare } from './large-change.repository.ts';
import { readReviews } from './preview-reviews.repository.ts';
import { sumCounts } from './preview.service.ts';
import { type BlockCounts, readCounts } from './row-results.repository.ts';

/** A large change with the share of the engagement that makes it one. */
export type GuardedChange = LargeChange & { readonly share: number };

/** Whether the preview of an import changes or rejects more of what exists than the engagement lets pass unasked. */
export async function largeChangeOf(
  scope: TenantScope,
  importId: string,
  counted?: readonly BlockCounts[],
): Promise<GuardedChange | undefined> {
  const blocks = counted ?? (await readCounts(scope, importId));
  const actions = sumCounts(blocks.map((block) => block.actions));
  const reviews = await readReviews(scope, importId);
  const leftOut = reviews.filter(({ review }) => !review.selected).length;
  // Rows that only state connections, and rows that fit nothing that exists.
  const aboutNoAsset = blocks.reduce((sum, block) => sum + block.aboutNoAsset, 0);
  // Each of these groups has an asset of its own.
  const effect: ExistingAssetsEffect = {
    existing: 0,
    changed: actions['update'] ?? 0,
    recognised: (actions['unchanged'] ?? 0) + (actions['conflict'] ?? 0),
    rejectedRows: Math.max(0, (actions['reject'] ?? 0) - leftOut - aboutNoAsset),
  };
  if (effect.changed + effect.rejectedRows === 0) return undefined;
  const share = (await readLargeChangeShare(scope)) ?? defaultLargeChangeShare;
  const existing = await countAssetsUpTo(scope, mostAssetsOfLargeChange(effect, share));
  const change = findLargeChange({ ...effect, existing }, share);
  return change === undefined ? undefined : { ...change, share };
}

/** Throws 409 `large_change_needs_confirmation` unless a large change is confirmed by its number of affected assets. */
export async function requireConfirmedChange(
  scope: TenantScope,
  importId: string,
  confirmed: number | undefined,
): Promise<Record<string, number>> {
  const change = await largeChangeOf(scope, importId);
  if (change === undefined) return {};
  if (confirmed !== change.affected) throw largeChangeNeedsConfirmation(change, change.share);
  return { confirmed_large_change: change.affected, existing_assets: change.existing };
}
