// Writes the names of everything that keeps the rows of a migrated database consistent, one table and kind a line.
import { Client } from 'pg';
import { rulesSql } from '../apps/server/src/features/doctor/constraints.repository.ts';

export async function databaseRules(connection) {
  const client = new Client(connection);
  await client.connect();
  try {
    const { rows } = await client.query(rulesSql);
    const lines = new Map();
    for (const { table, kind, name } of rows) {
      const key = `${table} ${kind}`;
      lines.set(key, `${lines.get(key) ?? key} ${name}`);
    }
    return `/** Generated from the migrated database by scripts/generate.mjs; do not edit. Table, kind and names, a line each. */
export const databaseRules = \`
${[...lines.values()].join('\n')}
\`;
`;
  } finally {
    await client.end();
  }
}
