import { expect, test } from 'vitest';
import { strongKinds } from '@landfall/domain/entity-resolution/identity-keys';
import { usePools } from '../../test/database.ts';
import { importsIn, type TestImport } from '../../test/imports.ts';
import type { NumberedKeys } from '../features/inventory/key-numbers.ts';
import { loadCleansedRows, type ReadScope } from '../features/inventory/load-blocks.ts';
import { takeStrongKeys } from '../features/inventory/recent-keys.ts';
import { internKeys } from '../features/inventory/row-keys.ts';
import { inTenantScope } from '../platform/tenant-scope.ts';

const { database, db } = usePools();
const imports = importsIn(database, () => db);

const uuidOf = (row: number): string => `6e1b5a00-0000-4000-9000-${String(row).padStart(12, '0')}`;
const csv = [
  'Host,Serial,UUID,FQDN',
  ...Array.from(
    { length: 60 },
    (_, row) => `web${row},SN-1${row % 50} a,${uuidOf(row % 40)},web${row}.corp.example`,
  ),
].join('\n');
const mapping = { Host: 'hostname', Serial: 'serial_number', UUID: 'uuid', FQDN: 'fqdn' };

async function validated(): Promise<TestImport> {
  const file = await imports.upload(await imports.tenant(), csv, mapping);
  await file.run('data_validation');
  return file;
}

const readerOf =
  ({ tenant }: TestImport): ReadScope =>
  (work) =>
    inTenantScope(db, { ...tenant, readOnly: true }, work);

/** The key of each row as text; null for none. */
function texts({ ids, values }: NumberedKeys): (string | null)[] {
  if (values === undefined) throw new Error('The values are not held.');
  return Array.from(ids, (id) =>
    id < 0 ? null : Buffer.from(values.bytes.subarray(values.startOf(id), values.endOf(id))).toString(),
  );
}

test('the keys that validation numbered are those of the blocks it cleansed ahead, once they are adopted', async () => {
  const file = await validated();
  const read = readerOf(file);
  await file.run('data_cleansing');
  const known = await takeStrongKeys(read, file.importId, null);
  const { strong, interned, values } = await internKeys(await loadCleansedRows(read, file.importId), null);
  const { uuid } = interned;
  await values.each(async (found) => {
    const numbered = strong.map((keys, index) => ({ ...keys, values: found[strongKinds[index]!] }));
    expect(known?.map(texts)).toEqual(numbered.map(texts));
  });
  expect(uuid.size).toBe(40);
  expect(await takeStrongKeys(read, file.importId, null)).toBeUndefined();
});

test('keys are not taken for those of blocks that another mapping made, or of another source', async () => {
  const file = await validated();
  await database.admin.query(
    `update import_field_mappings set target_field = 'notes' where data_import_id = $1 and source_field = 'FQDN'`,
    [file.importId],
  );
  await file.run('data_cleansing');
  expect(await takeStrongKeys(readerOf(file), file.importId, null)).toBeUndefined();
  const other = await validated();
  await other.run('data_cleansing');
  expect(await takeStrongKeys(readerOf(other), other.importId, 'cmdb')).toBeUndefined();
});

/** What a preview says, with the keys of the validation or without. */
async function previewed(isKnown: boolean): Promise<unknown> {
  const file = await validated();
  await file.run('data_cleansing');
  if (!isKnown) await takeStrongKeys(readerOf(file), file.importId, null);
  const result = await file.run('asset_inventory');
  const { rows } = await database.admin.query<{ lead_rows: Buffer }>(
    'select lead_rows from import_row_blocks where data_import_id = $1',
    [file.importId],
  );
  return {
    counts: result.kind === 'needs_decision' ? result.counts : result,
    leads: rows.map(({ lead_rows: leads }) => leads.toString('hex')),
  };
}

test('a preview groups by known keys as it does by keys it numbers itself', async () => {
  expect(await previewed(true)).toEqual(await previewed(false));
});
