/**
 * Writes the files that are made from other files: db/schema.sql, the table types and the names of the rules from the migrations, openapi.json
 * and the web client's types from the running API, the bytes of the row kernel from its text form. With --check nothing is written; it fails when one lags behind.
 *
 * Runs under tsx, because it starts the product from its sources.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { startLandfall } from '../apps/server/src/main.ts';
import { startEmbeddedPostgres } from '../apps/server/src/platform/embedded-postgres/embedded-postgres.ts';
import { databaseRules } from './db-rules.mjs';
import { databaseTypes } from './db-types.mjs';
import { kernelCode } from './kernel-code.mjs';
import { root } from './prepare.mjs';
import { dumpSchema } from './schema-dump.mjs';

// The generated files describe this checkout, whatever database the shell is set up for.
delete process.env.DATABASE_URL;
delete process.env.DATABASE_OWNER_URL;

const work = mkdtempSync('/tmp/landfall-generate-');
chmodSync(work, 0o755);
try {
  const files = await generate(join(work, 'data'));
  process.exitCode = settle(files, process.argv.includes('--check'));
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** Starts the API on an empty database and returns the text of each generated file. */
async function generate(dataDirectory) {
  const landfall = await startLandfall({ dataDirectory, port: 0, role: 'api', logLevel: 'error' });
  // The same server, joined for its owner's connection string.
  const database = await startEmbeddedPostgres({ dataDirectory });
  try {
    const openApi = await (await fetch(`${landfall.url}/openapi.json`)).json();
    return {
      'db/schema.sql': await schemaOf(database.urls.owner),
      'apps/server/src/platform/database-schema.ts': await databaseTypes({
        connectionString: database.urls.owner,
      }),
      'apps/server/src/platform/database-rules.ts': await databaseRules({
        connectionString: database.urls.owner,
      }),
      'packages/domain/src/tabular/kernel/row-kernel.code.ts': await kernelCode(
        join(root, 'packages/domain/src/tabular/kernel/row-kernel.wat'),
      ),
      'openapi.json': `${JSON.stringify(openApi, null, 2)}\n`,
      'apps/web/src/api/api-types.ts': webTypes(openApi),
    };
  } finally {
    await landfall.close();
    await database.stop();
  }
}

async function schemaOf(connectionString) {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return await dumpSchema(client);
  } finally {
    await client.end();
  }
}

/** The tenant headers are set for every request in one place of the client, so its calls do not name them. */
function webTypes(openApi) {
  const input = join(work, 'openapi.json');
  const withoutTenantHeaders = JSON.stringify(openApi, (key, value) =>
    key === 'parameters' && Array.isArray(value)
      ? value.filter(({ in: place, name }) => place !== 'header' || name.toLowerCase() === 'idempotency-key')
      : value,
  );
  writeFileSync(input, withoutTenantHeaders);
  const tool = join(root, 'tools/legacy-ts/node_modules/openapi-typescript/bin/cli.js');
  const { stdout, stderr, status } = spawnSync(process.execPath, [tool, input], {
    encoding: 'utf8',
    maxBuffer: 64e6,
  });
  if (status !== 0) throw new Error(`openapi-typescript failed: ${stderr}`);
  return stdout;
}

/** Writes or compares the files and returns the exit code. */
function settle(files, isCheck) {
  const lagging = Object.entries(files).filter(([file, text]) => {
    const path = join(root, file);
    return !existsSync(path) || readFileSync(path, 'utf8') !== text;
  });
  for (const [file, text] of lagging) {
    if (!isCheck) writeFileSync(join(root, file), text);
    process.stdout.write(
      isCheck ? `${file} lags behind; run: npx tsx scripts/generate.mjs\n` : `wrote ${file}\n`,
    );
  }
  return isCheck && lagging.length > 0 ? 1 : 0;
}
