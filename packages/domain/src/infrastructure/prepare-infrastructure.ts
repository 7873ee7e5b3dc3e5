import type { CleansedBlock } from '../cleansing/cleansed-block.ts';
import { columnTexts, textColumn, withColumns } from '../cleansing/text-column.ts';
import { findLifecycle } from '../lifecycle/lifecycle-catalog.ts';

/**
 * Gives machines of a block the end of support of their operating system, where the file states none and the catalog
 * knows the very release.
 */
export function prepareInfrastructureBlock(block: CleansedBlock): CleansedBlock {
  const systems = columnTexts(block, 'operating_system');
  if (systems.every((text) => text === null)) return block;
  const versions = columnTexts(block, 'os_version');
  const known = new Map<string, string | null>();
  const dates = columnTexts(block, 'end_of_life_date').map((stated, row) => {
    const system = systems[row] ?? null;
    if (stated !== null || system === null) return stated;
    const key = `${system}\n${versions[row] ?? ''}`;
    if (!known.has(key)) known.set(key, supportEndOf(system, versions[row] ?? null));
    return known.get(key) ?? null;
  });
  return dates.every((date) => date === null)
    ? block
    : withColumns(block, [textColumn('end_of_life_date', dates)]);
}

function supportEndOf(system: string, version: string | null): string | null {
  const match = findLifecycle('os', system, version);
  return match.kind === 'release' ? match.release.supportEnd : null;
}
