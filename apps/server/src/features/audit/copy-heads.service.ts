import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listHeads } from './audit-heads.repository.ts';
import type { Db } from '../../platform/db.ts';

/**
 * Writes the heads of all audit chains to a file of the day, once a day: a chain that is written anew as a whole
 * can be told only by a copy outside the database. Answers the path, or `undefined` when today has its file.
 */
export async function copyAuditHeads(db: Db, directory: string, now: Date): Promise<string | undefined> {
  const path = join(directory, `${now.toISOString().slice(0, 10)}.jsonl`);
  if (await exists(path)) return undefined;
  const heads = await listHeads(db);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  // Renamed when whole: a process that dies in between leaves no half copy behind under the day's name.
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, heads.map((head) => `${JSON.stringify(head)}\n`).join(''), { mode: 0o600 });
  await rename(unfinished, path);
  return path;
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
