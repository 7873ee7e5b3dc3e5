import type { CleansedBlock } from '../cleansing/cleansed-block.ts';
import { columnTexts, textColumn, withColumns } from '../cleansing/text-column.ts';
import { findLifecycle } from '../lifecycle/lifecycle-catalog.ts';
import type { LifecycleKind } from '../lifecycle/lifecycle-products.ts';

/** What ends support, in this order: a database on a machine says nothing of the machine. */
const products: readonly (readonly [kind: LifecycleKind, product: string, version: string])[] = [
  ['os', 'operating_system', 'os_version'],
  ['database', 'database_type', 'database_version'],
];

/**
 * Gives rows of a block the end of support of their operating system, or of the database of a row without one, where
 * the file states none and the catalog knows the very release.
 */
export function prepareInfrastructureBlock(block: CleansedBlock): CleansedBlock {
  const named = products.map(([kind, product, version]) => ({
    kind,
    products: columnTexts(block, product),
    versions: columnTexts(block, version),
  }));
  if (named.every((each) => each.products.every((text) => text === null))) return block;
  const known = new Map<string, string | null>();
  const supportEnd = (kind: LifecycleKind, product: string, version: string | null): string | null => {
    const key = `${kind}\n${product}\n${version ?? ''}`;
    if (!known.has(key)) known.set(key, supportEndOf(kind, product, version));
    return known.get(key) ?? null;
  };
  const dates = columnTexts(block, 'end_of_life_date').map((stated, row) => {
    const told = named.find((each) => each.products[row] !== null && each.products[row] !== undefined);
    if (stated !== null || told === undefined) return stated;
    return supportEnd(told.kind, told.products[row] ?? '', told.versions[row] ?? null);
  });
  return dates.every((date) => date === null)
    ? block
    : withColumns(block, [textColumn('end_of_life_date', dates)]);
}

function supportEndOf(kind: LifecycleKind, product: string, version: string | null): string | null {
  const match = findLifecycle(kind, product, version);
  return match.kind === 'release' ? match.release.supportEnd : null;
}
