import { Client } from 'pg';
import { superuser } from './create-cluster.ts';

/** Each Landfall process that uses the server holds this lock shared; who gets it exclusively is the last one. */
const usersLock = 18_005;

export interface SocketAddress {
  readonly directory: string;
  readonly port: number;
}

/** Opens the connection a process keeps for as long as it uses the server, counted as one user of it. */
export async function openKeeper(socket: SocketAddress): Promise<Client> {
  const keeper = new Client({
    host: socket.directory,
    port: socket.port,
    user: superuser,
    database: 'postgres',
    application_name: 'landfall supervisor',
    connectionTimeoutMillis: 5000,
  });
  // The loss of the server is seen as the end of this connection; the error before it says nothing more.
  keeper.on('error', () => {});
  try {
    await keeper.connect();
    await keeper.query('select pg_advisory_lock_shared($1)', [usersLock]);
    return keeper;
  } catch (error) {
    await keeper.end().catch(() => {});
    throw error;
  }
}

/** Gives up this process's use of the server and says whether it was the last one; keeps the server for itself if so. */
export async function isLastUser(keeper: Client): Promise<boolean> {
  await keeper.query('select pg_advisory_unlock_shared($1)', [usersLock]);
  const { rows } = await keeper.query<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [
    usersLock,
  ]);
  return rows[0]?.got === true;
}
