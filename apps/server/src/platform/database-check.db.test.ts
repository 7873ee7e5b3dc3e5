import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { checkDatabase } from './database-check.ts';
import { readMigrations } from './migrations.ts';

const database = useDatabase();

describe('checkDatabase', () => {
  test('accepts the migrated database as the application role sees it', async () => {
    await expect(checkDatabase(database.appUrl)).resolves.toBeUndefined();
  });

  test('refuses a superuser, whom row-level security does not bind', async () => {
    await expect(checkDatabase(database.adminUrl)).rejects.toThrow(
      /connects as .*, which bypasses row-level security/,
    );
  });

  test('refuses the owner of the schema', async () => {
    await expect(checkDatabase(database.ownerUrl)).rejects.toThrow(
      /connects as landfall_owner; it must be landfall_app/,
    );
  });

  test('refuses an application role that owns a table', async () => {
    await database.admin.query('create table mine (); alter table mine owner to landfall_app');
    await expect(checkDatabase(database.appUrl)).rejects.toThrow(/owns the table mine/);
    await database.admin.query('drop table mine');
  });

  test.each([
    ['has no row-level security', ''],
    [
      'does not force it',
      'alter table open enable row level security; create policy p on open using (true);',
    ],
    [
      'has no policy',
      'alter table open enable row level security; alter table open force row level security;',
    ],
  ])('refuses a table of tenants that %s', async (_name, sql) => {
    await database.owner.query(`create table open (client_account_id uuid); ${sql}`);
    await expect(checkDatabase(database.appUrl)).rejects.toThrow(
      /^Table open does not force row-level security/,
    );
    await database.owner.query('drop table open');
  });

  test('refuses a database that is behind or ahead of the program', async () => {
    const migrations = readMigrations();
    const next = { number: migrations.length + 1, name: '9999_next', sql: '', checksum: 'n' };
    await expect(checkDatabase(database.appUrl, [...migrations, next])).rejects.toThrow(
      /lacks 1 migration.*9999_next/,
    );
    await expect(checkDatabase(database.appUrl, migrations.slice(0, -1))).rejects.toThrow(/newer Landfall/);
  });
});
