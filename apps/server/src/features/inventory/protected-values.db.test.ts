import type { TenantPair } from '@landfall/domain/shared/ids';
import { describe, expect, test } from 'vitest';
import { usePools } from '../../../test/database.ts';
import { importsIn, type TestImport } from '../../../test/imports.ts';
import { inTenantScope, type TenantScope } from '../../platform/tenant-scope.ts';
import { type ConflictChoice, resolveConflict } from './conflicts.service.ts';
import { provenanceOf } from './provenance.service.ts';
import { confirmExisting, listConflicts } from './resolve-conflict.repository.ts';
import { outrankingImports, storeSourcePrecedence } from './source-precedence.repository.ts';

const { database, db } = usePools();
const imports = importsIn(database, () => db);
const mapping = {
  Name: 'name',
  Serial: 'serial_number',
  RAM: 'memory_gb',
  Env: 'environment',
  IP: 'ip_address',
};
const header = 'Name,Serial,RAM,Env,IP';

async function uploaded(tenant: TenantPair, row: string, sourceSystem?: string): Promise<TestImport> {
  const file = await imports.upload(tenant, `${header}\n${row}\n`, mapping);
  await database.admin.query('update data_imports set source_system = $2 where id = $1', [
    file.importId,
    sourceSystem ?? null,
  ]);
  return file;
}

async function imported(tenant: TenantPair, row: string, sourceSystem?: string) {
  const file = await uploaded(tenant, row, sourceSystem);
  return { file, result: await file.runAll() };
}

function asPerson<Result>(
  { tenant, userId }: Pick<TestImport, 'tenant' | 'userId'>,
  work: (scope: TenantScope) => Promise<Result>,
): Promise<Result> {
  return inTenantScope(db, { ...tenant, actor: { userId, kind: 'user' } }, work);
}

interface StoredAsset {
  readonly id: string;
  readonly name: string;
  readonly memory_gb: number;
  readonly environment: string | null;
  readonly ip_address: string[];
  readonly version: number;
  readonly provenance: { updates?: Record<string, Record<string, unknown>> } | null;
}

async function assetOf(tenant: TenantPair): Promise<StoredAsset> {
  const { rows } = await database.admin.query<StoredAsset>('select * from assets where engagement_id = $1', [
    tenant.engagementId,
  ]);
  expect(rows).toHaveLength(1);
  return rows[0]!;
}

/** An asset whose memory a person has confirmed. */
async function aConfirmedAsset(): Promise<TenantPair> {
  const tenant = await imports.tenant();
  const { file } = await imported(tenant, 'web1,SN0001A,8 GB,PROD,10.0.0.1');
  const { id } = await assetOf(tenant);
  await asPerson(file, (scope) => confirmExisting(scope, id, ['memory_gb']));
  return tenant;
}

/** The flow's own machinery is tested with the flows; here its record only stands where a decision needs it. */
async function setFlow({ flowId }: TestImport, columns: string): Promise<void> {
  const client = await database.admin.connect();
  await client.query('set session_replication_role = replica');
  await client.query(`update discovery_flows set ${columns} where flow_id = $1`, [flowId]);
  client.release(true);
}

async function settle(file: TestImport, choice: ConflictChoice): Promise<void> {
  await setFlow(
    file,
    `deleted_at = null, status = 'waiting_for_approval', waiting_reason = 'asset_conflict'`,
  );
  await asPerson(file, async (scope) => {
    const wanted = { flowId: file.flowId, status: 'pending', type: undefined, afterRow: 0, limit: 10 };
    const { conflicts } = await listConflicts(scope, wanted);
    expect(conflicts.map(({ type }) => type)).toEqual(['protected_value']);
    await resolveConflict(scope, conflicts[0]?.id ?? '', choice);
  });
  await setFlow(file, 'deleted_at = now()');
}

