import { describe, expect, test } from 'vitest';
import { usePools } from '../../test/database.ts';
import { importsIn } from '../../test/imports.ts';
import { rejectReasons, wordOf } from '@landfall/domain/inventory/row-results';
import { findIssues, insertDecision } from '../features/cleansing/quality.repository.ts';
import { inTenantScope } from '../platform/tenant-scope.ts';
import type { TenantPair } from '@landfall/domain/shared/ids';

const { database, db } = usePools();
const imports = importsIn(database, () => db);

const mapping = {
  Host: 'hostname',
  FQDN: 'fqdn',
  IP: 'ip_address',
  Serial: 'serial_number',
  UUID: 'uuid',
  RAM: 'memory_gb',
  Env: 'environment',
  Team: 'custom:Team',
};
const header = 'Host,FQDN,IP,Serial,UUID,RAM,Env,Team';

async function assetsOf(tenant: TenantPair): Promise<Record<string, unknown>[]> {
  return inTenantScope(db, tenant, async ({ client }) => {
    const { rows } = await client.query('select * from assets order by lead_row');
    return rows;
  });
}

async function imported(tenant: TenantPair, rows: readonly string[]) {
  const file = await imports.upload(tenant, `${[header, ...rows].join('\n')}\n`, mapping);
  const result = await file.runAll();
  return { file, result };
}

const servers = [
  'web1,web1.corp.example.com,10.0.0.1,SN0001A,9a6b4d1e-9c7f-4170-aa8f-42a1aa6e020f,16 GB,PROD,Blue',
  'web2,web2.corp.example.com,10.0.0.2,SN0002B,,2048 MB,Test,',
  'db1,,10.0.0.3,To Be Filled By O.E.M.,,64 GB,n/a,Green',
];

describe('a first import', () => {
  test('F69 every approved column reaches its asset, typed', async () => {
    const tenant = await imports.tenant();
    const { result, file } = await imported(tenant, servers);
    expect(result).toMatchObject({ kind: 'succeeded', counts: { source_rows: 3, created: 3 } });
    expect(await file.outcomes()).toEqual(['created', 'created', 'created']);
    expect(await assetsOf(tenant)).toMatchObject([
      {
        name: 'web1',
        hostname: 'web1',
        key_serial: 'SN0001A',
        memory_gb: 16,
        environment: 'production',
        ip_address: ['10.0.0.1'],
        custom_attributes: { Team: 'Blue' },
      },
      { name: 'web2', memory_gb: 2, environment: 'test', custom_attributes: {} },
      {
        name: 'db1',
        serial_number: 'To Be Filled By O.E.M.',
        key_serial: null,
        environment: null,
        key_hostname: 'db1',
      },
    ]);
  });

  test('F79 F84 one row without identity among many is rejected by itself and named', async () => {
    const tenant = await imports.tenant();
    const { file, result } = await imported(tenant, [
      ...servers,
      ',,10.0.0.9,0,,8 GB,PROD,',
      'web5,,,,,,,,surplus',
    ]);
    expect(result).toMatchObject({ counts: { created: 3, rejected: 2, source_rows: 5 } });
    expect(await file.outcomes()).toEqual(['created', 'created', 'created', 'rejected', 'rejected']);
    expect(await assetsOf(tenant)).toHaveLength(3);
  });

  test('F26 a file in which every row is rejected fails and says why', async () => {
    const { result } = await imported(await imports.tenant(), [',,10.0.0.9,0,,8 GB,PROD,']);
    expect(result).toMatchObject({ kind: 'failed', code: 'all_rows_rejected', retryable: false });
  });

  test('rows of one machine become one asset; the fullest leads and the others fill its gaps', async () => {
    const tenant = await imports.tenant();
    const { file } = await imported(tenant, [
      'web1,,10.0.0.1,SN0001A,,,,',
      'WEB1.corp.example.com,web1.corp.example.com,10.0.0.2,sn0001a,,16 GB,,',
      'web1,,,,,,PROD,',
    ]);
    expect(await file.outcomes()).toEqual(['merged_duplicate', 'created', 'merged_duplicate']);
    const [asset] = await assetsOf(tenant);
    expect(asset).toMatchObject({
      fqdn: 'web1.corp.example.com',
      memory_gb: 16,
      environment: 'production',
      lead_row: 2,
    });
    expect(asset?.['ip_address']).toEqual(['10.0.0.2', '10.0.0.1']);
    expect(asset?.['provenance']).toEqual({ rows: [1, 3], fields: { environment: 3 } });
  });

  test('F81 cloned machines, shared serial numbers and reused addresses are never merged', async () => {
    const tenant = await imports.tenant();
    const uuid = '9a6b4d1e-9c7f-4170-aa8f-42a1aa6e020f';
    const { file } = await imported(tenant, [
      `clone1,,10.0.0.1,SN0001A,${uuid},,,`,
      `clone2,,10.0.0.1,SN0002B,${uuid},,,`,
      'dhcp1,,10.0.0.1,SN0003C,,,,',
    ]);
    expect(await file.outcomes()).toEqual(['created', 'created', 'created']);
    expect(await assetsOf(tenant)).toMatchObject([
      { uuid, key_uuid: null },
      { uuid, key_uuid: null },
      { name: 'dhcp1' },
    ]);
  });
});

