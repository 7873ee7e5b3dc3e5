import type { TenantPair } from '@landfall/domain/shared/ids';
import { beforeAll, expect, test } from 'vitest';
import { addAssets } from '../../../test/estate.ts';
import { usePools } from '../../../test/database.ts';
import { tenantsIn } from '../../../test/tenants.ts';
import { inTenantScope } from '../../platform/tenant-scope.ts';
import { sharedAddresses } from './addresses.repository.ts';

const { database, db } = usePools();
const tenants = tenantsIn(database.admin);
let place: TenantPair;

beforeAll(async () => {
  place = await tenants.tenant();
});

test('addresses of a large import are looked up in one pass, before the database has counted its rows', async () => {
  const machines = 40_000;
  // As after an import: there are many assets, of which the database still believes that there are hardly any.
  await database.admin.query('alter table assets set (autovacuum_enabled = off)');
  await inTenantScope(db, place, ({ client, clientAccountId, engagementId }) =>
    client.query(
      `insert into assets (client_account_id, engagement_id, name, name_normalized, asset_type, type_source,
         discovery_method, ip_address)
       select $1, $2, 'vm-' || n, 'vm-' || n, 'server', 'declared', 'import', array['10.' || n / 65536 || '.'
         || n / 256 % 256 || '.' || n % 256] from generate_series(1, $3::int) n`,
      [clientAccountId, engagementId, machines],
    ),
  );
  await addAssets(db, place, [{ name: 'twin', ip_address: ['10.0.0.7'] }]);
  const all = Array.from({ length: machines }, (_, index) => {
    const n = index + 1;
    return `10.${n >> 16}.${(n >> 8) % 256}.${n % 256}`;
  });
  const found = await inTenantScope(db, { ...place, statementTimeoutMs: 5000 }, (scope) =>
    sharedAddresses(scope, all),
  );
  expect([...found]).toEqual([['10.0.0.7', ['twin', 'vm-7']]]);
});

test('only live assets that are in use share an address', async () => {
  const gone = new Date();
  await addAssets(db, place, [
    { name: 'here', ip_address: ['192.0.2.1', '192.0.2.2'] },
    { name: 'retired', ip_address: ['192.0.2.1'], status: 'retired' },
    { name: 'deleted', ip_address: ['192.0.2.2'], deleted_at: gone },
  ]);
  const shared = await inTenantScope(db, place, (scope) =>
    sharedAddresses(scope, ['192.0.2.1', '192.0.2.2', '198.51.100.1']),
  );
  expect(shared.size).toBe(0);
});
