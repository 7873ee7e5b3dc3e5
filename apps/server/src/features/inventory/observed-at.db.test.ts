import type { TenantPair } from '@landfall/domain/shared/ids';
import { expect, test } from 'vitest';
import { usePools } from '../../../test/database.ts';
import { importsIn } from '../../../test/imports.ts';
import { inTenantScope } from '../../platform/tenant-scope.ts';
import { provenanceOf } from './provenance.service.ts';

const { database, db } = usePools();
const imports = importsIn(database, () => db);
const mapping = { Host: 'hostname', CPU: 'cpu_cores', Seen: 'last_seen' };

async function cpuOf(tenant: TenantPair) {
  const { rows } = await database.admin.query<{ id: string; imported: Date[] }>(
    `select id, array(select created_at from data_imports i where i.engagement_id = a.engagement_id order by 1) as imported
     from assets a where engagement_id = $1`,
    [tenant.engagementId],
  );
  const [asset] = rows;
  const entries = await inTenantScope(db, tenant, (scope) => provenanceOf(scope, asset?.id ?? ''));
  const cpu = entries.filter(({ field }) => field === 'cpu_cores');
  return {
    seen: cpu.map(({ value, observed_at, decided_by }) => ({ value, observed_at, decided_by })),
    imported: asset?.imported.map((time) => time.toISOString()),
  };
}

test('a value was observed when its row says so, else when it was imported; what won by being written later still says so', async () => {
  const tenant = await imports.tenant();
  for (const line of [
    'web1,4,2026-05-01',
    'web1,8,2026-06-02T10:30:00+02:00',
    'web1,16,',
    'web1,32,2020-01-01',
  ])
    await (await imports.upload(tenant, `Host,CPU,Seen\n${line}\n`, mapping)).runAll();
  const { seen, imported } = await cpuOf(tenant);
  expect(seen).toEqual([
    { value: 4, observed_at: '2026-05-01T00:00:00.000Z', decided_by: null },
    { value: 32, observed_at: '2020-01-01T00:00:00.000Z', decided_by: 'newer' },
  ]);
  expect(imported).toHaveLength(4);
});

test('a row without a time was observed when it was imported', async () => {
  const tenant = await imports.tenant();
  await (await imports.upload(tenant, 'Host,CPU,Seen\nweb1,4,\n', mapping)).runAll();
  const { seen, imported } = await cpuOf(tenant);
  expect(seen).toEqual([{ value: 4, observed_at: imported?.[0], decided_by: 'only_value' }]);
});

test('of the rows of a file each was observed when it says, and the fullest goes first all the same', async () => {
  const tenant = await imports.tenant();
  const text = 'Host,CPU,Seen,Note\nweb1,4,2026-01-01,full\nweb1,8,2026-02-02,\n';
  await (await imports.upload(tenant, text, { ...mapping, Note: 'notes' })).runAll();
  const { seen } = await cpuOf(tenant);
  expect(seen).toEqual([
    { value: 4, observed_at: '2026-01-01T00:00:00.000Z', decided_by: 'first' },
    { value: 8, observed_at: '2026-02-02T00:00:00.000Z', decided_by: null },
  ]);
});
