import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The directory that holds db/migrations, seen from the sources as well as from the bundle in dist. */
export function findProductRoot(start: string = import.meta.dirname): string {
  if (existsSync(join(start, 'db/migrations'))) return start;
  const parent = dirname(start);
  if (parent === start) throw new Error('The folder db/migrations is missing from this installation.');
  return findProductRoot(parent);
}
