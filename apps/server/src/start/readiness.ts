import { access, constants, statfs } from 'node:fs/promises';
import type { ReadinessCheck } from '../features/system/system.routes.ts';
import { checkDatabase } from '../platform/database-check.ts';
import type { Db } from '../platform/db.ts';
import { isWorkerRunning } from '../platform/worker-presence.ts';
import type { Platform } from './platform.ts';

const LEAST_FREE_BYTES = 200 * 1024 * 1024;

/** Whether database, schema, storage and a worker are there now. */
export function checkReadiness(platform: Platform): Promise<readonly ReadinessCheck[]> {
  const { config, database, db } = platform;
  return Promise.all([
    check('database', 'answers and is migrated', () => checkDatabase(database.appUrl)),
    check('storage', 'can be written', () => checkStorage(config.dataDirectory)),
    check('worker', 'at least one is running', () => checkWorker(db)),
  ]);
}

async function check(name: string, detail: string, look: () => Promise<void>): Promise<ReadinessCheck> {
  try {
    await look();
    return { name, ok: true, detail };
  } catch {
    // The reason may name hosts or paths, and this answer is public; the log of whoever needs the thing has it.
    return { name, ok: false, detail: `not so: ${detail}` };
  }
}

async function checkStorage(dataDirectory: string): Promise<void> {
  await access(dataDirectory, constants.W_OK);
  const { bavail, bsize } = await statfs(dataDirectory);
  if (bavail * bsize < LEAST_FREE_BYTES) throw new Error('Too little space is left.');
}

async function checkWorker(db: Db): Promise<void> {
  if (!(await isWorkerRunning(db))) throw new Error('No worker is running.');
}
