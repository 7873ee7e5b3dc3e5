import type { FieldEffect, PreviewRow } from '@landfall/contract/inventory';
import type { TenantPair } from '@landfall/domain/shared/ids';
import { storedFields } from '@landfall/domain/inventory/stored-fields';
import { describe, expect, test } from 'vitest';
import { usePools } from '../../../test/database.ts';
import { importsIn, type TestImport } from '../../../test/imports.ts';
import { inTenantScope } from '../../platform/tenant-scope.ts';
import { previewPage } from './preview-page.service.ts';
import { confirmExisting } from './resolve-conflict.repository.ts';
import { storeSourcePrecedence } from './source-precedence.repository.ts';

const { database, db } = usePools();
const imports = importsIn(database, () => db);
const mapping = {
  Name: 'name',
  Serial: 'serial_number',
  RAM: 'memory_gb',
  Env: 'environment',
  IP: 'ip_address',
  Seen: 'last_seen',
  Team: 'custom:Team',
};
const header = 'Name,Serial,RAM,Env,IP,Seen,Team';

async function uploaded(
  tenant: TenantPair,
  rows: readonly string[],
  sourceSystem: string | null = null,
): Promise<TestImport> {
  const file = await imports.upload(tenant, `${[header, ...rows].join('\n')}\n`, mapping);
  await database.admin.query('update data_imports set source_system = $2 where id = $1', [
    file.importId,
    sourceSystem,
  ]);
  return file;
}

async function imported(...of: Parameters<typeof uploaded>): Promise<TestImport> {
  const file = await uploaded(...of);
  await file.runAll();
  return file;
}

async function previewed(...of: Parameters<typeof uploaded>): Promise<TestImport> {
  const file = await uploaded(...of);
  await file.run('data_validation');
  await file.run('data_cleansing');
  await file.run('asset_inventory');
  return file;
}

async function rowsOf({ tenant, importId }: TestImport, limit = 50): Promise<readonly PreviewRow[]> {
  const page = await inTenantScope(db, tenant, (scope) =>
    previewPage(scope, { importId, fromRow: 1, limit, action: undefined }),
  );
  return page.rows;
}

const fieldOf = (row: PreviewRow | undefined, field: string): FieldEffect | undefined =>
  row?.diff.find((one) => one.field === field);

async function assetsOf(tenant: TenantPair): Promise<ReadonlyMap<string, Record<string, unknown>>> {
  const { rows } = await database.admin.query(
    'select to_jsonb(a) as asset from assets a where engagement_id = $1',
    [tenant.engagementId],
  );
  return new Map(rows.map(({ asset }) => [asset.id, asset] as const));
}

const columnOf = (field: string) => storedFields.find((one) => one.field === field)?.column ?? field;

/** What an asset says of a field, as the preview shows it. */
function statedIn(asset: Record<string, unknown> | undefined, field: string): unknown {
  if (field.startsWith('custom:')) {
    const custom = Object.entries(asset?.['custom_attributes'] ?? {});
    return custom.find(([key]) => key === field.slice('custom:'.length))?.[1] ?? null;
  }
  const value = asset?.[columnOf(field)] ?? null;
  return field === 'last_seen' && typeof value === 'string' ? new Date(value).toISOString() : value;
}

const first = [
  'web1,SN0001A,8 GB,PROD,10.0.0.1,2026-01-01T00:00:00Z,Blue',
  'web2,SN0002B,8 GB,,10.0.0.2,,',
  'web3,SN0003C,8 GB,PROD,10.0.0.3,,Green',
];