describe('a value that a person has confirmed', () => {
  test('is not replaced by an import: the whole row waits for a person', async () => {
    const tenant = await aConfirmedAsset();
    const before = await assetOf(tenant);
    const { file, result } = await imported(tenant, 'web1,SN0001A,16 GB,Test,10.0.0.1');
    expect(result).toMatchObject({ gateKind: 'asset_conflict', subject: { pending: 1 } });
    expect(await file.outcomes()).toEqual(['pending']);
    expect(await assetOf(tenant)).toEqual(before);
  });

  test('does not stand in the way of other values, nor of further items of a list', async () => {
    const tenant = await aConfirmedAsset();
    const { file } = await imported(tenant, 'web1,SN0001A,8192 MB,Test,10.0.0.2');
    expect(await file.outcomes()).toEqual(['updated']);
    expect(await assetOf(tenant)).toMatchObject({
      memory_gb: 8,
      environment: 'test',
      ip_address: ['10.0.0.1', '10.0.0.2'],
    });
    expect((await assetOf(tenant)).provenance?.updates?.['memory_gb']).toHaveProperty('by');
  });

  test('is settled by a person; what they take over is protected in turn', async () => {
    const tenant = await aConfirmedAsset();
    const { file } = await imported(tenant, 'web1,SN0001A,16 GB,Test,10.0.0.1');
    await settle(file, { resolution: 'replace_with_new' });
    expect(await file.outcomes()).toEqual(['updated']);
    const asset = await assetOf(tenant);
    expect(asset).toMatchObject({ memory_gb: 16, environment: 'test' });
    expect(asset.provenance?.updates?.['environment']).toMatchObject({
      import: file.importId,
      by: file.userId,
    });
    expect((await imported(tenant, 'web1,SN0001A,16 GB,PROD,10.0.0.1')).result).toMatchObject({
      subject: { pending: 1 },
    });
  });

  test('stays when a person keeps it, and so do the other values of the asset they looked at', async () => {
    const tenant = await aConfirmedAsset();
    const { file } = await imported(tenant, 'web1,SN0001A,16 GB,Test,10.0.0.1');
    await settle(file, { resolution: 'keep_existing' });
    expect(await file.outcomes()).toEqual(['unchanged']);
    const asset = await assetOf(tenant);
    expect(asset).toMatchObject({ memory_gb: 8, environment: 'production', version: 1 });
    expect(Object.keys(asset.provenance?.updates ?? {}).toSorted()).toEqual(['environment', 'memory_gb']);
  });

  test('a confirmation between preview and creation makes a conflict, not an update', async () => {
    const tenant = await imports.tenant();
    const { file: first } = await imported(tenant, 'web1,SN0001A,8 GB,PROD,10.0.0.1');
    const second = await uploaded(tenant, 'web1,SN0001A,16 GB,,');
    await second.run('data_validation');
    await second.run('data_cleansing');
    await second.run('asset_inventory');
    const { id } = await assetOf(tenant);
    await asPerson(first, (scope) => confirmExisting(scope, id, ['memory_gb']));
    expect(await second.run('asset_inventory', { afterGate: 'asset_preview' })).toMatchObject({
      gateKind: 'asset_conflict',
      subject: { pending: 1 },
    });
    expect(await second.outcomes()).toEqual(['pending']);
    expect(await assetOf(tenant)).toMatchObject({ memory_gb: 8 });
  });
});

/** A tenant that trusts these source systems, the first most. */
async function ranked(...systems: string[]): Promise<TenantPair> {
  const tenant = await imports.tenant();
  await inTenantScope(db, tenant, (scope) => storeSourcePrecedence(scope, systems));
  return tenant;
}

describe('source precedence', () => {
  test('keeps values of a source that is trusted more; the row waits for a person', async () => {
    const tenant = await ranked('ServiceNow', 'vCenter');
    await imported(tenant, 'web1,SN0001A,8 GB,PROD,10.0.0.1', 'servicenow');
    for (const system of ['vCenter', 'a spreadsheet', undefined]) {
      const { result } = await imported(tenant, 'web1,SN0001A,16 GB,PROD,10.0.0.1', system);
      expect(result).toMatchObject({ gateKind: 'asset_conflict' });
    }
    expect(await assetOf(tenant)).toMatchObject({ memory_gb: 8, version: 1 });
  });

  test('lets the better source, the same source and equal values through', async () => {
    const tenant = await ranked('ServiceNow', 'vCenter');
    const outcomeOf = async (row: string, system: string) =>
      (await imported(tenant, row, system)).file.outcomes();
    expect(await outcomeOf('web1,SN0001A,8 GB,PROD,10.0.0.1', 'vCenter')).toEqual(['created']);
    expect(await outcomeOf('web1,SN0001A,16 GB,,', 'vCenter')).toEqual(['updated']);
    expect(await outcomeOf('web1,SN0001A,32 GB,,', ' SERVICENOW ')).toEqual(['updated']);
    // Memory is ServiceNow's by now, the environment still vCenter's.
    expect(await outcomeOf('web1,SN0001A,32 GB,Test,', 'vCenter')).toEqual(['updated']);
    expect(await outcomeOf('web1,SN0001A,64 GB,,', 'vCenter')).toEqual(['pending']);
  });

  test('says of each current value which rule let it win', async () => {
    const tenant = await ranked('ServiceNow', 'vCenter');
    await imported(tenant, 'web1,SN0001A,8 GB,PROD,10.0.0.1', 'vCenter');
    const { file } = await imported(tenant, 'web1,SN0001A,16 GB,,', 'ServiceNow');
    const { id } = await assetOf(tenant);
    const rules = async () => {
      const entries = await inTenantScope(db, tenant, (scope) => provenanceOf(scope, id));
      return entries.filter(({ field }) => field === 'memory_gb' || field === 'environment');
    };
    expect(await rules()).toMatchObject([
      { field: 'memory_gb', value: 8, is_current: false, decided_by: null },
      { field: 'environment', is_current: true, decided_by: 'only_value' },
      { field: 'memory_gb', value: 16, is_current: true, decided_by: 'source_precedence' },
    ]);
    await asPerson(file, (scope) => confirmExisting(scope, id, ['memory_gb']));
    expect((await rules()).at(-1)).toMatchObject({ value: 16, decided_by: 'user_value' });
  });

  test('is nothing to imports of another engagement', async () => {
    const tenant = await ranked('ServiceNow');
    await imported(tenant, 'web1,SN0001A,8 GB,PROD,10.0.0.1', 'ServiceNow');
    const other = await ranked('ServiceNow');
    const file = await uploaded(other, 'web1,SN0001A,16 GB,,', 'vCenter');
    expect(await inTenantScope(db, other, (scope) => outrankingImports(scope, file.importId))).toEqual([]);
  });
});
