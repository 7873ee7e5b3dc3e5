import { createHash, randomUUID } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { reachableRoot } from './binaries.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { canEnter, giveTo, type ServerAccount } from './server-account.ts';

/** Major version of the packaged PostgreSQL; a data directory of another one is refused. */
const majorVersion = '18';
/** A new cluster takes 47 MB and its first WAL segments; below this the first start would fail halfway. */
const bytesForNewCluster = 300e6;

export interface Locations {
  /** The PostgreSQL data directory (PGDATA). */
  readonly cluster: string;
  /** Holds the socket; short because a socket path may have about 100 bytes, and fixed per data directory. */
  readonly socketDirectory: string;
  readonly logFile: string;
}

/** Chooses and prepares the directories of one embedded database; creates nothing inside the cluster itself. */
export function prepareLocations(dataDirectory: string, account: ServerAccount): Locations {
  const home = resolve(dataDirectory);
  makeDirectory(join(home, 'logs'));
  const cluster = clusterDirectory(home, account);
  const digest = createHash('sha256').update(realpathSync(home)).digest('hex').slice(0, 12);
  const socketDirectory = `/tmp/.landfall-${digest}`;
  return { cluster, socketDirectory, logFile: join(home, 'logs', 'postgresql.log') };
}

/** The cluster lies in the data directory, or where the account can reach it when that is under a closed home. */
function clusterDirectory(home: string, account: ServerAccount): string {
  const relocation = join(home, 'pg-location');
  if (existsSync(relocation)) return readFileSync(relocation, 'utf8').trim();
  const usual = join(home, 'pg');
  openForPassage(home, account);
  if (canEnter(account, home)) return usual;
  if (existsSync(usual)) {
    throw new EmbeddedPostgresError(
      `PostgreSQL runs as ${account.name}, who can no longer enter ${home}; open the way (chmod a+x) and start again.`,
    );
  }
  // A random name, so that a new checkout at the same path never meets the database of an old one.
  const relocated = join(reachableRoot, `cluster-${randomUUID()}`);
  makeDirectory(reachableRoot);
  writeFileSync(relocation, `${relocated}\n`);
  return relocated;
}

/** Lets the account pass through a data directory that is closed itself; what lies in it stays as closed as it is. */
function openForPassage(home: string, account: ServerAccount): void {
  if (!account.ids || canEnter(account, home) || !canEnter(account, resolve(home, '..'))) return;
  chmodSync(home, (statSync(home).mode & 0o777) | 0o011);
}

/** What the cluster directory holds: nothing yet, or a database of this version; anything else is an error. */
export function inspectCluster(cluster: string): 'empty' | 'present' {
  if (!existsSync(cluster) || listDirectory(cluster).length === 0) {
    const { bavail, bsize } = statfsSync(resolve(cluster, existsSync(cluster) ? '.' : '..'));
    if (bavail * bsize >= bytesForNewCluster) return 'empty';
    throw new EmbeddedPostgresError(
      `The disk that holds ${cluster} has only ${Math.floor((bavail * bsize) / 1e6)} MB free; a new database needs ${bytesForNewCluster / 1e6} MB.`,
    );
  }
  const versionFile = join(cluster, 'PG_VERSION');
  if (!existsSync(versionFile)) {
    throw new EmbeddedPostgresError(
      `The database directory ${cluster} is damaged (PG_VERSION is missing); restore it from a backup, or move it away to start empty.`,
    );
  }
  const version = readFileSync(versionFile, 'utf8').trim();
  if (version === majorVersion) return 'present';
  throw new EmbeddedPostgresError(
    `The database directory ${cluster} was written by PostgreSQL ${version || 'of an unknown version'}; this Landfall runs ${majorVersion}.`,
  );
}

function listDirectory(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    throw new EmbeddedPostgresError(
      `The database directory ${path} belongs to another user; start Landfall as that user, or choose another data directory.`,
      { cause: error },
    );
  }
}

function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EmbeddedPostgresError(`The directory ${path} cannot be created (${reason}).`, { cause: error });
  }
}

/** Makes a directory only the account may enter; refuses one that somebody else put there. */
export function privateDirectory(path: string, account: ServerAccount): void {
  makeDirectory(path);
  const found = lstatSync(path);
  const mine = [process.getuid?.() ?? 0, account.ids?.uid];
  if (!found.isDirectory() || !mine.includes(found.uid)) {
    throw new EmbeddedPostgresError(
      `${path} belongs to another user; remove it, or choose another data directory.`,
    );
  }
  chmodSync(path, 0o700);
  giveTo(account, path);
}
