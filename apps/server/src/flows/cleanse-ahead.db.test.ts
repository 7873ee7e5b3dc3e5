import { createHash } from 'node:crypto';
import { decodeBlock, valueAt } from '@landfall/domain/cleansing/cleansed-block';
import { expect, test } from 'vitest';
import { acceptRecommended } from '../../test/accept-recommended.ts';
import { usePools } from '../../test/database.ts';
import { importsIn, type TestImport } from '../../test/imports.ts';
import { loadBlocksOfRows } from '../features/inventory/load-blocks.ts';
import { unpack } from '../platform/packing.ts';
import { inTenantScope } from '../platform/tenant-scope.ts';

const { database, db } = usePools();
const imports = importsIn(database, () => db);

const csv = [
  'Host,RAM,OS,Note,Owner',
  ...Array.from(
    { length: 400 },
    (_, row) => `web${row},${row % 9} GB,Windows Server 20${10 + (row % 9)},rack ${row % 7},n/a`,
  ),
].join('\n');
const mapping = { Host: 'hostname', RAM: 'memory_gb', OS: 'operating_system', Note: 'custom:Note' };

async function validated(targets: Readonly<Record<string, string>>): Promise<TestImport> {
  const file = await imports.upload(await imports.tenant(), csv, targets);
  await file.run('data_validation');
  return file;
}

async function storedBlocks({ importId }: TestImport) {
  const { rows } = await database.admin.query<{ epoch: number; body: Buffer; notes: { columns: unknown[] } }>(
    'select epoch, body, notes from import_cleansed_blocks where data_import_id = $1 order by first_row',
    [importId],
  );
  return rows;
}

/** The values of all rows by field, and what became of the cells of each column. */
async function cleansed(file: TestImport) {
  const blocks = await storedBlocks(file);
  const decoded = await Promise.all(blocks.map(async ({ body }) => decodeBlock(await unpack(body))));
  return {
    epochs: blocks.map(({ epoch }) => epoch),
    notes: blocks.map(({ notes }) => notes),
    fields: decoded.flatMap(({ columns }) => columns.map(({ field }) => field)),
    values: decoded.map(({ columns, rowCount }) =>
      columns.map((column) => Array.from({ length: rowCount }, (_, row) => valueAt(column, row))),
    ),
  };
}

async function map({ importId }: TestImport, key: string, target: string): Promise<void> {
  await database.admin.query(
    `update import_field_mappings set target_field = $3, status = 'approved' where data_import_id = $1 and source_field = $2`,
    [importId, key, target],
  );
}

async function digest(file: TestImport): Promise<string[]> {
  return (await storedBlocks(file)).map(({ body }) => createHash('sha256').update(body).digest('hex'));
}

/** Columns without a field: open ones, or as custom attributes what a person made of them. */
async function setStatus(
  { importId, userId }: TestImport,
  keys: readonly string[],
  status: 'unmapped' | 'custom_attribute',
): Promise<void> {
  const decidedBy = status === 'unmapped' ? null : userId;
  await database.admin.query(
    `update import_field_mappings set status = $3, target_field = null, decided_by = $4::uuid,
       decided_at = case when $4::uuid is null then null else now() end
     where data_import_id = $1 and source_field = any($2)`,
    [importId, keys, status, decidedBy],
  );
}

test("what validation cleansed ahead is nobody's to read before the mapping is approved", async () => {
  const file = await validated(mapping);
  expect((await storedBlocks(file)).map(({ epoch }) => epoch)).toEqual([0]);
  const seen = await inTenantScope(db, file.tenant, (scope) =>
    loadBlocksOfRows(scope, file.importId, { first: 1, last: 400 }),
  );
  expect(seen).toEqual([]);
});

test('with the mapping as it was the blocks are taken as they are', async () => {
  const file = await validated(mapping);
  const before = await digest(file);
  expect(await file.run('data_cleansing')).toMatchObject({ kind: 'succeeded', counts: { rows: 400 } });
  expect(await digest(file)).toEqual(before);
  expect((await storedBlocks(file)).map(({ epoch }) => epoch)).toEqual([1]);
});

