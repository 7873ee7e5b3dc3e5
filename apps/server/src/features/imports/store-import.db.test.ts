import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { asId, type ImportId, type TenantPair } from '@landfall/domain/shared/ids';
import { detectLayout } from '@landfall/domain/tabular/detect-layout';
import { isRefused } from '@landfall/domain/tabular/file-layout';
import { describe, expect, test } from 'vitest';
import { usePools } from '../../../test/database.ts';
import { tenantsIn } from '../../../test/tenants.ts';
import { inTenantScope } from '../../platform/tenant-scope.ts';
import { storedFigures } from './import-store.repository.ts';
import { readRecord, readRecords } from './read-records.service.ts';
import { storeImport, type StoreRun } from './store-import.service.ts';

const { database, db } = usePools();
const tenants = tenantsIn(database.admin);

interface Uploaded {
  readonly tenant: TenantPair;
  readonly importId: ImportId;
  readonly bytes: Buffer;
}

const head = 'Export of ACME\n\nname,cpu,notes\n';

/** An import with its file row and no flow machinery: storing needs no more. */
async function anUpload(text: string, sha256?: string): Promise<Uploaded> {
  const bytes = Buffer.from(text);
  const tenant = await tenants.tenant();
  const userId = await tenants.user();
  const layout = detectLayout({ bytes, isWhole: true });
  if (isRefused(layout)) throw new Error(layout.refused.detail);
  const pair = [tenant.clientAccountId, tenant.engagementId];
  const client = await database.admin.connect();
  try {
    // The deferred links to the flow are not of interest here.
    await client.query('set session_replication_role = replica');
    const { rows } = await client.query<{ id: string }>(
      `insert into data_imports (client_account_id, engagement_id, flow_id, import_category, import_name, imported_by)
       values ($1, $2, new_id(), 'cmdb_export', 'servers', $3) returning id`,
      [...pair, userId],
    );
    const importId = asId<'Import'>(rows[0]?.id ?? '');
    const hash = sha256 ?? createHash('sha256').update(bytes).digest('hex');
    await client.query(
      `insert into import_files (client_account_id, engagement_id, data_import_id, kind, revision, file_name, storage_key,
         sha256, size_bytes, format, encoding, dialect)
       values ($1, $2, $3, 'original', 0, 'servers.csv', $4, $5, $6, 'delimited_text', 'utf-8', $7)`,
      [...pair, importId, importId, hash, bytes.length, JSON.stringify(layout)],
    );
    return { tenant, importId, bytes };
  } finally {
    await client.query('set session_replication_role = origin');
    client.release();
  }
}

interface RunLog {
  readonly batches: number[];
}

/** A run whose batches commit for real; it dies at the batch given. */
function runOf(
  { tenant, importId }: Uploaded,
  log: RunLog,
  diesAtBatch = Number.POSITIVE_INFINITY,
): StoreRun {
  return {
    flowId: asId('flow'),
    importId,
    runId: asId('run'),
    signal: new AbortController().signal,
    async batch({ rowsDone }, work) {
      if (log.batches.length + 1 >= diesAtBatch) throw new Error('power cut');
      await inTenantScope(db, tenant, work);
      log.batches.push(rowsDone);
    },
    read: (work) => inTenantScope(db, { ...tenant, readOnly: true }, work),
  };
}

function store(upload: Uploaded, options: { maxRows?: number; bytes?: Buffer; diesAtBatch?: number } = {}) {
  const bytes = options.bytes ?? upload.bytes;
  const log: RunLog = { batches: [] };
  const files = {
    size: async () => bytes.length,
    open: () => Promise.reject(new Error('UTF-8 text is read as it stands')),
    pieces: () => Readable.from(pieces(bytes), { objectMode: true }),
  };
  const result = storeImport(
    { files, maxRows: options.maxRows ?? 1_000_000 },
    runOf(upload, log, options.diesAtBatch),
  );
  return { result, log };
}

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 100_003) yield bytes.subarray(at, at + 100_003);
}

async function recordsOf(
  { tenant, importId }: Uploaded,
  rowCount: number,
  page = { fromRow: 1, limit: 500 },
) {
  return inTenantScope(db, tenant, async (scope) => {
    const layout = { columns: columnsOf('name', 'cpu', 'notes'), delimiter: ',' as const };
    return readRecords(scope, { importId, layout, columns: layout.columns, rowCount }, page);
  });
}

async function chunksOf({ importId }: Uploaded) {
  const { rows } = await database.admin.query(
    'select first_row, row_count, first_line, md5(body) from import_chunks where data_import_id = $1 order by first_row',
    [importId],
  );
  return rows;
}

const columnsOf = (...names: string[]) =>
  names.map((name, index) => ({ position: index + 1, key: name, header: name }));

const manyRows = (count: number) =>
  Array.from(
    { length: count },
    (_, k) => `host-${k + 1},${k % 64},"a note, ""quoted""\n${'x'.repeat(300)}"\n`,
  ).join('');

