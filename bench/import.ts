/**
 * What it takes to import a large file, against PostgreSQL's own loading of the same file in the same run.
 *
 *   npm run bench -- import --rows 1000000 --generator PATH [--rounds 3]
 *   npm run bench -- import --file inventory.csv [--stage store]
 *
 * F is `psql \copy` of the file into a table of text columns on the same embedded server. Each round measures
 * F and then storing and profiling with the product's code, which runs in a process of its own for its peak memory.
 * Unless `--stage store` is given, the file then goes through the whole product twice, from upload to
 * inventory; the second time must create and update nothing.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { endedChildrenCpu } from './support/children-cpu.ts';
import { layoutOf, openScratchDatabase } from './support/scratch-import.ts';
import { type ImportRun, importWhole } from './support/whole-import.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    file: { type: 'string' },
    generator: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    stage: { type: 'string', default: 'all' },
  },
});

interface StoreFigures {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly rows: number;
  readonly columns: number;
  readonly peakRssMb: number;
}

/** PostgreSQL's own client; a machine may lack it. */
const copyClient = 'psql';
const folder = mkdtempSync('/tmp/landfall-bench-file-');
const path = values.file ?? generate();
const sha256 = await hashOf(path);
const built = buildStore();
const database = await openScratchDatabase();
try {
  const floor = await measureAndStop();
  if (values.stage !== 'store') await measureWhole(floor);
} finally {
  rmSync(folder, { recursive: true, force: true });
  rmSync(built, { recursive: true, force: true });
}

function buildStore(): string {
  const outdir = join(import.meta.dirname, `../node_modules/.landfall-bench-${process.pid}`);
  execFileSync(process.execPath, [join(import.meta.dirname, 'support/bundle-store.mjs'), outdir]);
  return outdir;
}

function generate(): string {
  if (values.generator === undefined)
    throw new Error('Give --file, or --generator with the path of a generator.');
  const out = join(folder, 'inventory.csv');
  execFileSync(process.execPath, [values.generator, '--rows', values.rows, '--seed', '42', '--out', out]);
  return out;
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** Stops the server of the rounds: what it still has to write of all of them would count for the import that follows. */
async function measureAndStop(): Promise<number> {
  try {
    return await measure();
  } finally {
    await database.stop();
  }
}

/** Answers the median of F in seconds. */
async function measure(): Promise<number> {
  const megabytes = statSync(path).size / 2 ** 20;
  const isPsqlThere = spawnSync(copyClient, ['--version']).status === 0;
  print(
    `${path}: ${megabytes.toFixed(0)} MiB; floor by ${isPsqlThere ? 'psql \\copy' : 'COPY FROM STDIN (no psql here)'}`,
  );
  const floors: number[] = [];
  const ratios: number[] = [];
  for (let round = 1; round <= Number(values.rounds); round++) {
    const floor = await timed(isPsqlThere ? copyWithPsql : copyWithDriver);
    const stored = await timed(async () => store());
    const { rows, columns, peakRssMb, seconds } = stored.result;
    floors.push(floor.result);
    ratios.push(seconds / floor.result);
    print(
      `round ${round}: F ${floor.result.toFixed(2)} s${cpuText(floor.cpu)} | store + profile ${seconds.toFixed(2)} s` +
        `${cpuText(stored.cpu)} of ${rows} rows x ${columns} columns | ${(seconds / floor.result).toFixed(2)} F` +
        `${ratioText(stored.cpu, floor.cpu)} | peak memory ${peakRssMb.toFixed(0)} MiB`,
    );
  }
  print(`median ratio ${median(ratios).toFixed(2)} F`);
  return median(floors);
}

function median(numbers: readonly number[]): number {
  const ascending = numbers.toSorted((left, right) => left - right);
  return ascending[ascending.length >> 1] ?? 0;
}

async function measureWhole(floor: number): Promise<void> {
  const { first, again, firstPeakMb, peakMb } = await importWhole(path);
  printRun('whole import', first, floor);
  printRun('same file again', again, floor);
  print(`server peak memory ${memoryText(firstPeakMb)} after the first, ${memoryText(peakMb)} after both`);
  if (again.report.created + again.report.updated > 0)
    throw new Error('The same file again changed the inventory.');
}

function printRun(title: string, { seconds, report }: ImportRun, floor: number): void {
  const phases = report.phases.map(({ name, ms }) => `${name} ${(ms / 1000).toFixed(1)}`).join(', ');
  const { source_rows, created, updated, merged_duplicates, unchanged, rejected } = report;
  const settled = created + updated + merged_duplicates + unchanged + rejected;
  print(
    `${title} ${seconds.toFixed(1)} s | ${(seconds / floor).toFixed(1)} F | ${source_rows} rows, ${created} created, ` +
      `${updated} updated, ${merged_duplicates} merged, ${unchanged} unchanged, ${rejected} rejected, ` +
      `${source_rows === settled ? 'reconciles' : 'DOES NOT RECONCILE'} | seconds: ${phases}`,
  );
}

function memoryText(megabytes: number | undefined): string {
  return megabytes === undefined ? 'unknown' : `${megabytes.toFixed(0)} MiB`;
}

interface Timed<Result> {
  readonly result: Result;
  /** Processor seconds of the programs run and of the server for them. */
  readonly cpu: number | undefined;
}

async function timed<Result>(work: () => Promise<Result>): Promise<Timed<Result>> {
  const before = childrenCpu();
  const result = await work();
  // The server's process of a connection ends a moment after the connection does.
  await sleep(500);
  const after = childrenCpu();
  return { result, cpu: before === undefined || after === undefined ? undefined : after - before };
}

function childrenCpu(): number | undefined {
  const [own, server] = [endedChildrenCpu(process.pid), endedChildrenCpu(database.pid())];
  return own === undefined || server === undefined ? undefined : own + server;
}

function cpuText(cpu: number | undefined): string {
  return cpu === undefined ? '' : ` (${cpu.toFixed(1)} s CPU)`;
}

function ratioText(cpu: number | undefined, floor: number | undefined): string {
  return cpu === undefined || floor === undefined || floor === 0
    ? ''
    : `, ${(cpu / floor).toFixed(2)} F of CPU`;
}

function store(): StoreFigures {
  const args = [join(built, 'store-once.mjs'), database.urls.app, database.urls.admin, path, sha256];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

/** A fresh logged table with as many text columns as the file has. */
async function createFloorTable(client: Client): Promise<void> {
  const columns = layoutOf(path).columns.map(({ position }) => `c${position} text`);
  await client.query('drop table if exists floor');
  await client.query(`create table floor (${columns.join(', ')})`);
  await client.query('checkpoint');
}

function copyOptions(): string {
  const { delimiter } = layoutOf(path);
  return `(format csv, header true, delimiter ${delimiter === '\t' ? "E'\\t'" : `'${delimiter}'`})`;
}

async function copyWithPsql(): Promise<number> {
  await withAdmin(createFloorTable);
  const startedAt = performance.now();
  execFileSync(copyClient, [database.urls.admin, '-qc', `\\copy floor from '${path}' ${copyOptions()}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return (performance.now() - startedAt) / 1000;
}

async function copyWithDriver(): Promise<number> {
  return withAdmin(async (client) => {
    await createFloorTable(client);
    const startedAt = performance.now();
    await pipeline(createReadStream(path), client.query(copyFrom(`copy floor from stdin ${copyOptions()}`)));
    return (performance.now() - startedAt) / 1000;
  });
}

async function withAdmin<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: database.urls.admin });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
