import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type Pool } from 'pg';

const key = `hashtextextended('landfall-executor:' || $1, 0)`;

/** Whether the process that executes under this name still lives: PostgreSQL drops its lock the moment it dies. */
export async function isExecutorAlive(pool: Pick<Pool, 'query'>, executor: string): Promise<boolean> {
  // The lock is held for this statement only, so two processes that ask at once cannot mislead a third for long.
  const { rows } = await pool.query<{ free: boolean }>(`select pg_try_advisory_xact_lock(${key}) as free`, [
    executor,
  ]);
  return rows[0]?.free !== true;
}

/** A session that tells other processes that this one is alive. */
export interface ExecutorLock {
  release(): Promise<void>;
}

/**
 * Takes the advisory lock of an executor and keeps it: when the session breaks, for example because PostgreSQL
 * restarted, it is taken again. Work that another process took over meanwhile is fenced by its own rows.
 */
export async function holdExecutorLock(url: string, executor: string): Promise<ExecutorLock> {
  const state: { released: boolean; client: Client | undefined } = { released: false, client: undefined };
  const takeAgain = async (): Promise<void> => {
    while (!state.released) {
      try {
        state.client = await openLock(url, executor, onEnd);
        return;
      } catch {
        // The database is not back yet; until it is, nothing of this process can write either.
        await sleep(500);
      }
    }
  };
  const onEnd = (): void => {
    if (!state.released) void takeAgain();
  };
  state.client = await openLock(url, executor, onEnd);
  return {
    async release() {
      state.released = true;
      await state.client?.end().catch(() => undefined);
    },
  };
}

async function openLock(url: string, executor: string, onEnd: () => void): Promise<Client> {
  const client = new Client({
    connectionString: url,
    keepAlive: true,
    application_name: 'landfall executor',
    connectionTimeoutMillis: 15_000,
  });
  client.on('error', () => undefined);
  await client.connect();
  await client.query(`select pg_advisory_lock(${key})`, [executor]);
  client.once('end', onEnd);
  return client;
}
