import { type Config, type ConfigOverrides, loadConfig } from './platform/config.ts';
import { armCrashPoint } from './platform/crash-point.ts';
import { openDatabaseServer, prepareDatabase } from './platform/database-server.ts';
import { migrateEngine } from './platform/flow-engine-dbos.ts';
import { ProcessMetrics } from './platform/process-metrics.ts';
import { StartError } from './platform/start-error.ts';
import { type AdminCredentials, ensureAdministrator, ensureDemo } from './start/first-start.ts';
import { Closing } from './start/closing.ts';
import { localToken } from './start/local-token.ts';
import { makeDirectory, openPlatform } from './start/platform.ts';
import { secretsIn } from './start/secrets.ts';
import { startMetricsServer } from './start/metrics-server.ts';
import { startApi } from './start/start-api.ts';
import { startWorker } from './start/start-worker.ts';
import { removeServerFile, writeServerFile } from './start/server-file.ts';

export interface StartOptions extends ConfigOverrides {
  /** Makes a sample client and engagement on an empty platform. */
  readonly demo?: boolean;
  /** What this process does; both unless told. */
  readonly role?: 'all' | 'api' | 'worker';
}

/** A Landfall that runs in this process. */
export interface Landfall {
  /** Where the API and the web application answer; `undefined` in a worker. */
  readonly url: string | undefined;
  readonly dataDirectory: string;
  /** Where GET /metrics answers; `undefined` without one. */
  readonly metricsPort: number | undefined;
  /** Until the first password is changed. */
  readonly adminCredentials: AdminCredentials | undefined;
  /** An access token of the platform administrator, good for 15 minutes, for commands on this machine. */
  localToken(): Promise<string>;
  /** Takes no more work, finishes what runs, and stops everything it started, in order. */
  close(): Promise<void>;
}

/**
 * Starts Landfall: database, migrations, first administrator, worker and server, as far as the role asks for them.
 * Throws {@link StartError} with one sentence when it cannot; what it had started by then is stopped again.
 */
export async function startLandfall(options: StartOptions = {}): Promise<Landfall> {
  const { demo = false, role = 'all', ...overrides } = options;
  const config = loadConfig(overrides);
  const closing = new Closing();
  try {
    return await start(config, { demo, role, closing });
  } catch (error) {
    await closing.run();
    throw error;
  }
}

async function start(
  config: Config,
  { demo, role, closing }: { demo: boolean; role: 'all' | 'api' | 'worker'; closing: Closing },
): Promise<Landfall> {
  armCrashPoint(config.crashPoint);
  const platform = await openPlatform(config, closing);
  const { db, secrets } = platform;
  const adminCredentials = await ensureAdministrator(db, secretsIn(config));
  if (demo) await ensureDemo(db);
  const counted = new ProcessMetrics();
  closing.add('process metrics', async () => counted.close());
  const url = role === 'worker' ? undefined : await startApi(platform, closing, counted);
  if (role !== 'api') await startWorker(platform, closing);
  const metricsPort = await startMetricsServer(platform, closing, counted);
  if (url !== undefined) {
    writeServerFile(config.dataDirectory, url);
    closing.add('server file', async () => removeServerFile(config.dataDirectory));
  }
  return {
    url,
    dataDirectory: config.dataDirectory,
    metricsPort,
    adminCredentials,
    localToken: () => localToken(db, secrets.tokens),
    close: () => closing.run(),
  };
}

/** Brings the database to the newest migration and answers the names of those it applied. */
export async function migrateLandfall(overrides: ConfigOverrides = {}): Promise<readonly string[]> {
  const config = loadConfig(overrides);
  makeDirectory(config.dataDirectory);
  const database = await openDatabaseServer(config);
  try {
    if (database.ownerUrl === undefined) {
      throw new StartError('Migrating needs the owner of the schema: set DATABASE_OWNER_URL.');
    }
    return await prepareDatabase(database, migrateEngine);
  } finally {
    await database.stop();
  }
}
