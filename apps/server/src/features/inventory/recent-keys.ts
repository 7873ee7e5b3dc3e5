import type { TenantScope } from '../../platform/tenant-scope.ts';
import { blocksIdentity } from './cleansed-block.repository.ts';
import type { NumberedKeys } from './key-numbers.ts';
import type { ReadScope } from './load-blocks.ts';
import { Recent } from './recent.ts';

/** Strong keys of all rows of an import, in the order of `strongKinds`. */
export interface KnownKeys {
  readonly sourceSystem: string | null;
  readonly strong: readonly NumberedKeys[];
}

/** Keys of the last validation of this process, for a preview that follows at once. */
const recentKeys = new Recent<KnownKeys>();

/** Keeps the keys of the rows that were cleansed ahead. */
export async function keepStrongKeys(read: ReadScope, importId: string, keys: KnownKeys): Promise<void> {
  recentKeys.keep(await read((scope) => blocksIdentity(scope, importId, 'ahead')), keys);
}

/** Adopts the blocks that were cleansed ahead as they are; keys kept of them are keys of the adopted ones. */
export async function followAdopted(
  scope: TenantScope,
  importId: string,
  adopt: () => Promise<void>,
): Promise<void> {
  const ahead = await blocksIdentity(scope, importId, 'ahead');
  await adopt();
  // An adoption that is rolled back leaves no blocks of that identity.
  recentKeys.follow(ahead, await blocksIdentity(scope, importId));
}

/** Gives away the kept keys of the blocks that are stored; none when there are none or they are of other blocks. */
export async function takeStrongKeys(
  read: ReadScope,
  importId: string,
  sourceSystem: string | null,
): Promise<readonly NumberedKeys[] | undefined> {
  const kept = recentKeys.take(await read((scope) => blocksIdentity(scope, importId)));
  return kept?.sourceSystem === sourceSystem ? kept.strong : undefined;
}
