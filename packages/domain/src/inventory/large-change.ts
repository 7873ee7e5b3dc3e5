/** What an import would do to the assets an engagement has already, in numbers of assets. */
export interface ExistingAssetsEffect {
  /** Live assets before the import. */
  readonly existing: number;
  /** Existing assets that rows would change. */
  readonly changed: number;
  /** Existing assets that rows fit and leave as they are, and those that wait for a decision about a conflict. */
  readonly recognised: number;
  /** Rows that are rejected; what a reviewer left out by choice does not count. */
  readonly rejectedRows: number;
}

/** Existing assets that an approval would change or leave without their row, when there are many of them. */
export interface LargeChange {
  readonly existing: number;
  readonly changed: number;
  /** Existing assets that rejected rows may have been about. */
  readonly rejected: number;
  /** `changed` and `rejected` together: the number a person has to confirm. */
  readonly affected: number;
}

/** Share of the existing assets above which an approval asks again, unless the engagement has another. */
export const defaultLargeChangeShare = 0.5;

/**
 * Says whether an import would change or reject more than `share` (0 to 1) of the existing assets; `undefined` when not.
 *
 * A rejected row cannot be told to be about one asset, so each counts as one, but never for more assets than are left
 * when those that other rows fit are taken away.
 */
export function findLargeChange(effect: ExistingAssetsEffect, share: number): LargeChange | undefined {
  const { existing, changed, recognised, rejectedRows } = effect;
  const rejected = Math.min(rejectedRows, Math.max(0, existing - changed - recognised));
  const affected = changed + rejected;
  return affected > existing * share ? { existing, changed, rejected, affected } : undefined;
}

/** Most existing assets there can be for {@link findLargeChange} to find a large change; counting further is needless. */
export function mostAssetsOfLargeChange(
  { changed, rejectedRows }: ExistingAssetsEffect,
  share: number,
): number {
  const most = changed + rejectedRows;
  return share === 0 ? Number.MAX_SAFE_INTEGER : Math.ceil(most / share);
}
