/**
 * Writes the files that are made from other files: db/schema.sql and the table types from the migrations, openapi.json
 * and the web client's types from the server. With --check nothing is written; it fails when one of them lags behind.
 *
 * Runs under tsx, because it imports the product's own sources.
 */
import { existsSync, mkdtempSync, chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../apps/server/src/platform/embedded-postgres/embedded-postgres.ts';
import { migrate } from '../apps/server/src/platform/migrations.ts';
import { databaseTypes } from './db-types.mjs';
import { root } from './prepare.mjs';
import { dumpSchema } from './schema-dump.mjs';

async function databaseFiles() {
  const dataDirectory = mkdtempSync('/tmp/landfall-generate-');
  chmodSync(dataDirectory, 0o755);
  const server = await startEmbeddedPostgres({ dataDirectory, isDisposable: true });
  try {
    await migrate(server.urls.owner);
    const client = new Client(server.urls.owner);
    await client.connect();
    const schema = await dumpSchema(client);
    await client.end();
    const types = await databaseTypes({ connectionString: server.urls.owner });
    return { 'db/schema.sql': schema, 'apps/server/src/platform/database-schema.ts': types };
  } finally {
    await server.stop();
    rmSync(dataDirectory, { recursive: true, force: true });
  }
}

const isCheck = process.argv.includes('--check');
let lagging = 0;
for (const [file, text] of Object.entries(await databaseFiles())) {
  const path = join(root, file);
  if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
  lagging += 1;
  if (!isCheck) writeFileSync(path, text);
  process.stdout.write(isCheck ? `${file} lags behind; run: npx tsx scripts/generate.mjs\n` : `wrote ${file}\n`);
}
if (isCheck && lagging > 0) process.exitCode = 1;
