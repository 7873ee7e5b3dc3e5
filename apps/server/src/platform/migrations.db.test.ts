import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { urlFor } from '../../test/database-url.ts';
import { appliedMigrations, migrate, readMigrations } from './migrations.ts';

const database = useDatabase();

const more = (number: number) => ({
  number,
  name: `${number}_more`,
  sql: `create table more_${number} ()`,
  checksum: `c${number}`,
});

describe('migrate', () => {
  test('leaves a migrated database as it is', async () => {
    expect(await migrate(database.ownerUrl)).toEqual([]);
    expect(await appliedMigrations(database.app)).toHaveLength(readMigrations().length);
  });

  test('applies what is missing, and once when two processes start together', async () => {
    const next = readMigrations().length + 1;
    const migrations = [...readMigrations(), more(next), more(next + 1)];

    const applied = await Promise.all([
      migrate(database.ownerUrl, migrations),
      migrate(database.ownerUrl, migrations),
    ]);

    expect(applied.flat()).toEqual([`${next}_more`, `${next + 1}_more`]);
  });

  test('a migration that fails leaves nothing of itself', async () => {
    const applied = await appliedMigrations(database.owner);
    const migrations = [
      ...applied.map((each) => ({ ...each, sql: '' })),
      { number: applied.length + 1, name: 'half', sql: 'create table half (); select 1 / 0', checksum: 'h' },
    ];

    await expect(migrate(database.ownerUrl, migrations)).rejects.toThrow(
      'Migration half failed: division by zero',
    );
    const { rows } = await database.owner.query(`select to_regclass('half') as half`);
    expect(rows).toEqual([{ half: null }]);
  });

  test('refuses a database of a newer release and one whose migration was changed', async () => {
    const applied = (await appliedMigrations(database.owner)).map((each) => ({ ...each, sql: '' }));

    await expect(migrate(database.ownerUrl, applied.slice(0, -1))).rejects.toThrow(/newer Landfall/);
    const changed = applied.with(0, { ...applied[0]!, checksum: 'other' });
    await expect(migrate(database.ownerUrl, changed)).rejects.toThrow(
      /differs from the one this database was made with/,
    );
  });

  test('a superuser prepares an empty database, and leaves the schema to its owner', async () => {
    const name = `landfall_test_${randomUUID().slice(0, 8)}`;
    const url = urlFor(database.adminUrl, { database: name });
    await database.admin.query(`create database "${name}"`);
    await migrate(url);

    const client = new Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query(
      `select pg_get_userbyid(datdba) as database, (select tableowner from pg_tables where tablename = 'users') as users
       from pg_database where datname = current_database()`,
    );
    await client.end();
    await database.admin.query(`drop database "${name}"`);
    expect(rows).toEqual([{ database: 'landfall_owner', users: 'landfall_owner' }]);
  });

  test('another role than the owner is refused', async () => {
    await expect(migrate(database.appUrl)).rejects.toThrow(
      /connects as landfall_app; it must be landfall_owner/,
    );
  });
});

describe('new_id', () => {
  test('gives ids of version 7 that sort in the order of their making, also within a millisecond', async () => {
    const { rows } = await database.owner.query<{ id: string }>(
      // Counting takes some microseconds between one id and the next.
      'select new_id() as id, (select count(*) from generate_series(1, 200) where n > 0) from generate_series(1, 2000) n',
    );
    const ids = rows.map((row) => row.id);
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(2000);
    const ofVersion7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    expect(ids.filter((id) => !ofVersion7.test(id))).toEqual([]);
    const made = Number.parseInt(ids[0]!.replaceAll('-', '').slice(0, 12), 16);
    expect(Math.abs(Date.now() - made)).toBeLessThan(60_000);
  });
});
