import { type ColumnProfile, type ValueKind, valueKinds } from './column-profile.ts';

/** Share of the filled cells that makes their kind or unit the column's. */
const dominantShare = 0.9;
const dominantUnitShare = 0.5;

function filledCells({ kinds }: Pick<ColumnProfile, 'kinds'>): number {
  return Object.values(kinds).reduce((sum, count) => sum + count, 0);
}

/** The kind of at least nine tenths of the filled cells, integers and decimals taken together; undefined for none. */
export function dominantKind(profile: Pick<ColumnProfile, 'kinds'>): ValueKind | undefined {
  const filled = filledCells(profile);
  if (filled === 0) return undefined;
  const found = valueKinds.find((kind) => (profile.kinds[kind] ?? 0) >= filled * dominantShare);
  if (found !== undefined) return found;
  const numbers = (profile.kinds.integer ?? 0) + (profile.kinds.decimal ?? 0);
  return numbers >= filled * dominantShare ? 'decimal' : undefined;
}

/** The unit that at least half of the filled cells are written with; undefined for none. */
export function dominantUnit(profile: Pick<ColumnProfile, 'kinds' | 'unitHints'>): string | undefined {
  const [top] = profile.unitHints;
  return top !== undefined && top.count >= filledCells(profile) * dominantUnitShare ? top.value : undefined;
}
