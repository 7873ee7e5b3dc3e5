import { readdirSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../apps/server/src/platform/embedded-postgres/embedded-postgres.ts';

/** Runs statements past every trigger, as a restore or a hand at the database does. */
export async function tamper(dataDirectory: string, statements: readonly string[]): Promise<void> {
  const database = await startEmbeddedPostgres({ dataDirectory });
  const client = new Client({ connectionString: database.urls.admin });
  try {
    await client.connect();
    await client.query("begin; set local session_replication_role = 'replica'");
    for (const statement of statements) await client.query(statement);
    await client.query('commit');
  } finally {
    await client.end();
    await database.stop();
  }
}

/** Makes the newest stored file unreadable for a while: opening it runs in a circle. Answers what puts it back. */
export function breakNewestFile(dataDirectory: string): () => void {
  const place = newestFile(join(dataDirectory, 'files'));
  const aside = `${place}.aside`;
  renameSync(place, aside);
  symlinkSync(place, place);
  return () => {
    rmSync(place);
    renameSync(aside, place);
  };
}

function newestFile(folder: string): string {
  const files = readdirSync(folder)
    .filter((shelf) => /^[0-9a-f]{2}$/.test(shelf))
    .flatMap((shelf) => readdirSync(join(folder, shelf)).map((name) => join(folder, shelf, name)));
  const [newest] = files.toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  if (newest === undefined) throw new Error(`No file is stored under ${folder}`);
  return newest;
}
