import { Client } from 'pg';
import { checkDatabase } from './database-check.ts';
import {
  type EmbeddedPostgres,
  type SupervisorEvent,
  startEmbeddedPostgres,
} from './embedded-postgres/embedded-postgres.ts';
import { migrate } from './migrations.ts';
import { StartError } from './start-error.ts';

export interface DatabaseServerOptions {
  /** The application's connection string; without it PostgreSQL is started on the data directory. */
  readonly databaseUrl?: string | undefined;
  /** The schema owner's connection string; only used together with {@link databaseUrl}. */
  readonly databaseOwnerUrl?: string | undefined;
  readonly dataDirectory: string;
  readonly onEvent?: (event: SupervisorEvent) => void;
}

/** The database this process works on, embedded or given by URL; nothing else differs between the two. */
export interface DatabaseServer {
  readonly appUrl: string;
  /** Missing when only DATABASE_URL was given; the schema must then be up to date already. */
  readonly ownerUrl: string | undefined;
  readonly embedded: EmbeddedPostgres | undefined;
  /** Gives the database up; the last process that uses an embedded one stops it. */
  readonly stop: () => Promise<void>;
}

/** Starts the embedded database, or reaches the one of DATABASE_URL; throws {@link StartError} when it cannot. */
export async function openDatabaseServer(options: DatabaseServerOptions): Promise<DatabaseServer> {
  const { databaseUrl, databaseOwnerUrl, dataDirectory, onEvent } = options;
  if (databaseUrl === undefined) {
    const embedded = await startEmbeddedPostgres({ dataDirectory, ...(onEvent ? { onEvent } : {}) });
    return { appUrl: embedded.urls.app, ownerUrl: embedded.urls.owner, embedded, stop: embedded.stop };
  }
  await checkReachable('DATABASE_URL', databaseUrl);
  if (databaseOwnerUrl !== undefined) await checkReachable('DATABASE_OWNER_URL', databaseOwnerUrl);
  return { appUrl: databaseUrl, ownerUrl: databaseOwnerUrl, embedded: undefined, stop: async () => {} };
}

/**
 * Migrates the schema and the flow engine's own tables where the owner is known, then checks the database.
 *
 * Returns the names of the migrations it applied.
 */
export async function prepareDatabase(
  { appUrl, ownerUrl }: Pick<DatabaseServer, 'appUrl' | 'ownerUrl'>,
  migrateEngine: (ownerUrl: string) => Promise<void>,
): Promise<readonly string[]> {
  const applied = ownerUrl === undefined ? [] : await migrate(ownerUrl);
  if (ownerUrl !== undefined) await migrateEngine(ownerUrl);
  await checkDatabase(appUrl);
  return applied;
}

async function checkReachable(name: string, url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    const reason = error instanceof Error ? error.message || String(Object(error).code) : String(error);
    throw new StartError(`The database of ${name} cannot be reached (${reason}).`, { cause: error });
  } finally {
    await client.end().catch(() => {});
  }
}
