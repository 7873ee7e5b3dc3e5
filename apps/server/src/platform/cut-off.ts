import { Client, type Pool, type PoolClient } from 'pg';

const answerWithinMs = 3000;

/** Process of the backend of a connection: the driver knows it, its types leave that out. */
export function backendOf(client: PoolClient): number | undefined {
  return 'processID' in client && typeof client.processID === 'number' ? client.processID : undefined;
}

/**
 * Ends, in the database too, what the connections of a pool that are in use by then do: a statement whose client just
 * leaves goes on there, with its locks. Whoever uses them finds the database gone. Fails when the database cannot be told.
 */
export function cutterOf(pool: Pool, appUrl: string): () => Promise<void> {
  const inUse = new Set<PoolClient>();
  pool.on('acquire', (client) => inUse.add(client));
  pool.on('release', (_error, client) => inUse.delete(client));
  return async () => {
    const backends = [...inUse].flatMap((client) => backendOf(client) ?? []);
    if (backends.length > 0) await endBackends(appUrl, backends);
  };
}

async function endBackends(appUrl: string, backends: readonly number[]): Promise<void> {
  const client = new Client({
    connectionString: appUrl,
    connectionTimeoutMillis: answerWithinMs,
    query_timeout: answerWithinMs,
    application_name: 'landfall stop',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select pg_terminate_backend(pid) from unnest($1::int[]) as pid', [backends]);
  } finally {
    await client.end().catch(() => undefined);
  }
}
