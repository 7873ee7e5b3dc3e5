/**
 * Whether every cell of real files can be read back from the raw store.
 *
 *   npm run bench -- raw-store FOLDER [--files 20]
 *
 * Stores the largest CSV files of a folder with the product's code, reads every record back as the API does and
 * compares each cell, line number and skipped line with an independent parse of the file on disk.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { TenantPair } from '@landfall/domain/shared/ids';
import { isRefused } from '@landfall/domain/tabular/file-layout';
import {
  type RecordOnWire,
  type RecordPage,
  readRecords,
} from '../apps/server/src/features/imports/read-records.service.ts';
import type { RecordSource } from '../apps/server/src/features/imports/stored-rows.ts';
import { createPools, type Db } from '../apps/server/src/platform/db.ts';
import { inTenantScope } from '../apps/server/src/platform/tenant-scope.ts';
import { parsePlainly, type PlainRecord } from './support/plain-csv.ts';
import {
  createScratchImport,
  detectFile,
  layoutOf,
  openScratchDatabase,
  type ScratchImport,
  storeScratchImport,
} from './support/scratch-import.ts';

const { values, positionals } = parseArgs({
  options: { files: { type: 'string', default: '20' } },
  allowPositionals: true,
});
const [folder] = positionals;
if (folder === undefined) throw new Error('Name the folder of the files.');

const largest = readdirSync(folder)
  .filter((name) => name.endsWith('.csv'))
  .map((name) => ({ path: join(folder, name), size: statSync(join(folder, name)).size }))
  .filter(({ path }) => hasRows(path))
  .toSorted((left, right) => right.size - left.size)
  .slice(0, Number(values.files));

const database = await openScratchDatabase();
const db = createPools({ appUrl: database.urls.app });
let wrong = 0;
try {
  for (const { path } of largest) wrong += await compare(path);
} finally {
  await db.close();
  await database.stop();
}
process.stdout.write(`${largest.length} files, ${wrong} differences\n`);
process.exitCode = wrong === 0 ? 0 : 1;

function hasRows(path: string): boolean {
  return !isRefused(detectFile(path)) && sourceRecords(path).length > 0;
}

function textOf(path: string): string {
  return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
}

function isBlank({ cells }: PlainRecord): boolean {
  return cells.every((cell) => cell.trim() === '');
}

/** The rows of a file as the independent parser sees them. */
function sourceRecords(path: string): PlainRecord[] {
  const { delimiter, headerLine } = layoutOf(path);
  const records = parsePlainly(textOf(path), delimiter);
  const header = records.find(({ line }) => line === headerLine);
  return records.filter(
    (record) =>
      record.line > headerLine &&
      !isBlank(record) &&
      JSON.stringify(record.cells.map((cell) => cell.trim())) !==
        JSON.stringify(header?.cells.map((cell) => cell.trim())),
  );
}

async function compare(path: string): Promise<number> {
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
  const scratch = await createScratchImport(database.urls.admin, path, sha256);
  const stored = await storeScratchImport(db, scratch);
  const columns = stored.columns.map(({ position, key, header }) => ({ position, key, header }));
  const source = {
    importId: scratch.importId,
    layout: scratch.layout,
    columns,
    rowCount: stored.counts.rows,
  };
  const records = await readAll(db, scratch, source);
  const expected = sourceRecords(path);
  let cells = 0;
  let differences = Math.abs(records.length - expected.length);
  for (const [index, record] of records.entries()) {
    const wanted = expected[index];
    if (wanted === undefined) continue;
    cells += wanted.cells.length;
    differences += differencesOf(record, wanted, source);
  }
  process.stdout.write(`${path}: ${records.length} rows, ${cells} cells, ${differences} differences\n`);
  return differences;
}

async function readAll(pools: Db, { tenant }: ScratchImport, source: RecordSource): Promise<RecordOnWire[]> {
  const records: RecordOnWire[] = [];
  let next: number | undefined = 1;
  while (next !== undefined) {
    const page: RecordPage = await pageFrom(pools, { tenant, source, fromRow: next });
    records.push(...page.records);
    next = page.nextRow;
  }
  return records;
}

function pageFrom(
  pools: Db,
  { tenant, source, fromRow }: { tenant: TenantPair; source: RecordSource; fromRow: number },
): Promise<RecordPage> {
  return inTenantScope(pools, tenant, (scope) => readRecords(scope, source, { fromRow, limit: 500 }));
}

/** Cells that differ, counting a wrong line as one; a column that was dropped must be empty in the file. */
function differencesOf(record: RecordOnWire, wanted: PlainRecord, { layout, columns }: RecordSource): number {
  let differences = record.line_number === wanted.line ? 0 : 1;
  const kept = new Map(columns.map(({ position, key }) => [position, key] as const));
  const width = Math.max(layout.columns.length, wanted.cells.length);
  for (let position = 1; position <= width; position++) {
    const key = kept.get(position) ?? `__EXTRA_${position}`;
    const found = record.raw_data[key] ?? null;
    const cell = wanted.cells[position - 1] ?? null;
    const isDropped = !kept.has(position) && (cell ?? '').trim() === '';
    if (found !== cell && !isDropped) differences++;
  }
  return differences;
}
