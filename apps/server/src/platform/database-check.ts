import { Client, type ClientBase } from 'pg';
import { appRole } from './database-roles.ts';
import { appliedMigrations, type Migration, pendingMigrations, readMigrations } from './migrations.ts';
import { StartError } from './start-error.ts';

const oldestVersion = 15;

/**
 * Connects as the application does and throws {@link StartError} unless the database is whole and binds it.
 *
 * The database must be PostgreSQL 15 or newer and migrated to exactly this program's schema; the role must be bound by
 * row-level security; and every table of a tenant must force it.
 */
export async function checkDatabase(
  appUrl: string,
  migrations: readonly Migration[] = readMigrations(),
): Promise<void> {
  const client = new Client({ connectionString: appUrl, application_name: 'landfall check' });
  client.on('error', () => {});
  await client.connect();
  try {
    await checkVersion(client);
    await checkRole(client);
    await checkSchema(client, migrations);
    await checkOwnership(client);
    await checkTenantTables(client);
  } finally {
    await client.end();
  }
}

async function checkVersion(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ version: string }>(
    "select current_setting('server_version_num') as version",
  );
  const major = Math.floor(Number(rows[0]?.version) / 10_000);
  if (major < oldestVersion) {
    throw new StartError(
      `The database is PostgreSQL ${major}; Landfall needs PostgreSQL ${oldestVersion} or newer.`,
    );
  }
}

interface RoleRow {
  readonly name: string;
  readonly bypasses: boolean;
  readonly is_app: boolean;
}

async function checkRole(client: ClientBase): Promise<void> {
  const { rows } = await client.query<RoleRow>(
    `select rolname as name, rolsuper or rolbypassrls as bypasses,
       exists (select from pg_roles a where a.rolname = $1 and pg_has_role(current_user, a.oid, 'USAGE')) as is_app
     from pg_roles where rolname = current_user`,
    [appRole],
  );
  const role = rows[0];
  if (role?.bypasses !== false) {
    throw new StartError(
      `DATABASE_URL connects as ${role?.name ?? 'an unknown role'}, which bypasses row-level security; use ${appRole} there, and give the other one as DATABASE_OWNER_URL.`,
    );
  }
  if (!role.is_app) {
    throw new StartError(`DATABASE_URL connects as ${role.name}; it must be ${appRole} or a member of it.`);
  }
}

async function checkSchema(client: ClientBase, migrations: readonly Migration[]): Promise<void> {
  const { rows } = await client.query<{ made: boolean }>(
    "select to_regclass('schema_migrations') is not null as made",
  );
  const pending = pendingMigrations(rows[0]?.made ? await appliedMigrations(client) : [], migrations);
  if (pending.length === 0) return;
  throw new StartError(
    `The database lacks ${pending.length} migration(s), from ${pending[0]?.name}; set DATABASE_OWNER_URL, or run: landfall migrate.`,
  );
}

async function checkOwnership(client: ClientBase): Promise<void> {
  const owned = await firstName(
    client,
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'v', 'm') and pg_has_role(current_user, c.relowner, 'MEMBER')
       and c.relpersistence <> 't' and n.nspname not in ('pg_catalog', 'information_schema')
     order by 1 limit 1`,
  );
  if (owned === undefined) return;
  throw new StartError(
    `The role DATABASE_URL connects as owns the table ${owned}, so it could lift row-level security; use ${appRole}.`,
  );
}

async function checkTenantTables(client: ClientBase): Promise<void> {
  const open = await firstName(
    client,
    `select c.relname as name from pg_class c
     join pg_attribute a on a.attrelid = c.oid and a.attname = 'client_account_id' and not a.attisdropped
     where c.relkind in ('r', 'p') and c.relpersistence <> 't'
       and not (c.relrowsecurity and c.relforcerowsecurity and exists (select from pg_policy p where p.polrelid = c.oid))
     order by 1 limit 1`,
  );
  if (open === undefined) return;
  throw new StartError(
    `Table ${open} does not force row-level security, so the tenants in it are not kept apart.`,
  );
}

async function firstName(client: ClientBase, sql: string): Promise<string | undefined> {
  const { rows } = await client.query<{ name: string }>(sql);
  return rows[0]?.name;
}
