/**
 * How fast a workbook becomes the table form, beside unpacking it alone and beside exceljs.
 *
 *   npm run bench -- xlsx [--rows 100000] [--rounds 3] [--exceljs FOLDER]
 *
 * Each measurement is a process of its own: processor seconds from opening the file to its last row, and the peak of
 * its memory. The table form must be the one that the generator of the workbook wrote beside it. exceljs is no
 * dependency of this product: FOLDER is one where it is installed.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, openSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultReadingLimits, type TableSource } from '@landfall/domain/tabular/table-source';
import { fileBytesOf } from '../apps/server/src/features/imports/readers/file-bytes.ts';
import { xlsxReader } from '../apps/server/src/features/imports/readers/xlsx-reader.ts';
import { openZip } from '../apps/server/src/features/imports/readers/zip-archive.ts';
import { writeInventoryWorkbook } from './support/inventory-workbook.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '3' },
    exceljs: { type: 'string' },
    measure: { type: 'string' },
    file: { type: 'string', default: '' },
    make: { type: 'boolean', default: false },
  },
});
const rows = Number(values.rows);
/** Processor seconds and peak memory that the product promises for 100,000 rows of 30 columns. */
const bar = { rowsPerSecond: 100_000, megabytes: 250 };

interface Measured {
  readonly rows: number;
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly peakMegabytes: number;
  readonly sha256?: string;
}

/** Ways to read the workbook, by the name they are measured under. */
const readers: Readonly<Record<string, () => Promise<Pick<Measured, 'rows' | 'sha256'>>>> = {
  landfall: readTable,
  check: checkTable,
  inflate: unpackOnly,
  exceljs: readWithExceljs,
};

if (values.make) process.stdout.write(JSON.stringify(writeInventoryWorkbook(values.file, rows)));
else if (values.measure === undefined) compare();
else process.stdout.write(JSON.stringify(await measured(values.measure)));

function compare(): void {
  const folder = mkdtempSync('/tmp/landfall-bench-');
  try {
    const file = join(folder, 'inventory.xlsx');
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the other end is this file
    const { sha256 } = JSON.parse(run(['--make', '--file', file, '--rows', values.rows])) as {
      sha256: string;
    };
    say(`${rows} rows of 30 columns, ${(statSync(file).size / 1e6).toFixed(1)} MB packed`);
    const rounds = Array.from({ length: Number(values.rounds) }, () => ({
      inflate: measureIn('inflate', file),
      landfall: measureIn('landfall', file),
    }));
    for (const { inflate, landfall } of rounds)
      say(`${lineOf('landfall', landfall)}, unpacking alone ${inflate.cpuSeconds.toFixed(2)} s`);
    const best = least(rounds.map(({ landfall }) => landfall));
    const floor = least(rounds.map(({ inflate }) => inflate));
    const peak = Math.max(...rounds.map(({ landfall }) => landfall.peakMegabytes));
    say(
      `best ${Math.round(rows / best.cpuSeconds)} rows/s, ${(best.cpuSeconds / floor.cpuSeconds).toFixed(1)} x unpacking alone, peak ${peak} MB`,
    );
    if (values.exceljs !== undefined) {
      const other = measureIn('exceljs', file);
      say(
        `${lineOf('exceljs streaming', other)}: ${(other.cpuSeconds / best.cpuSeconds).toFixed(1)} x landfall`,
      );
    }
    const isRight = measureIn('check', file).sha256 === sha256;
    say(isRight ? 'the table form is what was written' : 'THE TABLE FORM DIFFERS from what was written');
    const isFast = rows / best.cpuSeconds >= bar.rowsPerSecond && peak <= bar.megabytes;
    say(`bar of ${bar.rowsPerSecond} rows/s and ${bar.megabytes} MB: ${isFast ? 'met' : 'MISSED'}`);
    process.exitCode = isRight && isFast ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function least(all: readonly Measured[]): Measured {
  return all.reduce((best, each) => (each.cpuSeconds < best.cpuSeconds ? each : best));
}

function lineOf(name: string, { cpuSeconds, wallSeconds, peakMegabytes }: Measured): string {
  return `${name}: ${cpuSeconds.toFixed(2)} s of processor, ${wallSeconds.toFixed(2)} s, ${Math.round(rows / cpuSeconds)} rows/s, peak ${peakMegabytes} MB`;
}

function measureIn(name: string, file: string): Measured {
  const exceljs = values.exceljs === undefined ? [] : ['--exceljs', values.exceljs];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the other end is this file
  const found = JSON.parse(run(['--measure', name, '--file', file, ...exceljs])) as Measured;
  if (found.rows !== rows + 1) throw new Error(`${name} read ${found.rows} rows of ${rows + 1}.`);
  return found;
}

function run(args: readonly string[]): string {
  const own = [...process.execArgv, process.argv[1] ?? '', ...args];
  return execFileSync(process.execPath, own, { encoding: 'utf8', maxBuffer: 1e8 });
}

async function measured(name: string): Promise<Measured> {
  const read = readers[name];
  if (read === undefined) throw new Error(`${name} is no reader.`);
  const [startedAt, before] = [performance.now(), process.cpuUsage()];
  const found = await read();
  const used = process.cpuUsage(before);
  return {
    ...found,
    cpuSeconds: (used.user + used.system) / 1e6,
    wallSeconds: (performance.now() - startedAt) / 1000,
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

function countRows(piece: Uint8Array): number {
  let count = 0;
  for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) count++;
  return count;
}

async function openTable(): Promise<TableSource> {
  const file = fileBytesOf(openSync(values.file, 'r'));
  return xlsxReader.open(file, { choices: {}, limits: defaultReadingLimits });
}

async function readTable(): Promise<Pick<Measured, 'rows'>> {
  let count = 0;
  for await (const piece of (await openTable()).read()) count += countRows(piece);
  return { rows: count };
}

async function checkTable(): Promise<Pick<Measured, 'rows' | 'sha256'>> {
  const hash = createHash('sha256');
  for await (const piece of (await openTable()).read()) hash.update(piece);
  return { rows: rows + 1, sha256: hash.digest('hex') };
}

async function unpackOnly(): Promise<Pick<Measured, 'rows'>> {
  const archive = await openZip(fileBytesOf(openSync(values.file, 'r')), defaultReadingLimits);
  for (const entry of archive.entries) for await (const piece of archive.read(entry)) void piece.length;
  return { rows: rows + 1 };
}

async function readWithExceljs(): Promise<Pick<Measured, 'rows'>> {
  const load = createRequire(join(values.exceljs ?? '.', 'index.js'));
  const exceljs = load('exceljs');
  const reader = new exceljs.stream.xlsx.WorkbookReader(values.file, {
    sharedStrings: 'cache',
    styles: 'cache',
  });
  let count = 0;
  for await (const sheet of reader) for await (const row of sheet) count += row.values === undefined ? 0 : 1;
  return { rows: count };
}
