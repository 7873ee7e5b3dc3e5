import type { Db } from './db.ts';
import type { FileStore } from './file-store.ts';

/** A file is kept just before the row that names it is committed, so a young one may still get its row. */
const GRACE_MS = 24 * 3_600_000;
const BATCH = 500;

/** Keys of stored files that no import has named for a day, which an upload leaves whose transaction failed. */
export async function listUnnamedFiles({ pool }: Db, files: FileStore): Promise<string[]> {
  const old = await files.olderThan(GRACE_MS);
  const unnamed: string[] = [];
  for (let from = 0; from < old.length; from += BATCH) {
    const keys = old.slice(from, from + BATCH);
    const { rows } = await pool.query<{ key: string }>('select storage_keys_in_use($1) as key', [keys]);
    const named = new Set(rows.map(({ key }) => key));
    unnamed.push(...keys.filter((candidate) => !named.has(candidate)));
  }
  return unnamed;
}

/** Removes them; answers how many. */
export async function removeUnnamedFiles(db: Db, files: FileStore): Promise<number> {
  const unnamed = await listUnnamedFiles(db, files);
  for (const key of unnamed) await files.remove(key);
  return unnamed.length;
}
