/**
 * Landfall end to end beside programs that only load: the same file in the same run on the same machine.
 *
 *   npm run bench -- peers [--rows 1000000] [--file inventory.csv] [--skip csvsql]
 *
 * pgloader and csvsql (Debian packages pgloader, and csvkit with python3-psycopg2) each load the file into a table of
 * an embedded PostgreSQL with the settings Landfall runs its own with; Landfall takes it from upload to inventory in a
 * server of its own, every gate approved as soon as it is asked. Bar: Landfall is at least four times as fast as
 * pgloader's bare load. This benchmark installs nothing.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, openAsBlob, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { bringToEnd } from './support/bring-to-end.ts';
import { writeInventoryCsv } from './support/inventory-csv.ts';
import { startServer } from './support/running-landfall.ts';
import { layoutOf, openScratchDatabase, type ScratchDatabase } from './support/scratch-import.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    file: { type: 'string' },
    skip: { type: 'string', default: '' },
  },
});
const bar = 4;

interface Peer {
  readonly program: string;
  /** Debian packages that bring it. */
  readonly packages: string;
  /** Loads the file; answers the program's exit code. */
  readonly load: (database: Reached) => number;
}

/** How a program reaches the database: a socket's folder and port, as the superuser. */
interface Reached {
  readonly host: string;
  readonly port: string;
  readonly user: string;
  readonly database: string;
}

const folder = mkdtempSync('/tmp/landfall-bench-files-');
const path = values.file ?? join(folder, 'inventory.csv');
const columns = 'peer_columns';
const peers: readonly Peer[] = [
  { program: 'pgloader', packages: 'pgloader', load: loadWithPgloader },
  { program: 'csvsql', packages: 'csvkit and python3-psycopg2', load: loadWithCsvsql },
];

try {
  if (values.file === undefined) await writeInventoryCsv(path, { rows: Number(values.rows) });
  const found = peers.filter(isThere);
  const landfall = await importWhole();
  say(`Landfall, upload to inventory: ${landfall.seconds.toFixed(1)} s for ${landfall.rows} rows`);
  const database = await openScratchDatabase();
  try {
    for (const peer of found) await measure(peer, { database, landfall });
  } finally {
    await database.stop();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function isThere({ program, packages }: Peer): boolean {
  if (values.skip.split(',').includes(program)) return false;
  const isFound = spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
  if (!isFound) {
    say(`${program} is not installed: install the Debian package ${packages} to compare with it.`);
    process.exitCode = 1;
  }
  return isFound;
}

interface Whole {
  readonly seconds: number;
  readonly rows: number;
}

async function importWhole(): Promise<Whole> {
  const server = await startServer();
  try {
    const api = await server.newEngagement();
    const startedAt = performance.now();
    const answer = await api.upload({ name: 'inventory.csv', content: await openAsBlob(path) });
    if (answer.status !== 201) throw new Error(`The upload was answered ${JSON.stringify(answer)}`);
    const flow = await bringToEnd(api, answer.body.flow_id, { pollMs: 200 });
    const seconds = (performance.now() - startedAt) / 1000;
    if (flow.status !== 'completed') throw new Error(`The flow ended ${flow.status}: ${flow.code ?? ''}`);
    return { seconds, rows: Number(flow.accounting?.['source_rows']) };
  } finally {
    await server.stop();
  }
}

async function measure(
  peer: Peer,
  { database, landfall }: { readonly database: ScratchDatabase; readonly landfall: Whole },
): Promise<void> {
  const client = new Client({ connectionString: database.urls.admin });
  await client.connect();
  try {
    await client.query(`drop table if exists ${columns}`);
    if (peer.program === 'pgloader') await client.query(createTable());
    const startedAt = performance.now();
    const code = peer.load(reachedBy(database.urls.admin));
    const seconds = (performance.now() - startedAt) / 1000;
    const { rows } = await client.query<{ count: string }>(`select count(*) from ${columns}`);
    const loaded = Number(rows[0]?.count);
    report(peer, { seconds, loaded, code }, landfall);
  } finally {
    await client.end();
  }
}

/** What a socket's URL says, as programs take it. */
function reachedBy(url: string): Reached {
  const { searchParams, hostname, port, username, pathname } = new URL(url);
  return { host: searchParams.get('host') ?? hostname, port, user: username, database: pathname.slice(1) };
}

interface Loaded {
  readonly seconds: number;
  readonly loaded: number;
  readonly code: number;
}

function report({ program }: Peer, { seconds, loaded, code }: Loaded, landfall: Whole): void {
  const ratio = seconds / landfall.seconds;
  const end = code === 0 ? '' : ` (ended with ${code})`;
  say(
    `${program}, bare load: ${seconds.toFixed(1)} s for ${loaded} of ${landfall.rows} rows${end}: ` +
      `${ratio.toFixed(2)} times as long as Landfall end to end`,
  );
  if (program !== 'pgloader') return;
  const isMet = ratio >= bar && loaded === landfall.rows;
  say(`bar of ${bar} times: ${isMet ? 'met' : 'MISSED'}`);
  if (!isMet) process.exitCode = 1;
}

function createTable(): string {
  const texts = layoutOf(path).columns.map(({ position }) => `c${position} text`);
  return `create table ${columns} (${texts.join(', ')})`;
}

function loadWithPgloader({ host, port, user, database }: Reached): number {
  const names = layoutOf(path).columns.map(({ position }) => `c${position}`);
  const command = join(folder, 'load.pgloader');
  writeFileSync(
    command,
    `LOAD CSV FROM '${path}' (${names.join(', ')})
     INTO postgresql:///${database} TARGET TABLE public.${columns} (${names.join(', ')})
     WITH skip header = 1, fields optionally enclosed by '"', fields escaped by double-quote,
          fields terminated by ',';`,
  );
  return run('pgloader', ['--root-dir', folder, command], {
    PGHOST: host,
    PGPORT: port,
    PGUSER: user,
    PGDATABASE: database,
  });
}

function loadWithCsvsql({ host, port, user, database }: Reached): number {
  const url = `postgresql://${user}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
  return run('csvsql', ['--db', url, '--insert', '--no-constraints', '-I', '--tables', columns, path], {});
}

/** What the programs print goes to the error output, so that the figures stand alone. */
function run(program: string, args: readonly string[], settings: Record<string, string>): number {
  const env = { ...process.env, ...settings };
  return spawnSync(program, args, { stdio: ['ignore', 2, 2], env }).status ?? 1;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
