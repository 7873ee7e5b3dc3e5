import type { Db } from './db.ts';
import type { FileStore } from './file-store.ts';

/** A file is kept just before the row that names it is committed, so a young one may still get its row. */
const GRACE_MS = 24 * 3_600_000;
const BATCH = 500;

/** Removes stored files that no import names, which an upload leaves whose transaction failed; answers how many. */
export async function removeUnnamedFiles({ pool }: Db, files: FileStore): Promise<number> {
  const old = await files.olderThan(GRACE_MS);
  let removed = 0;
  for (let from = 0; from < old.length; from += BATCH) {
    const keys = old.slice(from, from + BATCH);
    const { rows } = await pool.query<{ key: string }>('select storage_keys_in_use($1) as key', [keys]);
    const named = new Set(rows.map(({ key }) => key));
    for (const key of keys.filter((candidate) => !named.has(candidate))) {
      await files.remove(key);
      removed += 1;
    }
  }
  return removed;
}