describe('the effect of each row', () => {
  test('is what the approved preview then writes, field by field, and nothing else', async () => {
    const tenant = await imports.tenant();
    await imported(tenant, first);
    const file = await previewed(tenant, [
      'WEB1,SN0001A,16 GB,PROD,10.0.0.9,2026-02-01T00:00:00Z,Red',
      'web1,SN0001A,,,10.0.0.10,,',
      'web2,SN0002B,,Test,10.0.0.2,,Blue',
      'web3,SN0003C,8192 MB,PROD,10.0.0.3,,Green',
      'web4,SN0004D,4 GB,,,,Blue',
      ',,4 GB,,,,',
    ]);
    const before = await assetsOf(tenant);
    const rows = await rowsOf(file);
    expect(rows.map(({ action }) => action)).toEqual([
      'update',
      'merge',
      'update',
      'unchanged',
      'create',
      'reject',
    ]);
    await file.run('asset_inventory', { afterGate: 'asset_preview' });
    const after = await assetsOf(tenant);
    for (const row of rows.filter(({ diff }) => diff.length > 0)) {
      const id = row.asset_id ?? row.id;
      for (const effect of row.diff) {
        expect(statedIn(before.get(id), effect.field)).toEqual(effect.before);
        expect(statedIn(after.get(id), effect.field)).toEqual(effect.after);
      }
      const told = new Set(row.diff.map(({ field }) => columnOf(field)));
      const silent = storedFields.filter(({ column }) => !told.has(column) && before.has(id));
      for (const { column } of silent) expect(after.get(id)?.[column]).toEqual(before.get(id)?.[column]);
    }
    expect(rows[0]?.diff.map(({ field }) => field).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'custom:Team',
      'ip_address',
      'last_seen',
      'memory_gb',
      'name',
    ]);
  });

  test('names the source before, the row that gives the value and the rule that decides', async () => {
    const tenant = await imports.tenant();
    const { importId } = await imported(tenant, first);
    const file = await previewed(tenant, ['web1,SN0001A,,PROD,10.0.0.9,,', 'web1,SN0001A,16 GB,,,,']);
    const [lead] = await rowsOf(file);
    expect(fieldOf(lead, 'memory_gb')).toMatchObject({
      before: 8,
      after: 16,
      outcome: 'replaced',
      decided_by: 'newer',
      row_number: 2,
      by_reviewer: false,
      before_source: { origin: 'import', import_id: importId, row_number: 1 },
    });
    expect(fieldOf(lead, 'ip_address')).toMatchObject({
      before: ['10.0.0.1'],
      after: ['10.0.0.1', '10.0.0.9'],
      outcome: 'items_added',
      decided_by: null,
      row_number: 1,
    });
  });

  test('says of a value that a person confirmed that it is kept, and that only a person can replace it', async () => {
    const tenant = await imports.tenant();
    const { userId } = await imported(tenant, first);
    const [id] = [...(await assetsOf(tenant)).keys()];
    const actor = { userId, kind: 'user' } as const;
    await inTenantScope(db, { ...tenant, actor }, (scope) =>
      confirmExisting(scope, id ?? '', ['memory_gb', 'environment']),
    );
    const held = (await assetsOf(tenant)).get(id ?? '');
    const serial = String(held?.['serial_number']);
    const file = await previewed(tenant, [
      `${String(held?.['name'])},${serial},64 GB,,,2026-03-01T00:00:00Z,`,
    ]);
    const [row] = await rowsOf(file);
    expect(row).toMatchObject({
      action: 'conflict',
      conflict: { type: 'protected_value', candidates: [{ asset_id: id }] },
    });
    expect(fieldOf(row, 'memory_gb')).toMatchObject({
      before: 8,
      after: 64,
      outcome: 'kept',
      decided_by: 'user_value',
      before_source: { origin: 'user' },
    });
    expect(fieldOf(row, 'last_seen')).toMatchObject({ decided_by: expect.any(String) });
    expect(fieldOf(row, 'last_seen')?.outcome).not.toBe('kept');
  });

  test('follows the order of the source systems', async () => {
    const tenant = await imports.tenant();
    await imported(tenant, first, 'Scanner');
    await inTenantScope(db, tenant, (scope) => storeSourcePrecedence(scope, ['CMDB', 'Scanner']));
    const trusted = await previewed(tenant, ['web1,SN0001A,16 GB,,,,'], 'cmdb');
    expect(fieldOf((await rowsOf(trusted))[0], 'memory_gb')).toMatchObject({
      outcome: 'replaced',
      decided_by: 'source_precedence',
    });
    const other = await previewed(tenant, ['web1,SN0001A,32 GB,,,,'], 'Sheet');
    const [row] = await rowsOf(other);
    expect(row?.action).toBe('conflict');
    expect(fieldOf(row, 'memory_gb')).toMatchObject({ outcome: 'kept', decided_by: 'source_precedence' });
  });

  test('of a new asset is every value it gets, from whichever row of the file', async () => {
    const file = await previewed(await imports.tenant(), [
      'web1,SN0001A,16 GB,,10.0.0.1,2026-01-01T00:00:00Z,',
      'web1,SN0001A,,PROD,,,Red',
    ]);
    const [lead, merged] = await rowsOf(file);
    expect(lead?.action).toBe('create');
    expect(fieldOf(lead, 'environment')).toMatchObject({
      before: null,
      after: 'production',
      outcome: 'set',
      decided_by: 'only_value',
      before_source: null,
      row_number: 2,
    });
    expect(fieldOf(lead, 'custom:Team')).toMatchObject({ after: 'Red' });
    expect(merged).toMatchObject({ action: 'merge', merged_into_row: 1, diff: [] });
  });

  test('takes in rows from beyond the page that are merged into it', async () => {
    const tenant = await imports.tenant();
    const rows = Array.from({ length: 40 }, (_, index) => `web${index},SN10${index}A,8 GB,,,,`);
    const file = await previewed(tenant, [...rows, 'web3,SN103A,,PROD,,,']);
    const page = await rowsOf(file, 5);
    expect(page).toHaveLength(5);
    expect(fieldOf(page[3], 'environment')).toMatchObject({ after: 'production', row_number: 41 });
  });
});
