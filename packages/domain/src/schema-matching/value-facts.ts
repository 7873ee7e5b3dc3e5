import type { ColumnProfile, ValueKind } from '../tabular/column-profile.ts';
import { unitFamilyOf, type UnitFamily } from './header-units.ts';
import { headerWords } from './header-words.ts';

/** What the cells of a column have in common, as shares of the filled cells. */
export interface ValueFacts {
  readonly filled: number;
  /** Share of filled cells of one of the kinds. */
  share(...kinds: readonly ValueKind[]): number;
  /** Share of the frequent values, weighted by count, that satisfy the test. */
  topShare(test: (value: string) => boolean): number;
  /** Share of filled cells that are a number, with or without a unit. */
  readonly numberShare: number;
  readonly unit: UnitFamily | undefined;
  readonly distinctShare: number;
}

/** Share of the values of a column from which on they say what it holds. */
export const agreement = 0.8;

/** Facts about the values of a column, from its profile. */
export function valueFacts(profile: ColumnProfile): ValueFacts {
  const filled = Math.max(
    0,
    profile.rows - profile.nullCount - profile.emptyCount - profile.placeholderCount,
  );
  const share = (...kinds: readonly ValueKind[]) =>
    filled === 0 ? 0 : kinds.reduce((sum, kind) => sum + (profile.kinds[kind] ?? 0), 0) / filled;
  const top =
    profile.topValues.length > 0 ? profile.topValues : profile.samples.map((value) => ({ value, count: 1 }));
  const topTotal = top.reduce((sum, { count }) => sum + count, 0);
  const withUnits = profile.unitHints.reduce((sum, { count }) => sum + count, 0);
  return {
    filled,
    share,
    topShare: (test) =>
      topTotal === 0
        ? 0
        : top.reduce((sum, { value, count }) => sum + (test(value.trim()) ? count : 0), 0) / topTotal,
    numberShare: filled === 0 ? 0 : Math.min(1, share('integer', 'decimal') + withUnits / filled),
    unit: frequentUnit(profile),
    distinctShare: filled === 0 ? 1 : profile.distinctCount / filled,
  };
}

function frequentUnit(profile: ColumnProfile): UnitFamily | undefined {
  const hint = profile.unitHints[0]?.value;
  if (hint === undefined) return undefined;
  if (/\/s$|bps$/i.test(hint)) return 'rate';
  return hint === '%' ? 'percent' : unitFamilyOf(headerWords(hint)[0] ?? '');
}
