import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, type ClientBase } from 'pg';
import { appRole, ensureRoles, ownerRole } from './database-roles.ts';
import { findProductRoot } from './product-root.ts';
import { StartError } from './start-error.ts';

export interface Migration {
  /** Position in the sequence, from 1 without gaps. */
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the text, in hex. */
  readonly checksum: string;
}

/** Held while one process migrates; others wait and then find nothing to do. */
const migrationLock = 18_001;
const fileName = /^(\d{4})_[a-z0-9_]+\.sql$/;

/** Reads the numbered SQL files of a folder in order; throws when a name or number does not fit the sequence. */
export function readMigrations(directory = join(findProductRoot(), 'db/migrations')): readonly Migration[] {
  const files = readdirSync(directory).filter((file) => file.endsWith('.sql'));
  return files.toSorted().map((file, index) => {
    const number = Number(fileName.exec(file)?.[1]);
    if (number !== index + 1) {
      throw new Error(
        `${file} does not fit the sequence; expected ${String(index + 1).padStart(4, '0')}_name.sql.`,
      );
    }
    const sql = readFileSync(join(directory, file), 'utf8');
    return {
      number,
      name: file.replace(/\.sql$/, ''),
      sql,
      checksum: createHash('sha256').update(sql).digest('hex'),
    };
  });
}

/**
 * Brings the database to the newest migration, each in a transaction of its own, and returns the names it applied.
 *
 * Connects as the owner of the schema. Throws {@link StartError} when the database is newer than this program, or
 * when a migration it holds was changed afterwards.
 */
export async function migrate(ownerUrl: string, migrations = readMigrations()): Promise<readonly string[]> {
  const client = new Client({ connectionString: ownerUrl, application_name: 'landfall migrate' });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await becomeOwner(client);
    await client.query(`create table if not exists schema_migrations (
      number int primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())`);
    await client.query(`grant select on schema_migrations to ${appRole}`);
    const pending = pendingMigrations(await appliedMigrations(client), migrations);
    for (const migration of pending) await apply(client, migration);
    return pending.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

/** Makes sure that what is created belongs to the owner role; a superuser may also prepare roles and database for it. */
async function becomeOwner(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string; super: boolean; database: string }>(
    'select rolname as name, rolsuper as super, current_database() as database from pg_roles where rolname = current_user',
  );
  const [role] = rows;
  if (role?.name === ownerRole) return;
  if (role?.super !== true) {
    throw new StartError(
      `DATABASE_OWNER_URL connects as ${role?.name}; it must be ${ownerRole} or a superuser.`,
    );
  }
  await ensureRoles(client);
  await client.query(`alter database ${client.escapeIdentifier(role.database)} owner to ${ownerRole}`);
  await client.query(
    `grant connect, temporary on database ${client.escapeIdentifier(role.database)} to ${appRole}`,
  );
  await client.query(`set role ${ownerRole}`);
}

export type AppliedMigration = Pick<Migration, 'number' | 'name' | 'checksum'>;

/** The migrations the database says it has, in order. */
export async function appliedMigrations(
  client: Pick<ClientBase, 'query'>,
): Promise<readonly AppliedMigration[]> {
  const { rows } = await client.query<AppliedMigration>(
    'select number, name, checksum from schema_migrations order by number',
  );
  return rows;
}

/** The migrations still to apply; throws when what the database has is not the beginning of the sequence. */
export function pendingMigrations(
  applied: readonly AppliedMigration[],
  migrations: readonly Migration[],
): readonly Migration[] {
  for (const [index, { name, checksum }] of applied.entries()) {
    const known = migrations[index];
    if (!known) {
      throw new StartError(
        `The database was migrated by a newer Landfall (it has ${name}); start that version instead.`,
      );
    }
    if (known.checksum !== checksum) {
      throw new StartError(
        `Migration ${known.name} differs from the one this database was made with; use the Landfall release that made it.`,
      );
    }
  }
  return migrations.slice(applied.length);
}

async function apply(client: ClientBase, { number, name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query('begin');
    await client.query(sql);
    await client.query('insert into schema_migrations (number, name, checksum) values ($1, $2, $3)', [
      number,
      name,
      checksum,
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => {});
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Migration ${name} failed: ${reason}`, { cause: error });
  }
}
