import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { flowTypeDefinitions } from '@landfall/domain/flow/flow-type';
import { z } from 'zod';
import { registerFlowTypes } from '../features/flows/flow-type-versions.repository.ts';
import type { Config } from '../platform/config.ts';
import { type DatabaseServer, openDatabaseServer, prepareDatabase } from '../platform/database-server.ts';
import { createPools, type Db, timeLimit } from '../platform/db.ts';
import { type FileStore, openFileStore } from '../platform/file-store.ts';
import type { FlowEngine } from '../platform/flow-engine.ts';
import { migrateEngine, openFlowEngine } from '../platform/flow-engine-dbos.ts';
import { letHeapsGrow } from '../platform/heap-growth.ts';
import { createLog, type Log, toFile } from '../platform/log.ts';
import { OutageLog } from '../platform/outage-log.ts';
import { findProductRoot } from '../platform/product-root.ts';
import { loadSigningKey } from '../platform/signing-key.ts';
import { StartError } from '../platform/start-error.ts';
import type { Closing } from './closing.ts';
import { type Secrets, secretsFrom, secretsIn } from './secrets.ts';

/** What every role needs, opened in this order and closed in the other. */
export interface Platform {
  readonly config: Config;
  /** Connections of what people ask for. */
  readonly db: Db;
  /** Connections of what runs in the background: however many imports there are, requests have theirs. */
  readonly background: Db;
  readonly database: DatabaseServer;
  readonly engine: FlowEngine;
  readonly files: FileStore;
  readonly log: Log;
  /** Log of what runs in the background, which tells an outage of the database in few lines. */
  readonly backgroundLog: Log;
  readonly secrets: Secrets;
  readonly version: string;
}

/** Work under way ends by itself within 10 seconds or is cut off. */
const engineWithinMs = 40_000;
/** The embedded server is asked to stop for a minute before it is made to. */
const databaseWithinMs = 80_000;

/** Opens log, keys, database, connections and engine; each is closed with `closing`. */
export async function openPlatform(config: Config, closing: Closing): Promise<Platform> {
  letHeapsGrow();
  const { dataDirectory } = config;
  makeDirectory(dataDirectory);
  const file = toFile(join(dataDirectory, 'landfall.log'));
  closing.add('log', async () => file.close());
  const log = createLog({ level: config.logLevel, write: file.write }, { pid: process.pid });
  logLastWords(log, closing);
  const secrets = secretsFrom(loadSigningKey(secretsIn(config)));
  const database = await openDatabase(config, log);
  closing.add('database', () => database.stop(), databaseWithinMs);
  const applied = await prepareDatabase(database, migrateEngine);
  const { db, background, backgroundLog } = openConnections(database, log, closing);
  await registerFlowTypes(db, flowTypeDefinitions);
  const engine = await openFlowEngine({
    appUrl: database.appUrl,
    log: backgroundLog,
    concurrency: config.workerConcurrency,
    cutOff: () => background.cutOff(),
  });
  closing.add('engine', () => engine.stop(), engineWithinMs);
  const files = await openFileStore(join(dataDirectory, 'files'));
  log.info({ applied, embedded: database.embedded !== undefined }, 'database ready');
  const version = readVersion();
  return { config, db, background, database, engine, files, log, backgroundLog, secrets, version };
}

function openConnections(
  { appUrl, embedded }: DatabaseServer,
  log: Log,
  closing: Closing,
): Pick<Platform, 'db' | 'background' | 'backgroundLog'> {
  const outages = new OutageLog(log, () => askDatabase(background));
  const onIdleError = (error: Error): void =>
    outages.log.warn({ err: error }, 'an idle database connection broke');
  const db = createPools({ appUrl, onIdleError });
  closing.add('connections', () => db.close());
  const background = createPools({ appUrl, givesWay: embedded !== undefined, onIdleError });
  closing.add('background connections', () => background.close());
  closing.add('outage log', async () => outages.stop());
  return { db, background, backgroundLog: outages.log };
}

const answerWithinMs = 5000;

function askDatabase({ pool }: Db): Promise<unknown> {
  return pool.query({ text: 'select 1', ...timeLimit(answerWithinMs) });
}

/** Writes down what ends the process without changing that it ends. */
function logLastWords(log: Log, closing: Closing): void {
  const write = (error: unknown): void =>
    log.fatal({ err: error }, 'the process ends on an error nobody handled');
  process.on('uncaughtExceptionMonitor', write);
  closing.add('last words', async () => void process.off('uncaughtExceptionMonitor', write));
}

function openDatabase(
  { databaseUrl, databaseOwnerUrl, dataDirectory }: Config,
  log: Log,
): Promise<DatabaseServer> {
  return openDatabaseServer({
    databaseUrl,
    databaseOwnerUrl,
    dataDirectory,
    onEvent: (event) => log.warn({ event }, 'database server'),
  });
}

/** Makes the data directory; throws {@link StartError} when it cannot. */
export function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new StartError(`The data directory ${path} cannot be made: check its rights and the disk.`, {
      cause: error,
    });
  }
}

function readVersion(): string {
  const text = readFileSync(join(findProductRoot(), 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