describe('rows that contradict each other', () => {
  const uuid = '9a6b4d1e-9c7f-4170-aa8f-42a1aa6e020f';
  const clones = [
    `clone1,,10.0.0.1,SN0001A,${uuid},,,`,
    `clone2,,10.0.0.2,SN0002B,${uuid},,,`,
    'web1,,10.0.0.3,SN0003C,,,,',
  ];

  async function decided(action: string) {
    const tenant = await imports.tenant();
    const file = await imports.upload(tenant, `${[header, ...clones].join('\n')}\n`, mapping);
    expect(await file.run('data_validation')).toMatchObject({ gateKind: 'validation_decision' });
    await inTenantScope(db, tenant, async (scope) => {
      const [issue] = await findIssues(scope, { importId: file.importId });
      const decision = { issueId: issue?.id ?? '', action, parameters: {}, note: null };
      await insertDecision(scope, { ...decision, decidedBy: file.userId });
    });
    await file.run('data_cleansing');
    await file.run('asset_inventory');
    await file.run('asset_inventory', { afterGate: 'asset_preview' });
    return { file, assets: await assetsOf(tenant) };
  }

  test('are all left out and named when a person skips them', async () => {
    const { file, assets } = await decided('skip');
    expect(await file.outcomes()).toEqual(['rejected', 'rejected', 'created']);
    expect(assets).toMatchObject([{ name: 'web1' }]);
    const { rows } = await database.admin.query<{ reasons: Buffer }>(
      'select reasons from import_row_blocks where data_import_id = $1',
      [file.importId],
    );
    expect([...(rows[0]?.reasons ?? [])].map((code) => wordOf(rejectReasons, code))).toEqual([
      'contradictory_duplicate',
      'contradictory_duplicate',
      undefined,
    ]);
  });

  test('leave their first row, which then has the key to itself', async () => {
    const { file, assets } = await decided('first_value');
    expect(await file.outcomes()).toEqual(['created', 'rejected', 'created']);
    expect(assets).toMatchObject([{ name: 'clone1', key_uuid: expect.any(String) }, { name: 'web1' }]);
  });

  test('are separate assets without the key when they are kept', async () => {
    const { assets } = await decided('keep');
    expect(assets).toMatchObject([{ key_uuid: null }, { key_uuid: null }, { name: 'web1' }]);
  });
});

