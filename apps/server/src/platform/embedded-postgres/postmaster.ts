import { readFileSync, readdirSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

/** What a running server wrote into postmaster.pid. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly socketDirectory: string;
}

function pidFileLines(cluster: string): string[] | undefined {
  try {
    return readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
}

/** The server that runs on this cluster now, or undefined; a zombie or a reused process id counts as none. */
export function findPostmaster(cluster: string): Postmaster | undefined {
  const [pid = '', , , port = '', socketDirectory = ''] = pidFileLines(cluster) ?? [];
  if (!Number(pid) || !isAlive(Number(pid), cluster)) return undefined;
  return { pid: Number(pid), port: Number(port), socketDirectory };
}

/** Whether the process lives and works in this cluster. */
export function isAlive(pid: number, cluster: string): boolean {
  try {
    if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster);
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Processes that work in the cluster: a server, or the backends a killed server left behind. */
function processesIn(cluster: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => isAlive(pid, cluster));
}

/**
 * Removes the postmaster.pid of a server that is gone, once its orphaned backends have left.
 *
 * PostgreSQL itself refuses to start on one whose process id lives on as a zombie (a PID 1 that does not reap) or
 * was given to another process (after a container restart). The caller holds the start lock.
 */
export async function clearStalePidFile(cluster: string, orphanWaitMs = 10_000): Promise<void> {
  if (!pidFileLines(cluster)) return;
  const deadline = Date.now() + orphanWaitMs;
  let users = processesIn(cluster);
  while (users.length > 0 && Date.now() < deadline) {
    await sleep(25);
    users = processesIn(cluster);
  }
  if (users.length > 0) throw heldBy(cluster, users);
  rmSync(join(cluster, 'postmaster.pid'), { force: true });
}

/** The error for a cluster that another process holds and will not share. */
export function heldBy(cluster: string, pids: readonly number[]): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `Another process (${pids.join(', ')}) is using the database directory ${cluster} and does not answer; stop it and start again.`,
  );
}
