import type { ClientBase } from 'pg';

/** Owns the schema and runs migrations; never serves a request. */
export const ownerRole = 'landfall_owner';
/** What the application connects as: bound by row-level security and owner of nothing. */
export const appRole = 'landfall_app';

/** Creates the two roles where they are missing; the caller needs the right to create roles. */
export async function ensureRoles(admin: ClientBase): Promise<void> {
  for (const role of [ownerRole, appRole]) {
    const { rowCount } = await admin.query('select from pg_roles where rolname = $1', [role]);
    if (rowCount === 0) {
      await admin.query(
        `create role ${role} login nosuperuser nocreatedb nocreaterole nobypassrls noreplication`,
      );
    }
  }
}

/** Creates a database owned by the owner role in which the application role may connect and use temporary tables. */
export async function createDatabase(admin: ClientBase, name: string, template = 'template0'): Promise<void> {
  const database = admin.escapeIdentifier(name);
  await admin.query(
    `create database ${database} owner ${ownerRole} template ${admin.escapeIdentifier(template)}`,
  );
  await admin.query(`revoke all on database ${database} from public`);
  await admin.query(`grant connect, temporary on database ${database} to ${appRole}`);
}
