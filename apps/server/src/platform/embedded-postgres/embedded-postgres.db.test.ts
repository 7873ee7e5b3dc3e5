import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
  type SupervisorEvent,
} from './embedded-postgres.ts';
import { clearStalePidFile, isAlive } from './postmaster.ts';

const isRoot = process.getuid?.() === 0;

function aDataDirectory(): string {
  const directory = mkdtempSync('/tmp/landfall-supervisor-');
  chmodSync(directory, 0o755);
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

async function start(
  dataDirectory: string,
  options: Partial<EmbeddedPostgresOptions> = {},
): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDirectory, ...options });
  onTestFinished(() => server.stop());
  return server;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function eventually(condition: () => boolean): Promise<void> {
  await expect.poll(condition).toBe(true);
}

describe('startEmbeddedPostgres', () => {
  test('creates a database whose application role is bound by every rule', async () => {
    const server = await start(aDataDirectory());

    expect(server.origin).toBe('created');
    expect(
      await query(
        server.urls.app,
        'select rolname, rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user',
      ),
    ).toEqual([{ rolname: 'landfall_app', rolsuper: false, rolbypassrls: false, rolcreaterole: false }]);
    await expect(query(server.urls.app, 'create table x ()')).rejects.toThrow(
      /permission denied for schema public/,
    );
    await query(server.urls.owner, 'create table x ()');
    expect(await query(server.urls.app, "select current_setting('fsync') as fsync")).toEqual([
      { fsync: 'on' },
    ]);
  });

  test('keeps rows over a stop and leaves no process or socket behind', async () => {
    const directory = aDataDirectory();
    const first = await start(directory);
    await query(first.urls.owner, 'create table kept as select 7 as n');
    await first.stop();
    expect(isAlive(first.pid(), first.clusterDirectory)).toBe(false);
    expect(existsSync(decodeURIComponent(first.urls.app.split('host=')[1] ?? ''))).toBe(false);

    const second = await start(directory);

    expect(second.origin).toBe('started');
    expect(second.urls).toEqual(first.urls);
    expect(await query(second.urls.owner, 'select n from kept')).toEqual([{ n: 7 }]);
  });

  test('two starts at once share one server, and the last to leave stops it', async () => {
    const directory = aDataDirectory();
    const both = await Promise.all([start(directory), start(directory)]);

    expect(both.map(({ origin }) => origin).toSorted()).toEqual(['attached', 'created']);
    expect(both[0].pid()).toBe(both[1].pid());
    await both[0].stop();
    expect(await query(both[1].urls.app, 'select 1 as one')).toEqual([{ one: 1 }]);
    await both[1].stop();
    expect(isAlive(both[1].pid(), both[1].clusterDirectory)).toBe(false);
  });

  test('brings back a server that was killed', async () => {
    const events: SupervisorEvent[] = [];
    const server = await start(aDataDirectory(), { onEvent: (event) => events.push(event) });
    await query(server.urls.owner, 'create table kept as select 7 as n');
    const killed = server.pid();

    process.kill(killed, 'SIGKILL');
    await eventually(() => events.at(-1)?.kind === 'recovered');

    expect(events.at(0)).toMatchObject({ kind: 'lost' });
    expect(server.pid()).not.toBe(killed);
    expect(await query(server.urls.owner, 'select n from kept')).toEqual([{ n: 7 }]);
  });

  test('goes on trying when a lost server cannot be started at first', async () => {
    const events: SupervisorEvent[] = [];
    const server = await start(aDataDirectory(), { onEvent: (event) => events.push(event) });
    const version = join(server.clusterDirectory, 'PG_VERSION');

    renameSync(version, `${version}.away`);
    process.kill(server.pid(), 'SIGQUIT');
    await eventually(() => events.filter(({ kind }) => kind === 'failed').length > 1);
    renameSync(`${version}.away`, version);
    await eventually(() => events.at(-1)?.kind === 'recovered');

    expect(await query(server.urls.app, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('starts over a process file that names another living process', async () => {
    const directory = aDataDirectory();
    const first = await start(directory);
    await first.stop();
    writeFileSync(
      join(first.clusterDirectory, 'postmaster.pid'),
      `${process.pid}\n${first.clusterDirectory}\n`,
    );

    expect((await start(directory)).origin).toBe('started');
  });

  test.runIf(isRoot)(
    'moves out of a home that only root may enter, and comes back to the same place',
    async () => {
      const home = aDataDirectory();
      chmodSync(home, 0o700);
      const directory = join(home, 'data');
      const first = await start(directory);
      onTestFinished(() => rmSync(first.clusterDirectory, { recursive: true, force: true }));
      await first.stop();

      const second = await start(directory);

      expect(second.clusterDirectory).toMatch(/^\/var\/lib\/landfall\/cluster-/);
      expect([second.clusterDirectory, second.origin]).toEqual([first.clusterDirectory, 'started']);
    },
  );

  test.runIf(isRoot)('passes through a data directory that is closed itself', async () => {
    const directory = aDataDirectory();
    chmodSync(directory, 0o700);
    expect((await start(directory)).clusterDirectory).toBe(join(directory, 'pg'));
    expect(statSync(directory).mode & 0o777).toBe(0o711);
  });

  test.runIf(isRoot)('never starts empty beside a database it can no longer reach', async () => {
    const home = aDataDirectory();
    const directory = join(home, 'data');
    await (await start(directory)).stop();
    chmodSync(home, 0o700);

    await expect(start(directory)).rejects.toThrow(/can no longer enter/);
  });

  test('starts over what a killed first start left', async () => {
    const directory = aDataDirectory();
    mkdirSync(join(directory, 'pg.new/base'), { recursive: true });

    expect((await start(directory)).origin).toBe('created');
  });
});

describe('kill -9', () => {
  test.each([
    ['the program that uses it', ['program'], ['attached']],
    // A program that outlives the server brings it back itself, unless it ends first.
    ['the server', ['server'], ['started', 'attached']],
    ['both', ['program', 'server'], ['started']],
  ])('of %s loses no acknowledged row', async (_name, victims, origins) => {
    const directory = aDataDirectory();
    const { program, serverPid, lastRow } = await startWriting(directory);
    const ended = once(program, 'exit');
    if (victims.includes('server')) process.kill(serverPid, 'SIGKILL');
    if (victims.includes('program')) program.kill('SIGKILL');
    await ended;

    const server = await start(directory);

    expect(origins).toContain(server.origin);
    const [row] = await query(
      server.urls.owner,
      'select max(id) as last, count(*)::int as count from acknowledged',
    );
    expect(row?.['last']).toBeGreaterThanOrEqual(lastRow());
    expect(row?.['count']).toBe(row?.['last']);
  });
});

/** Starts a process that writes rows, and returns once some are acknowledged. */
async function startWriting(
  directory: string,
): Promise<{ program: ChildProcess; serverPid: number; lastRow: () => number }> {
  const script = join(import.meta.dirname, '../../../test/write-loop.ts');
  const program = spawn(process.execPath, ['--import', 'tsx', script, directory], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void program.kill('SIGKILL'));
  let [serverPid, lastRow] = [0, 0];
  createInterface({ input: program.stdout }).on('line', (line) => {
    const [kind, number] = line.split(' ');
    if (kind === 'pid') serverPid = Number(number);
    else lastRow = Number(number);
  });
  await eventually(() => lastRow > 50);
  return { program, serverPid, lastRow: () => lastRow };
}

describe('a data directory that cannot be used', () => {
  test('says that it is damaged when its control file is gone', async () => {
    const directory = aDataDirectory();
    const { clusterDirectory, stop } = await start(directory);
    await stop();
    rmSync(join(clusterDirectory, 'global/pg_control'));

    await expect(start(directory)).rejects.toThrow(
      /^The database directory .*\/pg is damaged \(.*\); restore it from a backup/,
    );
  });

  test('says that it is damaged when it is no database at all, and touches nothing', async () => {
    const directory = aDataDirectory();
    mkdirSync(join(directory, 'pg'));
    writeFileSync(join(directory, 'pg/precious'), 'mine');

    await expect(start(directory)).rejects.toThrow(/is damaged \(PG_VERSION is missing\)/);
    expect(existsSync(join(directory, 'pg/precious'))).toBe(true);
  });

  test('names the version that wrote it', async () => {
    const directory = aDataDirectory();
    mkdirSync(join(directory, 'pg'));
    writeFileSync(join(directory, 'pg/PG_VERSION'), '14\n');

    await expect(start(directory)).rejects.toThrow(/was written by PostgreSQL 14; this Landfall runs 18/);
  });

  test.runIf(process.platform === 'linux')('names the process that holds it and does not leave', async () => {
    const cluster = aDataDirectory();
    writeFileSync(join(cluster, 'postmaster.pid'), '1\n');
    const holder = spawn('sleep', ['60'], { cwd: cluster });
    onTestFinished(() => void holder.kill());
    await eventually(() => isAlive(holder.pid ?? 0, cluster));

    await expect(clearStalePidFile(cluster, 50)).rejects.toThrow(
      `Another process (${holder.pid}) is using the database directory ${cluster}`,
    );
    expect(existsSync(join(cluster, 'postmaster.pid'))).toBe(true);
  });
});
