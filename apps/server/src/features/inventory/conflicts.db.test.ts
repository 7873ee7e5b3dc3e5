import type { TenantPair } from '@landfall/domain/shared/ids';
import { describe, expect, test } from 'vitest';
import { usePools } from '../../../test/database.ts';
import { importsIn, type TestImport } from '../../../test/imports.ts';
import { inTenantScope } from '../../platform/tenant-scope.ts';
import { type ConflictChoice, resolveConflict } from './conflicts.service.ts';
import { provenanceOf } from './provenance.service.ts';
import { previewPage } from './preview-page.service.ts';
import { listConflicts } from './resolve-conflict.repository.ts';

const { database, db } = usePools();
const imports = importsIn(database, () => db);
const names = { Name: 'name', RAM: 'memory_gb', Env: 'environment' };

/** An import whose only row shares its name with an asset and says something else. */
async function aConflict(): Promise<{ file: TestImport; id: string }> {
  const tenant = await imports.tenant();
  await (await imports.upload(tenant, 'Name,RAM,Env\nPortal,8 GB,PROD\n', names)).runAll();
  const file = await imports.upload(tenant, 'Name,RAM,Env\nportal,16 GB,\n', names);
  await file.runAll();
  await waitForConflicts(file);
  const { conflicts } = await inTenantScope(db, tenant, (scope) =>
    listConflicts(scope, { flowId: file.flowId, status: 'pending', type: undefined, afterRow: 0, limit: 10 }),
  );
  return { file, id: conflicts[0]?.id ?? '' };
}

/** Puts the flow where the conflict gate would put it; the flow's own machinery is tested with the flows. */
async function waitForConflicts({ flowId }: TestImport): Promise<void> {
  const client = await database.admin.connect();
  await client.query('set session_replication_role = replica');
  await client.query(
    `update discovery_flows set deleted_at = null, status = 'waiting_for_approval', waiting_reason = 'asset_conflict' where flow_id = $1`,
    [flowId],
  );
  client.release(true);
}

function settle({ tenant, userId }: TestImport, id: string, choice: ConflictChoice) {
  const actor = { userId, kind: 'user' } as const;
  return inTenantScope(db, { ...tenant, actor }, (scope) => resolveConflict(scope, id, choice));
}

async function assetsOf(tenant: TenantPair): Promise<Record<string, unknown>[]> {
  return inTenantScope(
    db,
    tenant,
    async ({ client }) => (await client.query('select * from assets order by created_at, id')).rows,
  );
}

describe('a settled conflict', () => {
  test('keeps the existing asset as it is', async () => {
    const { file, id } = await aConflict();
    expect(await settle(file, id, { resolution: 'keep_existing' })).toMatchObject({
      remaining: 0,
      changed: true,
    });
    expect(await file.outcomes()).toEqual(['unchanged']);
    expect(await assetsOf(file.tenant)).toMatchObject([{ name: 'Portal', memory_gb: 8, version: 1 }]);
  });
  test('takes over the new values, of which a missing one clears nothing', async () => {
    const { file, id } = await aConflict();
    await settle(file, id, { resolution: 'replace_with_new' });
    expect(await file.outcomes()).toEqual(['updated']);
    expect(await assetsOf(file.tenant)).toMatchObject([
      { name: 'portal', memory_gb: 16, environment: 'production' },
    ]);
  });
  test('merges the chosen fields only', async () => {
    const { file, id } = await aConflict();
    await settle(file, id, {
      resolution: 'merge',
      fieldChoices: { memory_gb: 'incoming', environment: 'existing' },
    });
    expect(await assetsOf(file.tenant)).toMatchObject([
      { name: 'Portal', memory_gb: 16, environment: 'production' },
    ]);
  });
  test('creates the new asset beside the existing one with an edge to it', async () => {
    const { file, id } = await aConflict();
    await settle(file, id, { resolution: 'create_both_with_dependency', dependencyType: 'runs_on' });
    expect(await file.outcomes()).toEqual(['created']);
    expect(await assetsOf(file.tenant)).toHaveLength(2);
    const { rows } = await database.admin.query(
      'select dependency_type from asset_dependencies where created_by_import_id = $1',
      [file.importId],
    );
    expect(rows).toEqual([{ dependency_type: 'runs_on' }]);
  });
  test('and then closes the books: every row has an outcome', async () => {
    const { file, id } = await aConflict();
    await settle(file, id, { resolution: 'keep_existing' });
    expect(await file.run('asset_inventory', { afterGate: 'asset_conflict' })).toMatchObject({
      kind: 'succeeded',
      counts: { source_rows: 1, unchanged: 1 },
    });
  });
});

