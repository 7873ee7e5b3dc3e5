import type { Pool } from 'pg';

/** Names of the tables, the engine's among them, with a row that holds one of these texts in any column. */
export async function findTraces(admin: Pool, texts: readonly string[]): Promise<string[]> {
  const { rows: tables } = await admin.query<{ schema: string; name: string }>(
    `select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname in ('public', 'dbos') order by c.relname`,
  );
  const found: string[] = [];
  for (const { schema, name } of tables) {
    const { rows } = await admin.query<{ held: boolean }>(
      `select exists (select from ${schema}.${name} t, unnest($1::text[]) x where strpos(t::text, x) > 0) as held`,
      [[...texts]],
    );
    if (rows[0]?.held === true) found.push(name);
  }
  return found;
}