test('accepted as proposed, open columns and readings leave the blocks as they are; kept texts are no values', async () => {
  const text = csv.replaceAll(/,(\d) GB,/g, (_, digit) => `,${Number(digit) + 1}.024,`);
  const file = await imports.upload(await imports.tenant(), text, { Host: 'hostname', RAM: 'memory_gb' });
  await setStatus(file, ['OS', 'Note', 'Owner'], 'unmapped');
  await file.run('data_validation');
  const before = await digest(file);
  await setStatus(file, ['OS', 'Note', 'Owner'], 'custom_attribute');
  expect(await acceptRecommended(db, file)).toEqual(['number_format_ambiguous']);
  await file.run('data_cleansing');
  expect(await digest(file)).toEqual(before);
  const { fields, values, epochs } = await cleansed(file);
  expect({ fields, epochs }).toEqual({
    fields: ['hostname', 'memory_gb', 'custom:OS', 'custom:Note', 'custom:Owner'],
    epochs: [1],
  });
  expect(values[0]?.[1]?.slice(0, 3)).toEqual(['1.024', '2.024', '3.024']);
});

test('with another mapping the values are those of a file that was mapped so from the beginning', async () => {
  const asked = { ...mapping, RAM: 'cpu_cores', Note: 'notes', Owner: 'business_owner' };
  const file = await validated(mapping);
  await map(file, 'RAM', 'cpu_cores');
  await map(file, 'Note', 'notes');
  await map(file, 'Owner', 'business_owner');
  await file.run('data_cleansing');
  const straight = await validated(asked);
  await straight.run('data_cleansing');
  const found = await cleansed(file);
  expect(found).toEqual(await cleansed(straight));
  expect(found.epochs).toEqual([1]);
  expect(found.fields).toContain('os_family');
});

test('columns nobody had decided about are read from their texts, which the blocks kept, and not from the rows', async () => {
  const open = { ...mapping, Note: 'hostname', Owner: 'business_owner' };
  const file = await imports.upload(await imports.tenant(), csv.replaceAll(' GB,', ','), open);
  await database.admin.query(
    `update import_field_mappings set status = 'unmapped', decided_by = null, decided_at = null
     where data_import_id = $1 and source_field in ('Note', 'Owner')`,
    [file.importId],
  );
  await file.run('data_validation');
  await database.admin.query('delete from import_chunks where data_import_id = $1', [file.importId]);
  await database.admin.query(
    `update import_field_mappings set status = 'approved', decided_by = $2, target_field = 'notes'
     where data_import_id = $1 and source_field = 'Note'`,
    [file.importId, file.userId],
  );
  expect(await file.run('data_cleansing')).toMatchObject({ kind: 'succeeded' });
  const { fields, values, epochs } = await cleansed(file);
  expect({ fields, epochs }).toEqual({
    fields: ['hostname', 'memory_gb', 'operating_system', 'notes', 'os_family', 'os_version'],
    epochs: [1],
  });
  expect(values[0]?.[3]).toEqual(Array.from({ length: 400 }, (_, row) => `rack ${row % 7}`));
});

test('a field nobody wants any more leaves the blocks', async () => {
  const file = await validated(mapping);
  await database.admin.query(
    `update import_field_mappings set target_field = null, status = 'ignored' where data_import_id = $1 and source_field = 'OS'`,
    [file.importId],
  );
  await file.run('data_cleansing');
  expect((await cleansed(file)).fields).toEqual(['hostname', 'memory_gb', 'custom:Note']);
});

test('blocks of a cleansing that died in the middle are not taken for blocks cleansed ahead', async () => {
  const file = await validated(mapping);
  await map(file, 'Note', 'notes');
  await expect(file.run('data_cleansing', { diesAtBatch: 2 })).rejects.toThrow('power cut');
  await file.run('data_cleansing');
  const found = await cleansed(file);
  expect(found.epochs).toEqual([1]);
  expect(found.fields).toContain('notes');
});

test('blocks that were cut in another way by the release that made them are gone on with, and say the same', async () => {
  const [file, straight] = [
    await imports.upload(await imports.tenant(), csv, mapping),
    await imports.upload(await imports.tenant(), csv, { ...mapping, Note: 'notes' }),
  ];
  await file.run('data_validation', { batchRows: 70 });
  await map(file, 'Note', 'notes');
  await expect(file.run('data_cleansing', { diesAtBatch: 2 })).rejects.toThrow('power cut');
  await file.run('data_cleansing');
  for (const phase of ['data_validation', 'data_cleansing'] as const)
    await straight.run(phase, { batchRows: 70 });
  const found = await cleansed(file);
  expect(found.epochs).toEqual([1, 1, 1, 1, 1, 1]);
  expect(found).toEqual(await cleansed(straight));
});
