import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { type TestDatabase, useDatabase } from '../../test/database.ts';

// An engagement has one flow at a time, so each test has a database of its own.
const first = useDatabase();
const second = useDatabase();
const root = join(import.meta.dirname, '../../../..');
const sample = join(root, 'samples/cmdb-export.csv');
const wait = { timeout: 120_000, interval: 100 };

interface Program {
  readonly process: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
}

/** The command line in a process of its own, on this database. */
function landfall(database: TestDatabase, ...args: string[]): Program {
  const env = { DATABASE_URL: database.appUrl, DATABASE_OWNER_URL: database.ownerUrl };
  const child = spawn(process.execPath, [join(root, 'scripts/landfall.mjs'), ...args], { env });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => (text += part.toString()));
  const ended = once(child, 'close').then(([code]: (number | null)[]) => code ?? null);
  return { process: child, output: () => text, ended };
}

function aDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'landfall-stop-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

async function started(database: TestDatabase, directory: string): Promise<Program> {
  const server = landfall(database, 'start', '--demo', '--port', '0', '--data', directory);
  await expect.poll(server.output, wait).toContain('Ctrl-C');
  return server;
}

/** Holds a table that every phase writes to, so that the statement of a run lasts until it is given back. */
async function holdSteps(database: TestDatabase): Promise<PoolClient> {
  const holder = await database.admin.connect();
  onTestFinished(async () => {
    await holder.query('rollback').catch(() => undefined);
    holder.release();
  });
  await holder.query('begin; lock table import_processing_steps in access exclusive mode');
  return holder;
}

async function stuck(
  database: TestDatabase,
  directory: string,
): Promise<{ server: Program; holder: PoolClient }> {
  const server = await started(database, directory);
  const holder = await holdSteps(database);
  const context = ['--client', 'sample', '--engagement', 'sample'];
  landfall(database, 'import', sample, ...context, '--data', directory);
  await expect.poll(() => sessions(database, `and wait_event_type = 'Lock'`), wait).not.toEqual([]);
  return { server, holder };
}

async function sessions(database: TestDatabase, more = ''): Promise<object[]> {
  const { rows } = await database.admin.query<object>(
    `select application_name, state, query from pg_stat_activity
     where datname = current_database() and usename = 'landfall_app' ${more}`,
  );
  return rows;
}

async function runs(database: TestDatabase) {
  const { rows } = await database.admin.query<{ phase: string; status: string; lost: number }>(
    'select phase, status, lost_workers as lost from phase_runs order by id',
  );
  return rows;
}

test('a stop ends although a statement of a run does not, and the run goes on after the next start', {
  timeout: 300_000,
}, async () => {
  const directory = aDirectory();
  const { server, holder } = await stuck(first, directory);
  const at = performance.now();
  server.process.kill('SIGINT');
  expect(await Promise.race([server.ended, sleep(60_000, 'still running')])).toBe(0);
  expect(performance.now() - at).toBeLessThan(40_000);
  // Nothing of it is left in the database either, where it would hold up the next run.
  await expect.poll(() => sessions(first), wait).toEqual([]);
  expect(await runs(first)).toEqual([{ phase: 'data_import', status: 'executing', lost: 0 }]);

  await holder.query('rollback');
  const next = await started(first, directory);
  const done = { phase: 'data_import', status: 'succeeded', lost: 0 };
  await expect.poll(async () => (await runs(first))[0], wait).toEqual(done);
  next.process.kill('SIGINT');
  expect(await next.ended).toBe(0);
});

test('a second signal does not wait for the stop', { timeout: 300_000 }, async () => {
  const { server } = await stuck(second, aDirectory());
  server.process.kill('SIGINT');
  // npm passes Ctrl-C on: the same signal again at once is not a second wish.
  server.process.kill('SIGINT');
  await sleep(1500);
  expect(server.process.exitCode).toBeNull();
  const at = performance.now();
  server.process.kill('SIGTERM');
  expect(await server.ended).toBe(130);
  expect(performance.now() - at).toBeLessThan(3000);
});
