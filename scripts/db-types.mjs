// Writes the Kysely types of a migrated database: node scripts/db-types.mjs OWNER_URL > apps/server/src/platform/database-schema.ts
import { Client } from 'pg';

const scalar = {
  uuid: 'string',
  text: 'string',
  int4: 'number',
  int8: 'number',
  float8: 'number',
  bool: 'boolean',
  timestamptz: 'Timestamp',
  date: 'string',
  numeric: 'string',
  jsonb: 'Json',
  bytea: 'Buffer',
  inet: 'string',
  int8multirange: 'string',
};

const typeOf = (udt) => (udt.startsWith('_') ? `${scalar[udt.slice(1)]}[]` : scalar[udt]);
const pascal = (name) =>
  name
    .split('_')
    .map((word) => word[0].toUpperCase() + word.slice(1))
    .join('');

export async function databaseTypes(connection) {
  const client = new Client(connection);
  await client.connect();
  const { rows } = await client.query(`
    select c.table_name, c.column_name, c.udt_name, c.is_nullable = 'YES' as nullable, c.column_default is not null as has_default,
      t.table_type = 'VIEW' as is_view
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' order by c.table_name, c.ordinal_position`);
  await client.end();
  const tables = new Map();
  for (const row of rows) tables.set(row.table_name, [...(tables.get(row.table_name) ?? []), row]);
  const lines = [
    '// Generated from the migrated database by scripts/db-types.mjs; do not edit.',
    "import type { ColumnType, Generated } from 'kysely';",
    '',
    '/** A JSON value; written as text or as a plain object, read as parsed. */',
    'export type Json = ColumnType<unknown, unknown, unknown>;',
    'export type Timestamp = ColumnType<Date, Date | string, Date | string>;',
    '',
  ];
  for (const [name, columns] of tables) lines.push(...tableType(name, columns));
  lines.push('export interface Database {');
  for (const name of tables.keys()) lines.push(`  ${name}: ${pascal(name)}Table;`);
  lines.push('}', '');
  return lines.join('\n');
}

function tableType(name, columns) {
  const fields = columns.map((column) => {
    const type = typeOf(column.udt_name);
    if (type === undefined) throw new Error(`no type for ${name}.${column.column_name} (${column.udt_name})`);
    const full = column.nullable && !column.is_view ? `${type} | null` : type;
    const generated = column.has_default && type !== 'Json' && type !== 'Timestamp';
    return `  ${column.column_name}: ${generatedType({ full, generated, column, type })};`;
  });
  return [`export interface ${pascal(name)}Table {`, ...fields, '}', ''];
}

function generatedType({ full, generated, column, type }) {
  if (generated) return `Generated<${full}>`;
  if (type === 'Json')
    return column.has_default || column.nullable ? 'ColumnType<unknown, unknown, unknown>' : 'Json';
  if (type === 'Timestamp' && (column.has_default || column.nullable)) {
    const nullable = column.nullable ? ' | null' : '';
    return `ColumnType<Date${nullable}, Date | string | null | undefined, Date | string${nullable}>`;
  }
  return full;
}

if (process.argv[1] === import.meta.filename) {
  process.stdout.write(await databaseTypes({ connectionString: process.argv[2] }));
}
