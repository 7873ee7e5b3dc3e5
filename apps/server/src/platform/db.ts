import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely';
import { Pool, type PoolClient, type QueryResultRow, types } from 'pg';
import { backendOf, cutterOf } from './cut-off.ts';
import type { Database } from './database-schema.ts';
import { endsWithin } from './ends-within.ts';
import { sessionGivesWay } from './give-way.ts';

const INT8 = 20;
const DATE = 1082;
const INT8_ARRAY = 1016;

/** The application's connection to its database. Queries go through a scope of tenant-scope.ts, never through this. */
export interface Db {
  /** Pool of the application role, for the platform only. */
  readonly pool: Pool;
  /** Ends what runs on the connections in use, in the database too; it fails as if the database had gone. */
  cutOff(): Promise<void>;
  /** Ends every connection; work still running has a moment to end by itself, and is then cut off. */
  close(): Promise<void>;
}

const closeWithinMs = 3000;

export interface PoolOptions {
  /** Connection URL of the application role, which row-level security binds. */
  readonly appUrl: string;
  /** Most connections open at once; 16 unless told. */
  readonly max?: number;
  /** Lets the backends of other connections go before this pool's; only for a database of this machine. */
  readonly givesWay?: boolean;
  /** Is told of connections that break while idle, which the pool replaces by itself. */
  readonly onIdleError?: (error: Error) => void;
}

/** Opens the pool of the application role. Connections are made at first use. */
export function createPools({ appUrl, max = 16, givesWay = false, onIdleError }: PoolOptions): Db {
  const pool = new Pool({
    connectionString: appUrl,
    max,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 15_000,
    // A peer that is gone without a word is noticed by the system.
    keepAlive: true,
    keepAliveInitialDelayMillis: 30_000,
    application_name: 'landfall',
    // A batch of new assets is staged in a temporary table of some 9 MB, which should not go to disk in between.
    options: '-c temp_buffers=16MB',
    types: { getTypeParser: parserOf },
  });
  // Without a listener an idle connection that breaks ends the process.
  pool.on('error', (error) => onIdleError?.(error));
  if (givesWay) pool.on('connect', letGiveWay);
  const cutOff = cutterOf(pool, appUrl);
  return { pool, cutOff, close: () => closePool(pool, cutOff) };
}

function letGiveWay(client: PoolClient): void {
  const backend = backendOf(client);
  if (backend !== undefined) sessionGivesWay(backend);
}

/** The end of a pool waits for every connection in use, which a statement can keep for hours. */
async function closePool(pool: Pool, cutOff: () => Promise<void>): Promise<void> {
  const ended = pool.end();
  if (await endsWithin(ended, closeWithinMs)) return;
  await cutOff();
  if (!(await endsWithin(ended, closeWithinMs)))
    throw new Error('Connections to the database are still in use.');
}

/** Reads int8 as a number while it is exact, as text beyond; leaves dates as the text PostgreSQL wrote. */
const parserOf = ((oid: number, format?: 'text' | 'binary') => {
  if (format === 'binary') return types.getTypeParser(oid, 'binary');
  if (oid === INT8) return safeInteger;
  if (oid === DATE) return asText;
  if (oid === INT8_ARRAY) return int8Array;
  return types.getTypeParser(oid, 'text');
}) as typeof types.getTypeParser;

function safeInteger(text: string): number | string {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
}

function asText(text: string): string {
  return text;
}

function int8Array(text: string): (number | string | null)[] {
  if (text === '{}') return [];
  return text
    .slice(1, -1)
    .split(',')
    .map((item) => (item === 'NULL' ? null : safeInteger(item)));
}

/**
 * Typed queries over one connection that somebody else opened, began a transaction on and gives back. One that has
 * no answer after `answerWithinMs` fails, and the connection is of no use any more.
 */
export function kyselyOver(client: PoolClient, answerWithinMs?: number): Kysely<Database> {
  const driver = new OneClientDriver(client, answerWithinMs);
  return new Kysely<Database>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => driver,
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
}

const nested = (): Promise<never> =>
  Promise.reject(new Error('A scope is one transaction; it cannot hold another.'));

class OneClientDriver implements Driver {
  readonly #connection: DatabaseConnection;

  constructor(client: PoolClient, answerWithinMs: number | undefined) {
    this.#connection = new OneClientConnection(client, answerWithinMs);
  }

  init = (): Promise<void> => Promise.resolve();
  acquireConnection = (): Promise<DatabaseConnection> => Promise.resolve(this.#connection);
  beginTransaction = nested;
  commitTransaction = nested;
  rollbackTransaction = nested;
  releaseConnection = (): Promise<void> => Promise.resolve();
  destroy = (): Promise<void> => Promise.resolve();
}

class OneClientConnection implements DatabaseConnection {
  readonly #client: PoolClient;
  readonly #answerWithinMs: number | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(client: PoolClient, answerWithinMs: number | undefined) {
    this.#client = client;
    this.#answerWithinMs = answerWithinMs;
  }

  /** Runs one statement after the one before it: a connection has no parallel queries, and pg warns of them. */
  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const run = this.#last.then(() => this.#query<R>(query));
    this.#last = run.catch(() => undefined);
    return run;
  }

  async #query<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const asked = { text: query.sql, values: [...query.parameters], ...timeLimit(this.#answerWithinMs) };
    const { rows, rowCount, command } = await this.#client.query<R & QueryResultRow>(asked);
    const changes =
      command === 'INSERT' || command === 'UPDATE' || command === 'DELETE' || command === 'MERGE';
    return changes ? { rows, numAffectedRows: BigInt(rowCount ?? 0) } : { rows };
  }

  streamQuery = (): AsyncIterableIterator<QueryResult<never>> => {
    throw new Error('Read in pages, or COPY over the scope client.');
  };
}

/** The member of a query that ends the wait for its answer; none without a limit. */
export function timeLimit(answerWithinMs: number | undefined): { query_timeout?: number } {
  return answerWithinMs === undefined ? {} : { query_timeout: answerWithinMs };
}
