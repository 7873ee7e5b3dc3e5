import { spawnSync } from 'node:child_process';
import { existsSync, renameSync, rmSync, rmdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Client } from 'pg';
import { type appRole, createDatabase, ensureRoles, type ownerRole } from '../database-roles.ts';
import { privateDirectory } from './data-directory.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import type { EmbeddedHost } from './embedded-host.ts';
import { explainFailure } from './explain-failure.ts';
import { giveTo } from './server-account.ts';

/** Superuser of the embedded cluster; only the supervisor uses it, through a socket in a private directory. */
export const superuser = 'postgres';
export const databaseName = 'landfall';

const initdbOptions = [
  '--auth=trust',
  '--no-instructions',
  '--data-checksums',
  '--encoding=UTF8',
  // The same order and the same lower() on every system, whatever its own locales are.
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
];

/** Creates the cluster beside its place and moves it there whole, so a killed first start leaves nothing half made. */
export function createCluster({ account, binaries, locations, isDisposable }: EmbeddedHost): void {
  const unfinished = `${locations.cluster}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  privateDirectory(unfinished, account);
  const command = account.wrap({
    file: binaries.initdb,
    args: [
      '--pgdata',
      unfinished,
      '--username',
      superuser,
      ...initdbOptions,
      ...(isDisposable ? ['--no-sync'] : []),
    ],
  });
  const options = { ...account.ids, cwd: '/', env: serverEnvironment, encoding: 'utf8' } as const;
  const { status, error, stdout, stderr } = spawnSync(command.file, [...command.args], options);
  if (status !== 0) {
    rmSync(unfinished, { recursive: true, force: true });
    throw error
      ? cannotRun(binaries.initdb, error)
      : new EmbeddedPostgresError(explainFailure(`${stdout}\n${stderr}`, locations.cluster));
  }
  if (existsSync(locations.cluster)) rmdirSync(locations.cluster);
  renameSync(unfinished, locations.cluster);
  giveTo(account, locations.cluster);
}

/** The environment of every PostgreSQL program: nothing of the caller's reaches it. */
export const serverEnvironment = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/local/bin:/usr/bin:/bin' };

/** The error for a program that is there but does not run, as on a system without glibc. */
export function cannotRun(program: string, cause: Error): EmbeddedPostgresError {
  const hint =
    'the packaged PostgreSQL needs a glibc Linux or macOS; set DATABASE_URL to a PostgreSQL 15 or newer instead';
  return new EmbeddedPostgresError(
    `${dirname(program)} holds programs this system cannot run (${cause.message}); ${hint}.`,
    { cause },
  );
}

/** Creates roles and database where they are missing, which a start killed at the wrong moment leaves behind. */
export async function ensureDatabase(admin: Client): Promise<void> {
  await ensureRoles(admin);
  const { rowCount } = await admin.query('select from pg_database where datname = $1', [databaseName]);
  if (rowCount === 0) await createDatabase(admin, databaseName);
}

/** Connection string for a role of the embedded database over its socket. */
export function embeddedUrl(
  role: typeof ownerRole | typeof appRole | typeof superuser,
  socket: { directory: string; port: number },
): string {
  return `postgresql://${role}@localhost:${socket.port}/${databaseName}?host=${encodeURIComponent(socket.directory)}`;
}
