/**
 * A whole import of a large file, from the first byte to the inventory, against PostgreSQL's own loading (F).
 *
 *   npm run bench -- import-end-to-end --file inventory.csv [--rounds 1]
 *   npm run bench -- import-end-to-end --rows 1000000 --generator PATH
 *
 * Each round measures F, then imports the file twice through the command line into a Landfall of its own: the
 * second time must create and update nothing. Landfall runs in a process of its own, whose peak memory is read.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createReadStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { pipeline } from 'node:stream/promises';
import { layoutOf, openScratchDatabase } from './support/scratch-import.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    file: { type: 'string' },
    generator: { type: 'string' },
    rounds: { type: 'string', default: '1' },
  },
});

interface Account {
  readonly status: string;
  readonly source_rows: number;
  readonly created: number;
  readonly updated: number;
  readonly merged_duplicates: number;
  readonly unchanged: number;
  readonly rejected: number;
  readonly phases: readonly { readonly name: string; readonly ms: number }[];
}

const landfall = join(import.meta.dirname, '../scripts/landfall.mjs');
const folder = mkdtempSync(join(tmpdir(), 'landfall-bench-'));
const path = values.file ?? generate();
try {
  for (let round = 1; round <= Number(values.rounds); round++) await measure(round);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function generate(): string {
  if (values.generator === undefined)
    throw new Error('Give --file, or --generator with the path of a generator.');
  const out = join(folder, 'inventory.csv');
  execFileSync(process.execPath, [values.generator, '--rows', values.rows, '--seed', '42', '--out', out]);
  return out;
}

async function measure(round: number): Promise<void> {
  const floor = await copySeconds();
  print(`round ${round}: F ${floor.toFixed(2)} s`);
  const data = join(folder, `data-${round}`);
  const server = spawn(process.execPath, [landfall, 'start', '--demo', '--port', '0', '--data', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await untilReady(server.stdout);
    const first = importFile(data);
    report('first import', first, floor);
    const again = importFile(data);
    report('same file again', again, floor);
    if (again.account.created + again.account.updated > 0)
      throw new Error('The same file again changed the inventory.');
    print(`  peak memory of the server ${peakMegabytes(server.pid).toFixed(0)} MiB`);
  } finally {
    server.kill('SIGINT');
    await new Promise((resolve) => server.once('exit', resolve));
  }
}

async function untilReady(output: NodeJS.ReadableStream): Promise<void> {
  for await (const piece of output) if (String(piece).includes('http')) break;
  output.resume();
}

function importFile(data: string): { account: Account; seconds: number } {
  const startedAt = performance.now();
  const args = [
    landfall,
    'import',
    path,
    '--client',
    'sample',
    '--engagement',
    'sample',
    '--data',
    data,
    '--yes',
    '--json',
  ];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  const seconds = (performance.now() - startedAt) / 1000;
  const line = stdout.split('\n').find((text) => text.startsWith('{'));
  if (status !== 0 || line === undefined)
    throw new Error(`The import ended with ${status}: ${stderr || stdout}`);
  return { account: JSON.parse(line), seconds };
}

function report(
  title: string,
  { account, seconds }: { account: Account; seconds: number },
  floor: number,
): void {
  const { created, updated, merged_duplicates: merged, unchanged, rejected } = account;
  const adds = created + updated + merged + unchanged + rejected === account.source_rows;
  print(`  ${title}: ${seconds.toFixed(1)} s = ${(seconds / floor).toFixed(2)} F`);
  print(`    ${account.phases.map(({ name, ms }) => `${name} ${(ms / 1000).toFixed(1)} s`).join(', ')}`);
  print(
    `    ${account.source_rows} rows = ${created} created + ${updated} updated + ${merged} merged + ${unchanged} unchanged + ${rejected} rejected${adds ? '' : ' DOES NOT ADD UP'}`,
  );
}

/** Peak resident memory of a process, from the kernel. */
function peakMegabytes(pid: number | undefined): number {
  const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes ?? Number.NaN) / 1024;
}

/** Seconds PostgreSQL takes to load the file into a logged table of text columns. */
async function copySeconds(): Promise<number> {
  const database = await openScratchDatabase();
  const client = new Client({ connectionString: database.urls.admin });
  await client.connect();
  try {
    const { columns, delimiter } = layoutOf(path);
    await client.query(
      `create table floor (${columns.map(({ position }) => `c${position} text`).join(', ')})`,
    );
    const mark = delimiter === '\t' ? "E'\\t'" : `'${delimiter}'`;
    const startedAt = performance.now();
    await pipeline(
      createReadStream(path),
      client.query(copyFrom(`copy floor from stdin (format csv, header true, delimiter ${mark})`)),
    );
    return (performance.now() - startedAt) / 1000;
  } finally {
    await client.end();
    await database.stop();
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
