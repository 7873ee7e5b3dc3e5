import { nameKeysOf } from '@landfall/domain/dependencies/read-end';
import { asId, type TenantPair } from '@landfall/domain/shared/ids';
import { expect, test } from 'vitest';
import { usePools } from '../../test/database.ts';
import { importsIn, type TestImport } from '../../test/imports.ts';
import { inTenantScope } from '../platform/tenant-scope.ts';
import type { PhaseContext } from './define-phase.ts';
import { rememberedEnds } from './remembered-ends.ts';

const { database, db } = usePools();
const imports = importsIn(database, () => db);
const mapping = { From: 'source_name', To: 'target_name', Address: 'target_ip' };
const text = 'From,To,Address\nweb01,db01,\nweb01,,10.0.0.9\nweb01,app01,\n';

async function written(): Promise<TestImport> {
  const file = await imports.upload(await imports.tenant(), text, mapping, 'app_discovery');
  await file.run('enrichment');
  return file;
}

/** What is remembered when rows of an import are matched. */
function rememberedBy({ importId }: Pick<PhaseContext, 'importId'>, tenant: TenantPair) {
  const context = { importId, read: (work) => inTenantScope(db, tenant, work) } satisfies Parameters<
    typeof rememberedEnds
  >[0];
  return rememberedEnds(context, { category: 'app_discovery' });
}

const other: Pick<PhaseContext, 'importId'> = { importId: asId('00000000-0000-7000-8000-000000000000') };
const named = (name: string) => ({ name, keys: nameKeysOf(name), addresses: [], row: 9, ownRow: -1 });
const addressed = (address: string) => ({ name: null, keys: null, addresses: [address], row: 9, ownRow: -1 });

async function assetsOf({ tenant }: TestImport): Promise<(name: string) => string | undefined> {
  const { rows } = await database.admin.query<{ id: string; name: string }>(
    'select id, name from assets where engagement_id = $1',
    [tenant.engagementId],
  );
  return (name) => rows.find((row) => row.name === name)?.id;
}

async function rename(id: string | undefined): Promise<void> {
  await database.admin.query(`update assets set name = 'Ledger', name_normalized = 'ledger' where id = $1`, [
    id,
  ]);
}

test('the import knows its ends by name or address, whatever their assets are called; those in the trash are gone', async () => {
  const file = await written();
  const idOf = await assetsOf(file);
  await rename(idOf('db01'));
  await database.admin.query('update assets set deleted_at = now() where id = $1', [idOf('app01')]);
  const { ofCourse, renamed } = await rememberedBy(file, file.tenant);
  expect(['web01', 'DB01', 'app01', 'other'].map((name) => ofCourse(named(name))?.assetId)).toEqual([
    idOf('web01'),
    idOf('db01'),
    undefined,
    undefined,
  ]);
  expect(ofCourse(addressed('10.0.0.9'))?.assetId).toBe(idOf('10.0.0.9'));
  expect(renamed(named('db01'))).toBeUndefined();
});

test('another import knows those ends whose assets were made of them and are called otherwise now', async () => {
  const file = await written();
  const idOf = await assetsOf(file);
  await rename(idOf('db01'));
  const { ofCourse, renamed } = await rememberedBy(other, file.tenant);
  expect(['web01', 'db01'].map((name) => renamed(named(name))?.assetId)).toEqual([undefined, idOf('db01')]);
  expect(ofCourse(named('db01'))).toBeUndefined();
});

test('a name that was two assets tells neither', async () => {
  const file = await written();
  const idOf = await assetsOf(file);
  await database.admin.query(
    `update import_ends set name = 'db01' where engagement_id = $1 and name = 'app01'`,
    [file.tenant.engagementId],
  );
  await rename(idOf('db01'));
  const { ofCourse } = await rememberedBy(file, file.tenant);
  expect(ofCourse(named('db01'))).toBeUndefined();
});

test('ends of another tenant and of another engagement are not remembered', async () => {
  const file = await written();
  const idOf = await assetsOf(file);
  await rename(idOf('db01'));
  const stranger = await imports.tenant();
  for (const tenant of [stranger, { ...file.tenant, engagementId: stranger.engagementId }]) {
    expect((await rememberedBy(file, tenant)).ofCourse(named('db01'))).toBeUndefined();
    expect((await rememberedBy(other, tenant)).renamed(named('db01'))).toBeUndefined();
  }
});
