import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { createDatabase, ensureRoles } from '../src/platform/database-roles.ts';
import { startEmbeddedPostgres } from '../src/platform/embedded-postgres/embedded-postgres.ts';
import { migrate } from '../src/platform/migrations.ts';
import { templateDatabase, urlFor } from './database-url.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A superuser's connection string to the cluster the tests use. */
    postgresUrl: string;
  }
}

/**
 * Gives the tests one PostgreSQL with a migrated template database.
 *
 * It is an embedded cluster of this run, or the server of TEST_DATABASE_URL (a superuser's URL), where tests create
 * and drop databases named `landfall_test_…`.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = process.env.TEST_DATABASE_URL
    ? { url: process.env.TEST_DATABASE_URL, stop: async () => {} }
    : await startDisposableServer();
  await createTemplate(server.url);
  project.provide('postgresUrl', server.url);
  return server.stop;
}

async function startDisposableServer(): Promise<{ url: string; stop: () => Promise<void> }> {
  // Short and outside any home, so that the account the server runs as can enter it.
  const dataDirectory = mkdtempSync(join('/tmp', 'landfall-test-'));
  chmodSync(dataDirectory, 0o755);
  const server = await startEmbeddedPostgres({ dataDirectory, isDisposable: true });
  const stop = async () => {
    await server.stop();
    rmSync(dataDirectory, { recursive: true, force: true });
  };
  return { url: server.urls.admin, stop };
}

async function createTemplate(adminUrl: string): Promise<void> {
  const admin = new Client({ connectionString: urlFor(adminUrl, { database: 'postgres' }) });
  await admin.connect();
  await ensureRoles(admin);
  await admin.query(`drop database if exists ${templateDatabase} with (force)`);
  await createDatabase(admin, templateDatabase);
  await admin.end();
  await migrate(urlFor(adminUrl, { database: templateDatabase, user: 'landfall_owner' }));
}
