import { randomUUID } from 'node:crypto';
import { Client, Pool } from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { appRole, createDatabase, ownerRole } from '../src/platform/database-roles.ts';
import { createPools, type Db } from '../src/platform/db.ts';
import { templateDatabase, urlFor } from './database-url.ts';

/** A migrated database of one test file. */
export interface TestDatabase {
  /** Connects as landfall_app, which row-level security binds, as the server does. */
  readonly app: Pool;
  /** Connects as landfall_owner, which owns the schema. */
  readonly owner: Pool;
  /** Connects as a superuser, whom row-level security does not bind: for looking at what is really stored. */
  readonly admin: Pool;
  readonly appUrl: string;
  readonly ownerUrl: string;
  readonly adminUrl: string;
}

/** Gives the test file a migrated database of its own, from before its first test until after its last. */
export function useDatabase(): TestDatabase {
  const name = `landfall_test_${randomUUID().replaceAll('-', '')}`;
  const serverUrl = inject('postgresUrl');
  const appUrl = urlFor(serverUrl, { database: name, user: appRole });
  const ownerUrl = urlFor(serverUrl, { database: name, user: ownerRole });
  const adminUrl = urlFor(serverUrl, { database: name });
  const pools = { app: openPool(appUrl), owner: openPool(ownerUrl), admin: openPool(adminUrl) };

  beforeAll(() => asAdmin(serverUrl, (admin) => createDatabase(admin, name, templateDatabase)));
  afterAll(async () => {
    await Promise.all([pools.app.end(), pools.owner.end(), pools.admin.end()]);
    await asAdmin(serverUrl, (admin) => admin.query(`drop database if exists ${name} with (force)`));
  });
  return { ...pools, appUrl, ownerUrl, adminUrl };
}

/** A database of the test file's own with the pools the server works on it with, at most `max` connections. */
export function usePools({ max }: { readonly max?: number } = {}): { database: TestDatabase; db: Db } {
  const database = useDatabase();
  const db = createPools({ appUrl: database.appUrl, ...(max === undefined ? {} : { max }) });
  afterAll(() => db.close());
  return { database, db };
}

/** Connections open on first use, so a pool may exist before its database. */
function openPool(connectionString: string): Pool {
  const pool = new Pool({ connectionString, max: 20 });
  // Dropping the database ends idle connections; the pool reports each one, and that is expected here.
  pool.on('error', () => {});
  return pool;
}

async function asAdmin(serverUrl: string, work: (admin: Client) => Promise<unknown>): Promise<void> {
  const admin = new Client({ connectionString: urlFor(serverUrl, { database: 'postgres' }) });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