describe('storing a file', () => {
  test('every row is stored and read back with its line and exact cells', async () => {
    const upload = await anUpload(`${head}web-1,2,"a, b"\n\nshort\n  db ,,"say ""hi""\nthere"\nlong,1,2,3\n`);
    const result = await store(upload).result;
    expect(result).toMatchObject({
      kind: 'stored',
      counts: { rows: 4, shortRows: 1, faults: { too_many_cells: 1 } },
    });
    const { records, total } = await recordsOf(upload, 4);
    expect(total).toBe(4);
    expect(
      records.map(({ row_number, line_number, raw_data }) => [row_number, line_number, raw_data]),
    ).toEqual([
      [1, 4, { name: 'web-1', cpu: '2', notes: 'a, b' }],
      [2, 6, { name: 'short', cpu: null, notes: null }],
      [3, 7, { name: '  db ', cpu: '', notes: 'say "hi"\nthere' }],
      [4, 9, { name: 'long', cpu: '1', notes: '2', __EXTRA_4: '3' }],
    ]);
  });

  test('a file of many chunks is stored in order, and any row of it is found', async () => {
    const upload = await anUpload(head + manyRows(60_000));
    const { result, log } = store(upload);
    expect(await result).toMatchObject({ counts: { rows: 60_000 } });
    expect(log.batches.length).toBeGreaterThan(1);
    expect(log.batches.at(-1)).toBe(60_000);
    const { records, nextRow } = await recordsOf(upload, 60_000, { fromRow: 59_990, limit: 5 });
    expect(records.map(({ raw_data, line_number }) => [raw_data['name'], line_number])).toEqual(
      [59_990, 59_991, 59_992, 59_993, 59_994].map((row) => [`host-${row}`, 2 * row + 2]),
    );
    expect(nextRow).toBe(59_995);
    expect((await recordsOf(upload, 60_000, { fromRow: 59_999, limit: 5 })).records).toHaveLength(2);
  });

  test('a page of rows of a megabyte ends early, and pages that follow each other miss no row', async () => {
    const note = 'x'.repeat(900 * 1024);
    const upload = await anUpload(
      head + Array.from({ length: 40 }, (_, k) => `host-${k},1,${note}\n`).join(''),
    );
    await store(upload).result;
    const pages: string[][] = [];
    for (let fromRow: number | undefined = 1; fromRow !== undefined; ) {
      const page = await recordsOf(upload, 40, { fromRow, limit: 500 });
      pages.push(page.records.map(({ raw_data }) => raw_data['name'] ?? ''));
      fromRow = page.nextRow;
    }
    expect(pages.length).toBe(3);
    expect(pages.flat()).toEqual(Array.from({ length: 40 }, (_, k) => `host-${k}`));
  });

  test('a run that dies goes on behind the rows it stored, and the result is the same', async () => {
    const text = head + manyRows(120_000);
    const whole = await anUpload(text);
    const wanted = await store(whole).result;
    const upload = await anUpload(text);
    await expect(store(upload, { diesAtBatch: 2 }).result).rejects.toThrow('power cut');
    const again = store(upload);
    const found = await again.result;
    expect(again.log.batches[0]).toBeGreaterThan(30_000);
    expect({ ...found, storeMs: 0, profileMs: 0, file: 0 }).toEqual({
      ...wanted,
      storeMs: 0,
      profileMs: 0,
      file: 0,
    });
    expect(await chunksOf(upload)).toEqual(await chunksOf(whole));
  });

  test('a run over a file that is stored already writes nothing', async () => {
    const upload = await anUpload(`${head}web-1,2,x\n`);
    await store(upload).result;
    const again = store(upload);
    expect(await again.result).toMatchObject({ kind: 'stored', counts: { rows: 1 } });
    expect(again.log.batches).toEqual([]);
    const figures = await inTenantScope(db, upload.tenant, (scope) => storedFigures(scope, upload.importId));
    expect(figures.chunkRows).toBe(1);
  });
});

describe('a file that cannot be stored', () => {
  test.each([
    ['is shorter than it was', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['has a changed byte', (bytes: Buffer) => Buffer.from(bytes.toString().replace('web', 'wef'))],
  ])('is damaged when it %s', async (_name, change) => {
    const upload = await anUpload(`${head}web-1,2,x\n`);
    expect(await store(upload, { bytes: change(upload.bytes) }).result).toMatchObject({
      code: 'file_damaged',
    });
  });

  test('has too many rows', async () => {
    const upload = await anUpload(`${head}a,1,x\nb,2,x\nc,3,x\n`);
    expect(await store(upload, { maxRows: 2 }).result).toMatchObject({
      kind: 'failed',
      code: 'too_many_rows',
    });
    expect(await store(await anUpload(`${head}a,1,x\nb,2,x\n`), { maxRows: 2 }).result).toMatchObject({
      kind: 'stored',
    });
  });
});

describe('stored rows are the tenant’s own', () => {
  test('F48 another tenant and another engagement see none of them', async () => {
    const upload = await anUpload(`${head}web-1,2,x\n`);
    await store(upload).result;
    const layout = { columns: columnsOf('name', 'cpu', 'notes'), delimiter: ',' as const };
    const source = { importId: upload.importId, layout, columns: layout.columns, rowCount: 1 };
    const others = [
      await tenants.tenant(),
      { ...upload.tenant, engagementId: await tenants.engagement(upload.tenant.clientAccountId) },
    ];
    for (const other of others) {
      expect(await inTenantScope(db, other, (scope) => readRecord(scope, source, 1))).toBeUndefined();
    }
    expect(await inTenantScope(db, upload.tenant, (scope) => readRecord(scope, source, 1))).toMatchObject({
      row_number: 1,
    });
  });
});