describe('a choice that cannot be made', () => {
  test('a merge of nothing, or of the name, is refused', async () => {
    const { file, id } = await aConflict();
    await expect(settle(file, id, { resolution: 'merge' })).rejects.toMatchObject({ code: 'empty_merge' });
    await expect(
      settle(file, id, { resolution: 'merge', fieldChoices: { name: 'incoming' } }),
    ).rejects.toMatchObject({ code: 'field_not_mergeable' });
    expect(await file.outcomes()).toEqual(['pending']);
  });
  test('F33 of two people who settle at once one wins and the other is told', async () => {
    const { file, id } = await aConflict();
    const both = await Promise.allSettled([
      settle(file, id, { resolution: 'keep_existing', expectedVersion: 1 }),
      settle(file, id, { resolution: 'replace_with_new', expectedVersion: 1 }),
    ]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'fulfilled',
      'rejected',
    ]);
    const refused = both.find((each) => each.status === 'rejected');
    expect(refused?.reason).toMatchObject({ code: 'conflict_already_resolved' });
  });
  test('the same choice again is a no-op, an outdated view is refused', async () => {
    const { file, id } = await aConflict();
    await expect(settle(file, id, { resolution: 'keep_existing', expectedVersion: 7 })).rejects.toMatchObject(
      { code: 'version_conflict' },
    );
    await settle(file, id, { resolution: 'keep_existing' });
    expect(await settle(file, id, { resolution: 'keep_existing' })).toMatchObject({ changed: false });
  });
  test('an asset that changed meanwhile makes the conflict stale', async () => {
    const { file, id } = await aConflict();
    await database.admin.query('update assets set version = version + 1 where name = $1', ['Portal']);
    await expect(settle(file, id, { resolution: 'replace_with_new' })).rejects.toMatchObject({
      code: 'conflict_stale',
    });
  });
});

describe('what people see', () => {
  test('the preview says what each row would do and what would change', async () => {
    const tenant = await imports.tenant();
    const mapping = { Host: 'hostname', Serial: 'serial_number', RAM: 'memory_gb' };
    await (await imports.upload(tenant, 'Host,Serial,RAM\nweb1,SN0001,8 GB\n', mapping)).runAll();
    const file = await imports.upload(
      tenant,
      'Host,Serial,RAM\nweb1,SN0001,16 GB\n"web\n2",SN0002,\n,,4 GB\n',
      mapping,
    );
    await file.run('data_validation');
    await file.run('data_cleansing');
    await file.run('asset_inventory');
    const page = await inTenantScope(db, tenant, (scope) =>
      previewPage(scope, { importId: file.importId, fromRow: 1, limit: 50, action: undefined }),
    );
    expect(page.rows).toMatchObject([
      {
        row_number: 1,
        line_number: 2,
        action: 'update',
        diff: [{ field: 'memory_gb', before: 8, after: 16 }],
      },
      { row_number: 2, line_number: 3, action: 'create' },
      { row_number: 3, line_number: 5, action: 'reject', reason_code: 'no_identity' },
    ]);
  });
  test('each value names its file, line, cell and the person who approved the mapping', async () => {
    const tenant = await imports.tenant();
    const mapping = { Host: 'hostname', OS: 'operating_system', RAM: 'memory_gb' };
    const file = await imports.upload(tenant, 'Host,OS,RAM\nweb1,RHEL 7.9,16384 MB\nweb1,,\n', mapping);
    await file.runAll();
    const [asset] = await assetsOf(tenant);
    const entries = await inTenantScope(db, tenant, (scope) => provenanceOf(scope, String(asset?.['id'])));
    const memory = entries.find(({ field }) => field === 'memory_gb');
    expect(memory).toMatchObject({
      value: 16,
      is_current: true,
      origin: 'import',
      row_number: 1,
      line_number: 2,
      source_column: 'RAM',
      source_value: '16384 MB',
    });
    expect(memory?.mapping_approved_by).not.toBeNull();
    expect(entries.find(({ field }) => field === 'os_family')).toMatchObject({
      value: 'linux',
      origin: 'rule',
      source_column: null,
    });
    expect(entries.find(({ field }) => field === 'name')).toMatchObject({
      value: 'web1',
      rule: 'name_from_hostname',
    });
  });
  test('F48 another tenant sees none of it', async () => {
    const { file, id } = await aConflict();
    const stranger = { ...file, tenant: await imports.tenant() };
    await expect(settle(stranger, id, { resolution: 'keep_existing' })).rejects.toMatchObject({
      code: 'conflict_not_found',
    });
    const [asset] = await assetsOf(file.tenant);
    await expect(
      inTenantScope(db, stranger.tenant, (scope) => provenanceOf(scope, String(asset?.['id']))),
    ).rejects.toMatchObject({ code: 'asset_not_found' });
  });
});
