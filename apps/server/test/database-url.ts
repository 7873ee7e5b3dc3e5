/** Migrated once per run; every test file copies it. */
export const templateDatabase = 'landfall_test_template';

/** The same server, another database or user. Only the URL counts: pg ignores a database named beside it. */
export function urlFor(url: string, { database, user }: { database: string; user?: string }): string {
  const changed = new URL(url);
  changed.pathname = database;
  if (user !== undefined) changed.username = user;
  return changed.href;
}