describe('importing again', () => {
  test('F80 the same file again creates nothing, updates nothing and says unchanged', async () => {
    const tenant = await imports.tenant();
    const uuid = '9a6b4d1e-9c7f-4170-aa8f-42a1aa6e020f';
    const rows = [
      ...servers,
      `clone1,,10.0.0.1,SN0009A,${uuid},,,`,
      `clone2,,10.0.0.1,SN0010B,${uuid},,,`,
      'db1,,10.0.0.4,,,8 GB,,',
    ];
    const first = await imported(tenant, rows);
    expect(first.result.kind).toBe('succeeded');
    const before = await assetsOf(tenant);
    const again = await imported(tenant, rows);
    expect(again.result).toMatchObject({
      kind: 'succeeded',
      counts: { created: 0, updated: 0, rejected: 0 },
    });
    expect(await assetsOf(tenant)).toEqual(before);
  });

  test('F80 rows that only a name identifies are unchanged too when nothing differs', async () => {
    const tenant = await imports.tenant();
    const names = { Name: 'name', Env: 'environment' };
    const csv = 'Name,Env\nPayroll,PROD\nPayroll,Test\nIntranet,\n';
    expect(await (await imports.upload(tenant, csv, names)).runAll()).toMatchObject({
      counts: { created: 3 },
    });
    expect(await (await imports.upload(tenant, csv, names)).runAll()).toMatchObject({
      kind: 'succeeded',
      counts: { unchanged: 3, created: 0 },
    });
  });

  test('F66 a changed value updates its asset, a missing one clears nothing', async () => {
    const tenant = await imports.tenant();
    await imported(tenant, servers);
    const { result, file } = await imported(tenant, [
      'web1,,10.0.0.7,SN0001A,,32 GB,,',
      'web2,,,SN0002B,,,,',
    ]);
    expect(result).toMatchObject({ kind: 'succeeded', counts: { created: 0, updated: 1, unchanged: 1 } });
    expect(await file.outcomes()).toEqual(['updated', 'unchanged']);
    const [web1] = await assetsOf(tenant);
    expect(web1).toMatchObject({
      memory_gb: 32,
      environment: 'production',
      ip_address: ['10.0.0.1', '10.0.0.7'],
      version: 2,
    });
    expect(web1?.['provenance']).toMatchObject({ updates: { memory_gb: { import: file.importId, row: 1 } } });
  });

  test('F81 a machine that only shares a name with another waits for a person', async () => {
    const tenant = await imports.tenant();
    const names = { Name: 'name', Env: 'environment' };
    await (await imports.upload(tenant, 'Name,Env\nPortal,PROD\n', names)).runAll();
    const file = await imports.upload(tenant, 'Name,Env\nportal,Test\nNew one,Test\n', names);
    expect(await file.runAll()).toMatchObject({
      kind: 'needs_decision',
      gateKind: 'asset_conflict',
      subject: { pending: 1 },
    });
    expect(await file.outcomes()).toEqual(['pending', 'created']);
  });

  test('F38 F39 a key that another import takes between preview and creation makes a conflict, not an error', async () => {
    const tenant = await imports.tenant();
    const slow = await imports.upload(tenant, `${header}\nweb1,,,SN0001A,,,,\nweb2,,,SN0002B,,,,\n`, mapping);
    await slow.run('data_validation');
    await slow.run('data_cleansing');
    await slow.run('asset_inventory');
    await imported(tenant, ['other,,,SN0001A,,8 GB,,']);
    expect(await slow.run('asset_inventory', { afterGate: 'asset_preview' })).toMatchObject({
      kind: 'needs_decision',
      gateKind: 'asset_conflict',
    });
    expect(await slow.outcomes()).toEqual(['pending', 'created']);
    expect(await assetsOf(tenant)).toHaveLength(2);
  });
});

test('F80 a creation that dies in the middle goes on where it stopped and repeats nothing', async () => {
  const tenant = await imports.tenant();
  const rows = Array.from({ length: 40_000 }, (_, row) => `h${row},,,SERIAL${row},,${row % 64} GB,PROD,`);
  const file = await imports.upload(tenant, `${[header, ...rows].join('\n')}\n`, mapping);
  await file.run('data_validation');
  await file.run('data_cleansing');
  await file.run('asset_inventory');
  await expect(file.run('asset_inventory', { afterGate: 'asset_preview', diesAtBatch: 2 })).rejects.toThrow(
    'power cut',
  );
  const result = await file.run('asset_inventory', { afterGate: 'asset_preview' });
  expect(result).toMatchObject({ kind: 'succeeded', counts: { created: 40_000, source_rows: 40_000 } });
  expect(await assetsOf(tenant)).toHaveLength(40_000);
});
