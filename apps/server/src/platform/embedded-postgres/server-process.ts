import { spawn, type ChildProcess } from 'node:child_process';
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { cannotRun, createCluster, ensureDatabase, serverEnvironment } from './create-cluster.ts';
import { inspectCluster, privateDirectory } from './data-directory.ts';
import type { EmbeddedHost } from './embedded-host.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { explainFailure } from './explain-failure.ts';
import { openKeeper, type SocketAddress } from './keeper.ts';
import { clearStalePidFile, findPostmaster, heldBy, isAlive } from './postmaster.ts';
import { withStartLock } from './start-lock.ts';

/** How the server came to run: a new cluster, an existing one started, or a running server joined. */
export type ServerOrigin = 'created' | 'started' | 'attached';

export interface RunningServer {
  readonly pid: number;
  readonly socket: SocketAddress;
  readonly origin: ServerOrigin;
  readonly keeper: Client;
}

const pollMs = 20;
/** Recovery replays at most max_wal_size of WAL; slower than this means that something is wrong. */
const recoveryMs = 10 * 60_000;
/** A server that neither recovers nor answers for this long is held by something else. */
const silenceMs = 30_000;
const logBytesKept = 16e6;

/** Joins the server that runs on the cluster, or starts one (creating the cluster first if there is none). */
export function openServer(host: EmbeddedHost): Promise<RunningServer> {
  return withStartLock(host.locations.socketDirectory, async () => {
    const server = (await attach(host.locations.cluster)) ?? (await startOn(host));
    // Each time, because a start may be killed between making the cluster and making the database.
    await ensureDatabase(server.keeper);
    return server;
  });
}

async function startOn(host: EmbeddedHost): Promise<RunningServer> {
  const { cluster } = host.locations;
  const origin = inspectCluster(cluster) === 'empty' ? 'created' : 'started';
  try {
    if (origin === 'created') createCluster(host);
    await clearStalePidFile(cluster);
    return { ...(await launch(host)), origin };
  } catch (error) {
    rmSync(host.locations.socketDirectory, { recursive: true, force: true });
    throw error;
  }
}

/** Joins a running server once it answers; undefined when none runs or it ends meanwhile. */
async function attach(cluster: string): Promise<RunningServer | undefined> {
  const start = Date.now();
  for (let found = findPostmaster(cluster); found; found = findPostmaster(cluster)) {
    const socket = { directory: found.socketDirectory, port: found.port };
    const keeper = await openKeeper(socket).catch((error: unknown) => toCode(error));
    if (typeof keeper !== 'string') return { pid: found.pid, socket, origin: 'attached', keeper };
    if (Date.now() - start > (isBusyStarting(keeper) ? recoveryMs : silenceMs))
      throw heldBy(cluster, [found.pid]);
    await sleep(pollMs);
  }
  return undefined;
}

/** 57P03: the server starts, recovers or shuts down. */
const isBusyStarting = (code: string) => code === '57P03';

function toCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}

/** Starts a server in its own session, so that Ctrl-C reaches only the process that supervises it. */
async function launch(host: EmbeddedHost): Promise<Omit<RunningServer, 'origin'>> {
  const { account, binaries, locations } = host;
  privateDirectory(locations.socketDirectory, account);
  removeStaleSockets(locations.socketDirectory);
  const logStart = rotateLog(locations.logFile);
  const settings = Object.entries(host.settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const command = account.wrap({ file: binaries.postgres, args: ['-D', locations.cluster, ...settings] });
  const log = openSync(locations.logFile, 'a', 0o600);
  const child = spawn(command.file, [...command.args], {
    ...account.ids,
    cwd: '/',
    env: serverEnvironment,
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.unref();
  let failure: Error | undefined;
  child.once('error', (error) => (failure = error));
  const deadline = Date.now() + recoveryMs;
  while (Date.now() < deadline) {
    if (failure) throw cannotRun(binaries.postgres, failure);
    if (hasEnded(child)) throw new EmbeddedPostgresError(whyItEnded(host, logStart));
    const socket = { directory: locations.socketDirectory, port: 5432 };
    const keeper = await openKeeper(socket).catch(() => undefined);
    if (keeper && child.pid !== undefined) return { pid: child.pid, socket, keeper };
    await sleep(pollMs);
  }
  throw heldBy(locations.cluster, child.pid === undefined ? [] : [child.pid]);
}

/** What the server wrote before it ended; on a full disk it could not even write that. */
function whyItEnded({ locations }: EmbeddedHost, logStart: number): string {
  const { bavail, bsize } = statfsSync(locations.cluster);
  const isFull = bavail * bsize < 1e6;
  const written = readFrom(locations.logFile, logStart);
  return explainFailure(isFull ? `${written}\nNo space left on device` : written, locations.cluster);
}

/** A killed server leaves its socket and a lock file that names it; as a zombie it would still seem to hold them. */
function removeStaleSockets(directory: string): void {
  for (const file of readdirSync(directory)) {
    if (file.startsWith('.s.PGSQL.')) rmSync(join(directory, file), { force: true });
  }
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

/** Moves a log that grew large aside and returns the position where the next line will stand. */
function rotateLog(file: string): number {
  const size = existsSync(file) ? statSync(file).size : 0;
  if (size < logBytesKept) return size;
  renameSync(file, `${file}.1`);
  return 0;
}

function readFrom(file: string, position: number): string {
  return readFileSync(file).subarray(position).toString('utf8');
}

/** Stops the server in order (clients are cut off, everything is flushed) and waits until it is gone. */
export async function shutDown({ pid, socket }: RunningServer, cluster: string): Promise<void> {
  for (const [signal, patienceMs] of [
    ['SIGINT', 60_000],
    ['SIGQUIT', 10_000],
  ] as const) {
    if (!isAlive(pid, cluster)) break;
    process.kill(pid, signal);
    const deadline = Date.now() + patienceMs;
    while (isAlive(pid, cluster) && Date.now() < deadline) await sleep(pollMs);
  }
  rmSync(socket.directory, { recursive: true, force: true });
}
