import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Version of this installation, from the package of the product above the sources or the bundle. */
export function productVersion(start: string = import.meta.dirname): string {
  const path = join(start, 'package.json');
  const parsed: unknown = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
  const version = versionOf(parsed);
  if (version !== undefined) return version;
  const parent = dirname(start);
  if (parent === start) throw new Error('The package.json of this installation is missing.');
  return productVersion(parent);
}

/** The packages of this installation have names below `@landfall`; the product itself is `landfall`. */
function versionOf(parsed: unknown): string | undefined {
  if (typeof parsed !== 'object' || parsed === null || !('name' in parsed) || !('version' in parsed))
    return undefined;
  return parsed.name === 'landfall' && typeof parsed.version === 'string' ? parsed.version : undefined;
}
